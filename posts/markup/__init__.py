"""
Markdown to the HTML that readers get: one pure function, `render`.

The text is read as CommonMark (markdown-it-py) with tables, footnotes, definition lists,
strike-through and block directives; what the text can't tell comes through `resolve`; nh3
has the last word. Nothing here knows a model or a database.
"""

import re
import threading
from html import escape

from . import guard, parser, reading
from .notes import Notes
from .rendered import Heading, Missing, Picture, Rendered, Resolve
from .sanitise import Sanitiser

__all__ = [
    "RENDERER_VERSION",
    "Heading",
    "Missing",
    "Picture",
    "Rendered",
    "Resolve",
    "render",
]

# Raised with every change that makes other HTML of the same text.
RENDERER_VERSION = 1

UNPRINTABLE = re.compile(r"[\x00\ud800-\udfff]")
PARAGRAPHS = re.compile(r"\n{2,}")


class _Thread(threading.local):
    """The parser and the sanitiser that a thread keeps."""

    def __init__(self) -> None:
        self.parser = parser.build()
        self.sanitiser = Sanitiser()


_thread = _Thread()


def render(text: str, resolve: Resolve | None = None, *, hero: str | None = None) -> Rendered:
    """
    Return the HTML of a body in Markdown and what was learned on the way.

    `hero` is the address of the hero image as written: a body that begins with that image
    does not show it again. Any text is taken; one that costs too much to read comes out as
    plain paragraphs, with a warning. The same text, answers and language give the same bytes.
    """
    text = UNPRINTABLE.sub("\ufffd", text.removeprefix("\ufeff"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes = Notes(resolve, hero)
    if reason := guard.refusal(text):
        return _plain(text, reason)
    md = _thread.parser
    env = {"notes": notes}
    tokens = md.parse(text, env)
    if reason := guard.too_deep(tokens):
        return _plain(text, reason)
    html = _thread.sanitiser.clean(md.renderer.render(tokens, md.options, env), notes)
    everything, paragraphs = reading.texts(tokens)
    return Rendered(
        html=html,
        toc=tuple(notes.toc),
        words=sum(map(reading.count_words, everything)),
        excerpt=reading.excerpt(paragraphs or everything),
        warnings=tuple(notes.warnings),
        uses=frozenset(notes.uses),
    )


def _plain(text: str, reason: str) -> Rendered:
    pieces = [piece for piece in PARAGRAPHS.split(text) if piece.strip()]
    return Rendered(
        html="".join(f"<p>{escape(piece.strip(), quote=False)}</p>\n" for piece in pieces),
        toc=(),
        words=reading.count_words(text),
        excerpt=reading.excerpt(pieces),
        warnings=(reason,),
        uses=frozenset(),
    )
