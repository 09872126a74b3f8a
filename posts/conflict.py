"""Two texts side by side: what one has and the other has not."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from posts.alignment import Budget, Stretch, aligned

# A word, a gap, or a sign; where words are not parted by gaps, each character.
WORDS = re.compile(
    r"\s+|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|(?:(?![\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])\w)+|[^\w\s]"
)


class Piece(NamedTuple):
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    differs: bool


class Block(NamedTuple):
    """Lines that both texts have, or what each has in the other's place; both in pieces."""

    is_same: bool
    mine: list[Piece]
    theirs: list[Piece]


def compared(mine: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; joined, each side's pieces are that text again."""
    found = blocks(mine, theirs)
    left = [piece for block in found for piece in block.mine]
    right = [piece for block in found for piece in block.theirs]
    return joined(left), joined(right)


def blocks(mine: str, theirs: str) -> list[Block]:
    """Both texts in blocks of whole lines, with the words that differ marked."""
    budget = Budget()
    one, other = mine.splitlines(keepends=True), theirs.splitlines(keepends=True)
    found = []
    for stretch in aligned(one, other, budget):
        before = "".join(one[stretch.start : stretch.end])
        after = "".join(other[stretch.other_start : stretch.other_end])
        if stretch.is_same:
            piece = Piece(before, False)
            found.append(Block(True, [piece], [piece]))
        else:
            found.append(Block(False, *by_words(before, after, budget)))
    return found


def by_words(
    before: str, after: str, budget: Budget | None = None
) -> tuple[list[Piece], list[Piece]]:
    """Two texts with the words that differ marked."""
    one, other = WORDS.findall(before), WORDS.findall(after)
    return sides(one, other, aligned(one, other, budget))


def sides(
    one: list[str], other: list[str], stretches: Iterable[Stretch]
) -> tuple[list[Piece], list[Piece]]:
    """Each side in pieces, the words of a stretch in one."""
    pairs: list[tuple[bool, str, str]] = []
    for stretch in stretches:
        here = "".join(one[stretch.start : stretch.end])
        there = "".join(other[stretch.other_start : stretch.other_end])
        pairs.append((stretch.is_same, here, there))
        while is_crumb(pairs[-3:]):
            last = pairs[-3:]
            pairs[-3:] = [(False, "".join(p[1] for p in last), "".join(p[2] for p in last))]
    left = [Piece(here, not is_same) for is_same, here, _there in pairs]
    right = [Piece(there, not is_same) for is_same, _here, there in pairs]
    return without_empty(left), without_empty(right)


def is_crumb(pairs: list[tuple[bool, str, str]]) -> bool:
    """Whether the middle one of three is the same by chance: short between two longer changes."""
    if len(pairs) < 3 or not pairs[1][0]:
        return False
    length = len(pairs[1][1])
    return all(length <= max(len(pair[1]), len(pair[2])) for pair in (pairs[0], pairs[2]))


def joined(pieces: list[Piece]) -> list[Piece]:
    """The pieces, those of a kind that follow each other as one."""
    found: list[tuple[list[str], bool]] = []
    for text, differs in without_empty(pieces):
        if found and found[-1][1] == differs:
            found[-1][0].append(text)
        else:
            found.append(([text], differs))
    return [Piece("".join(texts), differs) for texts, differs in found]


def without_empty(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.text]
