"""The Markdown that people write, read as CommonMark with tables, footnotes and blocks."""

import re

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .directives import directive
from .guard import DEEPEST
from .typography import quotes

LONGEST_TAG = 4_000
REMARKS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,100})\]")


class Parser(MarkdownIt):
    """Keeps addresses as they are written: they are resolved and judged later."""

    renderer: RendererHTML  # for the plain text of images only

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


def build() -> Parser:
    """Return a parser with all our rules; it is made once a thread."""
    md = Parser("commonmark", {"xhtmlOut": False, "maxNesting": DEEPEST})
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False).use(deflist_plugin)
    md.block.ruler.before(
        "fence",
        "directive",
        directive,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table", "footnote_def"]},
    )
    md.inline.ruler.at("html_inline", html_inline)
    md.inline.ruler.at("footnote_ref", footnote_ref)
    md.core.ruler.before("text_join", "quotes", quotes)
    return md


def html_inline(state: StateInline, silent: bool) -> bool:
    """Read one HTML tag; it looks ahead no further than the longest tag, to stay linear."""
    start = state.pos
    if state.src[start] != "<" or state.src[start + 1 : start + 2] in ("", " ", "<"):
        return False
    if state.src[start + 1] in "!?":
        end = _end_of_remark(state, start)
    else:
        found = HTML_TAG_RE.match(state.src, start, min(state.posMax, start + LONGEST_TAG))
        end = found.end() if found else 0
    if not 0 < end <= state.posMax:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = state.src[start:end]
    state.pos = end
    return True


def _end_of_remark(state: StateInline, start: int) -> int:
    """Return the end of a comment, instruction, declaration or CDATA part, 0 if it has none."""
    closing = next((end for begin, end in REMARKS if state.src.startswith(begin, start)), None)
    if closing is None or state.env["notes"].unclosed.get(closing) is state.src:
        return 0
    place = state.src.find(closing, start + 2)
    if place < 0:
        state.env["notes"].unclosed[closing] = state.src
        return 0
    return place + len(closing)


def footnote_ref(state: StateInline, silent: bool) -> bool:
    """Read a reference to a footnote; unlike the plugin's own, it never looks far ahead."""
    if not state.src.startswith("[^", state.pos):
        return False
    footnotes = state.env.get("footnotes", {"refs": {}})
    found = FOOTNOTE.match(state.src, state.pos, state.posMax)
    if found is None or f":{found[1]}" not in footnotes["refs"]:
        return False
    if not silent:
        listed = footnotes.setdefault("list", {})
        number = footnotes["refs"][f":{found[1]}"]
        if number < 0:
            number = footnotes["refs"][f":{found[1]}"] = len(listed)
            listed[number] = {"label": found[1], "count": 0}
        token = state.push("footnote_ref", "", 0)
        token.meta = {"id": number, "subId": listed[number]["count"], "label": found[1]}
        listed[number]["count"] += 1
    state.pos = found.end()
    return True
