"""Front matter's keys become a reading's fields; what is not understood stays with the post."""

import re
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from posts import language_codes, slugs
from posts.importing import dates, lists
from posts.importing.keys import Keys, plain
from posts.importing.notes import Note, Refusal
from posts.importing.reading import Reading

LONGEST = {
    "title": 200,
    "standfirst": 500,
    "search_title": 200,
    "search_description": 320,
    "hero_alt": 500,
    "hero_credit": 200,
    "tag": 100,
    "author": 120,
    "series": 120,
    "address": 500,
}
LAST = datetime.max.replace(tzinfo=UTC)
_YES = {"true", "yes", "y", "on", "1"}
_NO = {"false", "no", "n", "off", "0"}
_NOT_PUBLIC = {"draft", "pending", "private", "hidden", "trash"}
_check_url = URLValidator(schemes=["http", "https"])


def written_focus(across: int, down: int) -> str:
    """A focal point as files have it: the middle needs no word."""
    return "" if (across, down) == (50, 50) else f"{across} {down}"


def fill(reading: Reading, values: dict[str, Any], matter: str, line: int, zone: tzinfo) -> None:
    """
    Give a reading what its front matter says.

    `matter` is the front matter's source, which begins on `line`, so that notes can name lines.
    Raises Refusal for a title or date that can't be used.
    """
    _Filling(reading, Keys(values), matter, line, zone).fill()


