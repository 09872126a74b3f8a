"""An image as HTML: real size, real alternative text, nothing broken when it is missing."""

from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from .notes import Notes, normal
from .rendered import Missing, Picture
from .tree import NAMELESS, become


def dress(image: Element, notes: Notes, *, enlarge: bool = False) -> None:
    """
    Make an `img` with its address as written the image that readers get, in its place.

    A missing one is its alternative text, if it has one; one that is elsewhere a link. To
    `enlarge` one that has a larger copy, a link to that is put round it. In a link, leave it.
    """
    written = dict(image.attrib)
    alt = written.get("alt", "")
    picture = notes.picture(written.get("src", ""), alt)
    if isinstance(picture, Missing):
        _explain(image, picture, alt.strip(), may_link=enlarge)
        return
    shown_alt = alt.strip() or picture.alt or ""
    if enlarge and picture.full:
        become(image, "a")
        label = _("Enlarge: %s") % shown_alt if shown_alt else _("Enlarge the picture")
        image.attrib.update({"class": "enlarge", "href": picture.full, "aria-label": label})
        image = SubElement(image, "img")
    else:
        become(image, "img")
    image.tag = "picture" if picture.type else "img"
    if picture.srcset:
        notes.markers.add(("srcset", picture.srcset))
    shown = _present(
        {
            "src": picture.url,
            "title": written.get("title"),
            "width": picture.width or written.get("width"),
            "height": picture.height or written.get("height"),
            "loading": "lazy",
            "decoding": "async",
        }
    )
    shown["alt"] = shown_alt
    sources = _sources(picture)
    if picture.type:
        SubElement(image, "source", {"type": picture.type, **sources})
        SubElement(image, "img", shown)
    else:
        image.attrib.update(shown | sources)


def _explain(image: Element, missing: Missing, alt: str, *, may_link: bool) -> None:
    """Make an `img` that can't be shown words that stand for it, or nothing."""
    if missing.address and may_link:
        become(image, "a")
        image.text = alt or missing.address
        image.attrib.update({"href": normal(missing.address), "rel": "noopener"})
    elif alt:
        become(image, "span")
        image.text = alt
        image.set("class", "missing")
    else:
        become(image, NAMELESS)


def _sources(picture: Picture) -> dict[str, str]:
    return _present({"srcset": picture.srcset, "sizes": picture.srcset and picture.sizes})


def _present(pairs: dict[str, str | int | None]) -> dict[str, str]:
    return {name: str(value) for name, value in pairs.items() if value}
