"""Questions and answers, as plain text, from rendered HTML: for machines that read them."""

import re
from collections.abc import Iterator
from html import unescape

QUESTION = re.compile(r'<details class="question"[^<>]*>\s*<summary>(.*?)</summary>', re.DOTALL)
DETAILS = re.compile(r"<(/?)details\b")
# What leads about the page rather than says something: links of headings, of notes.
LEADING = re.compile(
    r'<a [^<>]*class="(?:anchor|footnote-back)"[^<>]*>[^<]*</a>'
    r'|<sup><a [^<>]*role="doc-noteref"[^<>]*>[^<]*</a></sup>'
)
# Tags within a line; all others part what they stand between.
WITHIN = re.compile(
    r"</?(?:a|abbr|b|bdi|code|del|em|i|kbd|mark|q|s|samp|small|strong|sub|sup)\b[^<>]*>"
)
TAG = re.compile(r"<[^<>]*>")


def questions(html: str) -> Iterator[tuple[str, str]]:
    """Yield each question of a text's FAQ with its answer; those without one are left out."""
    if 'class="question"' not in html:
        return
    for found in QUESTION.finditer(html):
        question, answer = plain(found[1]), plain(html[found.end() : end_of(html, found.end())])
        if question and answer:
            yield question, answer


def end_of(html: str, start: int) -> int:
    """Return where the `details` ends in which a place lies."""
    depth = 1
    for tag in DETAILS.finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.start()
    return len(html)


def plain(html: str) -> str:
    """Return the words of our HTML, with single spaces."""
    text = TAG.sub(" ", WITHIN.sub("", LEADING.sub("", html)))
    return " ".join(unescape(text).split())
