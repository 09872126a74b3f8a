"""Splitting a file into front matter and body, over bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.frontmatter import FrontMatterError, split
from posts.importing import values


def keys(source: bytes):
    document = split(source)
    return values.read(document, document.matter.decode())


class TestSplit:
    @given(st.binary(max_size=400))
    def test_loses_no_byte(self, source):
        try:
            document = split(source)
        except FrontMatterError:
            return
        assert document.source == source

    @given(
        st.sampled_from([b"---\n", b"+++\n", b'{"a": 1}\n', b"\xef\xbb\xbf---\r\n", b"---yaml\n"]),
        st.lists(st.sampled_from([b"a: 1", b"---", b"+++", b"", b"b = 2", b"\r", b"...", b" x"])),
        st.sampled_from([b"\n", b"\r\n"]),
    )
    def test_loses_no_byte_of_what_looks_like_front_matter(self, opening, lines, end):
        source = opening + end.join(lines)
        try:
            document = split(source)
        except FrontMatterError:
            return
        assert document.source == source

    @pytest.mark.parametrize(
        ("source", "kind", "matter", "body"),
        [
            (b"---\na: 1\n---\n\nText.\n", "yaml", b"a: 1\n", b"Text.\n"),
            (b"---\r\na: 1\r\n---\r\nText.", "yaml", b"a: 1\r\n", b"Text."),
            (b"\xef\xbb\xbf---\na: 1\n---\nText.", "yaml", b"a: 1\n", b"Text."),
            (b"\n\n---\na: 1\n---\nText.", "yaml", b"a: 1\n", b"Text."),
            (b"---  \na: 1\n...\nText.", "yaml", b"a: 1\n", b"Text."),
            (b"---\n---\nText.", "yaml", b"", b"Text."),
            (b"---\na: 1\n---", "yaml", b"a: 1\n", b""),
            (b"+++\na = 1\n+++\nText.", "toml", b"a = 1\n", b"Text."),
            (b"---toml\na = 1\n---\nText.", "toml", b"a = 1\n", b"Text."),
            (b'{"a": "}"}\nText.', "json", b'{"a": "}"}', b"Text."),
            (b'{\n  "a": 1\n}\n\nText.', "json", b'{\n  "a": 1\n}', b"Text."),
            (b"Text.\n", "none", b"", b"Text.\n"),
            (b"\nText.\n", "none", b"", b"Text.\n"),
            (b"---\n\nText.\n\n---\n\nText.\n", "none", b"", b"---\n\nText.\n\n---\n\nText.\n"),
            (b'{"a": 1} is JSON.', "none", b"", b'{"a": 1} is JSON.'),
            (b"{% tag %}\n", "none", b"", b"{% tag %}\n"),
            (b"{{ tag }}\n", "none", b"", b"{{ tag }}\n"),
            (b"", "none", b"", b""),
            (b"---", "none", b"", b"---"),
        ],
    )
    def test_knows_every_form(self, source, kind, matter, body):
        document = split(source)
        assert (document.kind, document.matter, document.body) == (kind, matter, body)
        assert document.source == source

    def test_keeps_a_line_across_the_body_in_the_body(self):
        assert split(b"---\na: 1\n---\nOne.\n\n---\n\nTwo.\n").body == b"One.\n\n---\n\nTwo.\n"

    def test_counts_lines_from_the_file_s_first(self):
        document = split(b"\n---\na: 1\nb: 2\n---\n\n\nText.\n")
        assert (document.matter_line, document.body_line) == (3, 8)

    @pytest.mark.parametrize(
        ("source", "line"),
        [(b"---\na: 1\nText.", 1), (b"\n\n+++\na = 1\n", 3), (b'{"a": 1,\n "b": }\nText.', 2)],
    )
    def test_refuses_what_has_no_end(self, source, line):
        with pytest.raises(FrontMatterError) as refusal:
            split(source)
        assert refusal.value.line == line


class TestValues:
    @given(
        st.dictionaries(
            st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1),
            st.recursive(
                st.none()
                | st.booleans()
                | st.integers(-(10**14), 10**14)
                | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.text("xyz", min_size=1), inner, max_size=3)
                ),
                max_leaves=8,
            ),
            max_size=5,
        )
    )
    def test_json_comes_back_as_it_was(self, wanted):
        assert keys(json.dumps(wanted).encode() + b"\nText.") == wanted

    @given(st.text())
    def test_yaml_of_any_kind_is_read_or_refused(self, text):
        source = b"---\na: 1\n" + text.encode("utf-8", "replace") + b"\n---\n"
        try:
            found = keys(source)
        except FrontMatterError:
            return
        json.dumps(found, allow_nan=False)

    @pytest.mark.parametrize(
        ("line", "wanted"),
        [
            (b"a: 2025-05-07", "2025-05-07"),
            (b"a: 2025-05-07 10:30:00 +02:00", "2025-05-07 10:30:00 +02:00"),
            (b"a: 12:30", "12:30"),
            (b"a: 007", "007"),
            (b"a: 1.10", "1.10"),
            (b"a: 0x1F", "0x1F"),
            (b"a: 42", 42),
            (b"a: -1", -1),
            (b"a: yes", "yes"),
            (b"a: no", "no"),
            (b"a: true", True),
            (b"a: ~", None),
            (b"a:", None),
            (b"a: [x, {b: c}]", ["x", {"b": "c"}]),
            (b"a: !!binary aGVsbG8=", "hello"),
            (b"b: &b {x: 1}\na: {<<: *b, y: 2}", {"x": 1, "y": 2}),
            (b"a: |\n  One.\n  Two.", "One.\nTwo.\n"),
            (b"a: >-\n  One.\n  Two.", "One. Two."),
        ],
    )
    def test_yaml_stays_as_written(self, line, wanted):
        assert keys(b"---\n" + line + b"\n---\n")["a"] == wanted

    @pytest.mark.parametrize(
        ("line", "wanted"),
        [
            (b"a = 2025-05-07", "2025-05-07"),
            (b"a = 2025-05-07T10:30:00Z", "2025-05-07T10:30:00+00:00"),
            (b"a = 10:30:00", "10:30:00"),
            (b"a = 1.50", "1.50"),
            (b"a = [1, 2]", [1, 2]),
            (b"a.b = true", {"b": True}),
        ],
    )
    def test_toml_dates_are_text(self, line, wanted):
        assert keys(b"+++\n" + line + b"\n+++\n")["a"] == wanted

    def test_many_aliases_are_read_once_and_counted_each_time(self):
        source = b"---\na: &a [1, 2, 3]\nb: [*a, *a]\n---\n"
        assert keys(source)["b"] == [[1, 2, 3], [1, 2, 3]]
