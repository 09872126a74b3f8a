"""
What is done to a document as a whole, each a treeprocessor of python-markdown.

`ORDER` holds their names and priorities, so that another app's extension can put its own
between them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _
from markdown.treeprocessors import Treeprocessor

from . import blocks, pictures, raw, reading
from .rendered import Heading
from .tree import NAMELESS, WrittenBlock, become, escape_ampersands

if TYPE_CHECKING:
    from .engine import Engine

TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
WISHED_ID = re.compile(r"\{#([\w-]{1,80})\}")
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Elements that hold neither tables nor paragraphs, so that none is looked for in them.
NO_HOLDERS = frozenset({"p", "table", "tbody", "thead", "tr", "td", "th", "a", "em", "strong"})
# A block of HTML that holds one image and no word.
LONE_IMAGE = re.compile(
    r"\s*(?:<(?:p|div|figure)\b[^<>]*>\s*)?<img\b([^<>]*)>\s*(?:</(?:p|div|figure)>\s*)?",
    re.IGNORECASE,
)


class Step(Treeprocessor):
    """One step; `self.md.notes` are the document's notes."""

    md: "Engine"


class Hero(Step):
    """Leaves out the hero image where it is the first block, as the page shows it already."""

    def run(self, root: Element) -> None:
        notes = self.md.notes
        if notes.hero is None:
            return
        if _is_text(root.text):
            self.leave_out_html(root)
            return
        if not len(root) or root[0].tag != "p":
            return
        images = [images for images, _link in _alone(root[0])]
        if len(images) == 1 and notes.is_hero(images[0].get("src", "")):
            become(root[0], NAMELESS)

    def leave_out_html(self, root: Element) -> None:
        """The same for an image written as HTML."""
        first = reading.STASHED.match((root.text or "").lstrip())
        html = self.md.htmlStash.rawHtmlBlocks[int(first[1])] if first else ""
        image = LONE_IMAGE.fullmatch(html) if isinstance(html, WrittenBlock) else None
        if first and image and self.md.notes.is_hero(raw.attributes(image[1]).get("src", "")):
            root.text = (root.text or "").replace(first[0], "", 1)


class Tasks(Step):
    """Writes the boxes of task lists as marks in the text, in place of the list's own."""

    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            first = item
            if not _is_text(item.text) and len(item) and item[0].tag == "p":
                first = item[0]
            mark = TASKS.get((first.text or "")[:4])
            if mark and first.text:
                item.set("class", "task")
                first.text = mark + first.text[4:]


class Headings(Step):
    """Gives headings their level, id and line in the contents list; leaves empty ones out."""

    def run(self, root: Element) -> None:
        notes = self.md.notes
        top = {child for child in root if child.tag in LEVELS}
        headings = []
        for heading in [element for element in root.iter() if element.tag in LEVELS]:
            wish = _take_wished_id(heading)
            text = reading.plain(heading) or _alt(heading)
            if text:
                headings.append((heading, text, wish))
            else:
                become(heading, NAMELESS)
        levels = _outline(LEVELS[heading.tag] for heading, _text, _wish in headings)
        for (heading, text, wish), level in zip(headings, levels, strict=True):
            heading.tag = f"h{level}"
            name = notes.heading_id(text, wish)
            heading.set("id", name)
            notes.names[name] = text
            if heading in top:
                notes.toc.append(Heading(level, name, text))


class Blocks(Step):
    """Makes of blocks that hold others what they are: a quote, a gallery, questions."""

    def run(self, root: Element) -> None:
        for block in list(root.iter("block")):
            blocks.arrange(block, self.md.notes)


class Words(Step):
    """Counts the words and takes the first sentences, while the tree holds nothing else."""

    def run(self, root: Element) -> None:
        notes = self.md.notes
        text = reading.everything(root, self.md.htmlStash.rawHtmlBlocks)
        notes.words = reading.count_words(text)
        paragraphs = (reading.plain(child) for child in root if child.tag == "p")
        notes.excerpt = reading.excerpt(paragraphs) or reading.excerpt([text])


