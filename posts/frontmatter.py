"""
The two parts of a text file: front matter and body, split over bytes so that nothing is lost.

The four parts of a `Document`, put together again, are the file. What the front matter says is
read by `posts.importing.values`.
"""

import codecs
import json
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 64 * 1024

_BLANK_LINES = rb"(?:[ \t]*\r?\n)*"
_OPENING = re.compile(_BLANK_LINES + rb"(---|\+\+\+)[ \t]*(yaml|toml|json)?[ \t]*(?:\r?\n|\Z)")
_JSON_OPENING = re.compile(_BLANK_LINES + rb'(?=\{\s*["}])')
_CLOSING = {
    b"---": re.compile(rb"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    b"+++": re.compile(rb"^\+\+\+[ \t]*\r?$", re.MULTILINE),
}
# A line that only front matter has: a key, a comment, or braces around keys.
_KEY = re.compile(
    rb"""^(?:["']?[^\W\d][\w .-]*["']?[ \t]*(?::(?:[ \t\r]|$)|=)|\{)""", re.MULTILINE
)
_REST_OF_LINE = re.compile(rb"[ \t]*(?:\r?\n|\Z)")
_LEADING_BLANK_LINES = re.compile(_BLANK_LINES)


class FrontMatterError(ValueError):
    """Front matter that can't be read: a sentence that says what to do, and the file's line."""

    def __init__(self, sentence: str, line: int | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


@dataclass(frozen=True)
class Document:
    """
    A file's parts: what opens the front matter, its source, what closes it (with the blank lines
    below), the body. `kind` is yaml, toml, json or none.
    """

    kind: str
    opening: bytes
    matter: bytes
    closing: bytes
    body: bytes

    @property
    def source(self) -> bytes:
        return self.opening + self.matter + self.closing + self.body

    @property
    def matter_line(self) -> int:
        """The number, from 1, of the line that the front matter's source begins on."""
        return 1 + self.opening.count(b"\n")

    @property
    def body_line(self) -> int:
        """The number, from 1, of the line that the body begins on."""
        return 1 + (self.opening + self.matter + self.closing).count(b"\n")


def split(source: bytes) -> Document:
    """
    Return the parts of a file in UTF-8 or any other encoding in which ASCII is itself.

    Raises FrontMatterError for front matter without an end, or over 64 KiB.
    """
    start = len(codecs.BOM_UTF8) if source.startswith(codecs.BOM_UTF8) else 0
    if found := _OPENING.match(source, start):
        document = _fenced(source, found)
    elif found := _JSON_OPENING.match(source, start):
        document = _json(source, found.end())
    else:
        document = None
    if document is None:
        begin = _after_blank_lines(source, start)
        return Document("none", source[:begin], b"", b"", source[begin:])
    if len(document.matter) > MOST_BYTES:
        raise FrontMatterError(
            _("The front matter is over %(most)s kB: move its long texts into the body.")
            % {"most": MOST_BYTES // 1024},
            document.matter_line,
        )
    return document


def _fenced(source: bytes, opening: re.Match) -> Document | None:
    fence, named = opening[1], opening[2]
    kind = named.decode() if named else {b"---": "yaml", b"+++": "toml"}[fence]
    closing = _CLOSING[fence].search(source, opening.end())
    if closing is None:
        _refuse_a_key_without_an_end(source, opening)
        return None
    matter = source[opening.end() : closing.start()]
    if matter.strip() and not _KEY.search(matter):
        return None  # a line drawn across the top of a text
    return _document(kind, source, opening.end(), closing.start(), closing.end())


def _refuse_a_key_without_an_end(source: bytes, opening: re.Match) -> None:
    """Raise FrontMatterError if the next line is a key: otherwise it is no front matter at all."""
    if _KEY.match(source, opening.end()):
        raise FrontMatterError(
            _("The front matter has no end: put a line %(fence)s after its last key.")
            % {"fence": opening[1].decode()},
            1 + source.count(b"\n", 0, opening.start(1)),
        )


def _json(source: bytes, begin: int) -> Document | None:
    # In Latin-1 each byte is one character, so that an offset in one is an offset in the other.
    text = source[begin : begin + 4 * MOST_BYTES].decode("latin-1")
    try:
        end = begin + json.JSONDecoder().raw_decode(text)[1]
    except (ValueError, RecursionError) as error:
        line = source.count(b"\n", 0, begin) + getattr(error, "lineno", 1)
        raise FrontMatterError(
            _("The JSON front matter can't be read here: check quotes, commas and braces."), line
        ) from error
    if not _REST_OF_LINE.match(source, end):
        return None
    return _document("json", source, begin, end, end)


def _after_blank_lines(source: bytes, start: int) -> int:
    found = _LEADING_BLANK_LINES.match(source, start)
    return found.end() if found else start


def _document(kind: str, source: bytes, begin: int, end: int, closed: int) -> Document:
    rest = _REST_OF_LINE.match(source, closed)
    body = _after_blank_lines(source, rest.end() if rest else closed)
    return Document(kind, source[:begin], source[begin:end], source[end:body], source[body:])
