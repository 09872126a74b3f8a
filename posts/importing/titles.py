"""Titles that stand in the body, and slugs from names."""

import re
from itertools import islice

LONGEST = 200
_ATX = re.compile(r" {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")
_NO_LINE_OF_WORDS = re.compile(r"\s*(?:[-*+>|!<`~:{\[]|\d+[.)]\s|    )")
_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`|\s*\{#[\w-]+\}\s*\Z")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")


def in_body(body: str) -> tuple[str, str]:
    """
    The title that a body begins with and the rest of the body.

    That is a heading, or a line of its own; without either the first heading of level one gives
    the title and stays where it is. The title is empty when there is none.
    """
    lines = list(islice(_lines(body), 3))
    if not lines:
        return "", body
    first, second = lines[0].strip("\n"), lines[1].strip("\n") if len(lines) > 1 else ""
    if found := _ATX.match(first):
        title, taken = words(found[1]), 1
    elif second and _UNDERLINE.match(second) and not _NO_LINE_OF_WORDS.match(first):
        title, taken = words(first), 2
    elif not second.strip() and _is_line_of_words(first):
        title, taken = words(first), 1
    else:
        title, taken = _first_heading(body), 0
    if not 0 < len(title) <= LONGEST:
        return "", body
    return title, body[sum(map(len, lines[:taken])) :].lstrip("\n") if taken else body


def without(title: str, body: str) -> str:
    """The body without a first heading of level one that only says the title again."""
    first, _end, rest = body.partition("\n")
    found = _ATX.match(first)
    if (
        found
        and first.lstrip().startswith("# ")
        and words(found[1]).casefold() == title.casefold()
    ):
        return rest.lstrip("\n")
    return body


def words(heading: str) -> str:
    """A heading's words without Markdown's marks."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", heading)).split())


def _lines(text: str):
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _is_line_of_words(line: str) -> bool:
    return len(line) <= LONGEST and not _NO_LINE_OF_WORDS.match(line) and line[-1:] not in ".;,:"


def _first_heading(body: str) -> str:
    fence = False
    for line in _lines(body):
        if line.lstrip().startswith(("```", "~~~")):
            fence = not fence
        elif not fence and line.startswith("# ") and (found := _ATX.match(line.strip("\n"))):
            return words(found[1])
    return ""
