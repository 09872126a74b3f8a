"""File and post have both changed since the last import: what each changed is put together."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from posts import merging
from posts.importing.fields import one_line
from posts.importing.notes import Note
from posts.models import Image, Post

LONGEST_SHOWN = 80
_NAMES_IN_A_LIST = {"tags", "authors"}


@dataclass(frozen=True)
class Clash:
    """A field, or a part of it, that both sides changed, each in another way."""

    name: str
    file: Any
    site: Any

    @property
    def note(self) -> Note:
        sentence = _("%(field)s: the file has “%(file)s”, the site has “%(site)s”.")
        words = {"file": _shown(self.name, self.file), "site": _shown(self.name, self.site)}
        return Note(sentence % {"field": _label(self.name), **words})


def merge(
    base: dict[str, Any], file: dict[str, Any], site: dict[str, Any]
) -> tuple[dict[str, Any], list[Clash]]:
    """
    Return a snapshot with what the file and what the site changed of the base, and the clashes.

    Where there is a clash the site's side stays.
    """
    merged, clashes = dict(site), []
    for name in site:
        if name in _NAMES_IN_A_LIST:
            merged[name] = _names(base.get(name, []), file[name], site[name])
        elif name == "body":
            merged[name], found = _body(base.get(name, ""), file[name], site[name])
            clashes += found
        elif name == "front_matter":
            merged[name], found = _values(base.get(name) or {}, file[name], site[name])
            clashes += found
        else:
            merged[name], found = _value(name, base.get(name), file[name], site[name])
            clashes += found
    return merged, clashes


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two snapshots say the same; names in any order."""
    return _sorted(one) == _sorted(other)


def _sorted(state: dict[str, Any]) -> dict[str, Any]:
    return state | {name: sorted(state.get(name, [])) for name in _NAMES_IN_A_LIST}


def _value(name: str, base: Any, file: Any, site: Any) -> tuple[Any, list[Clash]]:
    if file in (site, base):
        return site, []
    if site == base:
        return file, []
    return site, [Clash(name, file, site)]


def _body(base: str, file: str, site: str) -> tuple[str, list[Clash]]:
    merged = merging.merge(base, file, site)
    if merged.text is not None:
        return merged.text, []
    return site, [Clash("body", mine, theirs) for mine, theirs in merged.clashes]


def _values(base: dict, file: dict, site: dict) -> tuple[dict, list[Clash]]:
    merged, clashes = {}, []
    for key in [*site, *(key for key in file if key not in site)]:
        value, found = _value(key, base.get(key), file.get(key), site.get(key))
        clashes += found
        if value is not None or (key in file and key in site):
            merged[key] = value
    return merged, clashes


def _names(base: list[str], file: list[str], site: list[str]) -> list[str]:
    """Whatever either side added, without what either took away."""
    gone = (set(base) - set(file)) | (set(base) - set(site))
    both = [*site, *(name for name in file if name not in site)]
    return [name for name in both if name not in gone]


def _label(name: str) -> str:
    if name == "hero_address":
        return _("Hero image's address")
    names = {field.attname: field for field in Post._meta.concrete_fields}
    label = str(names[name].verbose_name) if name in names else name
    return label[:1].upper() + label[1:]


def _shown(name: str, value: Any) -> str:
    if name == "hero_image_id":
        image = Image.objects.filter(pk=value).first()
        return str(image or _("no image"))
    text = one_line(str("" if value is None else value))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