class Figures(Step):
    """Puts figures in place of a paragraph that holds only images; a title is the caption."""

    def run(self, root: Element) -> None:
        for paragraph in list(root.iter("p")):
            found = list(_alone(paragraph))
            if not found:
                continue
            figures = [_figure(image, link) for image, link in found]
            figures[-1].tail = None  # the paragraph's own new line follows
            become(paragraph, NAMELESS)
            paragraph.extend(figures)


class Tables(Step):
    """Puts tables in a box that scrolls, named by a bold or italic line just before it."""

    def run(self, root: Element) -> None:
        if next(root.iter("table"), None) is None:
            return
        holders = [element for element in root.iter() if element.tag not in NO_HOLDERS]
        for holder in holders:
            for place, table in enumerate(holder):
                if table.tag == "table":
                    caption = _caption(holder[place - 1]) if place else ""
                    holder[place] = self.box(table, caption)

    def box(self, table: Element, caption: str) -> Element:
        """Return a table in its box; a head without a word is none."""
        for head in table.findall("thead"):
            if not any(len(cell) or _is_text(cell.text) for cell in head.iter("th")):
                table.remove(head)
        box = Element("div", self.md.notes.table_box(caption))
        box.text, box.tail, table.tail = "\n", table.tail, "\n"
        box.append(table)
        return box


class Addresses(Step):
    """Resolves links and images in the order in which they are read."""

    def run(self, root: Element) -> None:
        notes = self.md.notes
        held = {image for link in root.iter("a") for image in link.iter("img")}
        for element in [found for found in root.iter() if found.tag in ("a", "img")]:
            if element.tag == "img":
                in_link = element in held or element.attrib.pop("in-link", "")
                pictures.dress(element, notes, enlarge=not in_link)
            else:
                element.attrib.update(notes.link(element.attrib.pop("href")))
        for figure in root.iter("figure"):
            if figure.get("class") == "gallery":
                blocks.hang(figure)
            elif not figure.get("class") and next(figure.iter("img"), None) is None:
                words = " ".join(filter(None, map(str.strip, figure.itertext())))
                elsewhere = figure.find("a")
                become(figure, "figure" if words else NAMELESS)
                if words:
                    figure.set("class", "missing")
                    caption = SubElement(figure, "figcaption")
                    if elsewhere is not None and not len(elsewhere):
                        caption.append(elsewhere)
                        words = words.removeprefix(elsewhere.text or "")
                        elsewhere.tail = words
                    else:
                        caption.text = words


class Anchors(Step):
    """Gives each heading a link to itself that a screen reader can name."""

    def run(self, root: Element) -> None:
        for heading in [element for element in root.iter() if element.tag in LEVELS]:
            name = heading.get("id", "")
            _add_text(heading, " ")
            label = _("Link to “%s”") % self.md.notes.names.get(name, "")
            attributes = {"class": "anchor", "href": f"#{name}", "aria-label": label}
            SubElement(heading, "a", attributes).text = "#"


class Footnotes(Step):
    """Makes footnotes a list at the end, with links there and back."""

    def run(self, root: Element) -> None:
        ids = self.md.notes.ids
        for found in root.iter("footnote-ref"):
            number, reference = found.get("number", ""), found.get("reference", "")
            ids.add(reference)
            label = _("Footnote %s") % number
            found.tag = "sup"
            found.attrib.clear()
            attributes = {"href": f"#fn-{number}", "id": reference, "role": "doc-noteref"}
            SubElement(found, "a", {**attributes, "aria-label": label}).text = number
        for section in root.iter("footnotes"):
            section.tag = "section"
            label = _("Footnotes")
            section.attrib.update({"class": "footnotes", "role": "doc-endnotes"})
            section.set("aria-label", label)
        for note in root.iter("footnote"):
            name = f"fn-{note.get('number')}"
            ids.add(name)
            note.tag = "li"
            note.attrib.clear()
            note.set("id", name)
        for back in root.iter("footnote-back"):
            self.lead_back(back)

    def lead_back(self, back: Element) -> None:
        """Make it a link to a reference; those after a note's first say which they are."""
        number, reference = back.get("number", ""), back.get("reference", "")
        back.tag = NAMELESS
        back.attrib.clear()
        if reference not in self.md.notes.ids:
            return
        repeat = reference.removeprefix(f"fnref-{number}").removeprefix("-")
        label = _("Back to the text, from footnote %s") % number
        back.text = " "
        attributes = {"class": "footnote-back", "href": f"#{reference}", "role": "doc-backlink"}
        attributes["aria-label"] = f"{label} ({repeat})" if repeat else label
        SubElement(back, "a", attributes).text = "↩"
        if repeat:
            SubElement(back, "sup").text = repeat


