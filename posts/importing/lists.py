"""Values that hold several names: tags and authors, written in many ways."""

import re
from collections.abc import Iterator
from typing import Any

# What Eleventy gathers pages by, and what WordPress says when nobody chose.
NO_TOPICS = {"post", "posts", "all", "uncategorized", "uncategorised"}
_MAIL_ADDRESS = re.compile(r"\s*[<(][^<>()]*@[^<>()]*[>)]")


def words_in(value: Any, separators: str = ",;") -> Iterator[str]:
    """Each word of a text with separators, a list, a list of lists, or the values of keys."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from words_in(inner, separators)
    elif isinstance(value, list):
        for inner in value:
            # A name in a list is whole, whatever it holds.
            yield from words_in(inner, "" if isinstance(inner, str) else separators)
    elif value is not None and not isinstance(value, bool):
        parts = re.split(f"[{separators}]", str(value)) if separators else [str(value)]
        yield from filter(None, (" ".join(part.split()) for part in parts))


def topics(value: Any) -> list[str]:
    """Tag names, each once whatever its case, without collection markers and leading #."""
    found: dict[str, str] = {}
    for word in words_in(value):
        name = word.lstrip("#").strip()
        if name and name.casefold() not in NO_TOPICS:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def people(value: Any) -> list[str]:
    """Authors' names, each once, without mail addresses."""
    found: dict[str, str] = {}
    for name in _names(value):
        name = " ".join(_MAIL_ADDRESS.sub("", name).split()).removeprefix("@")
        if name and "@" not in name:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        named = value.get("name") or value.get("title") or value.get("display_name")
        yield from _names(named) if named else ()
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner, "") if isinstance(inner, str) else _names(inner)
    elif isinstance(value, str):
        yield from words_in(value)
