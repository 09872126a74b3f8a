"""Two changed snapshots of one post become one, field by field. Pure."""

from dataclasses import dataclass
from typing import Any

from posts import merging

NAMES_IN_A_LIST = {"tags", "authors"}


@dataclass(frozen=True)
class Clash:
    """A field, or a part of it, that both sides changed, each in another way."""

    name: str
    mine: Any
    theirs: Any


def merge(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> tuple[dict[str, Any], list[Clash]]:
    """
    Return a snapshot with what either side changed of the base, and the clashes.

    Where there is a clash theirs stays. A field that one of them does not know is as in the base.
    """
    merged, clashes = dict(theirs), []
    for name in theirs:
        before = base.get(name)
        one, other = mine.get(name, before), theirs[name]
        if name in NAMES_IN_A_LIST:
            merged[name] = merging.merge_names(before or [], one or [], other)
        elif name == "body":
            merged[name], found = _body(before or "", one or "", other)
            clashes += found
        elif name == "front_matter":
            merged[name], found = _values(before or {}, one or {}, other)
            clashes += found
        else:
            merged[name], found = _value(name, before, one, other)
            clashes += found
    return merged, clashes


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two snapshots say the same; tags in any order, authors in theirs."""
    return _sorted(one) == _sorted(other)


def _sorted(state: dict[str, Any]) -> dict[str, Any]:
    return state | {"tags": sorted(state.get("tags", []))}


def _value(name: str, base: Any, mine: Any, theirs: Any) -> tuple[Any, list[Clash]]:
    if mine in (theirs, base):
        return theirs, []
    if theirs == base:
        return mine, []
    return theirs, [Clash(name, mine, theirs)]


def _body(base: str, mine: str, theirs: str) -> tuple[str, list[Clash]]:
    merged = merging.merge(base, mine, theirs)
    if merged.text is not None:
        return merged.text, []
    return theirs, [Clash("body", one, other) for one, other in merged.clashes]


def _values(base: dict, mine: dict, theirs: dict) -> tuple[dict, list[Clash]]:
    merged, clashes = {}, []
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        value, found = _value(key, base.get(key), mine.get(key), theirs.get(key))
        clashes += found
        if value is not None or (key in mine and key in theirs):
            merged[key] = value
    return merged, clashes
