"""What one rendering collects on its way through the rules."""

import re
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it.common.normalize_url import normalizeLink

from .rendered import Heading, Missing, Picture, Resolve

SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
# Nothing in it needs encoding; most addresses are such, and normalizing costs much.
PLAIN_ADDRESS = re.compile(r"(?:https?://(?=[a-z0-9]))?[a-zA-Z0-9/._~?=&#+,-]*")
MARKS = re.compile(r"([\\`*_\[\]<>&])")
ENTITY = re.compile(r"&(?=#?\w+;)")
IN_PAIRS = re.compile(r"[^()]*+(?:\([^()]*+\)[^()]*+)*+")
QUOTED = re.compile(r'(["\\])')
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def scheme_of(address: str) -> str:
    """Return the scheme of an address in lower case, empty for a relative one."""
    found = SCHEME.match(address)
    return found[1].lower() if found else ""


def normal(address: str) -> str:
    """Return an address as HTML should have it, percent-encoded where it must be."""
    return address if PLAIN_ADDRESS.fullmatch(address) else normalizeLink(address)


def _cut(address: str) -> str:
    return address if len(address) <= 80 else f"{address[:79]}…"


def plain_marks(text: str) -> str:
    """Return Markdown that is read as this text."""
    return MARKS.sub(r"\\\1", text)


def target(address: str, title: str = "") -> str:
    """Return an address, and a title if there is one, as a link's brackets hold them."""
    address = normal(address)
    if not IN_PAIRS.fullmatch(address):
        address = address.replace("(", "%28").replace(")", "%29")
    address = ENTITY.sub("&amp;", address)
    quoted = ENTITY.sub("&amp;", QUOTED.sub(r"\\\1", title))
    return f'{address} "{quoted}"' if title else address


def written(attributes: dict[str, str]) -> str:
    """Return attributes as they stand in a tag of HTML."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


@dataclass
class Notes:
    """One rendering's questions to `resolve`, its warnings, its ids and its contents list."""

    resolve: Resolve | None
    hero: str | None
    language: str = ""
    toc: list[Heading] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    uses: set[tuple[str, str]] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    markers: set[tuple[str, str]] = field(default_factory=set)
    labels: dict[str, int] = field(default_factory=dict)
    unclosed: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    links: int = 0
    tables: int = 0
    videos: int = 0
    words: int = 0
    excerpt: str = ""

    def warn(self, sentence: str) -> None:
        """Keep a sentence for the editor; the same one counts once."""
        self.warnings[sentence] = None

    def heading_id(self, text: str, wish: str = "") -> str:
        """Return a new id of this document; the prefix keeps it apart from the page's own."""
        slug = wish or slugify(text, allow_unicode=True)[:80] or "section"
        found = f"h-{slug}"
        while found in self.ids:
            self.counts[slug] = self.counts.get(slug, 1) + 1
            found = f"h-{slug}-{self.counts[slug]}"
        self.ids.add(found)
        self.targets.setdefault(found[2:].lower(), found)
        return found

    def label(self, text: str) -> str:
        """Return a name for a region that no other one of this document has."""
        self.labels[text] = self.labels.get(text, 0) + 1
        return text if self.labels[text] == 1 else f"{text} ({self.labels[text]})"

    def table_box(self, caption: str) -> dict[str, str]:
        """Return the attributes of the box in which a table scrolls, with a name of its own."""
        label = self.label(caption.strip() or _("Table"))
        return {"class": "table", "tabindex": "0", "role": "region", "aria-label": label}

    def is_hero(self, address: str) -> bool:
        """Tell whether an address is that of the hero image, or leads to the same picture."""
        if self.hero is None:
            return False
        if unquote(address.strip()) == unquote(self.hero.strip()):
            return True
        found = self.resolve and self.resolve.image(address, "")
        hero = self.resolve and self.resolve.image(self.hero, "")
        return isinstance(found, Picture) and isinstance(hero, Picture) and found.url == hero.url

    def link(self, address: str) -> dict[str, str]:
        """Return the attributes of a link to an address as written."""
        if address.startswith("#"):
            found = self.targets.get(unquote(address[1:]).lower())
            return {"href": f"#{found}" if found else normal(address)}
        scheme = scheme_of(address)
        if scheme and scheme not in SCHEMES:
            self.warn(
                _("The link to %s is left out: such addresses are not allowed.") % _cut(address)
            )
            return {}
        if scheme in {"", "http", "https"} and address:
            self.uses.add(("link", address))
            address = (self.resolve and self.resolve.link(address)) or address
            scheme = scheme_of(address)
        away = scheme.startswith("http") or address.startswith("//")
        return {"href": normal(address), **({"rel": "noopener"} if away else {})}

    def picture(self, address: str, alt: str) -> Picture | Missing:
        """Return the picture behind an address as written; of a missing one the editor is told."""
        if not address.strip() or scheme_of(address) not in {"", "http", "https"}:
            name = _cut(address.strip() or alt)
            self.warn(_("The image “%s” is left out: it has no usable address.") % name)
            return Missing()
        self.uses.add(("image", address))
        answer = self.resolve and self.resolve.image(address, alt)
        if isinstance(answer, Missing):
            sentence = _(
                "The picture %(address)s is not in the library: upload it or mend the address."
            )
            if answer.reason:
                sentence = _("The image %(address)s is not shown: %(reason)s.")
            self.warn(sentence % {"address": _cut(address), "reason": answer.reason})
            return answer
        return answer or Picture(normal(address), None, None, alt)
