"""What a browser, a word processor or an online document puts on the clipboard, as Markdown."""

import re

import nh3

from posts.importing import footnotes, tidying
from posts.importing.html_writer import Block, HtmlWriter
from posts.importing.webpage import SILENT, TAGS, joined, refuse_depth, too_deep

LARGEST = 1_500_000
MOST_WORK = 2_000_000
_TAGS = TAGS | {"input"}
_WITH_STYLES = tidying.ATTRIBUTES | {"*": tidying.MARKED}
_SCHEMES = {"http", "https", "mailto", "tel"}
_HEADING_LINE = re.compile(r"((?:> )*)(#{1,6}) ")
# Around what was meant, where a whole page was copied.
_AROUND = {"nav", "button", "select", "textarea"}
_LEFT_BEHIND = re.compile(
    r"<img\b[^>]{0,2000}?\bsrc\s*=\s*[\"']?(?:file|blob|cid|data):", re.IGNORECASE
)
_SIGN_ALONE = re.compile(r"aria-roledescription\s*=\s*[\"']?checkbox", re.IGNORECASE)
_BLOCK_START = re.compile(r"(?:#{1,6} |[-*] |\d+\. |> |\||```|---$)")


def markdown(html: str, site_url: str = "") -> str:
    """
    The words of a piece of copied HTML with their form, in Markdown without an end of line.

    Addresses of this site lose their host. The highest heading is of the second level, as the
    title is the first. Empty when there is nothing but pictures of other places. Raises Refusal
    for HTML that is nested too deeply.
    """
    # Marks that are never closed are opened again in each paragraph.
    if refuse_depth(html) * html.count("<") > MOST_WORK:
        raise too_deep()
    text = _written(html, SILENT | _AROUND) or _written(html, SILENT)
    if site_url:
        text = text.replace(f"]({site_url}/", "](/").replace(f"](<{site_url}/", "](</")
    return text


def _written(html: str, silent: set[str]) -> str:
    styled = cleaned(html, _TAGS | {"span", "font"}, _WITH_STYLES, silent)
    simple = tidying.plain(styled, footnotes.found_in(styled))
    writer = HtmlWriter()
    writer.feed(cleaned(simple, _TAGS, tidying.ATTRIBUTES, silent))
    blocks = writer.finished()
    _put_below_the_title(blocks)
    return joined(blocks).strip("\n")


def left_behind(html: str) -> bool:
    """Whether it shows pictures that are no more than files of the other program."""
    return any(
        not _SIGN_ALONE.search(html[found.start() : html.find(">", found.end()) + 1])
        for found in _LEFT_BEHIND.finditer(html)
    )


def cleaned(
    html: str, tags: set[str], attributes: dict[str, set[str]], silent: set[str] = SILENT
) -> str:
    """Well-formed HTML of these elements alone, as the parser of a browser reads it."""
    return nh3.clean(
        html,
        tags=tags - silent,
        clean_content_tags=silent,
        attributes=attributes,
        link_rel=None,
        url_schemes=_SCHEMES,
    )


def is_block(text: str) -> bool:
    """Whether Markdown wants empty lines around it: more than words within a line."""
    return "\n" in text or bool(_BLOCK_START.match(text))


def _put_below_the_title(blocks: list[Block]) -> None:
    """Make all headings one level deeper if one is of the first."""
    found = [
        (block, line)
        for block in blocks
        if block.kind in {"heading", "item"} and (line := _HEADING_LINE.match(block.lines[0]))
    ]
    if any(line[2] == "#" for _block, line in found):
        for block, line in found:
            block.lines[0] = f"{line[1]}#{line[2][:5]}{line.string[line.end(2) :]}"
