"""Words and first sentences, from the text as it is read."""

import math
import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from markdown.util import HTML_PLACEHOLDER, STX

from .tree import WrittenBlock

SHORTEST, LONGEST = 160, 220
WORD = re.compile(r"\w+(?:['’.,\-]\w+)*")
# Scripts written without spaces, with the letters that a reader takes as one word.
UNSPACED = (
    (
        re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
        2,
    ),
    (re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5),
)
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*(?=\s|$)|[。！？]")
BLANK = re.compile(r"\s+")
TAG = re.compile(r"<[^<>]*>")
STASHED = re.compile(HTML_PLACEHOLDER % r"([0-9]+)")


def plain(element: Element) -> str:
    """Return the text of an element without markup; raw HTML and images count as nothing."""
    text = "".join(element.itertext())
    if STX in text:
        text = STASHED.sub("", text)
    return BLANK.sub(" ", text).strip()


def everything(root: Element, stash: Sequence[str]) -> str:
    """Return all that is read, blocks of raw HTML included; `stash` is where that lies."""

    def words_of(match: re.Match[str]) -> str:
        html = stash[int(match[1])]
        return TAG.sub(" ", html) if isinstance(html, WrittenBlock) else ""

    return STASHED.sub(words_of, "".join(root.itertext()))


def count_words(text: str) -> int:
    """Return how many words a text has; letters of scripts without spaces count by groups."""
    words = 0
    if not text.isascii():
        for letters, in_a_word in UNSPACED:
            text, found = letters.subn(" ", text)
            words += math.ceil(found / in_a_word)
    return words + len(WORD.findall(text))


def excerpt(pieces: Iterable[str]) -> str:
    """Return the first sentences, cut at a sentence's or else a word's end."""
    text = ""
    for piece in pieces:
        if len(text) > LONGEST:
            break
        text = f"{text} {BLANK.sub(' ', piece[: 4 * LONGEST])}".strip()
    if len(text) <= LONGEST:
        return text
    ends = [end.end() for end in SENTENCE_END.finditer(text, 0, LONGEST + 1)]
    if ends and SHORTEST <= ends[-1] <= LONGEST:
        return text[: ends[-1]]
    head = text[:LONGEST]
    at_word = head if text[LONGEST - 1].isspace() else head.rpartition(" ")[0]
    return (at_word or head[:-1]).rstrip(" ,;:–—-") + "…"
