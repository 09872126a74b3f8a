"""
Block directives: `:::name words`, lines of Markdown, `:::`; or one line of its own.

A small registry, so that another app adds its own in its `AppConfig.ready` and `posts` knows
nothing of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from markdown_it.rules_block import StateBlock

from . import snippets, video
from .notes import Notes, plain_marks

OPENING = re.compile(r":{3,}[ \t]*([a-zA-Z][\w-]*)[ \t]*(.*)")
CLOSING = re.compile(r":{3,}[ \t]*")
CODE = re.compile(r"(`{3,}|~{3,})")


WholeLink = Callable[[str], str | None]


@dataclass(frozen=True)
class Directive:
    """
    HTML round a block; `opening` gets the words after the name, as typed, and escapes them.

    Or `arrange` makes the block of an element that holds what stands in it, once its headings
    are known. `markdown` makes of the words, and of what makes an address whole, the line that
    stands for the block's name where an article is read as Markdown; `ending` the line that
    stands for its end. A block that is `complete` needs no text: without a closing mark it is a
    line. One that is `alone` never has any.
    """

    name: str
    opening: Callable[[str, Notes], str] = lambda _words, _notes: ""
    closing: str = ""
    markdown: Callable[[str, WholeLink], str] = lambda _words, _link: ""
    complete: bool = False
    arrange: Callable[[Element, str, Notes], None] | None = None
    ending: Callable[[str], str] = lambda _words: ""
    alone: bool = False


REGISTRY: dict[str, Directive | None] = {}


def register(directive: Directive) -> None:
    """Add a directive; raise ValueError if its name is taken."""
    if directive.name in REGISTRY:
        raise ValueError(f"The directive {directive.name} is registered already.")
    REGISTRY[directive.name] = directive


def register_marker(name: str) -> None:
    """
    Add a directive whose place is filled when the page is made.

    It leaves `<div data-block="name" data-words="the words">` round its text.
    """
    register(Directive(name, lambda words, _notes: _marker(name, words), "</div>\n"))


def _marker(name: str, words: str) -> str:
    return f'<div data-block="{escape(name)}" data-words="{escape(words)}">\n'


def _callout(words: str, _notes: Notes) -> str:
    title = f'<p class="callout-title">{escape(words)}</p>\n' if words else ""
    return f'<div class="callout" role="note">\n{title}'


def _details(words: str, _notes: Notes) -> str:
    return f"<details>\n<summary>{escape(words or _('More'))}</summary>\n"


def bold(words: str, _link: WholeLink) -> str:
    """Return Markdown of the words in bold."""
    return f"**{plain_marks(words)}**" if words else ""


register(Directive("callout", _callout, "</div>\n", bold))
register(Directive("details", _details, "</details>\n", bold))
register(Directive("snippet", alone=True))
register(Directive("video", video.opening, video.CLOSING, video.markdown, complete=True))


def directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read one block directive: a rule of the block parser."""
    if state.is_code_block(start_line):
        return False
    found = OPENING.fullmatch(_line(state, start_line))
    if found is None:
        return False
    if silent:
        return True
    notes: Notes = state.env["notes"]
    known = REGISTRY.get(found[1].lower())
    words = found[2].strip()
    if known and known.alone:
        return _line_alone(state, start_line, end_line, known, words)
    complete = known is not None and known.complete
    last_line, closed = _end(state, start_line, end_line, complete=complete)
    if known is None:
        notes.warn(
            _("The block “:::%s” is not known here; its text is shown as it is.") % found[1]
        )
    if not closed and complete:
        last_line = start_line + 1
    elif not closed:
        notes.warn(_("The block “:::%s” has no closing “:::”.") % found[1])
    if known:
        notes.markers.add(("data-block", known.name))
    opening = state.push("directive_open", "", 1)
    opening.map = [start_line, start_line + 1]
    opening.meta = {"directive": known, "words": words, "closed": closed}
    opening.content = known.opening(words, notes) if known else ""
    old_last, old_parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = last_line, "container"
    state.md.block.tokenize(state, start_line + 1, last_line)
    state.lineMax, state.parentType = old_last, old_parent
    closing = state.push("directive_close", "", -1)
    closing.content = known.closing if known else ""
    closing.meta = {"directive": known, "words": words}
    closing.map = [last_line, last_line + 1] if closed else None
    state.line = last_line + closed
    return True


def _line_alone(state: StateBlock, line: int, end_line: int, known: Directive, words: str) -> bool:
    """Read the line that shows a snippet, and a closing mark that stands just below it."""
    end = line + 1
    closed = end < end_line and state.sCount[end] >= state.blkIndent
    closed = closed and CLOSING.fullmatch(_line(state, end)) is not None
    state.line = end + closed
    text = snippets.text_of(words, state)
    if not state.env.get("in_place", True):
        opening = state.push("directive_open", "", 1)
        opening.map = [line, end]
        opening.meta = {"directive": known, "words": words, "closed": closed, "text": text}
        closing = state.push("directive_close", "", -1)
        closing.meta = {"directive": known, "words": words}
        closing.map = [end, end + 1] if closed else None
    elif text:
        state.tokens += snippets.tokens(text, words, state)
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _end(state: StateBlock, start_line: int, end_line: int, *, complete: bool) -> tuple[int, bool]:
    """
    Return the line of the closing mark and True, or the end of what holds it and False.

    A complete block holds no other one, so nothing is searched twice for many of them.
    """
    depth, fence = 1, ""
    for line in range(start_line + 1, end_line):
        text = _line(state, line)
        if text and state.sCount[line] < state.blkIndent:
            return line, False
        if code := CODE.match(text):
            if not fence:
                fence = code[1]
            elif code[1].startswith(fence) and not text[code.end() :].strip():
                fence = ""
        elif fence or not text.startswith(":::"):
            continue
        elif CLOSING.fullmatch(text):
            depth -= 1
            if depth == 0:
                return line, True
        elif opening := OPENING.fullmatch(text):
            inner = REGISTRY.get(opening[1].lower())
            if inner and inner.alone:
                continue
            if complete and inner and inner.complete:
                return line, False
            depth += 1
    return end_line, False
