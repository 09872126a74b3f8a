"""Plain text as Markdown that shows it as it is."""

import re

_SPECIAL = re.compile(r"[\\`*\[<]|(?<!\w)_|_(?!\w)|~~|&(?=#?\w{1,32};)")
_SPECIAL_AT_START = re.compile(r"(?=[#>|]|[-+=]+(?:\s|$)|~~~|:\s|:::)|\d{1,9}(?=[.)]\s)")


def escaped(text: str, *, begins: bool = True) -> str:
    """A line of text with its spaces single; `begins` when it begins a line of Markdown."""
    text = escaped_inside(" ".join(text.split()))
    return escaped_at_start(text) if begins else text


def escaped_inside(text: str) -> str:
    """Without what would mark words within a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def escaped_at_start(text: str) -> str:
    """Without what would make a heading, quotation or list of a line."""
    found = _SPECIAL_AT_START.match(text)
    return text[: found.end()] + "\\" + text[found.end() :] if found else text
