"""What a person is told of a field that both the file and the site have changed."""

from typing import Any

from django.utils.translation import gettext as _

from posts.importing.fields import one_line
from posts.importing.notes import Note
from posts.models import Image, Post, Series
from posts.three_way import Clash

LONGEST_SHOWN = 80


def note(clash: Clash) -> Note:
    """The clash in a sentence: `mine` is the file's side, `theirs` the site's."""
    sentence = _("%(field)s: the file has “%(file)s”, the site has “%(site)s”.")
    words = {"file": _shown(clash.name, clash.mine), "site": _shown(clash.name, clash.theirs)}
    return Note(sentence % {"field": _label(clash.name), **words})


def _label(name: str) -> str:
    if name == "hero_address":
        return _("Hero image's address")
    names = {field.attname: field for field in Post._meta.concrete_fields}
    label = str(names[name].verbose_name) if name in names else name
    return label[:1].upper() + label[1:]


def _shown(name: str, value: Any) -> str:
    rows = {
        "hero_image_id": (Image, _("no image")),
        "series_id": (Series, _("no series")),
        "translation_of_id": (Post, _("no post")),
    }
    if name in rows:
        model, none = rows[name]
        return str(model._default_manager.filter(pk=value).first() or none)
    text = one_line(str("" if value is None else value))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
