"""
Draw the pictures of the sample posts, the logo mark and the site's icons.

    python -m posts.samples.draw            all of them, to where they belong
    python -m posts.samples.draw FOLDER     all of them, into one folder

Nothing here is random: the same code draws the same pixels.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from .pictures.arrival import arrival
from .pictures.conversations import conversations
from .pictures.fields import fields
from .pictures.glossary import glossary
from .pictures.handover import handover
from .pictures.honesty_box import honesty_box
from .pictures.latch import latch
from .pictures.ledger import ledger
from .pictures.mark import mark, mark_svg
from .pictures.net import net
from .pictures.newspaper import newspaper
from .pictures.night_shift import night_shift
from .pictures.offer import offer
from .pictures.piano_lid import piano_lid
from .pictures.postcard import postcard
from .pictures.sheet import Sheet
from .pictures.slow_lead import slow_lead
from .pictures.small_ads import small_ads

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent.parent / "static"
HEAVIEST = 60_000  # bytes of a picture

HEROES: dict[str, Callable[[], Sheet]] = {
    "a-glossary-for-monday": glossary,
    "a-year-of-small-ads": small_ads,
    "an-offer-worth-an-address": offer,
    "count-conversations-not-contacts": conversations,
    "leave-the-door-on-the-latch": latch,
    "one-field-then-another": fields,
    "should-a-small-firm-buy-a-list": net,
    "the-handover-note": handover,
    "the-page-after-the-button": arrival,
    "the-sentence-beside-the-box": honesty_box,
    "the-slow-lead": slow_lead,
    "three-numbers-on-a-postcard": postcard,
    "to-whoever-opens-the-ledger": ledger,
    "what-the-night-shift-asked": night_shift,
}

# shown in the body of the article whose slug their name begins with
FIGURES: dict[str, Callable[[], Sheet]] = {
    "a-year-of-small-ads-column": newspaper,
    "a-year-of-small-ads-piano": piano_lid,
}


def draw_marks(images: Path, static: Path) -> None:
    """Draw the logo among the samples' images, and the icons that every site starts with."""
    mark().save(images / "logo.png", optimize=True)
    static.joinpath("favicon.svg").write_text(mark_svg(), encoding="utf-8")
    touch = mark(square=True).resize((180, 180), Image.Resampling.LANCZOS)
    touch.save(static / "apple-touch-icon.png", optimize=True)
    small = [mark().resize((side, side), Image.Resampling.LANCZOS) for side in (48, 32, 16)]
    small[0].save(
        static / "favicon.ico",
        sizes=[icon.size for icon in small],
        append_images=small[1:],
    )


def draw_picture(name: str, folder: Path) -> Path:
    """Draw one sample's hero or figure into the folder; return where it lies."""
    path, picture = folder / f"{name}.webp", (HEROES | FIGURES)[name]().finished()
    for quality in (94, 90, 86, 82, 78, 74):
        picture.save(path, quality=quality, method=6)
        if path.stat().st_size <= HEAVIEST:
            break
    return path


def main(folder: Path | None = None) -> None:
    images = folder or HERE / "images"
    for name in HEROES | FIGURES:
        draw_picture(name, images)
    draw_marks(images, folder or STATIC)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
