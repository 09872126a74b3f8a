"""
The page after the button: what was promised is there already, and the way goes on.

At dusk the walker in the red coat has come through the open gate to the white house. A parcel with
a red ribbon waits on the lit doorstep, and a second path, with lamps, leads on over the hill.
"""

from __future__ import annotations

from collections.abc import Sequence

from .countryside import gate, smoke, tree, walker
from .sheet import INK, OCHRE, PAPER, RED, Point, Sheet, arc, mix, moved, smooth

NIGHT, DUSK, GLOW = "#2b2a52", "#5a3f68", "#fbd98a"
LAWN, LAWN_DARK, WAY = "#31435a", "#26324c", "#6d5f7d"
WALL, ROOF, LEAVES = "#b9a9bd", "#8a3239", "#22304a"
FOOT = 640.0  # where the house stands
DOOR = 800.0


def arrival() -> Sheet:
    sheet = Sheet(NIGHT)
    sky(sheet)
    onward(sheet)
    cottage(sheet)
    way(sheet)
    garden(sheet)
    parcel(sheet, DOOR + 10, FOOT + 12)
    for x, y, grow in ((664, 690, 0.62), (936, 690, 0.62), (600, 770, 0.95), (1000, 770, 0.95)):
        lantern(sheet, x, y, grow)
    open_gate(sheet)
    sheet.glaze([(690, 842), (722, 842), (690, 910), (640, 910)], INK, 0.4)
    walker(sheet, 706, 840, 1.36, 0.2)
    return sheet


def sky(sheet: Sheet) -> None:
    bands = ((236, "#3d3560"), (322, DUSK), (400, "#8d4f68"), (460, "#c26c5f"), (506, "#e69a62"))
    for top, fill in bands:
        sheet.box(0, top, 1600, 700, fill)
    for x, y in ((90, 96), (236, 214), (330, 70), (470, 160), (1130, 80), (1310, 190), (1420, 64)):
        for turn in (0, 90):
            ray = [(-7, 0), (0, 2), (7, 0), (0, -2)]
            sheet.shape(moved(ray, x, y, turn, 1 + (x % 3) / 3), "#e4d4e4")
    sheet.disc(1474, 136, 46, "#f9e7c0")
    sheet.disc(1454, 126, 42, NIGHT)


def onward(sheet: Sheet) -> None:
    """Draw the hills behind, and the path that leads on over them."""
    far = [(-10, 560), (200, 520), (420, 552), (800, 580), (1150, 560), (1360, 500), (1610, 548)]
    sheet.shape([*smooth(far), (1610, 700), (-10, 700)], "#4b3a5e")
    near = [(-10, 612), (260, 590), (560, 612), (1000, 616), (1300, 586), (1610, 600)]
    sheet.shape([*smooth(near), (1610, 700), (-10, 700)], "#3b3a58")
    sheet.box(0, FOOT - 20, 1600, 900, LAWN)
    beyond = [
        (930, 800),
        (1040, 748),
        (1180, 692),
        (1330, 656),
        (1392, 622),
        (1330, 596),
        (1300, 574),
        (1352, 540),
        (1360, 504),
    ]
    sheet.line(smooth(beyond), 72, WAY, 4)
    for x, y, radius in (
        (1262, 646, 8),
        (1436, 606, 6.4),
        (1278, 570, 5),
        (1384, 532, 4),
        (1340, 502, 3.2),
    ):
        sheet.glaze(arc(x, y, radius * 3.4, radius * 3.4, 0, 360), GLOW, 0.3)
        sheet.disc(x, y, radius, GLOW)
    for x, y, size in (
        (1500, 572, 40),
        (1542, 580, 54),
        (1462, 570, 28),
        (96, 566, 40),
        (56, 572, 54),
    ):
        sheet.shape(
            [(x - size * 0.3, y + size), (x, y - size), (x + size * 0.3, y + size)], LEAVES
        )


