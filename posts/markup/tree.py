"""From CommonMark's tokens to python-markdown's element tree."""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from django.utils.translation import gettext as _
from markdown.blockparser import BlockParser
from markdown.util import AtomicString
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from . import guard, parser

LANGUAGE = re.compile(r"[\w+#.-]{1,40}")
# The tag of an element of which only the contents are written.
NAMELESS: Any = None
# Blocks that hold blocks: a new line follows their start tag.
HOLDERS = frozenset({"ul", "ol", "blockquote", "dl", "table", "thead", "tbody", "tr"})


class Written(str):
    """Raw HTML in a paragraph, as an editor wrote it."""

    __slots__ = ()


class WrittenBlock(Written):
    """Raw HTML that is a block of its own."""

    __slots__ = ()


class Document(BlockParser):
    """
    Reads text with markdown-it-py and builds the tree that the steps work on.

    Texts and attributes in the tree are as the reader sees them, not escaped; addresses are
    as written. Raw HTML lies in python-markdown's stash. Footnotes have elements of their own
    (`footnote-ref`, `footnotes`, `footnote`, `footnote-back`) until their step, and so have the
    blocks that are arranged (`block`).
    """

    def __init__(self, md: Any) -> None:
        super().__init__(md)
        self.grammar = parser.build()

    def parseChunk(self, parent: Element, text: str) -> None:  # noqa: N802
        """Add what a text holds to an element; raise `guard.TooDeepError` if it lies too deep."""
        tokens = self.grammar.parse(text, {"notes": self.md.notes})
        if reason := guard.too_deep(tokens):
            raise guard.TooDeepError(reason)
        top = Builder(self.md, self.grammar).build(tokens)
        if len(parent):
            parent[-1].tail = AtomicString((parent[-1].tail or "") + (top.text or ""))
        else:
            parent.text = AtomicString((parent.text or "") + (top.text or ""))
        parent.extend(top)


class Builder:
    """Makes elements of one text's tokens; a method has the name of the token it takes."""

    def __init__(self, md: Any, grammar: parser.Parser) -> None:
        self.stash = md.htmlStash
        self.grammar = grammar
        self.strong = 0
        self.links = 0
        self.code_boxes: dict[str, dict[str, str]] = {}
        builder = TreeBuilder()
        self.start, self.end, self.data = builder.start, builder.end, builder.data
        self.close = builder.close
        self.rules = {name: getattr(self, name) for name in RULES}

    def build(self, tokens: Sequence[Token]) -> Element:
        """Return an element that holds all."""
        self.start("div", {})
        after_tight = False
        for token in tokens:
            if token.hidden:
                after_tight = token.nesting < 0
                continue
            if after_tight:
                after_tight = False
                if token.nesting >= 0:
                    self.data("\n")
            if token.type == "inline":
                for child in token.children or ():
                    self.rules.get(child.type, self.element)(child)
            else:
                self.rules.get(token.type, self.element)(token)
        self.end("div")
        top = self.close()
        for element in top.iter():
            if element.text:
                element.text = AtomicString(element.text)
            if element.tail:
                element.tail = AtomicString(element.tail)
        return top

    def element(self, token: Token) -> None:
        if token.nesting >= 0:
            attributes = token.attrs and {name: str(value) for name, value in token.attrs.items()}
            self.start(token.tag, attributes or {})
            if token.tag in HOLDERS:
                self.data("\n")
        if token.nesting <= 0:
            self.end(token.tag)
            if token.block:
                self.data("\n")

    def text(self, token: Token) -> None:
        self.data(token.content)

    def softbreak(self, token: Token) -> None:
        self.data("\n")

    def hardbreak(self, token: Token) -> None:
        self.start("br", {})
        self.end("br")
        self.data("\n")

    def strong_open(self, token: Token) -> None:
        self.strong += 1
        if self.strong == 1:
            self.start("strong", {})

    def strong_close(self, token: Token) -> None:
        self.strong -= 1
        if self.strong == 0:
            self.end("strong")

    def s_open(self, token: Token) -> None:
        self.start("del", {})

    def s_close(self, token: Token) -> None:
        self.end("del")

    def code_inline(self, token: Token) -> None:
        self.start("code", {})
        self.data(token.content)
        self.end("code")

    def code_block(self, token: Token) -> None:
        language = language_of(token)
        if language not in self.code_boxes:
            self.code_boxes[language] = _code_box(language)
        self.start("pre", dict(self.code_boxes[language]))
        self.start("code", {"class": f"language-{language}"} if language else {})
        self.data(token.content)
        self.end("code")
        self.end("pre")
        self.data("\n")

    fence = code_block

    def image(self, token: Token) -> None:
        alt = self.grammar.renderer.renderInlineAsText(
            token.children or (), self.grammar.options, {}
        )
        title = {"title": str(token.attrs["title"])} if "title" in token.attrs else {}
        in_link = {"in-link": "yes"} if self.links else {}
        self.start("img", {"src": str(token.attrs["src"]), "alt": alt, **title, **in_link})
        self.end("img")

    def th_open(self, token: Token) -> None:
        self.start("th", {"scope": "col", **_alignment(token)})

    def td_open(self, token: Token) -> None:
        self.start("td", _alignment(token))

    def html_inline(self, token: Token) -> None:
        self.count_links(token.content)
        self.data(self.stash.store(Written(token.content)))

    def html_block(self, token: Token) -> None:
        self.count_links(token.content)
        self.data(self.stash.store(WrittenBlock(token.content)))

    def count_links(self, html: str) -> None:
        """Keep how many links that are written as HTML are open."""
        for link in parser.LINK_TAG.finditer(html):
            self.links = max(0, self.links - 1) if link[1] else self.links + 1

    def directive_open(self, token: Token) -> None:
        directive = token.meta["directive"]
        if directive and directive.arrange:
            self.start("block", {"name": directive.name, "words": token.meta["words"]})
            self.data("\n")
        else:
            self.start(NAMELESS, {})
            self.data(self.stash.store(token.content))

    def directive_close(self, token: Token) -> None:
        directive = token.meta["directive"]
        if directive and directive.arrange:
            self.end("block")
            self.data("\n")
        else:
            self.data(self.stash.store(token.content))
            self.end(NAMELESS)

    def footnote_ref(self, token: Token) -> None:
        self.start("footnote-ref", _footnote(token))
        self.end("footnote-ref")

    def footnote_block_open(self, token: Token) -> None:
        self.start("footnotes", {})
        self.start("ol", {})
        self.data("\n")

    def footnote_block_close(self, token: Token) -> None:
        self.end("ol")
        self.end("footnotes")
        self.data("\n")

    def footnote_open(self, token: Token) -> None:
        self.start("footnote", _footnote(token))

    def footnote_close(self, token: Token) -> None:
        self.end("footnote")
        self.data("\n")

    def footnote_anchor(self, token: Token) -> None:
        self.start("footnote-back", _footnote(token))
        self.end("footnote-back")


