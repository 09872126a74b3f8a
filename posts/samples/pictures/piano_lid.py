"""
A year of small ads, figure: three staves in chalk on the front of a piano, a bar to the month.

Each stroke is a call. A stroke with a head, which makes it a note, led to a tuning.
"""

from __future__ import annotations

import math

from .sheet import INK, OCHRE, PAPER, RED, STEEL, Sheet, arc, mix, moved, smooth

WALL, WOOD, EDGE = "#2f6f6b", "#30283f", "#463a57"
CHALK, FAINT = "#f7f0e0", mix("#f7f0e0", "#30283f", 0.62)
LEFT, RIGHT, SHELF = 150.0, 1450.0, 782.0
STAVES = (196.0, 400.0, 604.0)  # the highest line of each
GAP = 22.0  # from line to line
BAR = (RIGHT - LEFT - 40) / 4
# calls of each month, and how many of them led to a tuning
YEAR = (
    ((1, 0), (1, 1), (5, 3), (4, 3)),
    ((3, 2), (9, 2), (2, 1), (3, 2)),
    ((6, 5), (8, 3), (11, 8), (1, 1)),
)


def piano_lid() -> Sheet:
    sheet = Sheet(WALL)
    _wallpaper(sheet)
    _piano(sheet)
    for top, months in zip(STAVES, YEAR, strict=True):
        _stave(sheet, top)
        for bar, (calls, tunings) in enumerate(months):
            _bar(sheet, LEFT + 20 + bar * BAR, top, calls, tunings)
    _shelf(sheet)
    return sheet


def _wallpaper(sheet: Sheet) -> None:
    leaf = mix(WALL, INK, 0.22)
    for row in range(12):
        for column in range(22):
            x, y = column * 76 + (row % 2) * 38, row * 82 - 10
            sheet.shape(moved([*arc(0, 0, 7, 17, 0, 360)], x, y, 28 if row % 2 else -28), leaf)


def _piano(sheet: Sheet) -> None:
    sheet.box(LEFT - 78, 74, RIGHT + 78, 920, mix(WOOD, INK, 0.55), 10)
    sheet.box(LEFT - 104, 52, RIGHT + 104, 96, EDGE, 8)
    sheet.box(LEFT - 104, 52, RIGHT + 104, 64, mix(EDGE, STEEL, 0.35), 6)
    sheet.box(LEFT - 40, 120, RIGHT + 40, SHELF, EDGE, 14)
    sheet.box(LEFT - 26, 134, RIGHT + 26, SHELF, WOOD, 8)
    sheen = mix(WOOD, STEEL, 0.09)
    for near, far in ((960, 1090), (1122, 1154)):
        slant = SHELF - 134
        sheet.shape(
            [
                (near, 134),
                (far, 134),
                (far - slant * 0.55, SHELF),
                (near - slant * 0.55, SHELF),
            ],
            sheen,
        )


def _stave(sheet: Sheet, top: float) -> None:
    for line in range(5):
        y = top + line * GAP
        knots = [
            (LEFT + 20 + step * BAR / 2, y + 1.6 * math.sin(step * 1.7 + line + top))
            for step in range(9)
        ]
        sheet.line(smooth(knots), 2.6, FAINT)
    for bar in range(5):
        x = LEFT + 20 + bar * BAR
        foot = (x + 2 * math.sin(bar + top), top + 4 * GAP + 3)
        sheet.line([(x, top - 3), foot], 3.4, FAINT)


def _bar(sheet: Sheet, left: float, top: float, calls: int, tunings: int) -> None:
    """Draw a month: its notes first, then the strokes that stayed strokes."""
    apart = min(46.0, (BAR - 64) / max(calls - 1, 1))
    start = left + 6 + (BAR - apart * (calls - 1)) / 2
    for call in range(calls):
        sway = math.sin(call * 2.3 + top + left)
        x = start + call * apart
        foot = top + 3.05 * GAP + 5 * math.sin(call * 1.4 + left)
        head = foot - 74 + 4 * sway
        sheet.line([(x + 2 * sway, head), (x, foot)], 5.4, CHALK, 4.6)
        if call < tunings:
            oval = moved(arc(0, 0, 11.5, 8, 0, 360), x - 9, foot + 1, -22)
            sheet.shape(oval, CHALK)


def _shelf(sheet: Sheet) -> None:
    sheet.box(LEFT - 104, SHELF, RIGHT + 104, SHELF + 42, EDGE, 6)
    sheet.box(LEFT - 104, SHELF, RIGHT + 104, SHELF + 10, mix(EDGE, STEEL, 0.35), 5)
    _keys(sheet)
    # a stick of chalk, and the stump of the one before
    for x, long, turn in ((1050, 96, -3), (1172, 34, 7)):
        sheet.shape(
            moved([(0, -17), (long, -17), (long, 0), (0, 0)], x, SHELF + 1, turn / 3), CHALK
        )
        sheet.shape(
            moved([(0, -6), (long, -6), (long, 0), (0, 0)], x, SHELF + 1, turn / 3),
            mix(CHALK, STEEL, 0.45),
        )
    # a duster, hung over the edge
    hem = [(330, 70), (372, 82), (400, 68), (432, 84), (462, 72), (500, 76)]
    cloth = [(352, -15), (486, -15), (496, 0), *reversed(smooth(hem)), (338, 0)]
    sheet.shape([(x, SHELF + y) for x, y in cloth], RED)
    sheet.shape(
        [(x, SHELF + y) for x, y in ((352, -15), (486, -15), (496, 0), (338, 0))],
        mix(RED, PAPER, 0.2),
    )
    for x, lean, foot in ((372, -6, 74), (424, 4, 70), (458, 8, 62)):
        sheet.line([(x, SHELF + 14), (x + lean, SHELF + foot)], 3, mix(RED, INK, 0.32), 5)
    # a tuning fork, lying
    fork = mix(STEEL, PAPER, 0.3)
    sheet.line([(640, SHELF - 14), (706, SHELF - 14)], 9, fork)
    sheet.disc(636, SHELF - 14, 10, fork)
    prongs = [(870, SHELF - 26), (730, SHELF - 26), *arc(728, SHELF - 14, 24, 12, 270, 90)]
    sheet.line([*prongs, (870, SHELF - 2)], 8, fork)


def _keys(sheet: Sheet) -> None:
    top, wide = SHELF + 62, 52.0
    sheet.box(LEFT - 78, SHELF + 42, RIGHT + 78, top, mix(WOOD, INK, 0.8))
    sheet.box(LEFT - 40, top, RIGHT + 40, 900, PAPER)
    sheet.box(LEFT - 40, top, RIGHT + 40, top + 7, RED)
    for key in range(1, 27):
        x = LEFT - 40 + key * (RIGHT - LEFT + 80) / 26.54
        if x < RIGHT + 30:
            sheet.line([(x, top + 8), (x, 905)], 2.4, mix(PAPER, INK, 0.45))
            if key % 7 not in (0, 3) and x < RIGHT:
                sheet.box(x - wide * 0.27, top + 7, x + wide * 0.27, 905, INK, 3)
    for x in (LEFT - 78, RIGHT + 40):
        sheet.box(x, SHELF + 42, x + 38, 900, EDGE)
        sheet.disc(x + 19, SHELF + 78, 6, OCHRE)
