"""Typographic quotes, in one pass over the text of a block."""

import re
from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import get_language
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

QUOTES = {
    "de": "„“‚‘",
    "fr": ("«\u00a0", "\u00a0»", "‘", "’"),
    "it": "«»“”",
    "es": "«»“”",
    "pl": "„”‚’",
    "nl": "“”‘’",
    "en": "“”‘’",
}
STRAIGHT = re.compile(r"[\"']")
OPENS = frozenset("([{<-–—/“„«‘‚\u00a0")


def quotes(state: StateCore) -> None:
    """Turn straight quotes in running text into those of its language; code stays as it is."""
    language = state.env["notes"].language or get_language() or "en"
    marks = QUOTES.get(language.partition("-")[0], QUOTES["en"])
    for token in state.tokens:
        if token.type == "inline" and ('"' in token.content or "'" in token.content):
            _curl(token.children or (), marks)


def _curl(children: Iterable[Token], marks: Sequence[str]) -> None:
    texts = [child for child in children if child.content or child.type.endswith("break")]
    before = " "
    for place, child in enumerate(texts):
        if child.type.endswith("break"):
            before = " "
            continue
        if child.type == "text":
            after = texts[place + 1].content[:1] if place + 1 < len(texts) else " "
            last = child.content[-1]
            child.content = STRAIGHT.sub(_mark(before, after or " ", marks), child.content)
            before = last
        else:
            before = child.content[-1] if child.type != "html_inline" else before


def _mark(before: str, after: str, marks: Sequence[str]) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        text, place = match.string, match.start()
        previous = text[place - 1] if place else before
        following = text[place + 1] if place + 1 < len(text) else after
        double = match[0] == '"'
        nested = previous in "\"'" and place > 0 and _is_open(text, place - 1, before)
        opens = (previous.isspace() or previous in OPENS or nested) and not following.isspace()
        if double:
            return marks[0] if opens else marks[1]
        if following.isdigit() or (previous.isalnum() and following.isalnum()):
            return "’"
        return marks[2] if opens else marks[3]

    return replace


def _is_open(text: str, place: int, before: str) -> bool:
    previous = text[place - 1] if place else before
    return previous.isspace() or previous in OPENS
