"""
Markdown to the HTML that readers get: one pure function, `render`.

python-markdown carries the text from source to HTML (`engine`); markdown-it-py reads it for
it, as CommonMark with tables, footnotes, definition lists, strike-through, bare addresses and
block directives. What the text can't tell comes through `resolve`; nh3 has the last word.
Nothing here knows a model or a database.
"""

import re
import threading
from html import escape

from . import guard, raw, reading
from .engine import Engine, register_extension
from .faq import questions
from .notes import Notes
from .public import public_markdown
from .rendered import Heading, Missing, Picture, Rendered, Resolve
from .sanitise import Sanitiser
from .video import without_players

__all__ = [
    "RENDERER_VERSION",
    "Heading",
    "Missing",
    "Picture",
    "Rendered",
    "Resolve",
    "public_markdown",
    "questions",
    "register_extension",
    "render",
    "without_players",
]

# Raised with every change that makes other HTML of the same text.
RENDERER_VERSION = 7

PARAGRAPHS = re.compile(r"\n{2,}")


class _Thread(threading.local):
    """The engine and the sanitiser that a thread keeps."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self.sanitiser = Sanitiser()

    def take_engine(self) -> Engine:
        """Return the kept engine, or a new one while that is at work or lacks an extension."""
        engine, self.engine = self.engine, None
        return engine if engine and engine.is_whole() else Engine()


_thread = _Thread()


def render(
    text: str, resolve: Resolve | None = None, *, hero: str | None = None, language: str = ""
) -> Rendered:
    """
    Return the HTML of a body in Markdown and what was learned on the way.

    `hero` is the address of the hero image as written: a body that begins with that image
    does not show it again. `language` is the text's own, which chooses its quotes; labels are in
    the active one. Any text is taken; one that costs too much to read comes out as plain
    paragraphs, with a warning. The same text, answers and languages give the same bytes.
    """
    text = guard.lines(text)
    notes = Notes(resolve, hero, language)
    if reason := guard.refusal(text):
        return _plain(text, reason)
    engine = _thread.take_engine()
    try:
        html = engine.html(text, notes)
    except guard.TooDeepError as refused:
        return _plain(text, str(refused))
    finally:
        _thread.engine = engine
    html = _thread.sanitiser.clean(html, notes)
    return Rendered(
        html=html and f"{html}\n",
        toc=tuple(notes.toc),
        words=notes.words,
        excerpt=notes.excerpt,
        warnings=tuple(notes.warnings),
        uses=frozenset(notes.uses),
    )


def _plain(text: str, reason: str) -> Rendered:
    text = raw.COMMENT.sub("", text)
    pieces = [piece for piece in PARAGRAPHS.split(text) if piece.strip()]
    return Rendered(
        html="".join(f"<p>{escape(piece.strip(), quote=False)}</p>\n" for piece in pieces),
        toc=(),
        words=reading.count_words(text),
        excerpt=reading.excerpt(pieces),
        warnings=(reason,),
        uses=frozenset(),
    )
