"""Which card belongs to what, at an address that changes with all that the card shows."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cms.models import SiteSettings
from posts.models import Authorship, Page, Person, Post, Tag

# Raised when cards are drawn in another way.
DRAWN_AS = 1


class Card(NamedTuple):
    """All that a card shows; equal cards look the same."""

    title: str
    name: str
    accent: str

    @property
    def digest(self) -> str:
        said = "\0".join([str(DRAWN_AS), *self])
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def of_site(site: SiteSettings, title: str = "") -> Card:
    """The card of a page that has no title of its own, or of one with this title."""
    return Card(title or site.name, site.name if title else "", site.accent)


def address(site: SiteSettings, kind: str = "", slug: str = "", title: str = "") -> str:
    """The path of the card of what is titled so: one of `KINDS` with its slug, else the site."""
    digest = of_site(site, title if kind else "").digest
    return _address(digest, kind, slug)


@lru_cache(maxsize=2000)
def _address(digest: str, kind: str, slug: str) -> str:
    if not kind:
        return reverse("posts:site_share_card", args=[digest])
    return reverse("posts:share_card", args=[digest, kind, slug])


def _post(slug: str) -> str | None:
    return Post.objects.published().filter(slug=slug).values_list("title", flat=True).first()


def _tag(slug: str) -> str | None:
    tag = Tag.objects.filter(slug=slug).first()
    return tag.name if tag and tag.was_ever_public() else None


def _author(slug: str) -> str | None:
    now = timezone.now()
    public = Authorship.objects.filter(
        Q(unpublish_at=None) | Q(unpublish_at__gt=now),
        person=OuterRef("pk"),
        published_at__lte=now,
    )
    found = Person.objects.filter(Exists(public), slug=slug)
    return found.values_list("name", flat=True).first()


def _page(slug: str) -> str | None:
    return Page.objects.filter(slug=slug).values_list("title", flat=True).first()


# What readers see that has a card: its page's URL name, and its title by its slug.
KINDS: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "posts": ("posts:detail", _post),
    "tags": ("posts:tag", _tag),
    "authors": ("posts:author", _author),
    "pages": ("posts:page", _page),
}
