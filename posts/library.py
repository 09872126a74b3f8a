"""The library of pictures: taking one in for somebody, and telling which ones nothing shows."""

import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import SiteSettings
from posts.addresses import media_addresses
from posts.models import (
    Autosave,
    EarlierUse,
    FormerName,
    Image,
    Page,
    Person,
    Post,
    Snippet,
    Use,
    WorkingCopy,
)
from posts.models.image import file_name, meaning

MAY_NOT_ADD = _("Your account may not add pictures: choose one of the library.")
OF_FILES = re.compile(r"[^\s()<>\"'\]]+\.(?:avif|gif|jpe?g|png|webp)", re.IGNORECASE)
RENDITIONS = re.compile(settings.PUBLIC_MEDIA)
# Of 64 bits so many may differ, and a picture that is plain is like no other.
MOST_APART = 6
PLAINEST = 4


class Added(NamedTuple):
    """A picture that somebody sent; not new when the library had the very file."""

    image: Image
    is_new: bool


def add(file: File, user: Any, **words: Any) -> Added:
    """
    Take a picture in for a user, as the log tells then.

    Raises ValidationError, with a sentence for them, for a file or a user that can't do it.
    """
    if user is not None and not user.has_perm("posts.add_image"):
        raise ValidationError(MAY_NOT_ADD, "not_allowed")
    started = timezone.now()
    image = Image.objects.add(file, **words)
    is_new = image.created_at >= started
    if is_new:
        note(image, user, ADDITION, [{"added": {}}])
    return Added(image, is_new)


def note(image: Image, user: Any, flag: int, message: Any) -> None:
    """Log what somebody did to a picture outside of its own form."""
    if user is not None:
        LogEntry.objects.log_actions(user.pk, [image], flag, message, single_object=True)


def describe(image: Image, user: Any, *, alt: str, decorative: bool) -> bool:
    """
    Keep what a user says that a picture shows; False if the picture says something else already.

    To fill in what is empty is for all who may add pictures, to change it for those who may.
    """
    alt = " ".join(alt.split())[: Image._meta.get_field("alt").max_length]
    decorative = decorative and not alt
    if (alt, decorative) == (image.alt, image.decorative):
        return True
    if not (image.needs_alt or user.has_perm("posts.change_image")):
        return False
    image.alt, image.decorative = alt, decorative
    image.save(update_fields=["alt", "decorative"])
    note(image, user, CHANGE, [{"changed": {"fields": ["alt"]}}])
    return True


def unused(images: QuerySet[Image]) -> QuerySet[Image]:
    """Those that nothing shows, not even an earlier revision of a post."""
    return _shown_nowhere(images).exclude(_is_in(EarlierUse, "image"))


def of_revisions_alone(images: QuerySet[Image]) -> QuerySet[Image]:
    """Those that only earlier revisions of posts show."""
    return _shown_nowhere(images).filter(_is_in(EarlierUse, "image"))


def _shown_nowhere(images: QuerySet[Image]) -> QuerySet[Image]:
    return images.exclude(
        _is_in(Use, "image")
        | _is_in(Post, "hero_image")
        | _is_in(Person, "picture")
        | _is_in(SiteSettings, "logo")
    ).exclude(pk__in=named_in_texts())


def _is_in(model: Any, field: str) -> Exists:
    return Exists(model.objects.order_by().filter(**{field: OuterRef("pk")}))


def named_in_texts() -> set[int]:
    """
    The images that pages, snippets, saved changes and what is being typed may name, by key.

    These are few, besides the posts, whose uses are kept; each text is read once.
    """
    heroes: set[int] = set()
    texts = [*Page.objects.values_list("body", flat=True)]
    texts += Snippet.objects.values_list("body", flat=True)
    for state in WorkingCopy.objects.values_list("state", flat=True).iterator():
        texts.append(state.get("body") or "")
        heroes.add(state.get("hero_image_id") or 0)
    for fields in Autosave.objects.values_list("fields", flat=True).iterator():
        texts += fields.get("body", [])
        heroes |= {int(pk) for pk in fields.get("hero_image", []) if pk.isdecimal()}
    written = {unquote(path) for text in texts for path in OF_FILES.findall(text)}
    names = {file_name(path) for path in written}
    names |= {meaning(address) for text in texts for address in media_addresses(text)}
    public = {found[0] for path in written for found in RENDITIONS.finditer(path)}
    names = (names | public) - {""}
    if not names:
        return heroes
    # Looked up here: a database takes only so many values.
    names_of_images = Image.objects.order_by().values_list("pk", "name")
    found = {pk for pk, name in names_of_images.iterator() if name in names}
    formers = FormerName.objects.order_by().values_list("image", "name")
    found |= {pk for pk, name in formers.iterator() if name in names}
    if public:
        rows = Image.objects.order_by().values_list("pk", Cast("rendered", TextField()))
        found |= {pk for pk, text in rows.iterator() if not public.isdisjoint(_renditions(text))}
    return heroes | found


def _renditions(text: str) -> set[str]:
    return {found[0] for found in RENDITIONS.finditer(text)}


def alike(image: Image, most: int = 6) -> list[Image]:
    """Other images that look like this one, the most alike first."""
    if image.likeness is None or not _is_telling(image.likeness):
        return []
    others = Image.objects.exclude(pk=image.pk).exclude(likeness=None).order_by()
    distances = {
        pk: distance
        for pk, likeness in others.values_list("pk", "likeness")
        if likeness is not None and (distance := _apart(likeness, image.likeness)) <= MOST_APART
    }
    nearest = sorted(distances, key=lambda pk: (distances[pk], -pk))[:most]
    found = Image.objects.in_bulk(nearest)
    return [found[pk] for pk in nearest if pk in found]


def _apart(one: int, other: int) -> int:
    return ((one ^ other) & (1 << 64) - 1).bit_count()


def _is_telling(likeness: int) -> bool:
    return PLAINEST <= (likeness & (1 << 64) - 1).bit_count() <= 64 - PLAINEST
