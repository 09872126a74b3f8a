"""Two texts side by side: what one has and the other has not."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# Beyond these, whole lines are marked, or nothing: comparing words costs their number squared.
MOST_LINES = 3_000
MOST_WORDS = 1_500
WORDS = re.compile(r"\s+|\w+|[^\w\s]+")


class Piece(NamedTuple):
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    differs: bool


def compared(mine: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; joined, each side's pieces are that text again."""
    one, other = mine.splitlines(keepends=True), theirs.splitlines(keepends=True)
    if max(len(one), len(other)) > MOST_LINES:
        return [Piece(mine, True)], [Piece(theirs, True)]
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        before, after = "".join(one[a:b]), "".join(other[c:d])
        if kind == "replace":
            word_pieces = by_words(before, after)
            left += word_pieces[0]
            right += word_pieces[1]
        else:
            left.append(Piece(before, kind != "equal"))
            right.append(Piece(after, kind != "equal"))
    return without_empty(left), without_empty(right)


def by_words(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Two stretches of lines that differ, with the words that differ marked."""
    one, other = WORDS.findall(before), WORDS.findall(after)
    if max(len(one), len(other)) > MOST_WORDS:
        return [Piece(before, True)], [Piece(after, True)]
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left.append(Piece("".join(one[a:b]), kind != "equal"))
        right.append(Piece("".join(other[c:d]), kind != "equal"))
    return left, right


def without_empty(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.text]
