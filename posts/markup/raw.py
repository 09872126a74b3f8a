"""HTML that an editor wrote into the Markdown: its images and links are ours to resolve."""

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from markdown.serializers import to_html_string

from .notes import Notes, written
from .pictures import dress
from .sanitise import FRAMES, TAGS
from .tree import WrittenBlock, escape_ampersands

TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*')*+)>|<(?=[a-zA-Z/])"
)
ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
# Comments, instructions, character data, declarations; one left open ends with its piece.
REMARK = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![^>]*(?:>|\Z)", re.DOTALL
)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
REMARK_OPENING = re.compile(r"<(?=[!?])")
CAPTION = re.compile(r"\s*<caption[^<>]*>([^<]{1,200})", re.IGNORECASE)
LONGEST = 4_000
DEEPEST = 100
# Until their end tag these hide or take in all that follows, so one left open must not stand.
SWALLOWER_NAMES = "script style textarea title xmp noembed noframes noscript iframe template"
SWALLOWS = SWALLOWER_NAMES.split()
# These end by themselves, so they do not lie one in the other.
SHALLOW_NAMES = "br col dd dt hr img li p rp rt source tbody td tfoot th thead tr wbr"
SHALLOW = SHALLOW_NAMES.split()


def rewrite(html: str, notes: Notes) -> str:
    """Return raw HTML with images and links resolved and nothing in it that swallows the rest."""
    may_enlarge = isinstance(html, WrittenBlock) and "<picture" not in html.lower()
    html = without_remarks(html)
    lower = html.lower()
    last_ends = {name: lower.rfind(f"</{name}") for name in SWALLOWS if f"<{name}" in lower}

    def tag(match: re.Match[str]) -> str:
        if match[2] is None:
            return "&lt;"
        end, name = match[1], match[2].lower()
        if name == "h1":
            return f"<{end}h2>"
        if name not in TAGS:
            notes.warn(_("The HTML tag <%s> is not allowed and is left out.") % name)
            swallows = name == "plaintext" or match.end() > last_ends.get(name, len(html))
            return "" if (swallows and not end) or name in FRAMES else match[0]
        if name not in SHALLOW:
            notes.depth = max(0, notes.depth - 1) if end else notes.depth + 1
        if notes.depth > DEEPEST and not end:
            notes.warn(_("HTML tags are left open or lie too deep; some are left out."))
            return ""
        if name == "table":
            return _table(match, notes)
        if name == "a":
            notes.links = max(0, notes.links - 1) if end else notes.links + 1
        if end or name not in ("a", "img") or len(match[3]) > LONGEST:
            return match[0]
        written = attributes(match[3])
        if name == "a":
            return _link(written, notes)
        return _image(written, notes, enlarge=may_enlarge and not notes.links)

    return TAG.sub(tag, html)


def without_remarks(html: str) -> str:
    """Return HTML without what it keeps to itself: comments, instructions, declarations."""
    if "<!" not in html and "<?" not in html:
        return html
    return REMARK_OPENING.sub("&lt;", REMARK.sub("", html))


def attributes(text: str) -> dict[str, str]:
    """The attributes in a tag's text, names in lower case."""
    return {
        found[1].lower(): unescape(found[2][1:-1] if found[2][0] in "\"'" else found[2])
        for found in ATTRIBUTE.finditer(text)
    }


def _table(tag: re.Match[str], notes: Notes) -> str:
    """Return a table's tag, that of an outermost table with the box in which it scrolls."""
    if tag[1]:
        was_open, notes.tables = notes.tables > 0, max(0, notes.tables - 1)
        return f"{tag[0]}</div>" if was_open and not notes.tables else tag[0]
    notes.tables += 1
    if notes.tables > 1:
        return tag[0]
    caption = CAPTION.match(tag.string, tag.end())
    return f"<div{written(notes.table_box(unescape(caption[1]) if caption else ''))}>{tag[0]}"


def _image(attributes: dict[str, str], notes: Notes, *, enlarge: bool) -> str:
    address = attributes.get("src", "").strip()
    if not address:
        return escape(attributes.get("alt", ""))
    image = Element("img", attributes)
    dress(image, notes, enlarge=enlarge)
    escape_ampersands(image)
    return to_html_string(image)


def _link(attributes: dict[str, str], notes: Notes) -> str:
    address = attributes.get("href", "").strip()
    shown = notes.link(address) if address else {}
    if "title" in attributes:
        shown["title"] = attributes["title"]
    return f"<a{written(shown)}>"
