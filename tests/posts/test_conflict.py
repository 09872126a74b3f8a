from hypothesis import given
from hypothesis import strategies as st

from posts.conflict import Piece, compared

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


def test_very_long_texts_are_shown_whole():
    long = "a b\n" * 4000
    assert compared(long, long + "c") == ([Piece(long, True)], [Piece(long + "c", True)])
