"""The Markdown that people write, read as CommonMark with tables, footnotes and blocks."""

import re

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def as footnote_of_plugin

from .directives import directive
from .guard import DEEPEST
from .typography import quotes

LONGEST_TAG = 4_000
REMARKS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
ADDRESS = re.compile(r"://[^\W_][^\s<>\[\]{}\\\"'`*|“”‘’«»…，。、；：！？（）「」『』【】《》]*")
AFTER_ADDRESS = frozenset("?!.,:;_~")
LINK_TAG = re.compile(r"<(/?)a(?=[\s>])", re.IGNORECASE)
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
    md.block.ruler.at("footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.block.ruler.before(
        "fence",
        "directive",
        directive,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table", "footnote_def"]},
    )
    md.inline.ruler.after("text", "bare_address", bare_address)
    md.inline.ruler.at("html_inline", html_inline)
    md.inline.ruler.at("footnote_ref", footnote_ref)
    md.core.ruler.before("text_join", "quotes", quotes)
    return md


def bare_address(state: StateInline, silent: bool) -> bool:
    """Read an http or https address in running text as a link, as GFM does."""
    if silent or state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    before = state.src[max(0, state.pos - 6) : state.pos]
    scheme = before[-5:] if before[-5:].lower() == "https" else before[-4:]
    if scheme.lower() not in ("http", "https") or before[: -len(scheme)][-1:].isalnum():
        return False
    found = ADDRESS.match(state.src, state.pos, state.posMax)
    if found is None or not state.pending.endswith(scheme):
        return False
    rest = _without_end(found[0])
    address = unescapeAll(scheme + rest)
    state.pending = state.pending[: -len(scheme)]
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _without_end(address: str) -> str:
    """Return an address without the marks and open brackets that belong to the sentence."""
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while end > 4:
        if address[end - 1] == ")" and unopened > 0:
            unopened -= 1
        elif address[end - 1] not in AFTER_ADDRESS:
            break
        end -= 1
    return address[:end]


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
        if link := LINK_TAG.match(state.src, start):
            state.linkLevel = max(0, state.linkLevel - 1) if link[1] else state.linkLevel + 1
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


def footnote_def(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """
    Read a footnote; one inside another is text, as the plugin loses the outer one's end.

    So is one in a snippet: the text round it has numbers of its own.
    """
    if state.env.get("in_snippet"):
        return False
    if silent:
        return footnote_of_plugin(state, start, end, silent)
    if state.env.get("in_footnote"):
        return footnote_of_plugin(state, start, end, True) and paragraph(state, start, end, False)
    state.env["in_footnote"] = True
    try:
        return footnote_of_plugin(state, start, end, silent)
    finally:
        state.env["in_footnote"] = False


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
