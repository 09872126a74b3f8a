"""Blocks that are made of what they hold: a pull quote, a gallery, questions with answers."""

from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from .directives import REGISTRY, Directive, bold, register
from .notes import Notes, plain_marks
from .tree import NAMELESS, become

QUESTIONS = ("h2", "h3", "h4", "h5", "h6")
# How wide the pictures of a gallery stand: three in a row, pairs at the end, pairs on a phone.
IN_THREES, IN_PAIRS = "(min-width: 48rem) 16rem", "(min-width: 48rem) 24rem"


def arrange(block: Element, notes: Notes) -> None:
    """Make a block what its name says."""
    directive = REGISTRY.get(block.get("name", ""))
    words = block.get("words", "")
    block.attrib.clear()
    if directive and directive.arrange:
        directive.arrange(block, words, notes)


def quote(block: Element, words: str, notes: Notes) -> None:
    """A figure of a quotation, marked as such in it or not, with its source as the caption."""
    text, held = block.text or "", list(block)
    if not held and not text.strip():
        notes.warn(_("The block “:::%s” is empty.") % "quote")
    _become_figure(block, "pull-quote", words)
    texts = [text, *(element.tail or "" for element in held)]
    if [element.tag for element in held] != ["blockquote"] or "".join(texts).strip():
        quotation = Element("blockquote")
        quotation.text, quotation.tail = text, "\n"
        quotation.extend(held)
        held = [quotation]
    block[:0] = held


def gallery(block: Element, words: str, notes: Notes) -> None:
    """A figure of figures, with a caption of its own."""
    text, held = block.text, list(block)
    if next(block.iter("img"), None) is None and not (text or "").strip():
        notes.warn(_("A gallery shows pictures: write one a line in it."))
    _become_figure(block, "gallery", words)
    block.text = text
    block[:0] = held


def hang(figure: Element) -> None:
    """Have the pictures of a gallery fetched as small as they are shown; empty it is nothing."""
    count, number = len(list(figure.iter("img"))), 0
    for element in figure.iter():
        if "sizes" in element.attrib and count > 1:
            element.set("sizes", shown_at(number, count))
        number += element.tag == "img"
    if not count and not "".join(figure.itertext()).strip():
        become(figure, NAMELESS)


def shown_at(number: int, count: int) -> str:
    """The `sizes` of a gallery's picture, counted from 0: see `.gallery` in the style sheet."""
    pairs = {1: 4, 2: 2}.get(count % 3, 0)
    wide = IN_PAIRS if number >= count - pairs else IN_THREES
    is_odd_one = count % 2 and number == count - 1
    return f"{wide}, {'100vw' if is_odd_one else '50vw'}"


def faq(block: Element, words: str, notes: Notes) -> None:
    """Each heading as a question, with all up to the next one as its answer."""
    text, held = block.text, list(block)
    _empty(block, "div", "faq")
    if words:
        title = SubElement(block, "p", {"class": "callout-title"})
        title.text, title.tail = words, text
    else:
        block.text = text
    level = next((element.tag for element in held if element.tag in QUESTIONS), "")
    if not level:
        notes.warn(_("Questions are missing in “:::faq”: begin the line of each with ###."))
    holder = block
    for element in held:
        if element.tag in QUESTIONS and element.tag <= level:
            holder = SubElement(block, "details", {"class": "question", **element.attrib})
            holder.text, holder.tail = "\n", "\n"
            element.tag = "summary"
            element.attrib.clear()
        holder.append(element)


def _become_figure(block: Element, name: str, caption: str) -> None:
    _empty(block, "figure", name)
    if caption:
        shown = SubElement(block, "figcaption")
        shown.text, shown.tail = caption, "\n"


# The text before an element or after it may be raw HTML, so none of it is thrown away.
def _empty(block: Element, tag: str, name: str) -> None:
    become(block, tag)
    block.set("class", name)
    block.text = "\n"


def _source(words: str) -> str:
    return f"— {plain_marks(words)}" if words else ""


def _caption(words: str) -> str:
    return f"*{plain_marks(words)}*" if words else ""


register(Directive("quote", arrange=quote, ending=_source))
register(Directive("gallery", arrange=gallery, ending=_caption))
register(Directive("faq", arrange=faq, markdown=bold))
