"""Several tags at once: the addresses of combinations, and the ways to narrow and to widen one."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from posts import slugs
from posts.models import Tag

# More tags than this have no page: nobody asks for them, and each costs.
MOST_TAGS = 5
# The posts whose tags say how to narrow a listing down: the newest, so that it costs the same
# however many there are.
LOOKED_AT = 200
MOST_WAYS = 10


class Way(NamedTuple):
    """A link from one choice of tags to another."""

    name: str
    slug: str
    address: str
    is_combination: bool
    posts: int = 0


def query_of(chosen: Sequence[str]) -> str:
    """The query of a combination: `tag=a&tag=b`, sorted, each once; "" for fewer than two."""
    distinct = sorted(set(chosen))
    return urlencode([("tag", slug) for slug in distinct]) if len(distinct) > 1 else ""


def address_of(chosen: Sequence[str]) -> str:
    """The one path of the posts that carry all these tags (their slugs)."""
    if query := query_of(chosen):
        return f"{reverse('posts:list')}?{query}"
    return slugs.address("posts:tag", chosen[0]) if chosen else reverse("posts:list")


def way(tag: Tag, chosen: Sequence[str], posts: int = 0) -> Way:
    """The way that this tag names, which leads to the chosen slugs."""
    return Way(tag.name, tag.slug, address_of(chosen), len(set(chosen)) > 1, posts)


def wider(tags: Sequence[Tag]) -> list[Way]:
    """How to take each of these tags off."""
    return [way(tag, [other.slug for other in tags if other != tag]) for tag in tags]


def narrower(tags: Sequence[Tag], posts: QuerySet, count: int) -> list[Way]:
    """
    The tags that most of these posts also carry, each with how many of the newest 200 do.

    `posts` are the keys of those that carry all of `tags`, newest first, `count` is how many they
    are. A tag that all of them carry narrows nothing down and is left out.
    """
    if len(tags) >= MOST_TAGS or not count:
        return []
    found = Tag.objects.most_used_in(posts[:LOOKED_AT]).defer("description")
    if tags:
        everywhere = min(count, LOOKED_AT)
        found = found.exclude(pk__in=[tag.pk for tag in tags]).filter(post_count__lt=everywhere)
    chosen = [tag.slug for tag in tags]
    return [way(tag, [*chosen, tag.slug], tag.post_count) for tag in found[:MOST_WAYS]]
