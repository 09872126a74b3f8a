"""HTML that an editor wrote into the Markdown: its images and links are ours to resolve."""

import re
from html import escape, unescape

from django.utils.translation import gettext as _

from .notes import Notes, is_allowed
from .pictures import image
from .sanitise import TAGS

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']++|\"[^\"<>]*\"|'[^'<>]*')*+)>")
ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
LONGEST = 4_000
# Until their end tag these hide or take in all that follows, so one left open must not stand.
SWALLOWER_NAMES = "script style textarea title xmp noembed noframes noscript iframe template"
SWALLOWS = SWALLOWER_NAMES.split()


def rewrite(html: str, notes: Notes) -> str:
    """Return raw HTML with images and links resolved and nothing in it that swallows the rest."""
    lower = html.lower()
    last_ends = {name: lower.rfind(f"</{name}") for name in SWALLOWS if f"<{name}" in lower}

    def tag(match: re.Match[str]) -> str:
        end, name = match[1], match[2].lower()
        if name == "h1":
            return f"<{end}h2>"
        if name not in TAGS:
            notes.warn(_("The HTML tag <%s> is not allowed and is left out.") % name)
            swallows = name == "plaintext" or match.end() > last_ends.get(name, len(html))
            return "" if swallows and not end else match[0]
        if end or name not in ("a", "img") or len(match[3]) > LONGEST:
            return match[0]
        attributes = _attributes(match[3])
        return _image(attributes, notes) if name == "img" else _link(attributes, notes)

    return TAG.sub(tag, html)


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2].strip("\"'")) for found in ATTRIBUTE.finditer(text)
    }


def _image(attributes: dict[str, str], notes: Notes) -> str:
    address = attributes.get("src", "").strip()
    if not address or not is_allowed(address):
        return escape(attributes.get("alt", ""))
    return image(address, attributes.get("alt", ""), notes, attributes)


def _link(attributes: dict[str, str], notes: Notes) -> str:
    address = attributes.get("href", "").strip()
    title = f' title="{escape(attributes["title"])}"' if "title" in attributes else ""
    return f"<a{notes.link(address) if address and is_allowed(address) else ''}{title}>"