RULE_NAMES = """
    text softbreak hardbreak strong_open strong_close s_open s_close code_inline code_block fence
    image th_open td_open html_inline html_block directive_open directive_close footnote_ref
    footnote_block_open footnote_block_close footnote_open footnote_close footnote_anchor
"""
RULES = RULE_NAMES.split()


def language_of(code: Token) -> str:
    """Return the name of the language that a block of code is marked with, or nothing."""
    found = LANGUAGE.match(unescapeAll(code.info).strip()) if code.info else None
    return found[0] if found else ""


def _code_box(language: str) -> dict[str, str]:
    """Return the attributes of the box in which code scrolls, named by its language."""
    label = _("Code in %s") % language if language else _("Code")
    box = {"tabindex": "0", "role": "group", "aria-label": label}
    return box | {"data-language": language} if language else box


def _alignment(cell: Token) -> dict[str, str]:
    style = str(cell.attrs.get("style", ""))
    return {"class": f"align-{style.rpartition(':')[2]}"} if style else {}


def _footnote(token: Token) -> dict[str, str]:
    """Return a footnote's number and the id of one of its references."""
    number, repeat = token.meta["id"] + 1, token.meta.get("subId", 0)
    reference = f"fnref-{number}-{repeat + 1}" if repeat else f"fnref-{number}"
    return {"number": str(number), "reference": reference}


def become(element: Element, tag: Any) -> None:
    """Empty an element and give it another tag; what follows it stays (its tail)."""
    tail = element.tail
    element.clear()
    element.tag, element.tail = tag, tail


def escape_ampersands(top: Element) -> None:
    """Write `&` as `&amp;` all over a tree: python-markdown's serialiser keeps entities."""
    for element in top.iter():
        if element.text and "&" in element.text:
            element.text = element.text.replace("&", "&amp;")
        if element.tail and "&" in element.tail:
            element.tail = element.tail.replace("&", "&amp;")
        for name, value in element.items():
            if "&" in value:
                element.set(name, value.replace("&", "&amp;"))
