"""
Where two rows of words or lines are the same. Pure.

What stands once on both sides holds them together (patience diff); between such anchors the fewest
changes are looked for (Myers, 1986). Both stop when their `Budget` is spent: the rest then counts
as changed, so that no text takes longer than another of its size.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_STEPS = 750_000
MOST_CHANGES = 300
IN_A_ROW = 8
LONG = 100


@dataclass
class Budget:
    """How many steps a comparison may still take; they take about half a second."""

    left: int = MOST_STEPS

    def spend(self, steps: int) -> bool:
        """Whether there was enough left."""
        self.left -= steps
        return self.left >= 0


class Stretch(NamedTuple):
    """A part of each side, from and up to: the same on both, or one in place of the other."""

    is_same: bool
    start: int
    end: int
    other_start: int
    other_end: int


class _Match(NamedTuple):
    start: int
    other_start: int
    length: int


def aligned(
    one: Sequence[str], other: Sequence[str], budget: Budget | None = None
) -> list[Stretch]:
    """Both sides from beginning to end in stretches that are the same or differ, in turns."""
    stretches: list[Stretch] = []
    here = there = 0
    for start, other_start, length in _joined(_matches(one, other, budget or Budget())):
        if start > here or other_start > there:
            stretches.append(Stretch(False, here, start, there, other_start))
        here, there = start + length, other_start + length
        stretches.append(Stretch(True, start, here, other_start, there))
    if here < len(one) or there < len(other):
        stretches.append(Stretch(False, here, len(one), there, len(other)))
    return stretches


def _joined(matches: list[_Match]) -> Iterator[_Match]:
    """The matches in order; those that touch on both sides are one."""
    last: _Match | None = None
    for match in sorted(matches):
        if last and (last.start + last.length, last.other_start + last.length) == match[:2]:
            last = last._replace(length=last.length + match.length)
            continue
        if last:
            yield last
        last = match
    if last:
        yield last


def _matches(one: Sequence[str], other: Sequence[str], budget: Budget) -> list[_Match]:
    matches: list[_Match] = []
    waiting = [(0, len(one), 0, len(other))]
    while waiting:
        start, end, other_start, other_end = waiting.pop()
        begun = start
        while start < end and other_start < other_end and one[start] == other[other_start]:
            start, other_start = start + 1, other_start + 1
        if start > begun:
            matches.append(_Match(begun, other_start - (start - begun), start - begun))
        ended = end
        while start < end and other_start < other_end and one[end - 1] == other[other_end - 1]:
            end, other_end = end - 1, other_end - 1
        if ended > end:
            matches.append(_Match(end, other_end, ended - end))
        size = (end - start) + (other_end - other_start)
        if start == end or other_start == other_end or not budget.spend(size // 4):
            continue
        anchors = _anchors(one, other, start, end, other_start, other_end)
        if not anchors:
            matches += _fewest_changes(one, other, start, end, other_start, other_end, budget)
            continue
        for here, there in anchors:
            waiting.append((start, here, other_start, there))
            start, other_start = here, there
        waiting.append((start, end, other_start, other_end))
    return matches


def _anchors(
    one: Sequence[str],
    other: Sequence[str],
    start: int,
    end: int,
    other_start: int,
    other_end: int,
) -> list[tuple[int, int]]:
    """
    Where both sides have what stands once in each, in the same order on both.

    In a long text hardly a word stands once, but nearly every few words in a row do.
    """
    here, there = one[start:end], other[other_start:other_end]
    pairs = _once_on_both(here, there)
    if not pairs and min(len(here), len(there)) > LONG:
        pairs = _once_on_both(_rows(here), _rows(there))
    return [(start + at, other_start + other_at) for at, other_at in _rising(pairs)]


def _rows(side: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(side[skipped:] for skipped in range(IN_A_ROW)), strict=False))


def _once_on_both(here: Sequence[Hashable], there: Sequence[Hashable]) -> list[tuple[int, int]]:
    counts, other_counts = Counter(here), Counter(there)
    once = {thing for thing, count in counts.items() if count == 1 == other_counts.get(thing)}
    places = {thing: at for at, thing in enumerate(there) if thing in once}
    return [(at, places[thing]) for at, thing in enumerate(here) if thing in once]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs, in order, whose second numbers rise."""
    tops: list[int] = []  # the lowest end of a choice of each length
    ends: list[int] = []
    before: list[int] = []
    for index, (_here, there) in enumerate(pairs):
        length = bisect_left(tops, there)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [there]
        ends[length : length + 1] = [index]
    chosen = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _fewest_changes(
    one: Sequence[str],
    other: Sequence[str],
    start: int,
    end: int,
    other_start: int,
    other_end: int,
    budget: Budget,
) -> list[_Match]:
    """What stays when as little as possible changes; nothing when that takes too long to find."""
    here, there = one[start:end], other[other_start:other_end]
    if set(here).isdisjoint(there):
        return []
    trace = _trace(here, there, budget)
    matches = []
    at, other_at = len(here), len(there)
    for changes in range(len(trace) - 1, -1, -1):
        ends = trace[changes]
        diagonal = at - other_at
        if changes == 0:
            begin = 0
        elif diagonal == -changes or (
            diagonal != changes and ends[diagonal - 1] < ends[diagonal + 1]
        ):
            diagonal += 1
            begin = ends[diagonal]
        else:
            diagonal -= 1
            begin = ends[diagonal] + 1
        if at > begin:
            length = at - begin
            matches.append(_Match(start + begin, other_start + other_at - length, length))
        if changes:
            at, other_at = ends[diagonal], ends[diagonal] - diagonal
    return matches


def _trace(here: Sequence[str], there: Sequence[str], budget: Budget) -> list[dict[int, int]]:
    """For each number of changes, how far each diagonal got with one fewer; [] if that is far."""
    trace: list[dict[int, int]] = []
    ends = {1: 0}
    for changes in range(min(len(here) + len(there), MOST_CHANGES) + 1):
        trace.append(dict(ends))
        steps = 0
        for diagonal in range(-changes, changes + 1, 2):
            if diagonal == -changes or (
                diagonal != changes and ends[diagonal - 1] < ends[diagonal + 1]
            ):
                at = ends[diagonal + 1]
            else:
                at = ends[diagonal - 1] + 1
            begun = at
            while (
                at < len(here) and at - diagonal < len(there) and here[at] == there[at - diagonal]
            ):
                at += 1
            steps += 2 + at - begun
            ends[diagonal] = at
            if at >= len(here) and at - diagonal >= len(there):
                return trace
        if not budget.spend(steps):
            return []
    return []
