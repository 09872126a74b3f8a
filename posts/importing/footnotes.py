"""Which links of a text lead to its footnotes: those that a link leads back from."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = {"dd", "div", "li", "p", "section", "td"}
_NOTES = {"dd", "div", "li", "p"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "col"}


@dataclass
class Footnotes:
    """Elements of a text by their place among its start tags, counted from 0."""

    references: dict[int, int] = field(default_factory=dict)  # links, and the number of the note
    notes: dict[int, int] = field(default_factory=dict)  # blocks, and their number
    dropped: set[int] = field(default_factory=set)  # the links back, and the rule above the notes


def found_in(html: str) -> Footnotes:
    """The footnotes of well-formed HTML, whatever program made it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = Footnotes()
    numbers: dict[int, int] = {}
    for link in reader.links:
        anchor = reader.anchors.get(link.to)
        if not anchor or anchor.block <= link.place or reader.names[anchor.block] not in _NOTES:
            continue
        back = [
            each.place
            for each in reader.links_in.get(anchor.block, [])
            if each.to in reader.anchors and reader.anchors[each.to].place <= link.place
        ]
        if not back:
            continue
        numbers.setdefault(anchor.block, len(numbers) + 1)
        found.references[link.place] = numbers[anchor.block]
        found.notes[anchor.block] = numbers[anchor.block]
        found.dropped |= {*back, anchor.rule}
    return found


@dataclass
class _Link:
    place: int
    to: str


@dataclass
class _Anchor:
    place: int
    block: int  # that it stands in, or is
    rule: int  # just above it, or -1


class _Reader(HTMLParser):
    """Finds links within the text, and what can be led to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.place = -1
        self.rule = -1
        self.open: list[tuple[str, int, bool]] = []  # blocks, their places, whether they are named
        self.names: dict[int, str] = {-1: ""}
        self.links: list[_Link] = []
        self.links_in: dict[int, list[_Link]] = {}
        self.anchors: dict[str, _Anchor] = {}

    def handle_starttag(self, tag, attrs):
        self.place += 1
        values = {name: value or "" for name, value in attrs}
        named = {values.get("id", ""), values.get("name", "")} - {""}
        if tag == "hr":
            self.rule = self.place
        if tag in _BLOCKS:
            self.open.append((tag, self.place, bool(named)))
            self.names[self.place] = tag
        for name in named if tag not in _VOID else ():
            self.anchors.setdefault(name, _Anchor(self.place, self.block(), self.rule))
        fragment = values.get("href", "").partition("#")[2] if tag == "a" else ""
        if fragment:
            link = _Link(self.place, fragment)
            self.links.append(link)
            for _tag, place, _named in self.open[-3:]:
                self.links_in.setdefault(place, []).append(link)

    def block(self) -> int:
        """The block that is open here; of a paragraph that a named one begins with, that one."""
        if not self.open:
            return -1
        if len(self.open) > 1 and self.open[-1][0] == "p":
            tag, place, is_named = self.open[-2]
            if tag == "div" and is_named and self.open[-1][1] == place + 1:
                return place
        return self.open[-1][1]

    def handle_endtag(self, tag):
        if tag in _BLOCKS and self.open and self.open[-1][0] == tag:
            self.open.pop()

    def handle_data(self, data):
        if data.strip():
            self.rule = -1
