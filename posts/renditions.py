"""Sized copies of an image, made by us, public, each named after its own content."""

import hashlib
from collections.abc import Iterable
from typing import NotRequired, TypedDict

from PIL.Image import Image as Pixels

from posts import media, pictures

WIDTHS = (320, 640, 960, 1280, 1920)
FIRST_WIDTH = 1280
FORMATS = ("avif", "webp")
# What social networks and messengers show of a link; they read JPEG everywhere.
SHARE_SIZE = (1200, 630)


class Rendition(TypedDict):
    """A finished copy as `Image.rendered` keeps it; `size` in bytes, `focus` of share pictures."""

    format: str
    width: int
    height: int
    name: str
    size: int
    focus: NotRequired[list[int]]


def first(data: bytes) -> Rendition:
    """Make the copy that a page needs at once; raises ValidationError for what can't be taken."""
    return _kept(pictures.clean(data, FIRST_WIDTH), "webp")


def missing(
    size: tuple[int, int], focus: tuple[int, int], rendered: Iterable[Rendition]
) -> list[tuple[str, int]]:
    """Which copies, by format and width, a picture of this size still lacks."""
    there = {(one["format"], one["width"]) for one in rendered}
    widths = sorted({pictures.fitted(size, width)[0] for width in WIDTHS})
    wanted = [(name, width) for name in FORMATS for width in widths]
    lacking = [copy for copy in wanted if copy not in there]
    if not any(one.get("focus") == list(focus) for one in rendered):
        lacking.append(("jpg", SHARE_SIZE[0]))
    return lacking


def make(
    data: bytes, copies: Iterable[tuple[str, int]], focus: tuple[int, int]
) -> list[Rendition]:
    """Make these copies, by format and width; raises ValidationError for an unreadable file."""
    largest = pictures.clean(data, max(WIDTHS))
    made = []
    for extension, width in copies:
        if extension == "jpg":
            share = pictures.cropped(largest, *SHARE_SIZE, focus)
            made.append(_kept(share, "jpg") | {"focus": list(focus)})
        elif (extension, width) == ("webp", min(FIRST_WIDTH, largest.width)):
            made.append(first(data))
        else:
            made.append(_kept(pictures.scaled(largest, width), extension))
    return made


def likeness(rendered: Iterable[Rendition]) -> int | None:
    """What a picture looks like, by its smallest copy; None when there is none to look at."""
    copies = [one for one in rendered if one["format"] == "webp"]
    if not copies:
        return None
    try:
        return pictures.likeness(media.read(min(copies, key=lambda one: one["width"])["name"]))
    except OSError:
        return None


def merged(rendered: Iterable[Rendition], made: Iterable[Rendition]) -> list[Rendition]:
    """Those there were and those just made in their place; there is one share picture."""
    both = {_place(one): one for one in [*rendered, *made]}
    return [both[place] for place in sorted(both)]


def _place(one: Rendition) -> tuple[str, int]:
    return one["format"], 0 if one["format"] == "jpg" else one["width"]


def _kept(picture: Pixels, extension: str) -> Rendition:
    data = pictures.encoded(picture, extension)
    name = f"images/{hashlib.sha256(data).hexdigest()[:16]}-{picture.width}.{extension}"
    media.keep(name, data)
    return {
        "format": extension,
        "width": picture.width,
        "height": picture.height,
        "name": name,
        "size": len(data),
    }
