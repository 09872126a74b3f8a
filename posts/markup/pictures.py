"""An image as HTML: real size, real alternative text, nothing broken when it is missing."""

from collections.abc import Mapping
from html import escape

from .notes import Notes
from .rendered import Picture


def image(address: str, alt: str, notes: Notes, written: Mapping[str, str] | None = None) -> str:
    """
    Return an image in running text; a missing one is its alternative text, if it has one.

    `written` holds the attributes of an image that came as HTML.
    """
    picture = notes.picture(address, alt)
    if picture is None:
        return f'<span class="missing">{escape(alt)}</span>' if alt.strip() else ""
    return _html(picture, alt, notes, written or {})


def figure(address: str, alt: str, notes: Notes, title: str, link: str = "") -> str:
    """Return an image that stands alone; its title is the caption, `link` an opening tag."""
    picture = notes.picture(address, alt)
    if picture is None:
        words = " ".join(filter(None, (alt.strip(), title.strip())))
        note = f"<figcaption>{escape(words)}</figcaption>"
        return f'<figure class="missing">{note}</figure>\n' if words else ""
    caption = f"<figcaption>{escape(title)}</figcaption>" if title.strip() else ""
    shown = _html(picture, alt, notes, {})
    return f"<figure>{link}{shown}{'</a>' if link else ''}{caption}</figure>\n"


def _html(picture: Picture, alt: str, notes: Notes, written: Mapping[str, str]) -> str:
    width = picture.width or written.get("width")
    height = picture.height or written.get("height")
    pairs: dict[str, object] = {
        "src": picture.url,
        "alt": alt.strip() or picture.alt or "",
        "title": written.get("title"),
        "width": width,
        "height": height,
        "loading": "lazy",
        "decoding": "async",
    }
    if picture.srcset:
        notes.markers.add(("srcset", picture.srcset))
    sources: dict[str, object] = {
        "srcset": picture.srcset,
        "sizes": picture.sizes if picture.srcset else "",
    }
    if not picture.type:
        return f"<img{_attributes(pairs | sources)}>"
    source = _attributes({"type": picture.type, **sources})
    return f"<picture><source{source}><img{_attributes(pairs)}></picture>"


def _attributes(pairs: Mapping[str, object]) -> str:
    return "".join(
        f' {name}="{escape(str(value))}"'
        for name, value in pairs.items()
        if value or name == "alt"
    )
