"""What programs and screen readers find in a page: its head, its headings, links and pictures."""

import json
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.translation import gettext as _

HEADINGS = {f"h{level}": level for level in range(1, 7)}


class Heading(NamedTuple):
    """A heading, and what is wrong with it in words, or nothing."""

    level: int
    text: str
    warning: str


class Link(NamedTuple):
    text: str
    address: str


class Picture(NamedTuple):
    """A picture; `alt` is empty for one that says nothing, None when nobody wrote it."""

    address: str
    alt: str | None


class Outline(NamedTuple):
    headings: list[Heading]
    links: list[Link]
    pictures: list[Picture]


class Head(NamedTuple):
    """What a page says of itself: pairs of a name and what is said, and JSON-LD to be read."""

    title: str
    metas: list[tuple[str, str]]
    links: list[tuple[str, str]]
    json_ld: list[str]

    def said(self, name: str) -> str:
        """What the page says under this name, such as `description` or `canonical`."""
        return next((said for key, said in [*self.metas, *self.links] if key == name), "")

    @property
    def open_graph(self) -> list[tuple[str, str]]:
        return [pair for pair in self.metas if pair[0].startswith(("og:", "article:", "twitter:"))]


class Reader(HTMLParser):
    """Notes down what is asked for while it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, str]] = []  # tag, text, address
        self.pictures: list[Picture] = []
        self.metas: list[tuple[str, str]] = []
        self.rels: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []  # title and JSON-LD
        self.open: list[tuple[str, str, list[str]]] = []
        self.in_mark = False  # the link to itself at the end of a heading: no word of it

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        self.in_mark = tag == "a" and said.get("class") == "anchor"
        if tag == "meta" and "content" in said:
            self.metas.append((said.get("name") or said.get("property", ""), said["content"]))
        elif tag == "link":
            about = [said.get("type") or said.get("hreflang") or ""]
            self.rels.append((" ".join([said.get("rel", ""), *about]).strip(), said["href"]))
        elif tag == "img":
            alt = said.get("alt")
            self.pictures.append(Picture(said.get("src", ""), alt))
            for _tag, _address, words in self.open:
                words.append(alt or "")
        elif tag in HEADINGS or tag in {"a", "title"} or said.get("type", "").endswith("ld+json"):
            self.open.append((tag, said.get("href", ""), []))

    def handle_endtag(self, tag):
        self.in_mark = False
        if not self.open or self.open[-1][0] != tag:
            return
        tag, address, words = self.open.pop()
        text = "".join(words)
        if tag in {"title", "script"}:
            self.texts.append((tag, text))
        else:
            self.found.append((tag, " ".join(text.split()), address))

    def handle_data(self, data):
        for _tag, _address, words in () if self.in_mark else self.open:
            words.append(data)


def head(html: str) -> Head:
    """What the head of a page says."""
    reader = Reader()
    reader.feed(html[: html.find("</head>")])
    title = next((text for tag, text in reader.texts if tag == "title"), "")
    found = [json.loads(text) for tag, text in reader.texts if tag == "script"]
    return Head(
        " ".join(title.split()),
        reader.metas,
        reader.rels,
        [json.dumps(data, ensure_ascii=False, indent=2) for data in found],
    )


def outline(title: str, html: str) -> Outline:
    """What a text of this title has in it, in its order."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    headings = [Heading(1, title, "" if title else _("The post has no title."))]
    for tag, text, _address in reader.found:
        if tag in HEADINGS:
            warning = wrong(HEADINGS[tag], text, headings[-1].level)
            headings.append(Heading(HEADINGS[tag], text, warning))
    links = [
        Link(text, address)
        for tag, text, address in reader.found
        if tag == "a" and address and not address.startswith("#")  # those lead nowhere else
    ]
    return Outline(headings, links, reader.pictures)


def wrong(level: int, text: str, before: int) -> str:
    """What is wrong with a heading after one of another level; "" if nothing is."""
    if not text:
        return _("This heading is empty.")
    if level == 1:
        return _("The title is the one heading of level 1: begin with ## in the text.")
    if level > before + 1:
        return _("Skips a level: %(level)s comes after %(before)s.") % {
            "level": level,
            "before": before,
        }
    return ""
