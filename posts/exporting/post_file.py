"""The bytes of one post's file."""

from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from posts import frontmatter
from posts.exporting import bodies, changes, front_matter, moments
from posts.exporting.mending import as_utf8, mended
from posts.exporting.wanted import Hero, changed_since, differences, reading_of
from posts.frontmatter import Document
from posts.importing import text_file, values
from posts.importing.decoding import decode
from posts.importing.notes import Refusal
from posts.importing.originals import names
from posts.importing.reading import Reading
from posts.models import ImportedFile, Post

MOST_ROUNDS = 6


@dataclass
class Made:
    """A post's file: its bytes, whether they are as they came, and sentences for the report."""

    content: bytes
    status: str
    notes: list[str] = field(default_factory=list)


def is_as_it_came(post: Post, imported: ImportedFile) -> bool:
    """Whether nothing that a file says changed on the site since it came."""
    state = imported.revision.state if imported.revision else None
    if changed_since(post, state) != set():
        return False
    # An author's new name does not show in the state, nor a series' or an original's.
    names = [person.name for person in post.shown_authors]
    if not all(name.encode() in bytes(imported.source) for name in names):
        return False
    return not (post.series or post.translation_of) or not _renamed(post, imported)


def _renamed(post: Post, imported: ImportedFile) -> set[str]:
    """Which of a post's series and original are called otherwise now than its file does."""
    try:
        path = PurePosixPath(imported.path)
        reading = text_file.read(bytes(imported.source), path, UTC)
    except Refusal:
        return {"series", "translation_of"}
    wanted = _as_written(reading_of(post, Hero()), reading, post, imported)
    named = {"series"} if post.series else set()
    named |= {"translation_of"} if post.translation_of else set()
    return named & differences(reading, wanted)


def _as_written(wanted: Reading, reading: Reading, post: Post, imported: ImportedFile) -> Reading:
    """What is wanted, but the original by the name that the file has for it, if it has one."""
    original = post.translation_of
    if original is None:
        return wanted
    came_by = getattr(original, "imported_file", None)
    files = {came_by.path} if came_by else set()
    if names(reading.translation_of, imported.path, {original.slug}, files):
        return replace(wanted, translation_of=reading.translation_of)
    return wanted


def untouched(imported: ImportedFile, *, as_imported: bool) -> bytes:
    source = bytes(imported.source)
    return source if as_imported else mended(source)


def fresh(post: Post, path: str, hero: Hero, zone: tzinfo) -> Made:
    """The file of a post that came by none: YAML with keys in a readable order."""
    return _Writing(reading_of(post, hero), path, zone).fresh("new")


def edited(
    post: Post, imported: ImportedFile, path: str, hero: Hero, zone: tzinfo, *, as_imported: bool
) -> Made:
    """The file that a post came by, with only what changed since changed in it."""
    state = imported.revision.state if imported.revision else None
    source = untouched(imported, as_imported=as_imported)
    wanted, changed = reading_of(post, hero), changed_since(post, state)
    if PurePosixPath(path).suffix != PurePosixPath(imported.path).suffix:
        return _Writing(wanted, path, zone).fresh("edited")
    try:
        as_it_came = text_file.read(source, PurePosixPath(imported.path), zone)
    except Refusal:
        return Made(
            _Writing(wanted, path, zone).fresh("edited").content,
            "edited",
            [_("Its file can't be read any more: written anew.")],
        )
    wanted = _as_written(wanted, as_it_came, post, imported)
    apart = differences(as_it_came, wanted)
    if changed is None:  # what the hero's words were is not known: the file's stand
        excused = apart & {"hero_alt", "hero_credit", "hero_focus"}
    else:
        # An author's new name and the date of the last change are no part of the state.
        never = {"updated_at"} if changed else set()
        if set(as_it_came.authors) != set(wanted.authors):
            never.add("authors")
        excused = apart - changed - never - _renamed(post, imported)
    return with_changes(source, wanted, path, zone, excused=excused)


def with_changes(
    source: bytes, wanted: Reading, path: str, zone: tzinfo, *, excused: Set[str] = frozenset()
) -> Made:
    """The file changed so that it reads as wanted, in few places; `excused` fields stay."""
    return _Writing(wanted, path, zone, excused).edited(source)


