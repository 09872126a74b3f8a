"""What word processors and online documents say in styles and classes, said in plain elements."""

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from posts.importing.footnotes import Footnotes
from posts.importing.html_writer import LISTS

ATTRIBUTES = {
    "a": {"href", "data-note"},
    "code": {"class"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "checked"},
    "li": {"data-note"},
    "ol": {"start"},
    "pre": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
MARKED = {
    "class", "style", "id", "name", "role", "aria-level", "aria-checked", "data-aria-level",
    "data-stringify-indent",
}  # fmt: skip
DEEPEST_LIST = 9
_VOID = {"br", "hr", "img", "meta", "link", "col", "input", "wbr"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SAME = {"strong": "b", "em": "i"}
_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style:\s*italic", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"(?<![\w-])font-style:\s*normal", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[\w-]*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align:\s*super", re.IGNORECASE)
_LOWERED = re.compile(r"vertical-align:\s*sub\b", re.IGNORECASE)
_SAYS = [("b", _BOLD), ("i", _ITALIC), ("s", _STRUCK), ("sup", _RAISED), ("sub", _LOWERED)]
_LEVEL = re.compile(r"mso-list:[^;]*\blevel(\d)", re.IGNORECASE)
_INDENT = re.compile(r"margin-left:\s*(\d{1,3})(?:\.\d+)?pt", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\(?(?:\d{1,4}|[a-z]|[ivxlc]{1,7})[.)]", re.IGNORECASE)
_FIGURES = re.compile(r"\(?(?:\d{1,4}\.)*(\d{1,4})[.)]")
_SIGN = re.compile(r"\s*(?:[·•◦▪§o–-]|\(?(?:\d{1,4}|[a-z]|[ivxlc]{1,7})[.)])\s*", re.IGNORECASE)
_HEADING_CLASS = re.compile(r"\bMsoHeading(\d)\b|\bMsoTitle\b", re.IGNORECASE)
_QUOTE_CLASS = re.compile(r"\bMso(?:Intense)?Quote\b", re.IGNORECASE)
_ITEM_CLASS = re.compile(r"\bMsoListParagraph", re.IGNORECASE)
_NO_WORDS_CLASS = re.compile(r"\bmw-editsection\b")
_LISTED_APART = re.compile(r"\bListContainerWrapper\b")


def plain(html: str, notes: Footnotes) -> str:
    """HTML of plain elements alone, from clean HTML with styles and classes."""
    tidier = _Tidier(notes, "data-aria-level" in html or "data-stringify-indent" in html)
    tidier.feed(html)
    tidier.close()
    return "".join(tidier.out)


def past_the_watch(address: str) -> str:
    """Where a link leads that a mail program or an online document leads through its own site."""
    if "url" not in address:
        return address
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        if host.endswith(".safelinks.protection.outlook.com"):
            names = ["url"]
        elif host in {"www.google.com", "google.com"} and parts.path == "/url":
            names = ["q", "url"]
        else:
            return address
        said = parse_qs(parts.query)
    except ValueError:
        return address
    found = next((said[name][0] for name in names if name in said), "")
    return found if found.startswith(("https://", "http://", "mailto:")) else address


class _Tidier(HTMLParser):
    """
    Says in plain elements what clipboards say in styles; `out` is HTML.

    Word processors write lists as paragraphs with a sign in front, online documents write
    bold as a style and put a list within a list beside its items.
    """

    def __init__(self, notes: Footnotes, listed_by_level: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.notes = notes
        self.by_level = listed_by_level  # each item says how deep it is, its list is its own
        self.start = "1"  # of such a list
        self.place = -1  # of the start tag among all
        self.out: list[str] = []
        self.open: list[tuple[str, list[str]]] = []  # an element, and what it was written as
        self.lists: list[str] = []  # those made of a word processor's paragraphs
        self.level = 0  # of the paragraph whose sign has not been read
        self.held: list[str] = []  # tags that stood before the sign
        self.sign: list[str] | None = None
        self.guessed = False  # whether the paragraph looks like an item, but does not say so
        self.silent = 0  # how many open elements have nothing to say
        self.waiting: list[bool] = []  # of each list: an item whose end is held back

    def handle_starttag(self, tag, attrs):
        self.place += 1
        values = {name: value or "" for name, value in attrs}
        style = values.get("style", "")
        if self.sign is not None and not self.silent and tag not in _VOID:
            self.open.append((tag, []))
        elif "mso-list:ignore" in style.replace(" ", "").lower():
            self.sign = []
            self.open.append((tag, ["sign"]))
        elif tag in _VOID:
            if self.place not in self.notes.dropped and not self.silent and self.sign is None:
                self.write(self.get_starttag_text() or "")
        elif self.place in self.notes.dropped or _NO_WORDS_CLASS.search(values.get("class", "")):
            self.silent += 1
            self.open.append((tag, ["silent"]))
        else:
            self.open.append((tag, self.begin(tag, values, style)))

    def begin(self, tag: str, values: dict[str, str], style: str) -> list[str]:
        """Write the start of an element; the names of what was written, to be closed."""
        classes = values.get("class", "")
        if self.by_level and (tag in LISTS or _LISTED_APART.search(classes)):
            self.start = values.get("start") or "1"
            return []
        note = self.notes.notes.get(self.place) or self.notes.references.get(self.place)
        if note and tag != "a":
            self.end_made_lists()
            self.write(f'<li data-note="{note}">')
            return ["li"]
        if note:
            self.write(f'<a data-note="{note}">')
            return ["a"]
        if tag in {"p", "div", "table", "blockquote", "pre", *_HEADINGS, *LISTS}:
            level = self.level_of(tag, classes, style)
            if level:
                self.level, self.sign = min(level, DEEPEST_LIST), None
                return ["item"]
            if not (self.by_level and any("kept" in names for _tag, names in self.open)):
                self.end_made_lists()
        if tag == "li" and self.by_level:
            return self.begin_levelled(values)
        if tag in LISTS or tag == "li":
            return self.begin_list(tag, values)
        tag = self.named(tag, values, classes)
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

    def level_of(self, tag: str, classes: str, style: str) -> int:
        """How deep in lists a word processor's paragraph is; 0 for none."""
        if tag != "p" and tag not in _HEADINGS:
            return 0
        found = _LEVEL.search(style)
        self.guessed = not found and bool(_ITEM_CLASS.search(classes))
        if found:
            return int(found[1])
        indent = _INDENT.search(style)
        return max(1, round(int(indent[1]) / 36) if indent else 1) if self.guessed else 0

    def named(self, tag: str, values: dict[str, str], classes: str) -> str:
        """The element that a paragraph is by its class or role."""
        if tag not in {"p", "div"}:
            return tag
        if values.get("role") == "heading" and values.get("aria-level", "") in set("123456"):
            return f"h{values['aria-level']}"
        found = _HEADING_CLASS.search(classes)
        if tag == "p" and found:
            return f"h{min(int(found[1] or 1), 6)}"
        return "blockquote" if tag == "p" and _QUOTE_CLASS.search(classes) else tag

    def begin_levelled(self, values: dict[str, str]) -> list[str]:
        """Begin an item that says how deep it is itself."""
        kind = next((tag for tag, _names in reversed(self.open) if tag in LISTS), "ul")
        said = values.get("data-aria-level") or values.get("data-stringify-indent", "")
        level = int(said) if said.isdecimal() and said.isascii() and len(said) < 3 else 1
        if "data-aria-level" not in values:
            level += 1
        self.level = min(max(level, 1), DEEPEST_LIST)
        self.begin_made_item(f"{self.start}." if kind == "ol" else "")
        return ["kept"]

    def is_no_mark(self, tag: str, style: str) -> bool:
        """Whether an element for bold or italic says in its style that it is none."""
        if tag in {"b", "strong"}:
            return bool(_NOT_BOLD.search(style))
        return tag in {"i", "em"} and bool(_NOT_ITALIC.search(style))

    def written(self, tag: str, values: dict[str, str]) -> str:
        if tag == "a" and "href" in values:
            values = values | {"href": past_the_watch(values["href"])}
        kept = sorted(ATTRIBUTES.get(tag, set()) & values.keys() - {"data-note"})
        return "".join([f"<{tag}", *(f' {name}="{escape(values[name])}"' for name in kept), ">"])

    def begin_list(self, tag: str, values: dict[str, str]) -> list[str]:
        if tag == "li":
            if self.waiting and self.waiting[-1]:
                self.write("</li>")
                self.waiting[-1] = False
            self.write("<li>")
            if values.get("role") == "checkbox":
                checked = " checked" if values.get("aria-checked") == "true" else ""
                self.write(f'<input type="checkbox"{checked}>')
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
                self.level, self.held, self.guessed = 0, [], False
            elif name == "silent":
                self.silent -= 1
            elif name == "kept":
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
        if self.silent:
            return
        if self.sign is not None:
            self.sign.append(data)
        elif self.level and self.guessed and data.strip():
            self.begin_guessed_item(data)
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
            is_innermost = len(self.lists) == level
            start = _FIGURES.fullmatch(sign.strip()) if is_innermost else None
            self.out.append(f'<{kind} start="{start[1]}">' if start else f"<{kind}>")
            self.out += [] if is_innermost else ["<li>"]
        self.out += ["<li>", *self.held]
        self.held = []

    def begin_guessed_item(self, data: str) -> None:
        """An item if the paragraph begins with a sign, else no more than a paragraph."""
        self.guessed = False
        if _SIGN.fullmatch(data):
            self.begin_made_item(data)
            return
        self.level = 0
        self.end_made_lists()
        self.out += ["<p>", *self.held, escape(data, quote=False)]
        self.held = []
        at = next(at for at in range(len(self.open) - 1, -1, -1) if "item" in self.open[at][1])
        self.open[at] = (self.open[at][0], ["p"])

    def end_made_lists(self) -> None:
        while self.lists:
            self.out.append(f"</li></{self.lists.pop()}>")

    def close(self) -> None:
        super().close()
        while self.open:
            self.end(self.open.pop()[1])
        self.end_made_lists()
