"""What a feed holds, in whichever format it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from cms.models import SiteSettings
from cms.prepared import Prepared
from posts import prepared
from posts.models import Person, Post, Tag
from posts.slugs import address

SHOWN = ("title", "slug", "standfirst", "excerpt", "language", "published_at", "updated_at")
PICTURE = ("rendered", "width", "height", "alt")


@dataclass(frozen=True)
class Feed:
    """Posts with tags and authors, and what they are of; addresses are whole."""

    site: SiteSettings
    posts: list[Post]
    title: str
    description: str
    page: str
    address: str
    updated_at: datetime


Writer = Callable[[Feed], HttpResponse]


def _whole(posts):
    """The first 20 of these posts with all that a feed says of them."""
    return posts.select_related("hero_image").only(
        *SHOWN, "body_html", *(f"hero_image__{name}" for name in PICTURE)
    )[: prepared.MOST_POSTS]


_newest = Prepared(
    lambda at: _whole(Post.objects.published(at).newest_first()),
    at=datetime,
)
# By slug: the tag or person is known from the posts themselves, so nothing asks for it.
_tagged = Prepared(
    lambda slug, at: _whole(
        Post.objects.tagged(Tag.objects.filter(slug=slug)[:1], at, prepared.MOST_POSTS)
    ),
    slug=str,
    at=datetime,
)
_by_author = Prepared(
    lambda slug, at: _whole(
        Post.objects.by(Person.objects.filter(slug=slug)[:1], at, prepared.MOST_POSTS)
    ),
    slug=str,
    at=datetime,
)


def newest(at: datetime) -> list[Post]:
    return prepared.with_parts(_newest(at=at))


def tagged(slug: str, at: datetime) -> list[Post]:
    return prepared.with_parts(_tagged(slug=slug, at=at))


def by_author(slug: str, at: datetime) -> list[Post]:
    return prepared.with_parts(_by_author(slug=slug, at=at))


def entry_id(post: Post) -> str:
    """
    A name of the post that stays when its slug changes, so that no reader sees it twice.

    Source: RFC 4151; the year is when the site's owner had the name for certain.
    """
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:post-{post.pk}"


def author_address(person: Person) -> str:
    return settings.SITE_URL + address("posts:author", person.slug)
