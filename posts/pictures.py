"""
Picture files that come from outside: checked before anything is decoded, then made clean.

A clean picture is upright, in sRGB with 8 bits a colour, and carries nothing but its pixels.
Nothing here knows a model, a file or a database.
"""

import contextlib
import ctypes
import io
import math
import sys
import threading
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, UnidentifiedImageError

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
# What can't be decoded in pieces takes 12 to 17 bytes a pixel; these keep all below 400 MB.
MOST_PIXELS_OF = {"WEBP": 20_000_000, "AVIF": 24_000_000}
MOST_PIXELS_OF_CMYK = 40_000_000
# A progressive JPEG has about ten scans; each one costs a pass over all pixels.
MOST_SCANS = 50
# WebP holds no side longer than this.
LONGEST_SIDE = 16_383

# What Pillow calls a format, and the end of its file names. MPO: JPEGs of cameras with two lenses.
EXTENSIONS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "GIF": "gif",
}
FORMATS = [name for name in EXTENSIONS if name != "MPO"]
ENCODINGS = {
    "avif": ("AVIF", {"quality": 60, "speed": 8}),
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 84, "optimize": True, "progressive": True}),
}

ORIENTATION = 0x0112  # EXIF 2.3, 4.6.4
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = {5, 6, 7, 8}

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

# Pixels of a big picture that are scaled at a time, and how far that looks over the edge.
STRIP_PIXELS = 4_000_000
LANCZOS_REACH = 3

# Of the C library that most Linux systems have.
TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None

# Whatever the number of threads, one big picture at a time is in memory.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Facts:
    """What a picture file says of itself: the end of its name, its size in pixels when upright."""

    extension: str
    width: int
    height: int


def check(data: bytes) -> Facts:
    """
    Return what the file says of itself; nothing is decoded.

    Raises ValidationError, with a sentence for the editor, for what can't be taken.
    """
    with _opened(data) as picture:
        width, height = picture.size
        if _orientation(picture) in LYING:
            width, height = height, width
        return Facts(EXTENSIONS[str(picture.format)], width, height)


def clean(data: bytes, width: int) -> Image.Image:
    """
    Return the picture, clean and at most `width` wide: RGB, or RGBA if parts are see-through.

    Raises ValidationError, with a sentence for the editor, for what can't be taken.
    """
    with _one_at_a_time:
        try:
            small, turn, profile = _decoded(data, width)
        finally:
            _give_memory_back()
    upright = small.transpose(TURNS[turn]) if turn in TURNS else small
    coloured = _in_srgb(upright, profile)
    if coloured.mode == "RGBA" and coloured.getchannel("A").getextrema() == (255, 255):
        coloured = coloured.convert("RGB")
    # A new picture: pixels alone come along, no comment, EXIF, XMP or profile.
    bare = Image.new(coloured.mode, coloured.size)
    bare.paste(coloured)
    return bare


def _decoded(data: bytes, width: int) -> tuple[Image.Image, int, bytes | None]:
    """Its pixels at most `width` wide, how it is to be turned, its profile; no more stays."""
    with _opened(data) as picture:
        turn = _orientation(picture)
        try:
            small = _shrunk(picture, width, lying=turn in LYING)
            return small, turn, picture.info.get("icc_profile")
        except ValidationError:
            raise
        except Exception as error:  # Pillow's decoders raise whatever the damage leads to
            raise _damaged() from error


def _give_memory_back() -> None:
    """Let the system have what a big picture took: malloc would keep it, in each thread anew."""
    if TRIM:
        TRIM(0)


def fitted(size: tuple[int, int], width: int) -> tuple[int, int]:
    """Return the size of a picture made at most `width` wide, never larger than it is."""
    scale = min(1, width / size[0], LONGEST_SIDE / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def scaled(picture: Image.Image, width: int) -> Image.Image:
    """Return a copy at most `width` wide, never larger than it is."""
    return picture.resize(fitted(picture.size, width), Image.Resampling.LANCZOS, reducing_gap=3)


def cropped(picture: Image.Image, width: int, height: int, focus: tuple[int, int]) -> Image.Image:
    """Return the largest part of this shape round a point in percent, at most this size."""
    scale = min(picture.width / width, picture.height / height)
    part_width, part_height = width * scale, height * scale
    left = _within(picture.width * focus[0] / 100 - part_width / 2, picture.width - part_width)
    top = _within(picture.height * focus[1] / 100 - part_height / 2, picture.height - part_height)
    shrink = min(1, scale)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    box = (left, top, left + part_width, top + part_height)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3)


