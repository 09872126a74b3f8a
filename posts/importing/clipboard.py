"""What a browser, a word processor or an online document puts on the clipboard, as Markdown."""

import re
from html import escape
from html.parser import HTMLParser

import nh3

from posts.importing.html_writer import LISTS, HtmlWriter
from posts.importing.webpage import SILENT, TAGS, joined, refuse_depth, too_deep

LARGEST = 1_500_000
MOST_WORK = 2_000_000
_ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "pre": {"class"},
}
_WITH_STYLES = _ATTRIBUTES | {"*": {"class", "style"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_VOID = {"br", "hr", "img", "meta", "link", "col", "input", "wbr"}
_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style:\s*italic", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"(?<![\w-])font-style:\s*normal", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[\w-]*:[^;]*line-through", re.IGNORECASE)
_LEVEL = re.compile(r"mso-list:[^;]*\blevel(\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\(?(?:\d{1,4}|[a-z]|[ivxlc]{1,7})[.)]", re.IGNORECASE)
_HEADING_CLASS = re.compile(r"\bMsoHeading(\d)\b|\bMsoTitle\b", re.IGNORECASE)
_HEADING_LINE = re.compile(r"^(#{1,6}) ", re.MULTILINE)
_BLOCK_START = re.compile(r"(?:#{1,6} |[-*] |\d+\. |> |\||```|---$)")
DEEPEST_LIST = 9


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
    tidier = _Tidier()
    tidier.feed(cleaned(html, TAGS | {"span", "font"}, _WITH_STYLES))
    tidier.close()
    blocks = HtmlWriter()
    blocks.feed(cleaned("".join(tidier.out), TAGS, _ATTRIBUTES))
    text = joined(blocks.finished()).strip("\n")
    if site_url:
        text = text.replace(f"]({site_url}/", "](/").replace(f"](<{site_url}/", "](</")
    return _below_the_title(text)


def cleaned(html: str, tags: set[str], attributes: dict[str, set[str]]) -> str:
    """Well-formed HTML of these elements alone, as the parser of a browser reads it."""
    return nh3.clean(
        html,
        tags=tags,
        clean_content_tags=SILENT,
        attributes=attributes,
        link_rel=None,
        url_schemes=_SCHEMES,
    )


def is_block(text: str) -> bool:
    """Whether Markdown wants empty lines around it: more than words within a line."""
    return "\n" in text or bool(_BLOCK_START.match(text))


def _below_the_title(text: str) -> str:
    """Headings one level deeper if there is one of the first level, code left alone."""
    if "```" in text or not any(len(mark) == 1 for mark in _HEADING_LINE.findall(text)):
        return text
    return _HEADING_LINE.sub(lambda found: f"{found[1][:5]}# ", text)


class _Tidier(HTMLParser):
    """
    Says in plain elements what clipboards say in styles; `out` is HTML.

    Word processors write lists as paragraphs with a sign in front, online documents write
    bold as a style and put a list within a list beside its items.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[tuple[str, list[str]]] = []  # an element, and what it was written as
        self.lists: list[str] = []  # those made of a word processor's paragraphs
        self.level = 0  # of the paragraph whose sign has not been read
        self.held: list[str] = []  # tags that stood before the sign
        self.sign: list[str] | None = None
        self.waiting: list[bool] = []  # of each list: an item whose end is held back

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        style = values.get("style", "")
        if self.sign is not None:
            self.open.append((tag, []))
            return
        if "mso-list:ignore" in style.replace(" ", "").lower():
            self.sign = []
            self.open.append((tag, ["sign"]))
            return
        if tag in _VOID:
            self.write(self.get_starttag_text() or "")
            return
        self.open.append((tag, self.begin(tag, values, style)))

    def begin(self, tag: str, values: dict[str, str], style: str) -> list[str]:
        """Write the start of an element; the names of what was written, to be closed."""
        if tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "table", *LISTS}:
            found = _LEVEL.search(style) if tag[0] in "ph" else None
            if found:
                self.level, self.sign = min(int(found[1]), DEEPEST_LIST), None
                return ["item"]
            self.end_made_lists()
        if tag in LISTS or tag == "li":
            return self.begin_list(tag, values)
        named = _HEADING_CLASS.search(values.get("class", ""))
        if tag == "p" and named:
            tag = f"h{min(int(named[1] or 1), 6)}"
        names = [] if tag in {"span", "font"} or self.is_no_mark(tag, style) else [tag]
        # Of a heading all is bold: nothing is said by it.
        if tag in {"span", "font", "p", "a", "td", "th"}:
            names += [name for name, says in _SAYS if says.search(style)]
        inner = names[1:] if names[:1] == [tag] else names
        if names[:1] == [tag]:
            self.write(self.written(tag, values))
        for name in inner:
            self.write(f"<{name}>")
        return names

    def is_no_mark(self, tag: str, style: str) -> bool:
        """Whether an element for bold or italic says in its style that it is none."""
        if tag in {"b", "strong"}:
            return bool(_NOT_BOLD.search(style))
        return tag in {"i", "em"} and bool(_NOT_ITALIC.search(style))

    def written(self, tag: str, values: dict[str, str]) -> str:
        kept = sorted(_ATTRIBUTES.get(tag, set()) & values.keys())
        return "".join([f"<{tag}", *(f' {name}="{escape(values[name])}"' for name in kept), ">"])

    def begin_list(self, tag: str, values: dict[str, str]) -> list[str]:
        if tag == "li":
            if self.waiting and self.waiting[-1]:
                self.write("</li>")
                self.waiting[-1] = False
            self.write("<li>")
        else:
            self.write(self.written(tag, values))
            self.waiting.append(False)
        return [tag]

    def handle_endtag(self, tag):
        at = next(
            (at for at in range(len(self.open) - 1, -1, -1) if self.open[at][0] == tag), None
        )
        if at is None:
            return
        while len(self.open) > at:
            self.end(self.open.pop()[1])

    def end(self, names: list[str]) -> None:
        for name in reversed(names):
            if name == "sign":
                self.begin_made_item("".join(self.sign or []))
            elif name == "item":
                self.out += self.held  # of an empty paragraph
                self.level, self.held = 0, []
            elif name == "li" and self.waiting:
                self.waiting[-1] = True
            elif name in LISTS:
                if self.waiting and self.waiting.pop():
                    self.out.append("</li>")
                self.out.append(f"</{name}>")
            else:
                self.write(f"</{name}>")

    def handle_data(self, data):
        if self.sign is not None:
            self.sign.append(data)
        elif data.strip() or not self.level:
            if self.level:
                self.begin_made_item("")
            self.out.append(escape(data, quote=False))

    def write(self, tag: str) -> None:
        """Write a tag; before the sign of an item it waits for the item."""
        (self.held if self.level else self.out).append(tag)

    # Lists made of paragraphs

    def begin_made_item(self, sign: str) -> None:
        """Open the lists down to the paragraph's level, and an item there."""
        level, self.level, self.sign = self.level or 1, 0, None
        kind = "ol" if _NUMBER.match(sign) else "ul"
        while len(self.lists) > level or (len(self.lists) == level and self.lists[-1] != kind):
            self.out.append(f"</li></{self.lists.pop()}>")
        if len(self.lists) == level:
            self.out.append("</li>")
        while len(self.lists) < level:
            self.lists.append(kind)
            self.out.append(f"<{kind}>" + ("<li>" if len(self.lists) < level else ""))
        self.out += ["<li>", *self.held]
        self.held = []

    def end_made_lists(self) -> None:
        while self.lists:
            self.out.append(f"</li></{self.lists.pop()}>")

    def close(self) -> None:
        super().close()
        while self.open:
            self.end(self.open.pop()[1])
        self.end_made_lists()


_SAYS = [("b", _BOLD), ("i", _ITALIC), ("s", _STRUCK)]