def cottage(sheet: Sheet) -> None:
    def block(left: float, top: float, right: float, bottom: float, fill: str) -> None:
        sheet.box(DOOR + left, FOOT + top, DOOR + right, FOOT + bottom, fill)

    def part(points: Sequence[Point], fill: str) -> None:
        sheet.shape(moved(points, DOOR, FOOT), fill)

    smoke(sheet, DOOR + 212, 96, 0.9, "#776589")
    block(172, -536, 256, -380, mix(WALL, INK, 0.3))
    block(216, -536, 256, -380, mix(WALL, INK, 0.5))
    block(160, -548, 268, -530, mix(ROOF, INK, 0.4))
    block(-340, -262, 340, 0, WALL)
    block(-340, -34, 340, 0, mix(WALL, INK, 0.4))
    part([(-340, -250), (340, -250), (340, -212), (-340, -226)], mix(WALL, INK, 0.42))
    part([(-390, -246), (390, -246), (306, -452), (-306, -452)], ROOF)
    for course in range(1, 6):
        y = -452 + course * 34.3
        out = 306 + course * 14
        sheet.line(moved([(-out, y), (out, y)], DOOR, FOOT), 3.4, mix(ROOF, INK, 0.34))
        for tile in range(15):
            x = -out + 18 + tile * (2 * out - 10) / 15 + (course % 2) * 20
            sheet.line(moved([(x, y), (x * 1.035, y + 30)], DOOR, FOOT), 2.6, mix(ROOF, INK, 0.26))
    part([(-316, -440), (316, -440), (306, -462), (-306, -462)], mix(ROOF, INK, 0.4))
    block(-394, -252, 394, -238, mix(ROOF, INK, 0.5))
    for left in (-286, 158):
        lit_window(sheet, DOOR + left, FOOT - 196)
    doorway(sheet)


def lit_window(sheet: Sheet, x: float, y: float) -> None:
    wide, tall = 128, 116
    sheet.box(x - 12, y - 12, x + wide + 12, y + tall + 8, mix(WALL, PAPER, 0.55))
    sheet.box(x, y, x + wide, y + tall, GLOW)
    sheet.shape([(x, y), (x + 44, y), (x + 22, y + 50), (x, y + 104)], "#fff0c4")
    sheet.shape(
        [(x + wide, y), (x + wide - 44, y), (x + wide - 22, y + 50), (x + wide, y + 104)],
        "#fff0c4",
    )
    sheet.line([(x + wide / 2, y), (x + wide / 2, y + tall)], 6, mix(WALL, PAPER, 0.55))
    sheet.line([(x, y + 46), (x + wide, y + 46)], 6, mix(WALL, PAPER, 0.55))
    for left in (x - 68, x + wide + 16):
        sheet.box(left, y - 8, left + 52, y + tall + 4, "#2f5a63", 2)
        for slat in range(9):
            sheet.box(left + 9, y + 4 + slat * 11.6, left + 43, y + 9 + slat * 11.6, "#234550")
    sheet.box(x - 20, y + tall + 6, x + wide + 20, y + tall + 20, mix(WALL, PAPER, 0.55))


def doorway(sheet: Sheet) -> None:
    left, right, top = DOOR - 70, DOOR + 70, FOOT - 206
    sheet.box(left - 16, top - 16, right + 16, FOOT, mix(WALL, PAPER, 0.55))
    sheet.box(left, top, right, FOOT, GLOW)
    sheet.box(left, FOOT - 62, right, FOOT, "#f3bf66")
    sheet.box(left + 44, top + 50, left + 112, top + 118, OCHRE, 3)
    sheet.box(left + 51, top + 57, left + 105, top + 111, "#fff0c4")
    leaf = [(left, top), (left + 36, top + 16), (left + 36, FOOT - 20), (left, FOOT)]
    sheet.shape(leaf, "#2f5a63")
    sheet.shape(
        [
            (left + 9, top + 30),
            (left + 28, top + 36),
            (left + 28, FOOT - 96),
            (left + 9, FOOT - 92),
        ],
        "#234550",
    )
    sheet.disc(left + 28, FOOT - 78, 5, OCHRE)


def way(sheet: Sheet) -> None:
    sheet.shape(
        [(DOOR - 100, FOOT), (DOOR + 100, FOOT), (DOOR + 310, 900), (DOOR - 310, 900)], WAY
    )
    for row in range(7):
        y = FOOT + 22 + row * 14 + row * row * 4.4
        half = 100 + (y - FOOT) * 0.81
        sheet.line([(DOOR - half, y), (DOOR + half, y)], 2 + row * 0.5, mix(WAY, INK, 0.28))
        for stone in range(-3, 4):
            share = (stone + (row % 2) * 0.5) / 3.4
            if abs(share) < 0.98:
                low = y + 14 + (2 * row + 1) * 4.4
                far = 100 + (low - FOOT) * 0.81
                sheet.line(
                    [(DOOR + half * share, y), (DOOR + far * share, low)],
                    2 + row * 0.5,
                    mix(WAY, INK, 0.28),
                )
    light = [(DOOR - 70, FOOT), (DOOR + 70, FOOT), (DOOR + 250, 900), (DOOR - 250, 900)]
    sheet.glaze(light, GLOW, 0.34)
    core = [(DOOR - 44, FOOT), (DOOR + 44, FOOT), (DOOR + 150, 900), (DOOR - 150, 900)]
    sheet.glaze(core, GLOW, 0.3)
    for top, half in ((FOOT, 124), (FOOT + 16, 150)):
        sheet.box(DOOR - half, top, DOOR + half, top + 18, mix(GLOW, WALL, 0.35))
        sheet.box(DOOR - half, top + 10, DOOR + half, top + 18, mix(WAY, INK, 0.3))


