"""
Cards: posts as lists show them.

A card's HTML is kept by all that it shows, so a change shows at once and no other card is made
anew for it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from cms.prepared import Prepared
from posts import prepared
from posts.models import Image, Person, Post, Tag
from posts.narrowing import MOST_TAGS

CARDS_A_PAGE = 12
# About 3 kB each with the key.
MOST_KEPT = 2000


class Card(NamedTuple):
    """Everything that a card can show; equal cards look the same."""

    title: str
    slug: str
    standfirst: str
    excerpt: str
    published_at: datetime
    words: int
    rendered: str | None
    focal_x: int | None
    focal_y: int | None
    width: int | None
    height: int | None
    tags: tuple[str, ...]
    is_lead: bool
    language: str | None
    time_zone: str

    def post(self) -> Post:
        """A post, not to be saved, that knows what the card shows and nothing else."""
        post = Post(**{name: getattr(self, name) for name in POST_FIELDS})
        if self.rendered is not None:
            fields = {name: getattr(self, name) for name in IMAGE_FIELDS}
            post.hero_image = Image(rendered=json.loads(self.rendered), **fields)
        return post


class ShownCard(SafeString):
    """A card's HTML, which knows the path of its post."""

    address: str


POST_FIELDS = ("title", "slug", "standfirst", "excerpt", "published_at", "words")
IMAGE_FIELDS = ("focal_x", "focal_y", "width", "height")


def _rows(keys):
    return (
        Post.objects.filter(pk__in=keys)
        .newest_first()
        .values_list(
            "pk",
            *POST_FIELDS,
            Cast("hero_image__rendered", TextField()),
            *(f"hero_image__{name}" for name in IMAGE_FIELDS),
        )
    )


# The keys first: a deep page then skips index entries, not whole posts.
_newest = Prepared(
    lambda at, start: _rows(
        Post.objects.published(at).newest_first().values("pk")[start : start + CARDS_A_PAGE]
    ),
    at=datetime,
    start=int,
)
_tagged = Prepared(
    lambda tag, at, start: _rows(
        Post.objects.tagged(Tag(pk=tag), at).values("pk")[start : start + CARDS_A_PAGE]
    ),
    tag=int,
    at=datetime,
    start=int,
)


_by = Prepared(
    lambda person, at, start: _rows(
        Post.objects.by(Person(pk=person), at).values("pk")[start : start + CARDS_A_PAGE]
    ),
    person=int,
    at=datetime,
    start=int,
)
_between = Prepared(
    lambda since, before, at, start: _rows(
        Post.objects.between(since, before, at).values("pk")[start : start + CARDS_A_PAGE]
    ),
    since=datetime,
    before=datetime,
    at=datetime,
    start=int,
)
# The tag that fewest posts carry, and up to four others.
_combined = {
    others: Prepared(
        lambda tag, also, at, start: _rows(
            Post.objects.tagged(Tag(pk=tag), at, [Tag(pk=other) for other in also]).values("pk")[
                start : start + CARDS_A_PAGE
            ]
        ),
        tag=int,
        also=[int] * others,
        at=datetime,
        start=int,
    )
    for others in range(1, MOST_TAGS)
}


def newest(start: int) -> list[ShownCard]:
    """The cards of the posts published last, after so many; the first of all leads."""
    return _made(_newest(at=timezone.now(), start=start), start)


def tagged(tag: Tag, start: int) -> list[ShownCard]:
    """The cards of a tag's newest posts, after so many."""
    return _made(_tagged(tag=tag.pk, at=timezone.now(), start=start), start)


def by(person: Person, start: int) -> list[ShownCard]:
    """The cards of an author's newest posts, after so many."""
    return _made(_by(person=person.pk, at=timezone.now(), start=start), start)


def between(since: datetime, before: datetime, start: int) -> list[ShownCard]:
    """The cards of the newest posts of a stretch of time, after so many."""
    rows = _between(since=since, before=before, at=timezone.now(), start=start)
    return _made(rows, start)


def combined(rarest: Tag, others: Sequence[Tag], start: int) -> list[ShownCard]:
    """The cards of the newest posts that carry all of two to five tags, after so many."""
    also = [tag.pk for tag in others]
    rows = _combined[len(also)](tag=rarest.pk, also=also, at=timezone.now(), start=start)
    return _made(rows, start)


def short(title: str, slug: str, published_at: datetime, words: int, hero: tuple) -> SafeString:
    """A card without standfirst and tags; `hero` is the image's part, from `rendered` on."""
    language, time_zone = translation.get_language(), timezone.get_current_timezone_name()
    shown = (title, slug, "", "", published_at, words, *hero, (), False, language, time_zone)
    return html(Card._make(shown))


def _made(rows: list[tuple], start: int) -> list[ShownCard]:
    tags = prepared.tags_of([row[0] for row in rows]) if rows else {}
    language, time_zone = translation.get_language(), timezone.get_current_timezone_name()
    made = []
    for number, (pk, *row) in enumerate(rows, start):
        names = tuple(tag.name for tag in tags[pk])
        made.append(html(Card._make([*row, names, number == 0, language, time_zone])))
    return made


@lru_cache(maxsize=MOST_KEPT)
def html(card: Card) -> ShownCard:
    """The card's HTML, in its language and time zone, which are the reader's too."""
    post = card.post()
    shown = {"post": post, "tags": card.tags, "is_lead": card.is_lead}
    made = ShownCard(get_template("posts/_card.html").render(shown))
    made.address = post.get_absolute_url()
    return made
