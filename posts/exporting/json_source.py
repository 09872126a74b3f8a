"""JSON front matter changed in place."""

import json
import re
from typing import Any

from posts.exporting import brackets
from posts.exporting.edits import NotEditable, list_change, replaced

_SPACE = re.compile(r"[ \t\r\n]*")
_decoder = json.JSONDecoder()


def edit(text: str, before: dict[str, Any], after: dict[str, Any], eol: str) -> str:
    """The object with the members changed in which the values differ."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text[start : start + 1] != "{":
        raise NotEditable
    return text[:start] + _edited(text, start, before, after) + text[_end(text, start) :]


def _edited(text: str, start: int, old: Any, new: Any) -> str:
    """The value that begins here, changed from old to new."""
    end = _end(text, start)
    if old == new and type(old) is type(new):
        return text[start:end]
    if isinstance(old, dict) and isinstance(new, dict) and text[start] == "{":
        return _edited_object(text, start, old, new)
    if isinstance(old, list) and isinstance(new, list) and text[start] == "[":
        spans = [span for _key, span in _members(text, start)]
        kept, added = list_change(old, new)
        inner = brackets.edited(text, (start + 1, end - 1), spans, kept, list(map(_dump, added)))
        return f"[{inner}]"
    return _dump(new)


def _edited_object(text: str, start: int, old: dict, new: dict) -> str:
    changes, spans, kept = [], [], []
    for (key, value_start), (key_start, value_end) in _members(text, start):
        spans.append((key_start, value_end))
        kept.append(key in new)
        if key in new:
            changes.append(
                (value_start, value_end, _edited(text, value_start, old[key], new[key]))
            )
    added = [f"{_dump(key)}: {_dump(value)}" for key, value in new.items() if key not in old]
    if all(kept) and not added:
        end = _end(text, start)
        here = [(begin - start, stop - start, value) for begin, stop, value in changes]
        return replaced(text[start:end], here)
    if any(text[begin:stop] != value for begin, stop, value in changes):
        # First the values where they are, then the members.
        whole = replaced(text, changes)
        settled = {key: new.get(key, value) for key, value in old.items()}
        return _edited(whole, start, settled, new)
    inside = (start + 1, _end(text, start) - 1)
    return "{" + brackets.edited(text, inside, spans, kept, added) + "}"


def _members(text: str, start: int):
    """Of an object ((key, where its value begins), its span), of an array (None, its span)."""
    closing = "}" if text[start] == "{" else "]"
    at = _skip(text, start + 1)
    while text[at] != closing:
        begin, key = at, None
        if closing == "}":
            key, at = _decoder.raw_decode(text, at)
            value = _skip(text, _skip(text, at) + 1)
            at = _end(text, value)
            yield (key, value), (begin, at)
        else:
            at = _end(text, at)
            yield None, (begin, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _end(text: str, start: int) -> int:
    return _decoder.raw_decode(text, start)[1]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
