"""Two snapshots of a post field by field, as a person reads them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.alignment import aligned
from posts.conflict import Block, Piece, blocks, compared, sides
from posts.models import Image, Person, Post, Series

# Of the lines that both have, so many are shown beside a change; a fold hides more than one.
LINES_BESIDE = 3
REFERENCES = {"hero_image_id": Image, "series_id": Series, "translation_of_id": Post}
MOMENTS = {"published_at", "unpublish_at"}
LISTS = {"tags", "authors"}


@dataclass
class Row:
    """A part of a comparison: lines that both have, folded perhaps, or both sides of a change."""

    old: list[Piece]
    new: list[Piece]
    is_same: bool = False
    is_folded: bool = False

    @property
    def lines(self) -> int:
        return len(self.old[0].text.splitlines())

    @property
    def fold_words(self) -> str:
        words = ngettext("%(count)d unchanged line", "%(count)d unchanged lines", self.lines)
        return words % {"count": self.lines}

    @property
    def text(self) -> str:
        """What both sides have; the line's end belongs to the layout."""
        return self.old[0].text.removesuffix("\n")

    @property
    def inline_html(self) -> SafeString:
        """Both sides in one text, what was removed before what was added."""
        return format_html_join("", "{}", ((part,) for part in self._inline()))

    def _inline(self) -> Iterator[SafeString | str]:
        removed, added = _("removed:"), _("added:")
        new = iter(self.new)
        for piece in [*self.old, None]:
            if piece and piece.differs:
                yield mark(piece, "del", removed)
                continue
            # What both sides have stands on both in the same order.
            for other in new:
                if not other.differs:
                    break
                yield mark(other, "ins", added)
            if piece:
                yield piece.text

    @property
    def old_html(self) -> SafeString:
        return marked(self.old, "del", _("removed:"))

    @property
    def new_html(self) -> SafeString:
        return marked(self.new, "ins", _("added:"))


@dataclass
class Difference:
    """A field in which two snapshots differ, both sides as texts and in rows."""

    name: str
    label: str
    old: str
    new: str
    images: list[Image | None] = field(default_factory=list)

    @cached_property
    def rows(self) -> list[Row]:
        if self.name in LISTS:
            return [Row(*names_compared(self.old, self.new))]
        return list(rows_of(blocks(self.old, self.new)))


def differences(mine: dict[str, Any], theirs: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields in which two snapshots differ: label, both sides in pieces that say what."""
    found = []
    for difference in changes_between(mine, theirs):
        left, right = compared(difference.old, difference.new)
        found.append({"label": difference.label, "mine": left, "theirs": right})
    return found


def changes_between(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """What became different on the way from one snapshot to another, in the form's order."""
    changed = [name for name in in_order(new | old) if old.get(name) != new.get(name)]
    known = things_named(changed, [old, new])
    found = []
    for name in changed:
        before, after = (as_text(name, state.get(name), known) for state in (old, new))
        if before != after:
            difference = Difference(name, label(name), before, after)
            if name == "hero_image_id":
                difference.images = [known.get((name, state.get(name))) for state in (old, new)]
            found.append(difference)
    return found


ORDER = [
    "title",
    "standfirst",
    "body",
    "hero_image_id",
    "tags",
    "authors",
    "slug",
    "series_id",
    "part",
    "published_at",
    "unpublish_at",
    "search_title",
    "search_description",
    "canonical_url",
    "noindex",
    "language",
    "translation_of_id",
]


def in_order(names: Iterable[str]) -> list[str]:
    """Names of fields as the form has them; a database may hold a snapshot in another order."""
    places = {name: place for place, name in enumerate(ORDER)}
    return sorted(names, key=lambda name: (places.get(name, len(ORDER)), name))


def things_named(names: Iterable[str], states: list[dict[str, Any]]) -> dict[tuple, Any]:
    """The images, series, posts and people that these fields of the states mean."""
    known: dict[tuple, Any] = {}
    for name in names:
        values = [state.get(name) for state in states]
        if name in REFERENCES:
            rows = REFERENCES[name]._default_manager.in_bulk([pk for pk in values if pk])
            known |= {(name, pk): row for pk, row in rows.items()}
        elif name == "authors":
            slugs = {slug for value in values for slug in value or []}
            people = Person.objects.filter(slug__in=slugs).only("slug", "name")
            known |= {(name, person.slug): person for person in people}
    return known


def label(name: str) -> str:
    """A snapshot's field in the editors' words."""
    if name == "hero_address":
        return _("Hero image's address")
    if name == "front_matter":
        return _("Other keys of its file")
    try:
        field = Post._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:  # an old revision may have what posts no longer have
        return name
    return capfirst(str(getattr(field, "verbose_name", name)))


def as_text(name: str, value: Any, known: dict[tuple, Any]) -> str:
    """A snapshot's value as a person reads it; nothing for an empty one."""
    if name in REFERENCES:
        return reference(known.get((name, value)), value) if value else ""
    if name in MOMENTS and value:
        return moment_in_words(datetime.fromisoformat(value))
    if name == "authors":
        return "\n".join(str(known.get((name, slug), slug)) for slug in value or [])
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    if isinstance(value, dict):
        lines = (f"{key}: {json.dumps(kept, ensure_ascii=False)}" for key, kept in value.items())
        return "\n".join(lines)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def reference(row: Any, pk: int) -> str:
    """A row by its name; one that is gone says so."""
    return str(row) if row else _("deleted since (number %(number)s)") % {"number": pk}


def moment_in_words(moment: datetime) -> str:
    local = timezone.localtime(moment)
    day, time = formats.date_format(local, "DATE_FORMAT"), formats.date_format(local, "H:i:s")
    return f"{day}, {time.removesuffix(':00')}"


def names_compared(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Two lists of names, each name whole."""
    one, other = old.splitlines(keepends=True), new.splitlines(keepends=True)
    one, other = ([name.rstrip("\n") + "\n" for name in names] for names in (one, other))
    return sides(one, other, aligned(one, other))


def rows_of(found: list[Block]) -> Iterable[Row]:
    """The blocks as rows; of long stretches that both have only the lines beside a change."""
    for index, block in enumerate(found):
        if not block.is_same:
            yield Row(block.mine, block.theirs)
            continue
        lines = block.mine[0].text.splitlines(keepends=True)
        head = LINES_BESIDE if index else 0
        tail = LINES_BESIDE if index < len(found) - 1 else 0
        if len(lines) <= head + tail + 1:
            yield same(lines)
            continue
        end = len(lines) - tail
        parts = [(lines[:head], False), (lines[head:end], True), (lines[end:], False)]
        for part, is_folded in parts:
            if part:
                yield same(part, is_folded=is_folded)


def same(lines: list[str], *, is_folded: bool = False) -> Row:
    pieces = [Piece("".join(lines), False)]
    return Row(pieces, pieces, is_same=True, is_folded=is_folded)


def marked(pieces: list[Piece], tag: str, said: str) -> SafeString:
    """One side, with what the other lacks marked for eyes and said for ears."""
    return format_html_join("", "{}", ((mark(piece, tag, said),) for piece in pieces))


def mark(piece: Piece, tag: str, said: str) -> SafeString | str:
    if not piece.differs:
        return piece.text
    # A gap that came or went would not be seen.
    kind = "gap" if piece.text.isspace() else "words"
    words = '<{} class="{}"><span class="visually-hidden">{} </span>{}</{}>'
    return format_html(words, tag, kind, said, piece.text, tag)
