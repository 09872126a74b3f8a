"""The last step: only what readers' pages may hold leaves this package."""

import re

import nh3

from .notes import SCHEMES, Notes

TAG_NAMES = """
    a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp
    section small source span strong sub summary sup table tbody td tfoot th thead time tr u ul
    var wbr
"""
TAGS = frozenset(TAG_NAMES.split())
# Ours alone, of which `raw` leaves none that an editor wrote; without an address at that.
FRAMES = frozenset({"iframe"})
ATTRIBUTES = {
    "*": {"id", "class", "dir", "lang", "title"},
    "a": {"href", "rel", "aria-label", "role", "target"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "div": {"tabindex", "role", "aria-label", "data-block", "data-words"},
    "iframe": {"allow", "name", "title"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "pre": {"tabindex", "role", "aria-label", "data-language"},
    "section": {"role", "aria-label"},
    "source": {"srcset", "sizes", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
CLASS_NAMES = """
    align-left align-center align-right anchor callout callout-title enlarge faq footnotes
    footnote-back gallery missing pull-quote question screen table task video
"""
CLASSES = frozenset(CLASS_NAMES.split())
LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")
VALUES = {
    "tabindex": re.compile("0"),
    "target": re.compile(r"video-[0-9]{1,2}"),
    "role": re.compile("group|region|note|doc-endnotes|doc-noteref|doc-backlink"),
    "data-language": re.compile(r"[\w+#.-]{1,40}"),
    "width": re.compile(r"[0-9]{1,5}"),
    "height": re.compile(r"[0-9]{1,5}"),
}


class Sanitiser:
    """One nh3 cleaner, kept and used again; ids and markers pass only if we gave them out."""

    def __init__(self) -> None:
        self.notes = Notes(None, None)
        self.cleaner = nh3.Cleaner(
            tags=set(TAGS | FRAMES),
            attributes=ATTRIBUTES,
            attribute_filter=self.filter,
            link_rel=None,
            url_schemes=set(SCHEMES),
        )

    def clean(self, html: str, notes: Notes) -> str:
        """Return HTML that holds nothing but the allowed tags, attributes and addresses."""
        self.notes = notes
        return self.cleaner.clean(html)

    def filter(self, tag: str, attribute: str, value: str) -> str | None:
        """Return an attribute's value as it may stand, or None to leave the attribute out."""
        if attribute == "class":
            return " ".join(filter(_is_known_class, value.split())) or None
        if attribute == "id":
            if value not in self.notes.ids:
                return None
            self.notes.ids.discard(value)
        elif attribute in ("srcset", "data-block"):
            return value if (attribute, value) in self.notes.markers else None
        elif (allowed := VALUES.get(attribute)) and not allowed.fullmatch(value):
            return None
        return value


def _is_known_class(name: str) -> bool:
    return name in CLASSES or LANGUAGE.fullmatch(name) is not None
