"""The mark: a compass needle, pointing up and to the right."""

from __future__ import annotations

from PIL import Image

from .sheet import INK, PAPER, RED, Sheet, mix, moved

MARK = 512
NORTH = moved([(0, -64), (214, 0), (0, 64)], MARK / 2, MARK / 2, -58)
SOUTH = moved([(0, -64), (-214, 0), (0, 64)], MARK / 2, MARK / 2, -58)
FLANKS = [
    (moved([(0, 0), (214, 0), (0, 64)], MARK / 2, MARK / 2, -58), mix(RED, INK, 0.22)),
    (moved([(0, 0), (-214, 0), (0, 64)], MARK / 2, MARK / 2, -58), mix(PAPER, INK, 0.2)),
]


def mark(*, square: bool = False) -> Image.Image:
    """Return the mark on a disc with nothing round it, or on a full square, 512 pixels wide."""
    sheet = Sheet(INK if square else f"{INK}00", (MARK, MARK))
    sheet.disc(MARK / 2, MARK / 2, MARK / 2, INK)
    for points, fill in ((NORTH, RED), (SOUTH, PAPER), *FLANKS):
        sheet.shape(points, fill)
    sheet.disc(MARK / 2, MARK / 2, 24, INK)
    return sheet.finished()


def mark_svg() -> str:
    """Return the mark as an SVG document."""
    paths = [
        f'<path fill="{fill}" d="M{" ".join(f"{x:.0f},{y:.0f}" for x, y in points)}z"/>'
        for points, fill in ((NORTH, RED), (SOUTH, PAPER), *FLANKS)
    ]
    disc = '<circle cx="256" cy="256" r="{}" fill="{}"/>'
    drawing = [disc.format(256, INK), *paths, disc.format(24, INK)]
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {MARK} {MARK}">'
    return "\n".join([opening, *drawing, "</svg>", ""])
