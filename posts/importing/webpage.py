"""A scraped page: its lines, which of them look like the article, and the Markdown they make."""

import html
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property

import nh3
from django.utils.translation import gettext as _

from posts.importing import scraped, titles
from posts.importing.html_writer import (
    BLOCKS,
    CODE,
    FRAMES,
    HARD,
    HEADINGS,
    LISTS,
    MARKS,
    SMALL,
    Block,
    HtmlWriter,
)
from posts.importing.notes import Note, Refusal

SHARE_OF_AN_ARTICLE = 0.2
FEWEST_WORDS = 200  # in characters
DEEPEST = 1_000
TAGS = (
    BLOCKS | CODE | FRAMES | set(HEADINGS) | LISTS | SMALL | set(MARKS) | {"a", "br", "img", "q"}
)
SILENT = {"script", "style", "noscript", "template", "svg", "math", "object", "title"}
_ATTRIBUTES = {
    "*": {"class", "id", "role", "hidden", "aria-hidden"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "data-src", "data-lazy-src"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "iframe": {"src"},
    "video": {"src"},
    "audio": {"src"},
}
_HEAD = 200_000
_CLOSING = re.compile(
    r"</(?:p|div|h[1-6]|li|ul|ol|a|span|body|html|article|section|table|td)\s*>", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)
_META = re.compile(r"<(?:meta|link|base)\b[^<>]{1,1500}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# They have no end, or need none.
_NOT_NESTED = {
    "area", "base", "body", "br", "col", "dd", "dt", "embed", "head", "hr", "html", "img", "input",
    "li", "link", "meta", "option", "p", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    "track", "wbr",
}  # fmt: skip
_MARK = re.compile(r"^[ >]*(?:#{1,6} |[-*] |\d+\. )?")


@dataclass(frozen=True)
class Line:
    """A line of the page, numbered from 1; `kind` is what it is taken for, if for anything."""

    number: int
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Page:
    """A page's lines, its guessed title, and the numbers of those that look like the article."""

    title: str
    title_line: int
    lines: list[Line]
    kept: set[int]

    def markdown(self, numbers: Container[int]) -> str:
        """These lines as Markdown."""
        raise NotImplementedError

    @property
    def left_out(self) -> list[Note]:
        """A note for each line that is no part of the article."""
        stay = self.kept | {self.title_line}
        return [scraped.left_out_note(line.text) for line in self.lines if line.number not in stay]


def is_html(source: str) -> bool:
    """Whether a text is the source of a web page rather than its words."""
    return source.lstrip()[:1] == "<" or len(_CLOSING.findall(source[:_HEAD])) > 2


def read(source: str) -> Page:
    """A page's words, or its HTML source."""
    return read_html(source) if is_html(source) else read_text(source)


@dataclass(frozen=True)
class TextPage(Page):
    """The words of a page, as copied from a browser."""

    source: str

    def markdown(self, numbers: Container[int]) -> str:
        return scraped.markdown(self.source, numbers)


def read_text(source: str) -> TextPage:
    """The lines of a page's words."""
    kept = scraped.kept(source)
    title, title_line = scraped.title_in(source, kept)
    kinds = scraped.kinds(source, kept - {title_line})
    lines = [
        Line(number, text, kinds.get(number, ""))
        for number, text in enumerate(source.split("\n"), start=1)
        if scraped.words_of(text)
    ]
    return TextPage(title, title_line, lines, kept - {title_line}, source)


def joined(blocks: list[Block], lines: list[list[str]] | None = None) -> str:
    """Blocks as one text, with all their lines or these of each; empty lines stand between."""
    written: list[str] = []
    before: Block | None = None
    for block, kept in zip(blocks, lines or [block.lines for block in blocks], strict=True):
        if not kept:
            continue
        if before and not (block.tight and before.kind == "item"):
            written.append(block.gap_after(before))
        written += kept
        before = block
    return "\n".join(written).rstrip() + "\n" if written else ""


@dataclass(frozen=True)
class HtmlPage(Page):
    """The blocks of a page's HTML, in Markdown."""

    blocks: list[Block]

    def markdown(self, numbers: Container[int]) -> str:
        lines = [[line.text for line in row if line.number in numbers] for row in self.rows]
        return joined(self.blocks, lines)

    @cached_property
    def rows(self) -> list[list[Line]]:
        """The lines of each block: of code and tables, one for the whole."""
        return _rows(self.blocks)


def read_html(source: str, *, images_too: bool = True) -> HtmlPage:
    """
    The lines of a page's HTML; relative addresses are joined to the page's own, if it says.

    Raises Refusal for a page that is nested so deeply that reading it would take minutes.
    """
    refuse_depth(source)
    head = source[:_HEAD]
    clean = nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=SILENT,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel", "data"},
    )
    writer = HtmlWriter(_base(head), images_too=images_too)
    writer.feed(clean)
    blocks = writer.finished()
    rows = _rows(blocks)
    title, title_line = _title(head, blocks, rows)
    kept = _kept(blocks, rows)
    lines = [line for block_lines in rows for line in block_lines]
    return HtmlPage(title, title_line, lines, kept - {title_line}, blocks)


def refuse_depth(source: str) -> int:
    """How deep HTML is nested; raises Refusal where reading it would take minutes."""
    # The parser looks through all that is open at each new element.
    depth = deepest = 0
    for closes, name in _ELEMENT.findall(source):
        if name.lower() not in _NOT_NESTED:
            depth = max(0, depth - 1) if closes else depth + 1
            deepest = max(deepest, depth)
            if depth > DEEPEST:
                raise too_deep()
    return deepest


def too_deep() -> Refusal:
    return Refusal(_("The page is nested too deeply to be read as HTML: give its words instead."))


def _rows(blocks: list[Block]) -> list[list[Line]]:
    rows, number = [], 0
    for block in blocks:
        is_one = block.kind in {"code", "table"}
        texts = ["\n".join(block.lines)] if is_one or "```" in block.lines[0] else block.lines
        kind = block.kind if block.kind != "prose" else ""
        rows.append([Line(number + at, text, kind) for at, text in enumerate(texts, start=1)])
        number += len(texts)
    return rows


def _kept(blocks: list[Block], rows: list[list[Line]]) -> set[int]:
    """The numbers of the lines of the article."""
    inside = [not block.out for block in blocks]
    if _size(blocks, inside) < SHARE_OF_AN_ARTICLE * _size(blocks, [True] * len(blocks)):
        inside = [block.out < HARD for block in blocks]
    inside = _in_one_article(blocks, inside)
    numbers = [
        line.number for row, is_in in zip(rows, inside, strict=True) if is_in for line in row
    ]
    words = {line.number: _words(line.text) for row in rows for line in row}
    text = "\n\n".join(words[number] for number in numbers)
    kept = scraped.kept(text)  # every second line is empty there
    return {number for at, number in enumerate(numbers) if at * 2 + 1 in kept}


def _in_one_article(blocks: list[Block], inside: list[bool]) -> list[bool]:
    """Without what stands outside the longest article, or else the main part."""
    sizes: dict[int, int] = {}
    for block, is_in in zip(blocks, inside, strict=True):
        if is_in and block.article:
            sizes[block.article] = sizes.get(block.article, 0) + block.words
    total = _size(blocks, inside)
    longest = max(sizes, key=lambda number: sizes[number], default=0)
    if longest and sizes[longest] >= min(FEWEST_WORDS, total / 2):
        chosen = [block.article == longest for block in blocks]
    else:
        chosen = [block.in_main for block in blocks]
    both = [is_in and is_chosen for is_in, is_chosen in zip(inside, chosen, strict=True)]
    return both if _size(blocks, both) >= min(FEWEST_WORDS, total / 2) and any(both) else inside


def _size(blocks: list[Block], inside: list[bool]) -> int:
    return sum(block.words for block, is_in in zip(blocks, inside, strict=True) if is_in)


def _title(head: str, blocks: list[Block], rows: list[list[Line]]) -> tuple[str, int]:
    """The page's title and the line that says it: its first large heading, else its head's."""
    headings = [
        (block, row[0])
        for block, row in zip(blocks, rows, strict=True)
        if block.kind == "heading" and block.lines[0].startswith("# ")
    ]
    headings.sort(key=lambda found: (found[0].out, not found[0].article, not found[0].in_main))
    if headings:
        title = _words(headings[0][1].text)
        if 0 < len(title) <= scraped.LONGEST_TITLE:
            return title, headings[0][1].number
    named = _meta(head).get("og:title") or _named(head)
    return " ".join(html.unescape(named).split())[: scraped.LONGEST_TITLE], 0


def _named(head: str) -> str:
    """What the title in the head says, without the site's name behind it."""
    found = _TITLE.search(head)
    if not found:
        return ""
    parts = re.split(r"\s+[|–—·»-]\s+", html.unescape(found[1]).strip())
    return max(parts[:-1], key=len) if len(parts) > 1 else parts[0]


def _meta(head: str) -> dict[str, str]:
    """What a page's head says by name, its own address among it."""
    found: dict[str, str] = {}
    for tag in _META.findall(head):
        values = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(tag)
        }
        name = values.get("property") or values.get("name") or values.get("rel", "")
        if tag.lower().startswith("<base"):
            name = "base"
        value = values.get("content") or values.get("href") or ""
        if name and value:
            found.setdefault(name.lower(), value)
    return found


def _base(head: str) -> str:
    said = _meta(head)
    for name in ("base", "canonical", "og:url"):
        if re.match(r"https?://[^\s/]", said.get(name, ""), re.IGNORECASE):
            return said[name]
    return ""


def _words(markdown: str) -> str:
    """A line of Markdown as plain words."""
    words = titles.words(_MARK.sub("", markdown.partition("\n")[0]))
    return re.sub(r"\\([\\`*\[\]<_~#>|.)=+-])", r"\1", words)
