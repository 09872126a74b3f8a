"""
Leave the door on the latch: a cat goes out into the morning, and may come back.

From a dark green hall a black cat walks out through a red door that stands ajar, its tail up, into
a bright morning. Its basket and a full bowl stay where they were.
"""

from __future__ import annotations

import math

from .sheet import INK, OCHRE, PAPER, RED, STEEL, Point, Sheet, arc, mix, moved, needle, smooth

WALL, PANEL, RAIL = "#215252", "#1a4345", "#2f6f6b"
FRAME, FRAME_SHADE = "#e9d9b8", "#b7a68f"
DAY, LEAF, GRASS = "#fdf0c8", "#8fb56a", "#b8cf84"
DEEP, EYE = 1500.0, 400.0  # the viewer's distance from the wall, and the height of the horizon
LEFT, RIGHT, TOP, FLOOR = 620.0, 940.0, 226.0, 690.0  # the doorway
OPEN = math.radians(56)


def latch() -> Sheet:
    sheet = Sheet(WALL)
    wall(sheet)
    tiles(sheet)
    outside(sheet)
    light(sheet)
    cat(sheet, 884, 716)
    door(sheet)
    basket(sheet, 330, 800)
    bowl(sheet, 1150, 796)
    return sheet


def spot(x: float, y: float, near: float) -> Point:
    """Return where a point lies that is `near` units in front of the wall."""
    grow = DEEP / (DEEP - near)
    return 800 + (x - 800) * grow, EYE + (y - EYE) * grow


def wall(sheet: Sheet) -> None:
    for stripe in range(18):
        x = 8 + stripe * 94
        sheet.box(x, 0, x + 38, 470, mix(WALL, PANEL, 0.55))
    sheet.box(0, 462, 1600, FLOOR, PANEL)
    sheet.box(0, 454, 1600, 470, RAIL)
    for left in (-172, 18, 208, 398, 1004, 1194, 1384, 1574):
        sheet.box(left, 500, left + 158, 640, mix(PANEL, INK, 0.3))
        sheet.box(left + 6, 506, left + 158, 640, mix(PANEL, RAIL, 0.35))
        sheet.box(left + 6, 506, left + 152, 634, PANEL)
    sheet.box(0, FLOOR - 28, 1600, FLOOR, RAIL)
    sheet.box(0, FLOOR - 7, 1600, FLOOR, mix(PANEL, INK, 0.5))
    picture(sheet, 1268, 258)
    shelf(sheet, 322, 330)


def tiles(sheet: Sheet) -> None:
    sheet.box(0, FLOOR, 1600, 900, "#6f4a35")
    size = 92
    for row in range(7):
        for column in range(-12, 13):
            if (row + column) % 2:
                continue
            x, near = 770 + column * size, row * size
            corners = [(x, near), (x + size, near), (x + size, near + size), (x, near + size)]
            sheet.shape([spot(px, FLOOR, depth) for px, depth in corners], "#8f6244")


def outside(sheet: Sheet) -> None:
    """Draw the doorway, the window over it, and the morning that is seen through the gap."""
    middle, half = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2
    sheet.shape([*arc(middle, TOP - 8, half + 30, 150, 180, 360)], FRAME)
    sheet.box(LEFT - 30, TOP - 26, RIGHT + 30, FLOOR, FRAME)
    sheet.shape(arc(middle, TOP - 26, half - 2, 108, 180, 360), DAY)
    for spoke in range(1, 6):
        turn = math.radians(180 + spoke * 30)
        tip = (middle + (half - 2) * math.cos(turn), TOP - 26 + 108 * math.sin(turn))
        sheet.line([(middle, TOP - 26), tip], 7, FRAME)
    sheet.shape(arc(middle, TOP - 26, 46, 36, 180, 360), FRAME)
    view = [(LEFT, TOP), (RIGHT, TOP), (RIGHT, FLOOR), (LEFT, FLOOR)]
    sheet.shape(view, DAY)
    with sheet.within(view):
        sheet.disc(836, 336, 46, "#f6c65b")
        sheet.shape([*smooth([(760, 494), (850, 470), (960, 500)]), (960, 700), (760, 700)], GRASS)
        sheet.shape([*smooth([(760, 556), (860, 540), (960, 566)]), (960, 700), (760, 700)], LEAF)
        lane = [(874, 704), (850, 640), (842, 596), (882, 556), (866, 516), (876, 478)]
        sheet.line(smooth(lane), 84, DAY, 5)
        for x, y, radius in ((930, 540, 34), (946, 506, 30)):
            sheet.disc(x, y, radius, "#5d8f56")
    sheet.box(RIGHT, TOP, RIGHT + 8, FLOOR, "#fffaf0")


