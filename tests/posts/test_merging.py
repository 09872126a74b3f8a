"""Merging two changes of one text by lines."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.merging import merge, merge_names

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "d e", "- f"]), max_size=12).map("\n".join)
CHANGES = st.dictionaries(
    st.integers(0, 11), st.sampled_from([[], ["new"], ["two", "lines"]]), max_size=3
)


@pytest.mark.parametrize(
    ("base", "one", "other", "merged"),
    [
        ("a\n\nb\n", "A\n\nb\n", "a\n\nB\n", "A\n\nB\n"),
        ("a\n\nb\n", "a\n\nb\n\nc\n", "A\n\nb\n", "A\n\nb\n\nc\n"),
        ("a\n\nb\n\nc\n", "b\n\nc\n", "a\n\nb\n\nC\n", "b\n\nC\n"),
        ("a\n", "A\n", "A\n", "A\n"),
        ("a\nb\nc", "a\nX\nb\nc", "a\nb\nc\nY", "a\nX\nb\nc\nY"),
        ("", "a", "", "a"),
        ("a\n", "a", "a\n", "a"),
    ],
)
def test_changes_that_do_not_touch_are_both_taken(base, one, other, merged):
    assert merge(base, one, other).text == merged


@pytest.mark.parametrize(
    ("base", "one", "other", "clashes"),
    [
        ("a\n\nb\n", "A\n\nb\n", "Z\n\nb\n", [("A", "Z")]),
        ("a\n\nb\n", "a\n\nb\nc\n", "a\n\nb\nd\n", [("c", "d")]),
        ("a\nb\n", "A\nb\n", "a\nB\n", [("A\nb", "a\nB")]),
        ("a\n\nb\n\nc\n", "a\n\nc\n", "a\n\nB\n\nc\n", [("", "B\n")]),
    ],
)
def test_changes_that_touch_are_shown_from_both_sides(base, one, other, clashes):
    merged = merge(base, one, other)
    assert merged.text is None
    assert merged.clashes == clashes


@given(TEXTS, TEXTS)
def test_a_change_on_one_side_is_taken(base, changed):
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, changed).text == changed


@given(TEXTS, TEXTS, TEXTS)
def test_it_is_the_same_from_either_side(base, one, other):
    here, there = merge(base, one, other), merge(base, other, one)
    assert here.text == there.text
    assert here.clashes == [(mine, theirs) for theirs, mine in there.clashes]
    assert (here.text is None) == bool(here.clashes)


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_is_made_up(base, one, other):
    text = merge(base, one, other).text
    if text is not None:
        assert set(text.split("\n")) <= set("\n".join([base, one, other]).split("\n"))


@given(CHANGES, CHANGES)
def test_changes_in_different_places_are_all_there(here, there):
    # Each numbered line stands between two that stay, so that no two changes touch.
    def changed(*changes):
        lines = []
        for number in range(12):
            line = [f"line {number}"]
            for change in changes:
                line = change.get(number, line)
            lines += [*line, f"between {number}"]
        return "\n".join(lines)

    there = {number: lines for number, lines in there.items() if number not in here}
    assert merge(changed(), changed(here), changed(there)).text == changed(here, there)


@pytest.mark.parametrize(
    "line", ["", "word", "{number}", "{number}\n"], ids=["empty", "same", "different", "both"]
)
def test_no_text_takes_long(line):
    texts = [
        "\n".join(f"{side} {line.format(number=number)}" for number in range(40_000))
        for side in ("a", "b", "c")
    ]
    blank = ["\n" * 250_000, "\n" * 200_000 + "x" + "\n" * 3, "y" + "\n" * 240_000]
    started = time.process_time()
    merge(*texts)
    merge(*blank)
    assert time.process_time() - started < 5


def test_a_small_change_of_a_long_text_is_found():
    base = "\n\n".join(f"Paragraph {number % 50}." for number in range(1900))
    one = base.replace("Paragraph 7.", "Seven.", 1)
    other = base + "\n\nThe end."
    assert merge(base, one, other).text == one + "\n\nThe end."


@pytest.mark.parametrize(
    ("base", "one", "other", "merged"),
    [
        ("ab", "abc", "abd", "abdc"),
        ("ab", "a", "abd", "ad"),
        ("ab", "b", "a", ""),
        ("ab", "ba", "ab", "ba"),
        ("ab", "abc", "ba", "bac"),
        ("a", "aT", "at", "at"),
        ([], [1, 2], [2, 3], [2, 3, 1]),
    ],
)
def test_of_names_both_sides_additions_and_removals_are_taken(base, one, other, merged):
    assert merge_names([*base], [*one], [*other]) == [*merged]
