"""
The sentence beside the box: eggs for sale, nobody watching.

At noon, in a roadside stall with eggs, honey and carrots, a box with an empty square on its front
stands beside a card with one sentence in a large hand. A hen looks on; the white house is near.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .countryside import HEDGE, LEAF, cloud, gate, house, smoke, tree
from .sheet import INK, OCHRE, PAPER, RED, TEAL, Point, Sheet, arc, mix, moved, smooth

SKY, CLOUD, GRASS = "#b5d9df", "#e4f1ef", "#8fbb6c"
WOOD, WOOD_SHADE, WOOD_LIGHT = "#9a5f35", "#6d4029", "#b87a48"
CARD = "#fffaf0"
VERGE = 716.0  # where the grass of the roadside begins


def honesty_box() -> Sheet:
    sheet = Sheet(SKY)
    background(sheet)
    verge(sheet)
    stall(sheet)
    card(sheet, 642, 442)
    box(sheet, 944, 446)
    goods(sheet)
    hen(sheet, 470, 858)
    return sheet


def background(sheet: Sheet) -> None:
    for x, base, grow in ((250, 196, 1.25), (1130, 118, 0.8), (1500, 230, 1.0)):
        cloud(sheet, x, base, grow, CLOUD)
    far = [(-10, 470), (240, 420), (520, 440), (820, 470), (1100, 440), (1380, 376), (1610, 420)]
    sheet.shape([*smooth(far), (1610, 800), (-10, 800)], "#a9cbb0")
    near = [(-10, 520), (260, 540), (600, 566), (900, 540), (1180, 462), (1390, 430), (1610, 486)]
    sheet.shape([*smooth(near), (1610, 800), (-10, 800)], "#7fae74")
    for patch, fill in (
        ([(0, 521), (250, 539), (330, 640), (-10, 640)], "#e3c768"),
        ([(470, 557), (600, 566), (760, 557), (900, 640), (480, 640)], "#9dba6d"),
        ([(1440, 434), (1610, 486), (1610, 640), (1500, 640)], "#e3c768"),
    ):
        sheet.shape(patch, fill)
    way = [(1372, 440), (1330, 478), (1402, 528), (1340, 596), (1310, 700)]
    sheet.line(smooth(way), 12, "#f8ecd0", 58)
    tree(sheet, 1262, 462, 0.72, "#3d7058", "#57886a", -1)
    tree(sheet, 1520, 462, 0.6, "#3d7058", "#57886a", -1)
    smoke(sheet, 1438, 312, 0.62, "#f4faf8")
    house(sheet, 1384, 444, 0.58, CARD, RED, INK)


def verge(sheet: Sheet) -> None:
    """Draw the hedge with its gate, and the grass in front of it."""
    for left, right in ((-20, 1150), (1500, 1640)):
        sheet.box(left - 16, 640, right, VERGE + 8, HEDGE)
        for number, middle in enumerate(range(left, right + 1, 46)):
            sheet.disc(middle, 640 - (number * 5) % 3 * 7, 36, HEDGE)
        for number, middle in enumerate(range(left + 30, right - 10, 92)):
            sheet.oval(middle, 626 + (number * 5) % 3 * 9, 19, 13, LEAF)
            sheet.oval(middle + 40, 672 + (number * 7) % 3 * 9, 14, 9, LEAF)
    sheet.box(0, VERGE, 1600, 900, GRASS)
    sheet.shape([(1226, VERGE), (1440, VERGE), (1530, 900), (1110, 900)], "#f8ecd0")
    sheet.glaze(
        [(1160, VERGE + 16), (1484, VERGE + 16), (1516, VERGE + 42), (1192, VERGE + 42)],
        HEDGE,
        0.3,
    )
    sheet.glaze([(0, VERGE), (1160, VERGE), (1180, VERGE + 24), (0, VERGE + 24)], HEDGE, 0.4)

    def at(along: float, high: float) -> Point:
        return 1190 + along * 280, VERGE + 12 - high * 146

    gate(sheet, at, CARD, mix(PAPER, INK, 0.22))
    for post in (1166, 1478):
        sheet.box(post - 13, 556, post + 13, VERGE + 16, CARD, 12)
        sheet.box(post + 3, 570, post + 13, VERGE + 16, mix(PAPER, INK, 0.22))
    for tuft in range(30):
        x, y = (tuft * 0.618034) % 1 * 1600, 764 + (tuft * 0.754878) % 1 * 124
        if 300 < x < 1560:
            continue
        for blade in (-1, 0, 1):
            tip = (x + blade * 11, y - 24 + 7 * abs(blade))
            sheet.line([(x + blade * 3, y), tip], 5, mix(GRASS, HEDGE, 0.5), 1.4)
        if tuft % 3 == 1:
            sheet.line([(x, y), (x + 3, y - 32)], 3, HEDGE)
            for petal in range(5):
                turn = math.radians(petal * 72 - 90)
                sheet.disc(x + 3 + 6 * math.cos(turn), y - 35 + 6 * math.sin(turn), 5, CARD)
            sheet.disc(x + 3, y - 35, 4.4, OCHRE)


def stall(sheet: Sheet) -> None:
    sheet.glaze([(462, 842), (1128, 842), (1190, 872), (524, 872)], HEDGE, 0.5)
    sheet.box(478, 214, 1112, 610, mix(WOOD, INK, 0.42))
    for board in range(6):
        sheet.box(478, 236 + board * 62, 1112, 239 + board * 62, mix(WOOD, INK, 0.58))
    sheet.box(478, 606, 1112, 800, mix(WOOD, INK, 0.62))
    for post in (462, 1090):
        sheet.box(post, 190, post + 38, 848, WOOD)
        sheet.box(post + 24, 190, post + 38, 848, WOOD_SHADE)
    for top, tall in ((566, 44), (780, 34)):
        sheet.shape([(478, top - 18), (1112, top - 18), (1146, top), (444, top)], WOOD_LIGHT)
        sheet.box(444, top, 1146, top + tall, WOOD)
        sheet.box(444, top + tall - 10, 1146, top + tall, WOOD_SHADE)
    sheet.glaze([(478, 212), (1112, 212), (1112, 246), (478, 238)], INK, 0.4)
    ridge, eave = 96.0, 212.0
    sheet.shape([(500, ridge), (1090, ridge), (1176, eave), (414, eave)], RED)
    for course in range(1, 4):
        y = ridge + (eave - ridge) * course / 4
        out = 86 * course / 4
        sheet.line([(500 - out, y), (1090 + out, y)], 4, mix(RED, INK, 0.3))
        for tile in range(12):
            x = 512 - out + tile * (590 + 2 * out) / 12 + (course % 2) * 24
            sheet.line([(x, y), (x + (x - 795) * 0.045, y + 27)], 3, mix(RED, INK, 0.22))
    sheet.box(410, eave - 4, 1180, eave + 12, mix(RED, INK, 0.42), 4)
    sheet.box(492, ridge - 10, 1098, ridge + 6, mix(RED, INK, 0.3), 6)


def card(sheet: Sheet, x: float, y: float) -> None:
    """Draw the card with its sentence: three lines of handwriting and a full stop."""
    sheet.box(x - 106, y - 128, x + 126, y + 112, mix(WOOD, INK, 0.7), 4)
    sheet.box(x - 120, y - 142, x + 120, y + 106, OCHRE, 5)
    sheet.box(x - 108, y - 130, x + 108, y + 94, CARD)
    lines = ((46, 62, 34), (66, 28, 50), (56, 52))
    for row, words in enumerate(lines):
        left = x - 90
        for number, wide in enumerate(words):
            script(sheet, left, y - 72 + row * 62, wide, row * 3 + number)
            left += wide + 15
    sheet.disc(x - 90 + 56 + 15 + 52 + 18, y + 48, 5.4, INK)
    sheet.line([(x - 92, y + 8), (x - 54, y + 4), (x - 24, y + 6)], 5, RED, 3)


def script(sheet: Sheet, left: float, base: float, wide: float, number: int) -> None:
    """Draw one word as a quick hand would leave it: ups and downs, some of them tall."""
    letters = max(2, round(wide / 12))
    stride = wide / letters
    knots: list[Point] = [(left - 3, base)]
    for letter in range(letters):
        at = left + letter * stride
        tall = (17, 16, 38, 17, 18, 16, 34)[(letter * 3 + number * 2) % 7]
        dip = 16 if (letter * 5 + number * 3) % 11 == 4 else 0
        knots += [
            (at + 4 + tall * 0.22, base - tall),
            (at + stride * 0.72 - dip * 0.3, base + dip),
        ]
    sheet.line(smooth([*knots, (left + wide + 5, base - 7)], 8), 4.8, INK)


def box(sheet: Sheet, x: float, foot: float) -> None:
    """Draw the box: a slot on top, a lock, and a square on its front that nobody has ticked."""
    top = foot - 130
    sheet.glaze([(x - 90, 548), (x + 108, 548), (x + 130, 562), (x - 110, 562)], INK, 0.35)
    sheet.box(x - 104, top, x + 104, 556, TEAL, 6)
    sheet.box(x + 76, top, x + 104, 556, mix(TEAL, INK, 0.4), 6)
    sheet.shape(
        [(x - 104, top + 4), (x - 84, top - 34), (x + 84, top - 34), (x + 104, top + 4)], "#4f938c"
    )
    sheet.box(x - 104, top, x + 104, top + 12, mix(TEAL, INK, 0.3))
    sheet.box(x - 44, top - 21, x + 44, top - 12, INK, 4)
    sheet.box(x - 78, top + 38, x + 54, top + 170, INK, 8)
    sheet.box(x - 66, top + 50, x + 42, top + 158, CARD, 3)
    sheet.line(arc(x + 88, top + 92, 9, 13, 180, 360), 5, OCHRE)
    sheet.box(x + 75, top + 92, x + 101, top + 116, OCHRE, 4)
    sheet.disc(x + 88, top + 103, 3.6, INK)


def goods(sheet: Sheet) -> None:
    """Draw what is for sale, on the lower shelf."""
    foot = 772.0
    for row, count in ((0, 6), (1, 5)):
        for egg in range(count):
            x = 636 + egg * 34 + row * 17
            fill = ("#f6e3c4", "#e2b183", CARD)[(egg + row) % 3]
            sheet.oval(x, foot - 40 - row * 26, 16, 21, fill)
    sheet.shape([(610, foot - 36), (834, foot - 36), (818, foot), (626, foot)], OCHRE)
    for rib in range(9):
        x = 632 + rib * 23
        sheet.line([(x, foot - 30), (x, foot - 6)], 4, mix(OCHRE, WOOD_SHADE, 0.5))
    sheet.box(604, foot - 42, 840, foot - 28, mix(OCHRE, WOOD_SHADE, 0.35), 6)
    for x in (884, 950):
        jar(sheet, x, foot)
    carrots(sheet, 1052, foot)


def jar(sheet: Sheet, x: float, foot: float) -> None:
    sheet.box(x - 26, foot - 66, x + 26, foot, "#d98a22", 8)
    sheet.box(x - 18, foot - 60, x - 10, foot - 8, "#f0bd55", 4)
    sheet.box(x - 26, foot - 44, x + 26, foot - 18, CARD)
    sheet.line([(x - 12, foot - 31), (x + 12, foot - 31)], 4, mix(INK, PAPER, 0.4))
    sheet.box(x - 23, foot - 82, x + 23, foot - 64, RED, 4)


def carrots(sheet: Sheet, x: float, foot: float) -> None:
    for number, (lean, reach) in enumerate(((-34, -20), (-6, -54), (22, -78), (44, -38))):
        top = [(x + 20, foot - 50), (x + 20 + lean * 1.1, foot - 104 + abs(reach) * 0.2)]
        sheet.line(top, 9, LEAF if number % 2 else "#5d9468", 13)
    for step in range(4):
        x0, y0 = x + 28 - step * 10, foot - 54 + step * 14
        body = [(0, -11), (-88 + step * 7, 3), (0, 11)]
        sheet.shape(moved(body, x0, y0, -12 + step * 4), "#e07a2e" if step % 2 else "#d4692a")
        sheet.disc(x0, y0, 11, "#e07a2e" if step % 2 else "#d4692a")


def hen(sheet: Sheet, x: float, foot: float) -> None:
    """Draw a hen with her head up, looking to the right."""

    def part(points: Sequence[Point], fill: str) -> None:
        sheet.shape(moved(points, x, foot), fill)

    sheet.glaze(
        [(x - 56, foot - 2), (x + 66, foot - 2), (x + 116, foot + 22), (x - 6, foot + 22)],
        HEDGE,
        0.5,
    )
    for leg in (-8, 22):
        sheet.line(moved([(leg, -50), (leg + 2, -2)], x, foot), 7, "#d98a22")
        sheet.line(moved([(leg - 14, 0), (leg + 20, 0)], x, foot), 6, "#d98a22")
    tail = [
        (-60, -96),
        (-118, -156),
        (-112, -118),
        (-130, -116),
        (-104, -92),
        (-116, -78),
        (-56, -60),
    ]
    part(smooth(tail, 6), INK)
    body = [
        (-92, -112),
        (-70, -58),
        (0, -38),
        (62, -66),
        (78, -120),
        (72, -186),
        (46, -204),
        (28, -176),
    ]
    part(smooth([*body, (8, -128), (-40, -112), (-92, -112)]), "#fffaf0")
    belly = [(-74, -66), (0, -38), (62, -66), (78, -120), (66, -92), (20, -64), (-30, -60)]
    part(smooth([*belly, (-74, -66)]), mix(PAPER, INK, 0.16))
    wing = [(-58, -104), (-34, -66), (14, -64), (34, -96), (6, -112), (-58, -104)]
    part(smooth(wing), mix(PAPER, INK, 0.26))
    for feather in (0, 1):
        sheet.line(
            smooth(
                moved(
                    [(-36 + feather * 18, -80), (-6 + feather * 10, -76), (20, -90 + feather * 8)],
                    x,
                    foot,
                )
            ),
            4,
            "#fffaf0",
        )
    for px, py, radius in ((34, -206, 12), (50, -214, 13), (66, -206, 11)):
        sheet.disc(x + px, foot + py, radius, RED)
    sheet.disc(x + 52, foot - 184, 25, "#fffaf0")
    part([(72, -194), (102, -184), (72, -174)], OCHRE)
    sheet.oval(x + 70, foot - 160, 8, 14, RED)
    sheet.disc(x + 58, foot - 190, 5.4, INK)
