import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.alignment import MOST_STEPS, Budget, aligned
from posts.conflict import WORDS, Piece, compared

texts = st.text(alphabet="ab \n<é", max_size=80)


@given(texts, texts)
def test_the_pieces_are_the_texts_again(mine, theirs):
    left, right = compared(mine, theirs)
    assert "".join(piece.text for piece in left) == mine
    assert "".join(piece.text for piece in right) == theirs


@given(texts, texts)
def test_what_does_not_differ_is_the_same_on_both_sides(mine, theirs):
    left, right = compared(mine, theirs)
    same = ["".join(piece.text for piece in side if not piece.differs) for side in (left, right)]
    assert same[0] == same[1]


def test_only_the_words_that_differ_are_marked():
    left, right = compared("One line.\nMy own line.\n", "One line.\nTheir own line.\n")
    assert [piece.text for piece in left if piece.differs] == ["My"]
    assert [piece.text for piece in right if piece.differs] == ["Their"]


def test_equal_texts_have_no_marks():
    assert compared("a\n", "a\n") == ([Piece("a\n", False)], [Piece("a\n", False)])
    assert compared("", "") == ([], [])


def test_a_word_that_is_the_same_by_chance_is_no_crumb_among_changes():
    left, right = compared("Send the form to the office.", "Call us about a form on Monday.")
    assert len([piece for piece in left if piece.differs]) == 1
    assert len([piece for piece in right if piece.differs]) == 1


def test_words_without_gaps_are_told_apart():
    left, right = compared("東京は晴れ", "東京は曇り")
    assert [piece.text for piece in left if piece.differs] == ["晴れ"]
    assert [piece.text for piece in right if piece.differs] == ["曇り"]


def long_text(*, words: int = 80_000, known: int = 3_000, seed: int = 1) -> str:
    chance = random.Random(seed)
    chosen = [f"w{chance.randrange(known)}" for _ in range(words)]
    return "\n\n".join(" ".join(chosen[at : at + 60]) for at in range(0, words, 60))


def test_of_a_long_text_with_a_change_in_every_line_the_words_are_marked():
    text = long_text()
    changed = "\n\n".join(f"{line[:90]} new {line[90:]}" for line in text.split("\n\n"))
    _left, right = compared(text, changed)
    marked = sum(len(piece.text) for piece in right if piece.differs)
    assert marked < len(text) / 10


HOSTILE = [
    (long_text(), long_text(seed=2)),
    (long_text(known=10**9), long_text(known=10**9, seed=2)),
    ("a b\n" * 125_000, "b a\n" * 125_000),
    ("a\n" * 250_000, "b\na\n" * 125_000),
    (" ".join(map(str, range(80_000))), " ".join(map(str, range(80_000, 0, -1)))),
    ("x" * 500_000, "y" * 500_000),
]


@pytest.mark.parametrize(("mine", "theirs"), HOSTILE, ids=range(len(HOSTILE)))
def test_texts_of_500_kb_take_a_bounded_number_of_steps(mine, theirs):
    budget = Budget()
    words = WORDS.findall(mine), WORDS.findall(theirs)
    aligned(*words, budget)
    # One search may find out at its end only that it spent too much.
    assert budget.left > -2 * MOST_STEPS
    begun = time.process_time()
    compared(mine, theirs)
    assert time.process_time() - begun < 3  # a third of a second where nothing else runs
