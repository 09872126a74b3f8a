"""A body's bytes after an edit: lines that stay keep their bytes and their ends."""

import re

from posts.importing.decoding import decode

_LINE_END = re.compile(rb"(\r\n|\r|\n)")


def edited(source: bytes, text: str, eol: str) -> bytes:
    """The bytes for a text, as far as they are these at its beginning and end."""
    pieces = _LINE_END.split(source.replace(b"\0", b""))
    lines, ends = pieces[::2], [*pieces[1::2], b""]
    old, new = decode(source, 1, []).split("\n"), text.split("\n")
    if len(old) != len(lines):
        return text.replace("\n", eol).encode()
    most = min(len(old), len(new)) - 1
    first = next((at for at in range(most) if old[at] != new[at]), most)
    last = 0
    while last < most + 1 - first and old[-1 - last] == new[-1 - last]:
        last += 1
    head = [line + end for line, end in zip(lines[:first], ends[:first], strict=True)]
    at = len(lines) - last
    tail = [line + end for line, end in zip(lines[at:], ends[at:], strict=True)]
    changed = [line.encode() for line in new[first : len(new) - last]]
    middle = eol.encode().join([*changed, b""] if last and changed else changed)
    return b"".join([*head, middle, *tail])
