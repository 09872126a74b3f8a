"""Front matter with other values: changed in place where that can be proven, else written anew."""

from datetime import UTC

from posts.exporting import json_source, toml_source, yaml_source, yaml_words
from posts.exporting.edits import NotEditable
from posts.exporting.moments import Moment
from posts.frontmatter import Document, FrontMatterError
from posts.importing import values
from posts.importing.dates import read_date
from posts.importing.decoding import decode
from posts.importing.notes import Refusal

_FORMATS = {"yaml": yaml_source, "toml": toml_source, "json": json_source}


def edited(document: Document, before: dict, after: dict, eol: str) -> bytes | None:
    """
    The front matter's source with the values changed that differ, all else as it is.

    None when it can't be proven that the result says just that.
    """
    try:
        text = _FORMATS[document.kind].edit(document.matter.decode(), before, after, eol)
        matter = text.encode()
        read = read_again(document.kind, matter)
    except (NotEditable, FrontMatterError, UnicodeError, ValueError, LookupError):
        return None
    # Where TOML has tables, new keys stand before them.
    if set(read) != set(after) or not _in_order(read, [key for key in after if key in before]):
        return None
    return matter if all(_is_read(read[key], after[key]) for key in after) else None


def anew(after: dict, eol: str, quote: str = "") -> bytes:
    """Front matter in YAML, its fences and an empty line included; nothing for no keys."""
    if not after:
        return b""
    lines = [yaml_words.lines(key, value, quote) for key, value in after.items()]
    text = "\n".join(["---", *lines, "---", "", ""])
    return text.replace("\n", eol).encode()


def read_again(kind: str, matter: bytes) -> dict:
    """The values of front matter's source; raises FrontMatterError."""
    document = Document(kind, b"", matter, b"", b"")
    return values.read(document, decode(matter, 1, []))


def _in_order(read: dict, keys: list[str]) -> bool:
    return [key for key in read if key in set(keys)] == keys


def _is_read(read, wanted) -> bool:
    if isinstance(wanted, Moment):
        try:
            return read_date(str(read), UTC) == read_date(wanted, UTC)
        except Refusal:
            return False
    if isinstance(wanted, str) and isinstance(read, str):
        # A block of text ends with a line end that no field keeps.
        return read in (wanted, wanted + "\n", decode(wanted.encode(), 1, []))
    return type(read) is type(wanted) and read == wanted
