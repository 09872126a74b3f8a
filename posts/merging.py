"""Two changes of one text become one: a three-way merge by lines. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

# More lines that differ than this are one change: comparing them takes too long.
MOST_LINES = 4000


@dataclass(frozen=True)
class Merge:
    """
    The text with the changes of both sides; None where they touch: `clashes` are both sides.

    `mine` is the text in any case: where they touch it has what the first side says.
    """

    text: str | None
    clashes: list[tuple[str, str]] = field(default_factory=list)
    mine: str = ""


@dataclass(frozen=True)
class _Change:
    """Lines of the base, from `start` up to `end`, and what one side has in their place."""

    start: int
    end: int
    lines: list[str]


def merge(base: str, one: str, other: str) -> Merge:
    """Return both sides' changes of the base in one text; changes of the same to the same once."""
    lines = base.split("\n")
    sides = [_changes(lines, one.split("\n")), _changes(lines, other.split("\n"))]
    merged: list[str] = []
    clashes: list[tuple[str, str]] = []
    done = 0
    for start, end in _regions([*sides[0], *sides[1]]):
        merged += lines[done:start]
        mine, theirs = (_side(lines, changes, start, end) for changes in sides)
        before = lines[start:end]
        if mine != theirs and before not in (mine, theirs):
            clashes.append(("\n".join(mine), "\n".join(theirs)))
        merged += theirs if mine == before else mine
        done = end
    merged += lines[done:]
    text = "\n".join(merged)
    return Merge(None if clashes else text, clashes, text)


def merge_names(base: list[Any], one: list[Any], other: list[Any]) -> list[Any]:
    """
    Return what either side added to a list of names, without what either took away.

    They stand as `one` has them if that alone put them in another order, else as `other`; capitals
    make no other name.
    """
    before, mine, theirs = (dict.fromkeys(map(_same, names)) for names in (base, one, other))
    gone = (before.keys() - mine.keys()) | (before.keys() - theirs.keys())
    written = {_same(name): name for name in [*one, *other]}
    is_new = {
        side: [key for key in names if key in before] != [key for key in before if key in names]
        for side, names in (("mine", mine), ("theirs", theirs))
    }
    keys = [*mine, *theirs] if is_new["mine"] and not is_new["theirs"] else [*theirs, *mine]
    return [written[key] for key in dict.fromkeys(keys) if key not in gone]


def _same(name: Any) -> Any:
    return name.casefold() if isinstance(name, str) else name


def _changes(base: list[str], side: list[str]) -> list[_Change]:
    start, shorter = 0, min(len(base), len(side))
    while start < shorter and base[start] == side[start]:
        start += 1
    ending = 0
    while ending < shorter - start and base[-1 - ending] == side[-1 - ending]:
        ending += 1
    old, new = base[start : len(base) - ending], side[start : len(side) - ending]
    if not old and not new:
        return []
    if max(len(old), len(new)) > MOST_LINES:
        return [_Change(start, start + len(old), new)]
    return [
        _Change(start + a_start, start + a_end, new[b_start:b_end])
        for tag, a_start, a_end, b_start, b_end in SequenceMatcher(None, old, new).get_opcodes()
        if tag != "equal"
    ]


def _regions(changes: list[_Change]) -> Iterator[tuple[int, int]]:
    """The stretches of the base that changed, in order; changes that touch are one."""
    start = end = -1
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        if start < 0 or change.start > end:
            if start >= 0:
                yield start, end
            start, end = change.start, change.end
        end = max(end, change.end)
    if start >= 0:
        yield start, end


def _side(base: list[str], changes: list[_Change], start: int, end: int) -> list[str]:
    """What one side has in place of a stretch of the base."""
    lines, done = [], start
    for change in changes:
        if start <= change.start and change.end <= end:
            lines += [*base[done : change.start], *change.lines]
            done = change.end
    return [*lines, *base[done:end]]
