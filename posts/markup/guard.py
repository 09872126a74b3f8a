"""
What is too much to be read as Markdown, decided by counting alone.

The parser is linear, but each mark costs it some microseconds. The weights below are those
of the worst text that was found for each mark; together they keep every text of 500 kB well
under a second. Ordinary prose of that size comes to two thirds of what is allowed, and the
same text always gets the same answer.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from markdown.util import ETX, STX
from markdown_it.token import Token

UNPRINTABLE = re.compile(f"[\0{STX}{ETX}\ud800-\udfff]")
LARGEST = 500_000
# Levels of tokens: a list and its item are two.
DEEPEST = 40
# Microseconds a mark, at worst, on the machine on which the limit was set.
WEIGHTS = {
    "![": 40,
    "[": 30,
    "[^": 25,
    "<": 40,
    "://": 40,
    "](http": -20,
    "\n": 36,
    "\n\n": -26,
    "*": 10,
    "_": 10,
    "~": 10,
    "`": 6,
    "|": 6,
    "&": 7,
    "\\": 4,
    "\n#": 8,
    "> ": 6,
    **dict.fromkeys("]{}$%+-=>@^:!#", 2),
}
MOST = 600_000
MOST_CELLS = 20_000
FENCED = re.compile(r"^ {0,3}(```+|~~~+)[^\n`]*\n.*?^ {0,3}\1[ \t]*$", re.MULTILINE | re.DOTALL)
DELIMITER_ROW = re.compile(r"^[ \t>]*[|:-][|: \t-]*$", re.MULTILINE)


class TooDeepError(ValueError):
    """A text that the parser can't read whole; its words are the sentence for the editor."""


def lines(text: str) -> str:
    """Return a text as it is read: one kind of line end, nothing that can't be written."""
    text = UNPRINTABLE.sub("\ufffd", text.removeprefix("\ufeff"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refusal(text: str) -> str:
    """Return why a text is shown plain, as a sentence, or nothing when it can be read."""
    if len(text) > LARGEST or len(text.encode()) > LARGEST:
        return _("The text is over 500 kB and is shown plain, without formatting.")
    if _weight(text) > MOST and _weight(FENCED.sub("", text)) > MOST:
        return _("The text has too many marks or lines and is shown plain, without formatting.")
    if _cells(text) > MOST_CELLS:
        return _("The tables have over 20,000 cells, so the text is shown plain.")
    return ""


def share(text: str) -> float:
    """Return how much of what is read as Markdown a text takes: over 1 is too much."""
    weight = min(_weight(text), _weight(FENCED.sub("", text)))
    return max(len(text.encode()) / LARGEST, weight / MOST, _cells(text) / MOST_CELLS)


def too_deep(tokens: Iterable[Token]) -> str:
    """Return a sentence if quotes and lists lie so deep that the parser left some out."""
    if max((token.level for token in tokens), default=0) < DEEPEST - 1:
        return ""
    return _("Lists or quotes lie too deep one in the other, so the text is shown plain.")


def _weight(text: str) -> float:
    return sum(text.count(mark) * weight for mark, weight in WEIGHTS.items())


def _cells(text: str) -> int:
    """Return how many cells the tables may have at most; a short row is filled up."""
    cells = 0
    for row in DELIMITER_ROW.finditer(text):
        columns = row[0].count("|") + 1
        if columns > 1:
            end = text.find("\n\n", row.end())
            cells += columns * (1 + text.count("\n", row.end(), end if end >= 0 else len(text)))
        if cells > MOST_CELLS:
            break
    return cells
