"""Changes to a text at known places, and what the formats of front matter share."""

from collections.abc import Iterable
from typing import Any


class NotEditable(Exception):  # noqa: N818
    """A form that can't be changed in place."""


def replaced(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with each span replaced; raises NotEditable when two overlap."""
    parts, end = [], 0
    for start, stop, new in sorted(edits, key=lambda edit: edit[:2]):
        if start < end:
            raise NotEditable
        parts += [text[end:start], new]
        end = stop
    return "".join([*parts, text[end:]])


def list_change(old: list, new: list) -> tuple[list[bool], list]:
    """
    Which of the old members stay, and which come at the end.

    Raises NotEditable when the new list is not some of the old members with more behind them.
    """
    kept, position = [], 0
    for member in old:
        stays = position < len(new) and _is(new[position], member)
        kept.append(stays)
        position += stays
    added = new[position:]
    if any(isinstance(member, dict | list) for member in added):
        raise NotEditable
    return kept, added


def _is(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other
