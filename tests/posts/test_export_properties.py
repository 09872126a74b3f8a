"""Any front matter and body, out as they came in; any edit changes only its part."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from posts import frontmatter
from posts.exporting.mending import mended
from posts.exporting.post_file import with_changes
from posts.exporting.wanted import differences
from posts.importing import text_file
from posts.importing.notes import Refusal
from posts.importing.reading import Reading

PATH = "folder/a-post.md"
WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40
).filter(lambda text: " ".join(text.split()) == text)
PLAIN = st.text("abc xyzäß'\"#:-[]{},&*!|>%@`", min_size=1, max_size=20).filter(
    lambda text: " ".join(text.split()) == text
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
UNKNOWN = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | WORDS | PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "y", "z"]), inner, max_size=3)
    ),
    max_leaves=5,
)
VALUES = st.fixed_dictionaries(
    {"title": WORDS | PLAIN},
    optional={
        "layout": UNKNOWN,
        "date": MOMENTS.map(lambda moment: moment.date().isoformat()),
        "tags": st.lists(PLAIN.filter(lambda text: "," not in text), max_size=4, unique=True)
        | st.just(["post", "one"])
        | st.just("post, one, two"),
        "standfirst": WORDS | PLAIN,
        "description": WORDS,
        "noindex": st.booleans(),
        "draft": st.booleans(),
        "extra": UNKNOWN,
    },
)
BODIES = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=200
) | st.lists(WORDS, max_size=8).map("\n\n".join)
ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def yaml_sources(draw):
    values = list(draw(VALUES).items())
    lines = []
    for key, value in draw(st.permutations(values)):
        style = draw(st.sampled_from([None, False, True]))
        quote = draw(st.sampled_from([None, '"', "'"]))
        lines.append(
            yaml.safe_dump(
                {key: value},
                allow_unicode=draw(st.booleans()),
                default_flow_style=style if isinstance(value, list | dict) else None,
                default_style=quote if isinstance(value, str | list) else None,
                width=draw(st.sampled_from([20, 200])),
            )
            if style is not True or not isinstance(value, list)
            else f"{key}: {json.dumps(value)}\n"
        )
        lines.append(draw(st.sampled_from(["", "", "# a word\n", "\n", "  # in\n"])))
    return f"---\n{''.join(lines)}---\n"


@st.composite
def toml_sources(draw):
    values = list(draw(VALUES).items())
    lines, tables = [], []
    for key, value in draw(st.permutations(values)):
        if isinstance(value, dict):
            inner = [
                (name, one) for name, one in value.items() if not isinstance(one, list | dict)
            ]
            rows = [f"{name} = {toml(one)}" for name, one in inner if one is not None]
            tables.append("\n".join([f"[{key}]", *rows]))
        elif isinstance(value, list) and key == "tags":
            separator = draw(st.sampled_from([", ", ",\n  ", ", # so\n"]))
            ending = draw(st.sampled_from(["", "\n", ",\n"])) if value else ""
            lines.append(f"{key} = [{separator.join(map(toml, value))}{ending}]")
        elif key == "date" and draw(st.booleans()):
            lines.append(f"{key} = {value}")
        elif isinstance(value, str | bool | int):
            lines.append(f"{key} = {toml(value)}{draw(st.sampled_from(['', '  # so']))}")
    return "\n".join(["+++", *lines, *tables, "+++", ""])


def toml(value):
    if isinstance(value, str) and "'" not in value and value.isprintable() and len(value) % 2:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@st.composite
def json_sources(draw):
    values = dict(draw(st.permutations(list(draw(VALUES).items()))))
    indent = draw(st.sampled_from([None, 2, "\t"]))
    return json.dumps(values, indent=indent, ensure_ascii=draw(st.booleans())) + "\n"


SOURCES = yaml_sources() | toml_sources() | json_sources() | st.just("")


@st.composite
def files(draw):
    matter, body = draw(SOURCES), draw(BODIES)
    blank = draw(st.sampled_from(["", "\n", "\n \n"]))
    text = (matter + blank + body).replace("\r\n", "\n").replace("\n", draw(ENDS))
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode()


def read(source: bytes) -> Reading:
    try:
        return text_file.read(source, PurePosixPath(PATH), UTC)
    except Refusal:
        assume(False)
        raise


def is_mended(reading: Reading) -> bool:
    return any("mended" in str(note) for note in reading.notes)


@given(files())
def test_any_file_comes_back_byte_for_byte(source):
    reading = read(source)
    result = mended(source)
    assert result == source or is_mended(reading)
    assert not differences(read(result), reading)


@given(
    st.binary(max_size=300) | st.binary(max_size=200).map(lambda part: b"---\na: 1\n---\n" + part)
)
@example(b"\x80\r\xd7\x82\xcd")
def test_any_bytes_read_the_same_when_they_come_back(source):
    reading = read(source)
    assert not differences(read(mended(source)), reading)


EDITS = {
    "title": WORDS,
    "standfirst": WORDS | st.just(""),
    "search_title": WORDS,
    "search_description": WORDS,
    "published_at": MOMENTS | st.none(),
    "tags": st.lists(PLAIN.filter(lambda text: "," not in text and "#" not in text), max_size=4),
    "authors": st.lists(WORDS.filter(lambda text: not set(text) & set("<>()@,;")), max_size=2),
    "noindex": st.booleans(),
    "slug": st.from_regex(r"[a-z]{1,9}", fullmatch=True),
    "canonical_url": st.sampled_from(["", "https://example.com/a", "https://example.com/b?c=d#e"]),
    "body": BODIES,
}


@given(files(), st.data())
def test_any_edit_is_read_as_it_was_meant_and_changes_its_part_alone(source, data):
    before = read(source)
    assume(not is_mended(before))
    name = data.draw(st.sampled_from(sorted(EDITS)))
    value = data.draw(EDITS[name])
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    wanted = replace(before, **{name: value})
    if name == "tags":
        wanted.tags = [tag for tag in value if tag.casefold() not in {"post", "posts", "all"}]
    if name == "published_at" and value and before.unpublish_at:
        assume(value < before.unpublish_at)
    made = with_changes(source, wanted, PATH, UTC)
    after = read(made.content)
    assume(not is_mended(after))  # an edit that looks like mojibake is no edit of ours to keep
    assert not differences(after, wanted), (made.content, made.notes)
    was, now = frontmatter.split(source), frontmatter.split(made.content)
    if any("anew" in note for note in made.notes):
        return
    if name == "body" and was.kind == now.kind and "title" in before.keys:
        assert (now.opening, now.matter) == (was.opening, was.matter)
    elif name not in {"body", "title"}:
        assert now.body == was.body
    if was.kind == now.kind and was.kind != "none":
        kept = [line for line in was.matter.split(b"\n") if line.strip().startswith(b"#")]
        assert [line for line in now.matter.split(b"\n") if line in kept] == kept
