"""Words and first sentences, from the text as it is read."""

import math
import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

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


def plain(children: Iterable[Token] | None) -> str:
    """Return the text of inline tokens without markup; an image counts as nothing."""
    parts = []
    for child in children or ():
        if child.type in ("text", "text_special", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return BLANK.sub(" ", "".join(parts)).strip()


def count_words(text: str) -> int:
    """Return how many words a text has; letters of scripts without spaces count by groups."""
    words = 0
    if not text.isascii():
        for letters, in_a_word in UNSPACED:
            text, found = letters.subn(" ", text)
            words += math.ceil(found / in_a_word)
    return words + len(WORD.findall(text))


def texts(tokens: Sequence[Token]) -> tuple[list[str], list[str]]:
    """Return all that is read, a piece a block, and of it the paragraphs of the body itself."""
    everything, paragraphs = [], []
    for place, token in enumerate(tokens):
        if token.type == "inline":
            everything.append(plain(token.children))
            if token.level == 1 and tokens[place - 1].type == "paragraph_open":
                paragraphs.append(everything[-1])
        elif token.type in ("fence", "code_block"):
            everything.append(token.content)
        elif token.type == "html_block":
            everything.append(TAG.sub(" ", token.content))
    return everything, paragraphs


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