class _Filling:
    def __init__(self, reading: Reading, keys: Keys, matter: str, line: int, zone: tzinfo):
        self.reading = reading
        self.keys = keys
        self.matter = matter
        self.first_line = line
        self.zone = zone

    def fill(self) -> None:
        reading = self.reading
        reading.title = self.title()
        reading.slug = self.slug()
        self.dates()
        for name in ("standfirst", "search_title", "search_description"):
            setattr(reading, name, self.sentence(name))
        reading.tags = self.named(("tags", "categories", "taxonomies"), lists.topics, "tag")
        reading.authors = self.named(("authors",), lists.people, "author")
        reading.series = self.series()
        reading.part = self.part()
        reading.language = self.language()
        reading.translation_of = self.original()
        self.hero()
        reading.canonical_url = self.canonical_url()
        reading.noindex = self.is_hidden_from_search()
        reading.aliases = self.old_paths()
        reading.front_matter = self.keys.unused
        reading.keys = self.keys.taken

    def line_of(self, key: str) -> int:
        pattern = re.compile(rf"""^[ \t{{,]*["']?{re.escape(key)}["']?[ \t]*[:=]""", re.MULTILINE)
        found = pattern.search(self.matter)
        return self.first_line + (self.matter.count("\n", 0, found.start()) if found else 0)

    def warn(self, key: str, sentence: str) -> None:
        """Say what can't be used; it stays with the post as written."""
        self.keys.keep(key)
        self.reading.notes.append(Note(sentence, self.line_of(key)))

    def title(self) -> str:
        key, value = self.keys.take("title")
        if isinstance(value, dict | list):
            raise Refusal(_("The title is no text: write it in quotes."), self.line_of(key))
        title = one_line(value)
        if len(title) > LONGEST["title"]:
            raise Refusal(
                _("The title has %(count)s characters; 200 are the limit: shorten it.")
                % {"count": len(title)},
                self.line_of(key),
            )
        return title

    def slug(self) -> str:
        key, value = self.keys.take("slug")
        written = unquote(one_line(value)).strip("/").rpartition("/")[2]
        if not written:
            return ""
        slug = valid_slug(written)
        if slug and slug != written:
            self.reading.notes.append(
                Note(
                    _("The slug “%(written)s” holds what no address can: it became “%(slug)s”.")
                    % {"written": written[:80], "slug": slug},
                    self.line_of(key),
                )
            )
        return slug

    def dates(self) -> None:
        reading = self.reading
        published_key, reading.published_at = self.date("published")
        _key, reading.updated_at = self.date("updated")
        unpublish_key, reading.unpublish_at = self.date("unpublish")
        reading.is_draft = self.is_draft() or reading.is_draft
        if reading.is_draft:
            # A draft has no dates; the ones written are kept for the day it is published.
            for key in filter(None, (published_key, unpublish_key)):
                self.keys.keep(key)
        elif reading.published_at and reading.published_at >= (reading.unpublish_at or LAST):
            raise Refusal(
                _("The post ends before it begins: correct one of the two dates."),
                self.line_of(unpublish_key),
            )

    def date(self, meaning: str) -> tuple[str, datetime | None]:
        key, value = self.keys.take(meaning)
        if key and plain(key) == "published" and truth(value) is not None:
            self.keys.keep(key)
            return "", None
        if isinstance(value, dict | list):
            raise Refusal(
                _("The date is no single text: write it as 2025-05-07."), self.line_of(key)
            )
        return key, dates.read_date(str(value), self.zone, self.line_of(key)) if key else None

    def is_draft(self) -> bool:
        draft_key, draft = self.keys.take("draft")
        published_key, published = self.keys.take("is_published")
        status_key, status = self.keys.take("status")
        if status_key and one_line(status).lower() not in _NOT_PUBLIC:
            self.keys.keep(status_key)
            status = None
        for key, value in ((draft_key, draft), (published_key, published)):
            if key and truth(value) is None:
                raise Refusal(_("Write true or false here."), self.line_of(key))
        return truth(draft) is True or truth(published) is False or bool(status)

    def sentence(self, name: str) -> str:
        key, value = self.keys.take(name)
        if key and isinstance(value, dict | list | bool):
            self.keys.keep(key)
            return ""
        text = one_line(value)
        if len(text) > LONGEST[name]:
            self.warn(
                key,
                _("“%(key)s” has %(count)s characters; %(most)s are the limit: not shown.")
                % {"key": key, "count": len(text), "most": LONGEST[name]},
            )
            return ""
        return text

    def named(self, meanings: tuple[str, ...], read: Any, kind: str) -> list[str]:
        found: dict[str, str] = {}
        for meaning in meanings:
            key, value = self.keys.take(meaning)
            for name in read(value) if key else ():
                if len(name) > LONGEST[kind]:
                    self.warn(
                        key,
                        _("“%(name)s…” is over %(most)s characters long: left out.")
                        % {"name": name[:40], "most": LONGEST[kind]},
                    )
                else:
                    found.setdefault(name.casefold(), name)
        return list(found.values())

    def series(self) -> str:
        key, value = self.keys.take("series")
        while isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict | list | bool):
            self.warn(key, _("A post is part of one series: write its name alone. Not used."))
            return ""
        name = one_line(value)
        if len(name) > LONGEST["series"]:
            sentence = _("“%(name)s…” is over %(most)s characters long: left out.")
            self.warn(key, sentence % {"name": name[:40], "most": LONGEST["series"]})
            return ""
        return name

    def part(self) -> int | None:
        """The number, if it is one and there is a series that it can be a part of."""
        key, value = self.keys.take("part")
        if not key:
            return None
        number = one_line(value)
        if isinstance(value, bool) or not re.fullmatch(r"0*[1-9][0-9]{0,2}", number):
            self.warn(key, _("The part is no whole number from 1 to 999: not used."))
            return None
        if not self.reading.series:
            self.warn(key, _("A part needs a series: write its name, or leave the part out."))
            return None
        return int(number)

    def language(self) -> str:
        key, value = self.keys.take("language")
        code = language_codes.normalised(one_line(value))
        if key and not code:
            self.warn(
                key,
                _("“%s” is no language's code such as de or pt-BR: not used.")
                % one_line(value)[:40],
            )
        return code

    def original(self) -> str:
        """What is written of the post that this one translates: it stays until that is found."""
        key, value = self.keys.take("translation_of")
        if not key:
            return ""
        self.keys.keep(key)
        written = "" if isinstance(value, bool) else one_line(value)
        if not written or len(written) > LONGEST["address"]:
            self.warn(
                key, _("A translation names one post by its slug, address or path: not used.")
            )
            return ""
        return written

    def hero(self) -> None:
        reading = self.reading
        key, value = self.keys.take("hero")
        for name in ("hero_alt", "hero_credit"):
            setattr(reading, name, self.sentence(name))
        while isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            self.keys.keep(key)
            parts = {plain(name): inner for name, inner in value.items()}
            reading.hero_alt = reading.hero_alt or first_text(parts, "alt", "alttext")[:500]
            reading.hero_credit = reading.hero_credit or first_text(parts, "credit")[:200]
            value = first_text(parts, "src", "url", "path", "image", "file", "filename")
        reading.hero_focus = self.focus()
        address = one_line(value) if isinstance(value, str) else ""
        if len(address) > LONGEST["address"]:
            self.warn(key, _("The image's address is over 500 characters long: not used."))
        else:
            reading.hero_address = address

    def focus(self) -> str:
        """The focal point in percent across and down, such as "30 60"; empty for the middle."""
        key, value = self.keys.take("hero_focus")
        if not key:
            return ""
        written = " ".join(map(one_line, value)) if isinstance(value, list) else one_line(value)
        found = re.fullmatch(r"(\d{1,3})%?[ ,]+(\d{1,3})%?", written, re.ASCII)
        across, down = (int(number) for number in found.groups()) if found else (101, 101)
        if max(across, down) > 100:
            sentence = _("The focal point is two numbers from 0 to 100, such as 30 60: not used.")
            self.warn(key, sentence)
            return ""
        return written_focus(across, down)

    def canonical_url(self) -> str:
        key, value = self.keys.take("canonical")
        url = one_line(value)
        try:
            if url:
                _check_url(url)
                if len(url) > LONGEST["address"]:
                    raise ValidationError("long")
        except ValidationError:
            self.warn(
                key,
                _("The canonical address is not a whole web address of 500 characters: not used."),
            )
            return ""
        return url

    def is_hidden_from_search(self) -> bool:
        _key, value = self.keys.take("noindex")
        robots_key, robots = self.keys.take("robots")
        if robots_key and "noindex" not in str(robots).lower():
            self.keys.keep(robots_key)
            robots_key = ""
        return bool(robots_key) or truth(value) is True

    def old_paths(self) -> list[str]:
        found: dict[str, None] = {}
        for meaning in ("aliases", "permalink"):
            key, value = self.keys.take(meaning)
            for address in lists.words_in(value):
                path = old_path(address)
                if path:
                    found[path] = None
                elif meaning == "aliases":
                    self.warn(key, _("“%s” is no path of a site: not redirected.") % address[:80])
            if key and meaning == "permalink":
                self.keys.keep(key)
        return list(found)


