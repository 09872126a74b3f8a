"""
What is too much to be read as Markdown, decided by counting alone.

The parser is linear, yet some marks cost it some microseconds each, and a few make it look
ahead to the end of the text. The counts below are far over what people write and keep every
text of 500 kB under a second; the same text always gets the same answer.
"""

import re

from django.utils.translation import gettext as _

LARGEST = 500_000
MARKS = {
    "[": 12_000,
    "*": 60_000,
    "_": 60_000,
    "~": 60_000,
    "`": 60_000,
    "<": 12_000,
    "<!": 500,
    "<?": 500,
    "&": 40_000,
    "\\": 60_000,
    "|": 40_000,
    "]:": 3_000,
    "[^": 3_000,
    "\n:": 3_000,
    ":::": 2_000,
}
LINES = 25_000
FENCED = re.compile(r"^ {0,3}(```+|~~~+)[^\n`]*\n.*?^ {0,3}\1[ \t]*$", re.MULTILINE | re.DOTALL)


def refusal(text: str) -> str:
    """Return why a text is shown plain, as a sentence, or nothing when it can be read."""
    if len(text) > LARGEST or len(text.encode()) > LARGEST:
        return _("The text is over 500 kB and is shown plain, without formatting.")
    if len(text) < min(MARKS.values()):
        return ""
    prose = FENCED.sub("", text) if len(text) < LARGEST else text
    for mark, most in MARKS.items():
        if prose.count(mark) > most:
            details = {"mark": mark.strip(), "most": most}
            return (
                _("“%(mark)s” is there over %(most)d times, so the text is shown plain.") % details
            )
    if prose.count("\n") > LINES:
        return _("The text has over %d lines and is shown plain.") % LINES
    return ""
