"""Snippets: what `:::snippet name` stands for is read in its place, by itself."""

from typing import Any

from django.utils.translation import gettext as _
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from . import guard

MOST = 50


def text_of(name: str, state: StateBlock) -> str:
    """Return the Markdown of a snippet; nothing, and a warning, where none may stand."""
    notes, env = state.env["notes"], state.env
    if env.get("in_snippet"):
        notes.warn(_("A snippet can't show another one: “%s” is left out.") % name)
        return ""
    text = notes.resolve.snippet(name) if name and notes.resolve else None
    if text is None:
        notes.warn(_("There is no snippet “%s”: nothing is shown in its place.") % name)
        return ""
    text = guard.lines(text)
    env["snippets"] = env.get("snippets", 0) + 1
    env["room"] = env.get("room", 1 - guard.share(state.src)) - guard.share(text)
    if env["snippets"] > MOST or env["room"] < 0:
        notes.warn(_("The text has too many snippets, or too long ones: some are left out."))
        return ""
    return text


def tokens(text: str, name: str, state: StateBlock) -> list[Token]:
    """
    Return what a snippet's text is read as, where the state stands.

    Its notes and the addresses that it keeps apart are its own: they never mean those of the
    text that shows it.
    """
    env: dict[str, Any] = {"notes": state.env["notes"], "in_snippet": True}
    found: list[Token] = []
    state.md.block.parse(text, state.md, env, found)
    for token in found:
        token.level += state.level + 1  # no paragraph of a list round it
        token.map = None
        if token.type == "inline":
            token.children = []
            state.md.inline.parse(token.content, state.md, env, token.children)
            token.content = ""  # is read already
    if guard.too_deep(found):
        env["notes"].warn(
            _("The lists or quotes of the snippet “%s” lie too deep: it is left out.") % name
        )
        return []
    return found