def one_line(value: Any) -> str:
    """A value as text without line ends, control characters and doubled spaces."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = "".join(
        letter if letter.isprintable() or letter in "\u200c\u200d\u200e\u200f\xad" else " "
        for letter in str(value)
    )
    return " ".join(text.split())


def first_text(parts: dict[str, Any], *names: str) -> str:
    return next((one_line(parts[name]) for name in names if one_line(parts.get(name))), "")


def truth(value: Any) -> bool | None:
    """True or False for what says so in any of the usual words, else None."""
    word = one_line(value).lower()
    return True if word in _YES else False if word in _NO else None


def valid_slug(written: str) -> str:
    """What an address can hold of a name, as written where it can; empty when nothing is left."""
    if re.fullmatch(slugs.SLUG_PATTERN, written) and len(written) <= 200:
        return written
    return slugs.slugify(re.sub(r"[.,+&/\s]+", "-", written), fallback="")


def old_path(address: str) -> str:
    """The path of an address that readers may still have, without percent signs; else empty."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path)
    if (
        parts.scheme not in {"", "http", "https"}
        or not path
        or len(path) > 450
        or re.search(r"[\s?#\\:{}<>\0]|//", path)
    ):
        return ""
    path = "/" + path.lstrip("/")
    return "" if path == "/" else path