class Ampersands(Step):
    """Comes last: readies the tree for the serialiser."""

    def run(self, root: Element) -> None:
        escape_ampersands(root)


ORDER: tuple[tuple[str, type[Step], float], ...] = (
    ("hero", Hero, 100),
    ("tasks", Tasks, 90),
    ("headings", Headings, 80),
    ("blocks", Blocks, 75),
    ("words", Words, 70),
    ("figures", Figures, 60),
    ("tables", Tables, 50),
    ("addresses", Addresses, 40),
    ("anchors", Anchors, 30),
    ("footnotes", Footnotes, 20),
    ("ampersands", Ampersands, 0),
)


def _is_text(text: str | None) -> bool:
    return text is not None and text != "" and not text.isspace()


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _alone(paragraph: Element) -> Iterator[tuple[Element, Element | None]]:
    """Yield the images of a paragraph that holds nothing else, each with the link round it."""
    if not len(paragraph) or _is_text(paragraph.text):
        return
    first = paragraph[0]
    if first.tag == "a":
        texts = (first.text, first.tail, *(child.tail for child in first))
        if len(paragraph) == 1 and [child.tag for child in first] == ["img"] and not any(texts):
            yield first[0], first
    elif first.tag == "img" and all(
        child.tag in ("img", "br") and not _is_text(child.tail) for child in paragraph
    ):
        yield from ((child, None) for child in paragraph if child.tag == "img")


def _figure(image: Element, link: Element | None) -> Element:
    figure = Element("figure")
    title = image.attrib.pop("title", "")
    shown = image if link is None else link
    shown.tail, figure.tail = None, "\n"
    figure.append(shown)
    if title.strip():
        SubElement(figure, "figcaption").text = title
    return figure


def _caption(before: Element) -> str:
    """Return the words of a paragraph before a table that is one bold or italic run."""
    if before.tag != "p" or len(before) != 1 or _is_text(before.text):
        return ""
    run = before[0]
    if run.tag not in ("strong", "em") or len(run) or _is_text(run.tail):
        return ""
    return reading.plain(run)[:120]


def _take_wished_id(heading: Element) -> str:
    """Return the id that a heading's writer wished for with `{#id}`, and take it out."""
    text = (heading[-1].tail if len(heading) else heading.text) or ""
    start = text.rfind("{#")
    found = WISHED_ID.fullmatch(text.rstrip(), start) if start >= 0 else None
    if found is None:
        return ""
    if len(heading):
        heading[-1].tail = text[:start].rstrip()
    else:
        heading.text = text[:start].rstrip()
    return found[1]


def _alt(heading: Element) -> str:
    return " ".join(image.get("alt", "") for image in heading.iter("img")).strip()


def _outline(levels: Iterable[int]) -> list[int]:
    """
    Return heading levels as the page needs them, from 2 on and never more than one deeper.

    The title is the page's one h1. A single h1 in a body is read as an h2, several as the
    sections of the post.
    """
    written = list(levels)
    if written.count(1) == 1:
        written = [max(level, 2) for level in written]
    above: list[int] = []
    found = []
    for level in written:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        found.append(min(len(above) + 1, 6))
    return found
