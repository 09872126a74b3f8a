"""
What a link shows elsewhere when there is no picture: a title, set well, over the site's name.

Pure drawing: nothing here knows a model or a database. The font is Source Serif 4 (SIL OFL, see
posts/fonts/), which has Latin, Greek and Cyrillic.
"""

import io
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from cms import theme

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN, STRIP = 80, 118
# Room for the title, between the upper margin and the strip with the site's name.
TEXT_WIDTH, TEXT_HEIGHT = WIDTH - 2 * MARGIN, HEIGHT - STRIP - 2 * 72
TITLE_SIZES = range(124, 26, -4)
NAME_SIZES = range(44, 12, -2)
MOST_LINES = 6
LINE = 1.12
PAPER, INK = "#fdfcf9", "#1b1d1f"
FONT = Path(__file__).parent.parent / "fonts" / "SourceSerif4Display-Semibold.ttf.woff2"
# Each pair of colours gets eight steps, so that a pixel takes four bits.
STEPS = 8


def draw(title: str, name: str, accent: str) -> bytes:
    """
    The card as PNG of 1200 by 630 pixels, most often under 25 kB.

    Signs that the font lacks are left out; where it lacks letters, `name` stands in the title's
    place, and where that can't be written either, there is none.
    """
    title, name = printable(title), printable(name)
    shown = Image.new("L", SIZE, 0)
    pen = ImageDraw.Draw(shown)
    _set_title(pen, title or name)
    _set_name(pen, name if title else "")
    steps = shown.point([value * STEPS // 256 for value in range(256)])
    strip = (0, HEIGHT - STRIP, WIDTH, HEIGHT)
    steps.paste(steps.crop(strip).point([min(value + STEPS, 15) for value in range(256)]), strip)
    card = Image.frombytes("P", SIZE, steps.tobytes())
    card.putpalette(palette(accent))
    file = io.BytesIO()
    card.save(file, "PNG", bits=4, compress_level=7)
    return file.getvalue()


def palette(accent: str) -> list[int]:
    """Paper to ink, then the accent to what can be read on it."""
    shares = [step / (STEPS - 1) for step in range(STEPS)]
    colours = [theme.mixed(PAPER, INK, share) for share in shares]
    colours += [theme.mixed(accent, theme.text_on(accent), share) for share in shares]
    return [part for colour in colours for part in theme.channels(colour)]


def _set_title(pen: ImageDraw.ImageDraw, title: str) -> None:
    """The title in lines of like length, as large as it fits, a little above the middle."""
    for size in TITLE_SIZES:
        lines = broken(title, TEXT_WIDTH / size)
        if len(lines) * size * LINE <= TEXT_HEIGHT and len(lines) <= MOST_LINES:
            break
    lines = balanced(title, len(lines), TEXT_WIDTH / size)
    top = 72 + (TEXT_HEIGHT - len(lines) * size * LINE) * 0.45
    for number, line in enumerate(lines):
        baseline = top + (number + 0.8) * size * LINE
        pen.text((MARGIN, baseline), line, font=font(size), fill=255, anchor="ls")


def _set_name(pen: ImageDraw.ImageDraw, name: str) -> None:
    size = next((size for size in NAME_SIZES if width(name) * size <= TEXT_WIDTH), NAME_SIZES[-1])
    middle = HEIGHT - STRIP / 2 + size * 0.3
    pen.text((MARGIN, middle), name, font=font(size), fill=255, anchor="ls")


def printable(text: str) -> str:
    """The text without the signs that the font lacks; empty when it lacks letters or digits."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    missing = {letter for letter in text if not has(letter)}
    if any(unicodedata.category(letter)[0] in "LN" for letter in missing):
        return ""
    return " ".join("".join(letter for letter in text if letter not in missing).split())


def broken(text: str, most: float) -> list[str]:
    """The text in lines no wider than `most`, in widths of the font's size."""
    lines: list[str] = []
    line = ""
    for word in (part for whole in text.split() for part in parts(whole, most)):
        longer = f"{line} {word}" if line else word
        if line and width(longer) > most:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def balanced(text: str, count: int, most: float) -> list[str]:
    """The text in so many lines, none longer than need be."""
    least = most / 3
    for _ in range(8):
        middle = (least + most) / 2
        if len(broken(text, middle)) > count:
            least = middle
        else:
            most = middle
    return broken(text, most)


def parts(word: str, most: float) -> list[str]:
    """The word, in pieces where it is wider than a line."""
    if width(word) <= most:
        return [word]
    pieces = [""]
    for letter in word:
        if width(pieces[-1] + letter) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@lru_cache(maxsize=2000)
def width(text: str) -> float:
    """How wide the text is, in widths of the font's size."""
    return font(100).getlength(text) / 100


@lru_cache(maxsize=2000)
def has(letter: str) -> bool:
    """Whether the font can draw it: what it can't looks like what is no character."""
    if letter == " ":
        return True
    drawn = font(20).getmask(letter)
    return drawn.size != (0, 0) and bytes(drawn) != bytes(font(20).getmask("\uffff"))


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)
