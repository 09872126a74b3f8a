"""A post is given what a reading says."""

from datetime import UTC
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from posts.importing.reading import Reading
from posts.models import Image, Person, Post, Series, Tag, Tagging

SAME_NAMED = (
    "title",
    "slug",
    "standfirst",
    "body",
    "hero_address",
    "canonical_url",
    "search_title",
    "search_description",
    "noindex",
    "part",
    "language",
    "front_matter",
)


def fill(
    post: Post,
    reading: Reading,
    hero: Image | None = None,
    series: Series | None = None,
    original: Post | None = None,
) -> None:
    """Give a new post what the reading says; what it says of an original waits for that."""
    for name in SAME_NAMED:
        setattr(post, name, getattr(reading, name))
    for name in ("published_at", "unpublish_at"):
        moment = getattr(reading, name)
        setattr(post, name, moment and moment.astimezone(UTC))
    post.hero_image, post.series = hero, series
    if original:
        link(post, original, reading.keys["translation_of"])
    now = timezone.now()
    if reading.updated_at:
        post.updated_at = reading.updated_at.astimezone(UTC)
    else:
        post.updated_at = min(post.published_at or now, now)


def move(post: Post, reading: Reading, *, merged: bool) -> bool:
    """
    Give a post the date of its last change that the reading says; whether it is another.

    Of a post that holds changes of the site as well, it is never moved back.
    """
    moment = reading.updated_at and reading.updated_at.astimezone(UTC)
    if moment is None or moment == post.updated_at or (merged and moment < post.updated_at):
        return False
    post.updated_at = moment
    return True


def link(post: Post, original: Post, key: str) -> None:
    """Make a post the translation of another, which its front matter names under a key."""
    post.translation_of = original
    post.front_matter = {name: value for name, value in post.front_matter.items() if name != key}


def state_of(reading: Reading, tags: list[Tag], people: list[Person], **found: Any) -> dict:
    """The snapshot of a post that says what the reading does; what is `found` as in `fill`."""
    post = Post()
    fill(post, reading, **found)
    return snapshot(post, tags, people)


def snapshot(post: Post, tags: list[Tag], people: list[Person]) -> dict[str, Any]:
    """A post's snapshot with tags and authors that are at hand."""
    return post.snapshot(tags=list(dict.fromkeys(tags)), authors=list(dict.fromkeys(people)))


def set_tags(post: Post, tags: list[Tag]) -> None:
    """Give a new post its tags."""
    Tagging.objects.bulk_create(Tagging.of(post, tag) for tag in dict.fromkeys(tags))


def check(post: Post) -> None:
    """Raise ValidationError, with a sentence, for what the database would refuse."""
    post.clean_fields(exclude=["tags", "authors", "hero_image", "series", "translation_of"])


def reason(path: str) -> str:
    """What a revision says about where it came from."""
    return (_("Imported from %s") % path)[:200]