def garden(sheet: Sheet) -> None:
    for left in (508, 952):
        for number in range(9):
            x, y = left + number * 16 + 6, FOOT - 2 - (number * 5) % 4 * 5
            sheet.disc(x, y, 19, LEAVES)
        for number in range(9):
            x, y = left + number * 16 + 8, FOOT - 14 - (number * 7) % 4 * 5
            sheet.disc(x, y, 6, (RED, "#e8a6a0", OCHRE)[number % 3])
    tree(sheet, 250, 668, 1.7, LEAVES, "#2a3b5a")


def parcel(sheet: Sheet, x: float, foot: float) -> None:
    """Draw the parcel on the step, light behind it."""
    half, tall, deep = 54, 72, 18

    def lid(left: float, right: float, fill: str) -> None:
        ends = [(x + left, foot - tall), (x + right, foot - tall)]
        back = [(x + right * 0.84, foot - tall - deep), (x + left * 0.84, foot - tall - deep)]
        sheet.shape([*ends, *back], fill)

    sheet.box(x - half, foot - tall, x + half, foot, "#b9793f")
    sheet.box(x - half, foot - 18, x + half, foot, "#a5672f")
    lid(-half, half, "#e2b27a")
    sheet.box(x - 11, foot - tall, x + 11, foot, RED)
    lid(-11, 11, "#e8694a")
    knot = foot - tall - 10
    for side in (-1, 1):
        bow = [(0, 0), (side * 18, -28), (side * 44, -28), (side * 38, -5), (0, 0)]
        sheet.shape(moved(smooth(bow, 8), x, knot), RED if side < 0 else mix(RED, INK, 0.2))
        sheet.line(moved([(0, 0), (side * 20, 10), (side * 28, 25)], x, knot), 7, RED)
    sheet.disc(x, knot - 2, 8.5, mix(RED, INK, 0.3))


def lantern(sheet: Sheet, x: float, foot: float, grow: float) -> None:
    def at(px: float, py: float) -> Point:
        return x + px * grow, foot + py * grow

    for radius, strength in ((92, 0.16), (58, 0.26)):
        sheet.glaze(arc(*at(0, -46), radius * grow, radius * grow, 0, 360), GLOW, strength)
    sheet.glaze(arc(*at(0, 0), 70 * grow, 16 * grow, 0, 360), GLOW, 0.35)
    sheet.shape([at(-24, -70), at(24, -70), at(28, -6), at(-28, -6)], "#fff0c4")
    for px in (-24, 0, 24):
        sheet.line([at(px, -70), at(px * 1.16, -6)], 4 * grow, INK)
    sheet.shape([at(-34, -68), at(34, -68), at(12, -92), at(-12, -92)], INK)
    sheet.line(arc(*at(0, -96), 13 * grow, 14 * grow, 0, 360), 4 * grow, INK)
    sheet.box(*at(-32, -8), *at(32, 2), INK)


def open_gate(sheet: Sheet) -> None:
    """Draw the gate in front, swung open to the left, and the wall on both sides of it."""
    for left, right in ((-20, 356), (1244, 1620)):
        sheet.box(left, 762, right, 900, LAWN_DARK)
        for number, x in enumerate(range(left, right + 1, 47)):
            sheet.disc(x, 766 - (number * 5) % 3 * 9, 40, LAWN_DARK)
    lit = ((60, 772), (150, 800), (236, 766), (310, 812))
    for x, y in (*lit, (1300, 770), (1390, 806), (1470, 764), (1560, 800)):
        sheet.oval(x, y, 20, 13, "#324360")

    def at(along: float, high: float) -> Point:
        return 392 + along * 150, 884 - along * 76 - high * (214 - along * 44)

    gate(sheet, at, "#d8cbd9", "#95879f")
    for x in (372, 1228):
        sheet.box(x - 20, 650, x + 20, 920, "#d8cbd9", 18)
        sheet.box(x - 20 if x < 800 else x + 4, 672, x - 4 if x < 800 else x + 20, 920, "#95879f")
