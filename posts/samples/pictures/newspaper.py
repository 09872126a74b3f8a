"""
A year of small ads, figure: where twenty words stand.

A page of a newspaper lies on a table. Far down in its last column somebody has ringed one small
advertisement in red pencil.
"""

from __future__ import annotations

import math

from .sheet import INK, OCHRE, PAPER, RED, STEEL, TEAL, Point, Sheet, arc, mix, moved, smooth

TABLE, GRAIN = "#c98a4b", "#b97a3d"
PAGE, FOLD, PRINT = "#fbf6ea", "#efe5d0", "#8d8b92"
WIDE, TALL, TURN = 1000.0, 1180.0, -3.5
MIDDLE = (760.0, 520.0)
COLUMN, GUTTER, MARGIN = 164.0, 20.0, 50.0


class Page:
    """Draws in units of the page, from its upper left corner."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def at(self, points: list[Point]) -> list[Point]:
        centred = [(x - WIDE / 2, y - TALL / 2) for x, y in points]
        return moved(centred, *MIDDLE, TURN)

    def block(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.sheet.shape(self.at(corners), fill)

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.sheet.line(self.at(corners), 2.4, mix(PRINT, INK, 0.4))

    def text(self, left: float, top: float, lines: int, wide: float = COLUMN) -> None:
        """Set lines of small print as bars, the last of them short."""
        for line in range(lines):
            share = 0.56 if line == lines - 1 else 0.97 + 0.03 * math.sin(line * 2.1 + left + top)
            y = top + line * 15
            self.block(left, y, left + wide * share, y + 5.5, mix(PRINT, PAGE, 0.38))


def newspaper() -> Sheet:
    sheet = Sheet(TABLE)
    _table(sheet)
    page = Page(sheet)
    shadow = [(14, 18), (WIDE + 14, 18), (WIDE + 14, TALL), (14, TALL)]
    sheet.shape(page.at(shadow), mix(TABLE, INK, 0.35))
    page.block(-10, 8, WIDE, TALL, FOLD)
    page.block(0, 0, WIDE - 8, TALL, PAGE)
    _head(page)
    _story(page)
    for column in range(4):
        _small(page, MARGIN + column * (COLUMN + GUTTER), 470 + (column % 2) * 8, column)
    _last_column(page)
    _cup(sheet, 238, 282)
    _pencil(sheet)
    return sheet


def _table(sheet: Sheet) -> None:
    for board, y in enumerate((150, 390, 640, 862)):
        sheet.line([(0, y), (1600, y - 3)], 3.5, GRAIN)
        for knot in range(3):
            x = (board * 340 + knot * 610) % 1600
            sheet.line(smooth([(x, y + 62), (x + 120, y + 54), (x + 260, y + 64)]), 3, GRAIN)


def _head(page: Page) -> None:
    inner = WIDE - 8 - MARGIN
    page.block(MARGIN, 96, inner, 102, INK)
    page.block(MARGIN, 108, inner, 110.5, INK)
    for left, wide in ((MARGIN, 150), (inner - 110, 110)):
        page.block(left, 74, left + wide, 82, PRINT)
    page.block(WIDE / 2 - 150, 62, WIDE / 2 + 150, 84, INK)


def _story(page: Page) -> None:
    """The one thing on the page that has a picture: bunting over a jumble sale."""
    left, right = MARGIN, MARGIN + 3 * COLUMN + 2 * GUTTER
    page.block(left, 136, left + 400, 158, INK)
    page.block(left, 168, left + 290, 190, INK)
    page.block(left, 214, left + 2 * COLUMN + GUTTER, 430, mix(STEEL, PAGE, 0.45))
    page.block(left, 366, left + 2 * COLUMN + GUTTER, 430, mix(STEEL, PAGE, 0.1))
    line = [(left, 232), (left + 90, 262), (left + 190, 270), (left + 290, 254), (left + 348, 228)]
    knots = smooth(line)
    page.sheet.line(page.at(knots), 2.4, INK)
    for flag, (x, y) in enumerate(knots[4:-4:6]):
        tone = (INK, PAGE, mix(STEEL, INK, 0.4))[flag % 3]
        page.sheet.shape(page.at([(x - 12, y), (x + 12, y), (x, y + 30)]), tone)
    for stall, x in enumerate((left + 50, left + 188, left + 290)):
        page.block(x - 40, 352, x + 40, 360, INK)
        for leg in (x - 34, x + 30):
            page.block(leg, 360, leg + 5, 398, INK)
        for thing in range(3 - stall % 2):
            page.block(x - 30 + thing * 22, 334 - 6 * (thing % 2), x - 16 + thing * 22, 352, PAGE)
    page.text(left + 2 * (COLUMN + GUTTER), 216, 15)
    page.text(left + 3 * (COLUMN + GUTTER), 138, 20)
    page.block(left, 450, right + COLUMN + GUTTER, 452, PRINT)


def _small(page: Page, left: float, top: float, column: int) -> None:
    """Fill one column with small ads of different heights."""
    heights = ((84, 116, 72, 150, 100), (130, 70, 96, 84, 130), (74, 150, 84, 110, 90))
    for height in heights[column % 3]:
        page.frame(left, top, left + COLUMN, top + height)
        heavy = 96 if height > 90 else 70
        page.block(left + 14, top + 14, left + 14 + heavy, top + 24, mix(INK, PRINT, 0.25))
        page.text(left + 14, top + 36, (height - 40) // 15, COLUMN - 28)
        top += height + 14


def _last_column(page: Page) -> None:
    left, right = MARGIN + 4 * (COLUMN + GUTTER), MARGIN + 5 * COLUMN + 4 * GUTTER
    page.text(left, 138, 9)
    page.frame(left, 290, right, 424)
    page.block(left + 14, 304, left + 118, 316, mix(INK, PRINT, 0.25))
    page.text(left + 14, 330, 6, COLUMN - 28)
    page.frame(left, 438, right, 556)
    page.block(left + 14, 452, left + 96, 464, mix(INK, PRINT, 0.25))
    page.text(left + 14, 478, 5, COLUMN - 28)
    # hers
    page.frame(left, 572, right, 668)
    page.block(left + 14, 586, left + 128, 598, INK)
    page.text(left + 14, 612, 3, COLUMN - 28)
    page.frame(left, 684, right, 870)
    page.block(left + 14, 700, left + 110, 712, mix(INK, PRINT, 0.25))
    page.text(left + 14, 726, 9, COLUMN - 28)
    page.frame(left, 886, right, 980)
    page.block(left + 14, 902, left + 84, 914, mix(INK, PRINT, 0.25))
    page.text(left + 14, 928, 3, COLUMN - 28)
    page.frame(left, 996, right, 1100)
    ring = [
        (left + 82 + 128 * math.cos(turn), 619 + 76 * math.sin(turn) + 5 * math.sin(turn * 2.4))
        for turn in (math.radians(-118 + step * 26) for step in range(16))
    ]
    page.sheet.line(page.at(smooth(ring)), 8, RED, 6)


def _cup(sheet: Sheet, x: float, y: float) -> None:
    sheet.oval(x + 12, y + 14, 150, 150, mix(TABLE, INK, 0.28))
    sheet.disc(x, y, 150, TEAL)
    sheet.disc(x, y, 122, mix(TEAL, INK, 0.18))
    sheet.disc(x, y, 118, TEAL)
    handle = smooth([(x - 66, y + 48), (x - 118, y + 66), (x - 122, y + 104), (x - 52, y + 80)])
    sheet.line(handle, 20, PAPER)
    sheet.disc(x, y, 92, mix(PAPER, STEEL, 0.35))
    sheet.disc(x - 2, y - 3, 90, PAPER)
    sheet.disc(x, y, 76, "#5a3524")
    sheet.shape(arc(x, y, 76, 76, 150, 300), "#6d4330")


def _pencil(sheet: Sheet) -> None:
    x, y, turn = 1385.0, 560.0, 62.0

    def part(points: list[Point], fill: str) -> None:
        sheet.shape(moved(points, x, y, turn), fill)

    sheet.shape(
        moved([(-150, 0), (-100, -17), (190, -17), (190, 17), (-100, 17)], x + 10, y + 13, turn),
        mix(TABLE, INK, 0.28),
    )
    part([(-158, 0), (-100, -17), (-100, 17)], mix(PAPER, OCHRE, 0.35))
    part([(-158, 0), (-136, -6.5), (-136, 6.5)], RED)
    part([(-100, -17), (190, -17), (190, 17), (-100, 17)], RED)
    part([(-100, -6), (190, -6), (190, 6), (-100, 6)], mix(RED, PAPER, 0.18))
    part([(-100, 6), (190, 6), (190, 17), (-100, 17)], mix(RED, INK, 0.2))
    part([(176, -17), (196, -17), (196, 17), (176, 17)], OCHRE)
