"""
A year of small ads: twelve seedling pots folded from newspaper, one a month, along a sill.

Two hold nothing yet, most something green, and November's a tall sunflower. Through the window
stands one tree in four seasons.
"""

from __future__ import annotations

import math

from .sheet import INK, OCHRE, PAPER, RED, STEEL, Point, Sheet, arc, mix, moved, smooth

BAR, BAR_SHADE, WOOD = "#f7f1e3", "#d9cdb6", "#8a5a3c"
LEAF, LEAF_SHADE, STALK = "#4f8a57", "#36694a", "#3f7550"
SILL = 790.0
# sky, far hill, near hill, of winter, spring, summer and autumn
SEASONS = (
    ("#c3d3df", "#dfe8ee", "#f6f8f8"),
    ("#cfe3e2", "#b3d3ae", "#8dbd86"),
    ("#f4dfa6", "#b8bf6a", "#7fa05a"),
    ("#eccbb0", "#d59c63", "#c07a45"),
)


def small_ads() -> Sheet:
    sheet = Sheet(SEASONS[0][0])
    for bay in range(4):
        outside(sheet, bay)
    window_bars(sheet)
    bench(sheet)
    for month in range(12):
        x = 134.0 + month * 121 + (month // 3) * 0.5
        sheet.oval(x + 10, SILL + 14, 56, 9, mix(WOOD, INK, 0.28))
        PLANTS[month](sheet, x, SILL - 86)
        pot(sheet, x, SILL + 16, month)
    return sheet


def outside(sheet: Sheet, bay: int) -> None:
    """Draw what is seen through one of the four bays: the same hill and tree, a season on."""
    sky, far, near = SEASONS[bay]
    left, right = bay * 400.0, bay * 400.0 + 400
    with sheet.within([(left, 0), (right, 0), (right, 780), (left, 780)]):
        sheet.box(left, 0, right, 780, sky)
        if bay == 2:
            sheet.disc(left + 92, 150, 54, "#fbf0cf")
        ridge = [
            (x, 540 - 46 * math.sin(x / 255 + 0.6)) for x in range(int(left), int(right) + 1, 8)
        ]
        sheet.shape([*ridge, (right, 780), (left, 780)], far)
        tree(sheet, left + 252, 632, bay)
        slope = [
            (x, 634 + 26 * math.sin(x / 190 + 2.2)) for x in range(int(left), int(right) + 1, 8)
        ]
        sheet.shape([*slope, (right, 780), (left, 780)], near)


def tree(sheet: Sheet, x: float, foot: float, bay: int) -> None:
    bark = mix("#5b4136", SEASONS[bay][0], 0.3)
    for knots, width in (
        ([(0, 30), (-2, -60), (2, -130), (0, -210)], 22),
        ([(0, -70), (-34, -122), (-84, -156)], 12),
        ([(0, -84), (40, -136), (82, -176)], 12),
        ([(1, -130), (-26, -184), (-50, -226)], 9),
        ([(1, -150), (24, -196), (44, -238)], 9),
        ([(-50, -134), (-72, -136), (-108, -126)], 6),
        ([(48, -144), (76, -146), (110, -136)], 6),
    ):
        sheet.line(smooth(moved(knots, x, foot, 0, 0.84)), width * 0.84, bark, 3)
    if bay == 0:
        flakes = [(-150, -330), (-96, -402), (-20, -352), (62, -424), (120, -318), (-186, -214)]
        for px, py in [*flakes, (146, -236), (-60, -286), (36, -300), (96, -500), (-130, -494)]:
            sheet.disc(x + px, foot + py, 5.5, "#f6f8f8")
        return
    back, front = (("#e7b7b4", "#f3d3cd"), ("#8fae63", "#a8c277"), ("#c4622f", "#dd8a3f"))[bay - 1]
    tufts = ((-96, -142, 46), (-62, -206, 54), (4, -246, 58), (66, -212, 54), (102, -150, 46))
    for px, py, radius in (*tufts, (-14, -168, 62), (40, -160, 52)):
        sheet.disc(x + px * 0.84, foot + py * 0.84, radius * 0.84, back)
    for px, py, radius in tufts:
        sheet.disc(x + px * 0.84 + 7, foot + py * 0.84 - 9, radius * 0.52, front)
    for px, py in ((-70, -28), (60, -52), (128, -92), (96, -14)) if bay != 2 else ():
        leaf = [(-8, 0), (0, -5), (8, 0), (0, 5)]
        sheet.shape(moved(leaf, x + px, foot + py, px), front)


def window_bars(sheet: Sheet) -> None:
    for bay in range(4):
        shine = [(bay * 400 + 40, 300), (bay * 400 + 250, 0), (bay * 400 + 310, 0)]
        sheet.glaze([*shine, (bay * 400 + 40, 386)], "#ffffff", 0.16)
    for x in (0, 400, 800, 1200, 1600):
        sheet.box(x - 17, 0, x + 17, 780, BAR)
        sheet.box(x + 9, 0, x + 17, 780, BAR_SHADE)
    for x in (200, 600, 1000, 1400):
        sheet.box(x - 5, 0, x + 5, 780, BAR)
    for top, deep in ((-10, 34), (176, 12)):
        sheet.box(0, top, 1600, top + deep, BAR)
        sheet.box(0, top + deep, 1600, top + deep + 4, BAR_SHADE)
    sheet.box(0, 724, 1600, 774, BAR)
    sheet.box(0, 718, 1600, 726, mix(BAR, "#ffffff", 0.6))


def bench(sheet: Sheet) -> None:
    sheet.box(0, 758, 1600, 846, mix(WOOD, PAPER, 0.22))
    for y, start in ((780, 190), (811, 560)):
        sheet.line([(0, y), (1600, y)], 2, WOOD)
        for x in range(start, 1600, 640):
            sheet.line([(x, y), (x - 6, y + 31)], 2, WOOD)
    sheet.box(0, 846, 1600, 874, mix(WOOD, INK, 0.12))
    sheet.box(0, 874, 1600, 900, mix(WOOD, INK, 0.62))


def pot(sheet: Sheet, x: float, foot: float, month: int) -> None:
    """Draw a pot folded from a page of small ads: columns, frames and here and there a picture."""
    top, wide, narrow = foot - 106, 51, 41
    side = [(x - wide, top), (x + wide, top), (x + narrow, foot), (x - narrow, foot)]
    sheet.shape([*arc(x, foot, narrow, 7, 0, 180)], "#e2d5ba")
    with sheet.within([*side[:2], *arc(x, foot - 1, narrow, 8, 0, 180)]):
        sheet.shape([*side[:2], *arc(x, foot - 1, narrow, 8, 0, 180)], "#f8f0df")
        for column in range(3):
            left, y, step = x - 46 + column * 32, top + 26, month * 3 + column
            while y < foot:
                y += advertisement(sheet, left, y, step)
                step += 1
        shade = [(x + 22, top), (x + wide, top), (x + narrow, foot + 9), (x + 18, foot + 9)]
        sheet.glaze(shade, "#a58a62", 0.3)
    sheet.shape(
        [(x - 54, top - 6), (x + 54, top - 6), (x + 52, top + 17), (x - 52, top + 17)], "#fdf8ec"
    )
    sheet.shape(
        [(x + 20, top - 6), (x + 54, top - 6), (x + 52, top + 17), (x + 21, top + 17)], "#e6d9bf"
    )
    sheet.line([(x - 52, top + 18), (x + 52, top + 18)], 2.4, mix(WOOD, PAPER, 0.45))


def advertisement(sheet: Sheet, left: float, top: float, kind: int) -> float:
    """Draw one small ad, 28 wide; return how far down the next one begins."""
    grey = mix(INK, PAPER, 0.45)
    match kind * 5 % 7:
        case 0:
            sheet.box(left, top, left + 27, top + 17, INK)
            sheet.line([(left + 6, top + 6), (left + 21, top + 6)], 2, PAPER)
            sheet.line([(left + 6, top + 11), (left + 16, top + 11)], 2, PAPER)
            return 23
        case 1 | 5:
            sheet.box(left, top, left + 27, top + 24, grey)
            sheet.box(left + 2, top + 2, left + 25, top + 22, "#f8f0df")
            sheet.line([(left + 6, top + 8), (left + 20, top + 8)], 3, INK)
            sheet.line([(left + 6, top + 15), (left + 17, top + 15)], 1.8, grey)
            return 30
        case 3:
            sheet.box(left, top, left + 27, top + 14, mix(STEEL, PAPER, 0.3))
            sheet.disc(left + 13, top + 7, 5, INK)
            return 20
    for row, wide in enumerate((26, 22, 25)):
        sheet.line([(left + 1, top + 2 + row * 6), (left + wide, top + 2 + row * 6)], 1.8, grey)
    return 22


def soil(sheet: Sheet, x: float, y: float) -> None:
    sheet.oval(x, y - 8, 50, 9, "#4a3329")


def bare(sheet: Sheet, x: float, y: float) -> None:
    soil(sheet, x, y)


def blade(
    sheet: Sheet, x: float, y: float, length: float, turn: float, deep: float = 0.32
) -> None:
    """Draw one leaf that grows from (x, y) in the direction of `turn` degrees."""
    upper = smooth([(0, 0), (length * 0.35, -length * deep), (length, 0)])
    lower = smooth([(length, 0), (length * 0.35, length * deep), (0, 0)])
    sheet.shape(moved([*upper, *lower], x, y, turn), LEAF)
    shade = upper if math.cos(math.radians(turn)) < 0 else lower
    sheet.shape(moved(shade, x, y, turn), LEAF_SHADE)


def stalk(
    sheet: Sheet, x: float, y: float, tall: float, lean: float = 0, width: float = 6
) -> Point:
    """Draw a stalk from the soil; return its tip."""
    knots = [(x, y - 6), (x + lean * 0.2, y - tall * 0.5), (x + lean, y - tall)]
    sheet.line(smooth(knots), width + 2, STALK, width - 1)
    return knots[-1]


def sprout(sheet: Sheet, x: float, y: float) -> None:
    soil(sheet, x, y)
    tip = stalk(sheet, x, y, 44, 3)
    for turn in (-28, -150):
        blade(sheet, *tip, 34, turn, 0.36)


def seedling(sheet: Sheet, x: float, y: float) -> None:
    soil(sheet, x, y)
    tip = stalk(sheet, x, y, 88, -4)
    for at, length, turn in ((42, 40, -22), (42, 36, -162), (88, 34, -46), (88, 32, -130)):
        blade(sheet, tip[0] * at / 88 + x * (1 - at / 88), y - at, length, turn)


def bushy(sheet: Sheet, x: float, y: float) -> None:
    soil(sheet, x, y)
    tip = stalk(sheet, x, y, 140, 5, 7)
    for at, length, turn in ((38, 46, -12), (56, 46, -170), (84, 44, -24), (104, 42, -154)):
        blade(sheet, x + 5 * (at / 140) ** 2, y - at, length, turn)
    for turn in (-120, -62):
        blade(sheet, *tip, 36, turn)


def tulip(sheet: Sheet, x: float, y: float) -> None:
    bushy(sheet, x, y)
    sheet.line([(x + 5, y - 136), (x + 8, y - 180)], 5, STALK)
    cup = [(-20, -36), (-10, -24), (0, -42), (10, -24), (20, -36), *arc(0, -10, 20, 20, 0, 180)]
    sheet.shape(moved(cup, x + 8, y - 186, 4), RED)
    sheet.shape(
        moved([(0, -42), (10, -24), (9, 2), (0, 9), (-9, 2), (-10, -24)], x + 8, y - 186, 4),
        mix(RED, PAPER, 0.22),
    )


def wilted(sheet: Sheet, x: float, y: float) -> None:
    soil(sheet, x, y)
    dry = "#9a7d4f"
    sheet.line(
        smooth([(x, y - 6), (x - 4, y - 50), (x + 14, y - 78), (x + 36, y - 62)]), 6, dry, 4
    )
    for px, py, turn in ((36, -62, 80), (30, -70, 46), (-4, -44, 130)):
        leaf = [*smooth([(0, 0), (12, -9), (32, 0)]), *smooth([(32, 0), (12, 8), (0, 0)])]
        sheet.shape(moved(leaf, x + px, y + py, turn), mix(dry, OCHRE, 0.25))


def daisy(sheet: Sheet, x: float, y: float) -> None:
    seedling(sheet, x, y)
    sheet.line([(x - 4, y - 84), (x - 2, y - 130)], 5, STALK)
    for petal in range(9):
        sheet.shape(
            moved([(4, -4), (18, -7), (24, 0), (18, 7), (4, 4)], x - 2, y - 136, petal * 40),
            mix(RED, PAPER, 0.42),
        )
    sheet.disc(x - 2, y - 136, 9, OCHRE)


def sunflower(sheet: Sheet, x: float, y: float) -> None:
    """Draw the one that made the year, leaning towards the sun."""
    soil(sheet, x, y)
    knots = [(x, y - 6), (x + 6, y - 150), (x - 34, y - 300), (x - 146, y - 430)]
    path = smooth(knots)
    sheet.line(path, 17, STALK, 11)
    sheet.line([(px + 3, py) for px, py in path], 5, LEAF, 4)
    for share, length, turn in (
        (0.24, 76, -22),
        (0.36, 72, -176),
        (0.5, 88, -30),
        (0.62, 80, 174),
        (0.76, 72, -36),
    ):
        at = path[round(share * (len(path) - 1))]
        blade(sheet, *at, length, turn, 0.3)
    head(sheet, x - 168, y - 448)


def head(sheet: Sheet, x: float, y: float) -> None:
    petal = [*smooth([(58, 0), (92, -21), (136, 0)]), *smooth([(136, 0), (92, 21), (58, 0)])]
    for ring, (fill, grow) in enumerate((("#c9822a", 1.0), (OCHRE, 0.94), ("#f4c552", 0.84))):
        for number in range(16):
            sheet.shape(moved(petal, x, y, number * 22.5 + ring * 7.5, grow), fill)
    for radius, fill in ((68, "#5a3a26"), (56, "#462b20"), (26, "#6f4a2c")):
        sheet.disc(x, y, radius, fill)
    for seed in range(1, 92):
        far, turn = 6.4 * math.sqrt(seed), math.radians(seed * 137.508)
        sheet.disc(x + far * math.cos(turn), y + far * math.sin(turn), 2.5, "#a8743c")


PLANTS = (  # as tall as the month had calls, in flower where they came to something
    bare,
    sprout,
    daisy,
    daisy,
    wilted,
    bushy,
    bare,
    seedling,
    tulip,
    bushy,
    sunflower,
    sprout,
)