def light(sheet: Sheet) -> None:
    """Lay the light of the morning across the floor."""
    edge = leaf_at(1, FLOOR)
    beam = [(edge[0], FLOOR), (RIGHT, FLOOR), (1392, 900), (1010, 900), edge]
    sheet.glaze(beam, "#ffe9a8", 0.72)
    sheet.box(edge[0], FLOOR - 3, RIGHT + 8, FLOOR + 5, OCHRE)


def leaf_at(along: float, y: float) -> Point:
    """Return a point of the open door: from its hinge (0) to its free edge (1), at a height."""
    reach = along * (RIGHT - LEFT)
    return spot(LEFT + reach * math.cos(OPEN), y, reach * math.sin(OPEN))


def door(sheet: Sheet) -> None:
    def part(a: float, b: float, top: float, bottom: float, fill: str) -> None:
        corners = ((a, top), (b, top), (b, bottom), (a, bottom))
        sheet.shape([leaf_at(along, y) for along, y in corners], fill)

    x, low = leaf_at(1, FLOOR)
    sheet.glaze([(LEFT, FLOOR), (x, low), (x - 46, low + 16), (LEFT - 34, FLOOR + 8)], INK, 0.45)
    part(0, 1, TOP, FLOOR, RED)
    for left, right in ((0.13, 0.46), (0.55, 0.87)):
        for top, bottom in ((262, 428), (484, 652)):
            part(left, right, top, bottom, mix(RED, INK, 0.42))
            part(left + 0.025, right, top + 8, bottom, mix(RED, PAPER, 0.16))
            part(left + 0.025, right - 0.025, top + 8, bottom - 8, mix(RED, INK, 0.14))
    part(0, 0.03, TOP, FLOOR, mix(RED, INK, 0.4))
    high = leaf_at(1, TOP)[1]
    sheet.shape([(x, high), (x + 15, high + 5), (x + 15, low - 3), (x, low)], "#f08a68")
    knob = leaf_at(0.935, 456)
    sheet.box(knob[0] - 10, knob[1] - 34, knob[0] + 10, knob[1] + 44, mix(OCHRE, INK, 0.35), 8)
    sheet.disc(knob[0] + 4, knob[1] + 4, 19, mix(OCHRE, INK, 0.45))
    sheet.disc(knob[0], knob[1], 19, OCHRE)
    sheet.disc(knob[0] - 5, knob[1] - 6, 6, mix(OCHRE, PAPER, 0.6))
    bolt = leaf_at(1, 470)
    sheet.box(bolt[0] + 3, bolt[1] - 14, bolt[0] + 26, bolt[1] + 12, OCHRE, 4)


def cat(sheet: Sheet, x: float, foot: float) -> None:
    """Draw a cat that walks away, its tail up like a question mark."""

    def at(*points: Point) -> list[Point]:
        return moved(points, x, foot, 0, 0.9)

    sheet.glaze(at((-34, -4), (34, -4), (150, 88), (66, 88)), INK, 0.5)
    for px, py in ((-22, -4), (20, 0), (-8, -16), (10, -18)):
        sheet.line(at((px * 0.9, -64), (px, py - 4)), 15, INK, 12)
        sheet.oval(*at((px, py - 3))[0], 10, 6, INK)
    haunch = [
        (-34, -60),
        (-38, -88),
        (-26, -116),
        (4, -126),
        (30, -112),
        (36, -84),
        (32, -58),
        (0, -46),
    ]
    sheet.shape(smooth(at(*haunch, haunch[0]), 8), INK)
    sheet.line(at((8, -108), (13, -134)), 34, INK)
    sheet.oval(*at((14, -142))[0], 25, 21, INK)
    for ear in (-1, 1):
        sheet.shape(at((14 + ear * 4, -160), (14 + ear * 21, -184), (14 + ear * 26, -146)), INK)
    tail = [(-16, -96), (-30, -146), (-44, -192), (-36, -226), (-12, -228), (-8, -208)]
    sheet.line(smooth(at(*tail)), 13, INK, 10)


