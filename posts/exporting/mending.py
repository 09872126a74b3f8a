"""A file's bytes with what an import mends in them: mojibake and NUL, nothing else."""

import codecs
import re
from itertools import zip_longest

from posts import frontmatter
from posts.importing.decoding import decode

WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_LINE_END = re.compile(rb"(\r\n|\r|\n)")


def mended(source: bytes) -> bytes:
    """The file as it is read: each line that needs no mending keeps its bytes and its end."""
    if source[:2] in WIDE:
        return _mended_wide(source)
    if source.isascii() and b"\0" not in source:
        return source
    try:
        document = frontmatter.split(source)
    except frontmatter.FrontMatterError:
        return source  # it came another way than by an import: nothing was mended
    parts = (document.opening, _part(document.matter), document.closing, _part(document.body))
    return b"".join(parts)


def as_utf8(source: bytes) -> bytes:
    """The same text with the same line ends in UTF-8; bytes that are no text become signs."""
    if source[:2] in WIDE:
        return source[2:].decode(WIDE[source[:2]], errors="replace").encode()
    try:
        source.decode()
    except UnicodeDecodeError:
        return b"".join(_as_utf8(line) for line in source.splitlines(keepends=True))
    return source


def _mended_wide(source: bytes) -> bytes:
    narrow = as_utf8(source)
    clean = mended(narrow)
    if clean == narrow:
        return source
    return source[:2] + clean.decode().encode(WIDE[source[:2]])


def _part(part: bytes) -> bytes:
    part = part.replace(b"\0", b"")
    if part.isascii():
        return part
    pieces = _LINE_END.split(part)
    lines, ends = pieces[::2], pieces[1::2]
    texts = decode(part, 1, []).split("\n")
    if len(texts) != len(lines):
        return "\n".join(texts).encode()
    kept = (_line(line, text) for line, text in zip(lines, texts, strict=True))
    return b"".join(line + end for line, end in zip_longest(kept, ends, fillvalue=b""))


def _line(line: bytes, text: str) -> bytes:
    encodings = ("utf-8", "windows-1252")
    says_so = any(line.decode(encoding, errors="replace") == text for encoding in encodings)
    return line if says_so else text.encode()


def _as_utf8(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        return line.decode("windows-1252", errors="replace").encode()
    return line