def likeness(data: bytes) -> int:
    """
    Return 64 bits, as a signed number, of which pictures that look alike share most.

    Each tells whether a place is brighter than the one right of it, in a copy 9 by 8 pixels small
    (a difference hash: https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html).
    The data is one of our own clean copies.
    """
    with Image.open(io.BytesIO(data), formats=["WEBP"]) as picture:
        ground = Image.new("RGBA", picture.size, "white")
        shown = Image.alpha_composite(ground, picture.convert("RGBA")).convert("L")
    small = shown.resize((9, 8), Image.Resampling.BOX)
    grey = small.tobytes()
    bits = 0
    for row in range(0, 72, 9):
        for place in range(row, row + 8):
            bits = bits << 1 | (grey[place] > grey[place + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def encoded(picture: Image.Image, extension: str) -> bytes:
    """Return a clean picture as an `avif`, `webp` or `jpg`, where the see-through is white."""
    if extension == "jpg" and picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    name, options = ENCODINGS[extension]
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise ValidationError(
            _("The file is empty. Choose the picture again, or save it anew first."), "empty"
        )
    if len(data) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than 20 MB. Save it smaller or as a JPEG and try again."),
            "too_large",
        )
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise _no_picture(data) from error
    except Exception as error:  # Pillow's readers raise whatever the damage leads to
        raise _damaged() from error
    most = _most_pixels(picture)
    if picture.width * picture.height > most:
        raise _too_many_pixels(most)
    if not picture.width or not picture.height:
        raise _damaged()
    if picture.format == "PNG" and "exif" not in picture.info:
        picture.info["exif"] = _exif_behind(data)
    if picture.format in {"JPEG", "MPO"} and data.count(b"\xff\xda") > MOST_SCANS:
        raise _damaged()
    return picture


def _no_picture(data: bytes) -> ValidationError:
    start = data[:1024].lower()
    if b"<svg" in start:
        return ValidationError(
            _("SVG files can't be taken, as they may carry scripts. Export it as PNG or WebP."),
            "svg",
        )
    if start[4:8] == b"ftyp" and b"avif" in start[8:64]:
        return _damaged()
    if start[4:8] == b"ftyp":
        return ValidationError(
            _("Browsers don't show HEIC photos or films. Save it as JPEG or PNG and try again."),
            "heic",
        )
    return ValidationError(
        _("This is not a picture that can be taken. Save it as JPEG, PNG, WebP, AVIF or GIF."),
        "format",
    )


def _most_pixels(picture: Image.Image) -> int:
    if picture.mode == "CMYK":
        return MOST_PIXELS_OF_CMYK
    return MOST_PIXELS_OF.get(str(picture.format), MOST_PIXELS)


def _too_many_pixels(most: int = MOST_PIXELS) -> ValidationError:
    words = _("The picture has over %(most)d megapixels. Make it smaller, say 4000 pixels wide.")
    if most < MOST_PIXELS:
        words = _(
            "The picture has over %(most)d megapixels, too many for its kind of file. "
            "Make it smaller, say 4000 pixels wide, or save it as an ordinary JPEG."
        )
    return ValidationError(words, "too_many_pixels", params={"most": most // 1_000_000})


def _damaged() -> ValidationError:
    return ValidationError(
        _("The picture is damaged or cut off. Open it, save it anew, and choose the new file."),
        "damaged",
    )


def _orientation(picture: Image.Image) -> int:
    try:
        # Not PNG's own, which decodes all for what may stand behind the pixels.
        return Image.Image.getexif(picture).get(ORIENTATION, 1)
    except Exception:  # damaged EXIF raises what it likes, and turns nothing
        return 1


def _shrunk(picture: Image.Image, width: int, *, lying: bool) -> Image.Image:
    """Decode in little memory and scale; a lying picture's height becomes its width."""
    size = picture.size[::-1] if lying else picture.size
    size = fitted(size, width)
    size = size[::-1] if lying else size
    picture.draft(None, size)  # a JPEG is decoded at a half, quarter or eighth
    picture.load()
    return _strip_by_strip(picture, size)


def _exif_behind(data: bytes) -> bytes:
    """What stands in a PNG's eXIf chunk, wherever it is; nothing if there is none."""
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind == b"eXIf":
            return b"Exif\0\0" + data[at + 8 : at + 8 + size]
        at += 12 + size
    return b""


def _strip_by_strip(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale in strips: all pixels at once in another mode would take the memory twice over."""
    scale = picture.height / size[1]
    # Half of the way by plain averages of so many pixels, which is cheap.
    coarse = max(1, int(min(scale, picture.width / size[0]) / 2))
    around = math.ceil(LANCZOS_REACH * max(scale, 1)) + coarse
    rows = max(1, int(STRIP_PIXELS / picture.width / scale))
    whole = None
    for top in range(0, size[1], rows):
        bottom = min(top + rows, size[1])
        first = max(0, math.floor(top * scale) - around) // coarse * coarse
        last = min(picture.height, math.ceil(bottom * scale) + around)
        strip = _in_plain_mode(picture.crop((0, first, picture.width, last))).reduce(coarse)
        upper, lower = top * scale - first, min(bottom * scale, last) - first
        box = (0.0, upper / coarse, picture.width / coarse, lower / coarse)
        part = strip.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box=box)
        whole = whole or Image.new(part.mode, size)
        whole.paste(part, (0, top))
    return whole or picture


def _in_plain_mode(picture: Image.Image) -> Image.Image:
    """Return it as L, RGB, RGBA or CMYK, with 8 bits a colour."""
    if picture.mode.startswith("I"):  # 16 bits: Pillow's convert would cut them off
        see_through = picture.info.pop("transparency", None)
        picture = picture.point(lambda value: value * (1 / 257)).convert("L")
        if isinstance(see_through, int):
            picture.info["transparency"] = see_through // 257
    if picture.mode in {"P", "PA", "La", "LA"} or "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode not in {"L", "RGB", "RGBA", "CMYK"}:
        return picture.convert("RGB")
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the profile means them; one that can't be read or doesn't fit counts as none."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(colours, source, SRGB, outputMode="RGB")
            colours = converted or colours
    colours = colours if colours.mode == "RGB" else colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _within(value: float, most: float) -> float:
    return min(max(value, 0), max(most, 0))