def picture(sheet: Sheet, x: float, y: float) -> None:
    sheet.glaze(
        [(x - 92, y - 100), (x + 112, y - 100), (x + 112, y + 126), (x - 92, y + 126)], INK, 0.4
    )
    sheet.box(x - 104, y - 116, x + 104, y + 116, OCHRE, 4)
    sheet.box(x - 92, y - 104, x + 92, y + 104, mix(OCHRE, INK, 0.45))
    sheet.box(x - 88, y - 100, x + 92, y + 104, PAPER)
    sheet.disc(x + 2, y + 2, 62, mix(PAPER, STEEL, 0.55))
    needle(sheet, x + 2, y + 2, 150, -52, RED, INK)
    sheet.disc(x + 2, y + 2, 7, PAPER)


def shelf(sheet: Sheet, x: float, y: float) -> None:
    """Draw a shelf with letters on it, and a plant."""
    sheet.glaze(
        [(x - 146, y + 18), (x + 168, y + 18), (x + 168, y + 42), (x - 130, y + 42)], INK, 0.4
    )
    for left, tall, fill in ((-132, 96, "#e2cfa8"), (-108, 76, PAPER), (-76, 84, "#fffaf0")):
        sheet.box(x + left, y - tall, x + left + 124, y, fill)
        flap = [(left + 3, 3 - tall), (left + 62, 44 - tall), (left + 121, 3 - tall)]
        sheet.line(moved(flap, x, y), 3.4, mix(PAPER, INK, 0.34))
    sheet.disc(x - 14, y - 41, 10, RED)
    for px, py, turn in (
        (-14, -52, -32),
        (2, -58, -4),
        (18, -50, 26),
        (-24, -34, -66),
        (28, -34, 62),
    ):
        blade = [(0, 12), (-15, -16), (0, -58), (15, -16), (0, 12)]
        sheet.shape(
            moved(smooth(blade, 6), x + 112 + px * 0.6, y + py * 0.6 - 20, turn),
            "#6fa06a" if px % 4 else "#8fb56a",
        )
    sheet.shape([(x + 82, y - 48), (x + 142, y - 48), (x + 134, y), (x + 90, y)], "#b9603a")
    sheet.box(x + 77, y - 56, x + 147, y - 42, "#d0744a", 3)
    for px in (-104, 104):
        sheet.box(x + px - 7, y + 10, x + px + 7, y + 44, FRAME_SHADE, 6)
    sheet.box(x - 156, y, x + 156, y + 18, FRAME, 3)


def basket(sheet: Sheet, x: float, foot: float) -> None:
    sheet.glaze(arc(x + 20, foot + 4, 186, 24, 0, 360), INK, 0.4)
    straw, dark = "#c98f45", "#8d5f2c"
    sheet.oval(x, foot - 96, 166, 34, dark)
    sheet.oval(x, foot - 88, 150, 30, mix(RED, INK, 0.3))
    sheet.oval(x, foot - 82, 140, 26, RED)
    sheet.oval(x + 6, foot - 80, 80, 13, mix(RED, INK, 0.26))
    rim = [
        (x - 172, foot - 96),
        *reversed(arc(x, foot - 96, 172, 40, 0, 180)),
        (x + 172, foot - 96),
    ]
    body = [*rim, (x + 142, foot - 12), *arc(x, foot - 14, 142, 16, 0, 180)]
    sheet.shape(body, straw)
    with sheet.within(body):
        for row in range(5):
            for column in range(-8, 9):
                px, py = x + column * 42 + (row % 2) * 21, foot - 70 + row * 18
                sheet.line(
                    [(px - 14, py - 4), (px + 14, py + 4)],
                    7,
                    dark if (row + column) % 2 else "#e0b06a",
                )
    sheet.line(arc(x, foot - 96, 172, 40, 0, 180), 14, "#e0b06a")


def bowl(sheet: Sheet, x: float, foot: float) -> None:
    sheet.glaze(arc(x + 16, foot + 2, 88, 13, 0, 360), INK, 0.4)
    for left, fill in ((-1.0, STEEL), (0.3, mix(STEEL, INK, 0.26))):
        foot_edge = arc(x, foot, 84, 11, 0, 180 if left < 0 else 76)
        sheet.shape([(x + 70 * left, foot - 40), (x + 70, foot - 40), *foot_edge], fill)
    sheet.oval(x, foot - 40, 70, 15, mix(STEEL, PAPER, 0.5))
    sheet.oval(x, foot - 38, 60, 11, "#fffaf0")
