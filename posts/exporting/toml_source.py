"""TOML front matter changed in place (TOML 1.0)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from posts.exporting import brackets
from posts.exporting.edits import NotEditable, list_change, replaced
from posts.exporting.moments import Moment

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}#\r\n]+")
_STRINGS = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?"{3,5}|'{3}.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""", re.DOTALL
)
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?"
)


@dataclass(frozen=True)
class Entry:
    """A key with its value: the path of keys, where its line begins and ends, its value's span."""

    path: tuple[str, ...]
    begin: int
    value: int
    end: int
    after: int


def edit(text: str, before: dict[str, Any], after: dict[str, Any], eol: str) -> str:
    """The keys changed in which the values differ; new ones come before the first table."""
    try:
        entries, first_table = _scan(text)
    except (IndexError, AttributeError) as error:
        raise NotEditable from error
    changes = list(_changes(text, entries, before, after, ()))
    added = [
        f"{_key(key)} = {_dump(value, '')}{eol}"
        for key, value in after.items()
        if key not in before
    ]
    if added:
        begin = max((entry.after for entry in entries if entry.begin < first_table), default=0)
        begin = begin if first_table < len(text) else len(text)
        lead = eol if begin and text[begin - 1] != "\n" else ""
        changes.append((begin, begin, lead + "".join(added)))
    return replaced(text, changes)


def _changes(
    text: str, entries: list[Entry], old: dict, new: dict, above: tuple[str, ...]
) -> Iterator[tuple[int, int, str]]:
    for key, value in old.items():
        if key in new and new[key] == value and type(new[key]) is type(value):
            continue
        path = (*above, key)
        entry = next((one for one in entries if one.path == path), None)
        if entry is None:
            inner = new.get(key)
            if (
                not isinstance(value, dict)
                or not isinstance(inner, dict)
                or set(inner) - set(value)
            ):
                raise NotEditable
            yield from _changes(text, entries, value, inner, path)
        elif key not in new:
            yield entry.begin, entry.after, ""
        else:
            yield entry.value, entry.end, _edited(text, entry, value, new[key])


def _edited(text: str, entry: Entry, old: Any, new: Any) -> str:
    was = text[entry.value : entry.end]
    if isinstance(old, list) and isinstance(new, list) and was[0] == "[":
        spans = list(_items(text, entry.value))
        kept, added = list_change(old, new)
        quote = text[spans[-1][0]] if spans else '"'
        members = [_dump(member, quote) for member in added]
        inner = brackets.edited(text, (entry.value + 1, entry.end - 1), spans, kept, members)
        return f"[{inner}]"
    return _dump(new, was[0])


def _scan(text: str) -> tuple[list[Entry], int]:
    """The keys with simple places, and where the first table begins."""
    entries: list[Entry] = []
    table: tuple[str, ...] | None = ()
    first_table, at = len(text), 0
    while (at := _SPACE.match(text, at).end()) < len(text):  # type: ignore[union-attr]
        begin = text.rfind("\n", 0, at) + 1
        if text[at] == "[":
            first_table = min(first_table, begin)
            is_list = text.startswith("[[", at)
            path, at = _path(text, at + 1 + is_list)
            table = None if is_list or table is None else path
            at = text.find("\n", at)
            at = len(text) if at < 0 else at
            continue
        path, at = _path(text, at)
        if text[at] != "=":
            raise NotEditable
        value = _BLANK.match(text, at + 1).end()  # type: ignore[union-attr]
        end = _end(text, value)
        at = text.find("\n", end) + 1 or len(text)
        if table is not None:
            entries.append(Entry((*table, *path), begin, value, end, at))
    return entries, first_table


def _path(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """The keys, between dots, from here on, and where they end."""
    path: list[str] = []
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
        if text[at] in "\"'":
            end = _STRINGS.match(text, at).end()  # type: ignore[union-attr]
            path.append(json.loads(text[at:end]) if text[at] == '"' else text[at + 1 : end - 1])
        else:
            end = _BARE_KEY.match(text, at).end()  # type: ignore[union-attr]
            path.append(text[at:end])
        at = _BLANK.match(text, end).end()  # type: ignore[union-attr]
        if text[at] != ".":
            return tuple(path), at
        at += 1


def _end(text: str, at: int) -> int:
    """Where the value that begins here ends."""
    if text[at] in "\"'":
        return _STRINGS.match(text, at).end()  # type: ignore[union-attr]
    if text[at] == "[":
        end = at + 1
        for _begin, end in _items(text, at):  # noqa: B007
            pass
        return _SPACE.match(text, _comma(text, end)).end() + 1  # type: ignore[union-attr]
    if text[at] == "{":
        return _end_of_table(text, at)
    found = _PLAIN.match(text, at)
    return at + len(found[0].rstrip())  # type: ignore[index]


def _items(text: str, at: int) -> Iterator[tuple[int, int]]:
    at = _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]
    while text[at] != "]":
        end = _end(text, at)
        yield at, end
        at = _SPACE.match(text, _comma(text, end)).end()  # type: ignore[union-attr]


def _comma(text: str, at: int) -> int:
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    return at + (text[at] == ",")


def _end_of_table(text: str, at: int) -> int:
    depth = 0
    while True:
        if text[at] in "\"'":
            at = _STRINGS.match(text, at).end()  # type: ignore[union-attr]
            continue
        depth += (text[at] == "{") - (text[at] == "}")
        at += 1
        if not depth:
            return at


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _dump(key)


def _dump(value: Any, quote: str = '"') -> str:
    """A value as TOML has it; raises NotEditable for what TOML has no word for."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Moment) and quote not in ('"', "'") and _DATE.fullmatch(_full(value)):
        return _full(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_dump, value))}]"
    if not isinstance(value, str):
        raise NotEditable
    if quote == "'" and "'" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _full(moment: str) -> str:
    """TOML has no time without seconds."""
    return re.sub(r"([Tt ]\d{2}:\d{2})(?!:)(?=\Z|[Zz+-])", r"\1:00", moment)