class _Writing:
    def __init__(self, wanted: Reading, path: str, zone: tzinfo, excused: Set[str] = frozenset()):
        self.wanted = wanted
        self.path = PurePosixPath(path)
        self.zone = zone
        self.excused = excused
        self.notes: list[str] = []

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def read(self, content: bytes) -> Reading:
        return text_file.read(content, self.path, self.zone)

    def open_fields(self, reading: Reading) -> set[str]:
        return differences(reading, self.wanted) - self.excused

    def edited(self, source: bytes) -> Made:
        content = source
        for _round in range(MOST_ROUNDS):
            try:
                reading = self.read(content)
                open_fields = self.open_fields(reading)
                if not open_fields:
                    return self.made(content, source)
                changed = self.changed(content, reading, open_fields)
            except (Refusal, frontmatter.FrontMatterError):
                changed = None
            if changed in (None, content):
                break
            content = changed
        else:
            changed = content
        anew = _Writing(self.wanted, str(self.path), self.zone).fresh("edited")
        if changed is None or not anew.notes:
            self.note(_("It could not be changed in place: written anew."))
            return Made(anew.content, "edited", [*self.notes, *anew.notes])
        self.note_otherwise(open_fields)
        return self.made(content, source)

    def made(self, content: bytes, source: bytes) -> Made:
        return Made(content, "same" if content == source else "edited", self.notes)

    def note_otherwise(self, open_fields: Set[str]) -> None:
        names = ", ".join(sorted(open_fields)).replace("_", " ")
        self.note(_("An import would read this otherwise than the site has it: %s.") % names)

    def changed(self, content: bytes, reading: Reading, open_fields: set[str]) -> bytes | None:
        """The file with these fields changed, or None where only a new file will do."""
        narrow = as_utf8(content)
        if narrow != content:
            self.note(_("It was not in UTF-8: edited since, it comes in UTF-8."))
        document = frontmatter.split(narrow)
        eol = "\r\n" if narrow.count(b"\r\n") * 2 > narrow.count(b"\n") else "\n"
        raw = decode(document.body, document.body_line, [])
        if not raw.endswith(reading.body):
            return None  # the text of a scraped page
        lead = raw[: len(raw) - len(reading.body)]
        open_fields = set(open_fields)
        if "title" in open_fields and reading.title in lead:
            lead = lead.replace(reading.title, self.wanted.title, 1)
            if "title" not in reading.keys:
                open_fields.discard("title")
        rest = self.wanted.body if "body" in open_fields else reading.body
        if lead.strip() and rest and not reading.body:
            lead = lead.rstrip("\n") + "\n\n"
        body = document.body
        if lead + rest != raw:
            body = bodies.edited(document.body, lead + rest, eol)
        matter = decode(document.matter, document.matter_line, [])
        before = values.read(document, matter)
        after = changes.values_for(before, reading, self.wanted, open_fields, self.zone)
        return self.with_values(replace(document, body=body), before, after, eol)

    def with_values(
        self, document: Document, before: dict[str, Any], after: dict[str, Any], eol: str
    ) -> bytes:
        if list(after.items()) == list(before.items()):
            return document.source
        if document.kind == "none":
            return document.opening + front_matter.anew(after, eol) + document.body
        matter = front_matter.edited(document, before, after, eol)
        if matter is not None:
            return replace(document, matter=matter).source
        self.note(_("Its front matter could not be changed in place: written anew."))
        mark = document.opening[:3] if document.opening.startswith(b"\xef\xbb\xbf") else b""
        return mark + front_matter.anew(after, eol) + document.body

    def fresh(self, status: str) -> Made:
        content = self.with_own_keys(set())
        for _round in range(2):
            try:
                reading = self.read(content)
            except Refusal as refusal:
                self.note(_("An import would refuse it: %s") % refusal.note.sentence)
                break
            apart = differences(reading, self.wanted)
            if not apart:
                break
            content = self.with_own_keys(apart)
        else:
            self.note_otherwise(apart)
        return Made(content, status, self.notes)

    def with_own_keys(self, apart: set[str]) -> bytes:
        """The post in YAML; the slug, and `draft`, where the name of the file says otherwise."""
        wanted = self.wanted
        made: dict[str, Any] = changes.values_for(
            {}, Reading(), wanted, differences(Reading(), wanted), self.zone
        )
        if wanted.updated_at and wanted.published_at not in (None, wanted.updated_at):
            made["updated"] = moments.written(wanted.updated_at, self.zone)
        if "slug" not in apart:
            made.pop("slug", None)
        if "published_at" in apart and wanted.published_at is None:
            made["draft"] = True
        order = list(changes.OWN_KEYS.values())
        ranks = {key: rank for rank, key in enumerate(order)}
        ordered = sorted(made.items(), key=lambda item: ranks.get(item[0], len(ranks)))
        return front_matter.anew(dict(ordered), "\n") + wanted.body.encode()
