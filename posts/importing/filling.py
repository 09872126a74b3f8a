"""A post is given what a reading says."""

from datetime import UTC

from django.utils import timezone
from django.utils.translation import gettext as _

from posts.importing.reading import Reading
from posts.models import Image, Post

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
    "front_matter",
)


def fill(post: Post, reading: Reading, hero: Image | None) -> bool:
    """Give the post what the reading says; whether the date of its last change is another."""
    for name in SAME_NAMED:
        setattr(post, name, getattr(reading, name))
    for name in ("published_at", "unpublish_at"):
        moment = getattr(reading, name)
        setattr(post, name, moment and moment.astimezone(UTC))
    post.hero_image = hero
    now = timezone.now()
    if reading.updated_at:
        moment = reading.updated_at.astimezone(UTC)
    elif post.pk is None:
        moment = min(post.published_at or now, now)
    else:
        return False
    moved, post.updated_at = post.updated_at != moment, moment
    return moved


def check(post: Post) -> None:
    """Raise ValidationError, with a sentence, for what the database would refuse."""
    post.clean_fields(exclude=["tags", "authors", "hero_image"])


def reason(path: str) -> str:
    """What a revision says about where it came from."""
    return (_("Imported from %s") % path)[:200]
