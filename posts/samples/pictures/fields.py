"""
One field, then another: three gates between the reader and the house.

Early in the morning a walker in a red coat comes to the first of three white gates. A pale path
leads on through them, field after field, to a small white house on the hill.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .countryside import HEDGE, LEAF, cloud, gate, house, smoke, tree, walker
from .sheet import INK, PAPER, RED, Point, Sheet, mix, smooth

SKY, PATH = "#fae0b8", "#fbedcd"
GREEN, BARLEY, PLOUGH = "#9dba6d", "#e6bd5a", "#b0703f"
RAPE, FLAX, CLOVER = "#f2d356", "#9db4c6", "#669b6b"
HEDGES = ((23.0, 0.16), (44.0, -0.2), (92.0, 0.14), (210.0, 0.0))  # metres off, and the slant
GATES = (-1.2, 5.2, -9.0)  # metres from the middle
TREES: tuple[tuple[Point, ...], ...] = (
    (),
    ((-27, 51), (15.5, 41.5)),
    ((-46, 90), (-30, 92.5), (33, 94), (61, 99)),
    (),
)
SHEEP: tuple[tuple[Point, ...], ...] = ((), ((-5.2, 35), (-2.6, 32.5), (-7.2, 31)), (), ())
ROWS: tuple[tuple[tuple[tuple[float, float], ...], tuple[str, ...]], ...] = (
    # the side hedges of each row: metres from the middle at the viewer's foot, and the lean
    (((-22, -0.5), (-7, -0.1), (8.5, 0.06), (26, 0.6)), (RAPE, GREEN, PLOUGH)),
    (
        ((-42, -0.7), (-19, -0.15), (-8, 0.06), (15, 0.05), (30, 0.2), (60, 0.7)),
        (CLOVER, PLOUGH, BARLEY, CLOVER, RAPE),
    ),
    (
        ((-90, -0.8), (-48, -0.2), (-24, 0), (8, 0.06), (40, 0.1), (70, 0.3), (120, 0.8)),
        (BARLEY, GREEN, FLAX, CLOVER, RAPE, GREEN),
    ),
)


def fields() -> Sheet:
    sheet = Sheet(SKY)
    sheet.disc(1122, 184, 106, "#fdf0cd")
    sheet.disc(1122, 184, 76, "#f2b348")
    for x, base, grow in ((300.0, 112, 0.9), (500.0, 158, 0.5), (1474.0, 104, 0.7)):
        cloud(sheet, x, base, grow, "#fdf2dc")
    hills(sheet)
    for row in (2, 1, 0):
        sides, colours = ROWS[row]
        for number, fill in enumerate(colours):
            near, far = HEDGES[row], HEDGES[row + 1]
            left, right = sides[number], sides[number + 1]
            corners = [meet(near, left), meet(near, right), meet(far, right), meet(far, left)]
            crop(sheet, corners, fill)
    verge = [spot(across, HEDGES[0][0] + 0.9 + HEDGES[0][1] * across) for across in (20, -20)]
    sheet.shape([spot(-20, 9.6), spot(20, 9.6), *verge], mix(GREEN, CLOVER, 0.4))
    path(sheet)
    for row in (3, 2, 1, 0):
        if row < 3:
            for side in ROWS[row][0][1:-1]:
                side_hedge(sheet, row, side)
        cross_hedge(sheet, row)
        for across, off in TREES[row]:
            x, foot = spot(across, off)
            tree(sheet, x, foot, 40 / off, HEDGE, LEAF)
        for across, off in SHEEP[row]:
            a_sheep(sheet, across, off)
    meadow(sheet)
    x, foot = spot(-1.5, 16.9)
    sheet.glaze([(x - 14, foot), (x + 14, foot), (x - 50, 910), (x - 84, 910)], INK, 0.24)
    walker(sheet, x, foot, 1.1)
    return sheet


def spot(across: float, off: float, high: float = 0) -> Point:
    """Return where a place lies in the picture: metres from the middle, away, and up."""
    grow = 1200 / off
    return 800 + across * grow, 262 + (8 - high) * grow


def meet(hedge: tuple[float, float], side: tuple[float, float]) -> Point:
    """Return the place where a side hedge meets a hedge across."""
    (off, slant), (foot, lean) = hedge, side
    away = (off + slant * foot) / (1 - slant * lean)
    return foot + lean * away, away


def along(start: Point, stop: Point, share: float) -> Point:
    return start[0] + (stop[0] - start[0]) * share, start[1] + (stop[1] - start[1]) * share


def hills(sheet: Sheet) -> None:
    far = [(-10, 250), (220, 206), (470, 226), (700, 244), (1000, 238), (1330, 206), (1610, 232)]
    sheet.shape([*smooth(far), (1610, 340), (-10, 340)], "#b9cfae")
    near = [(-10, 296), (300, 282), (560, 262), (760, 214), (960, 232), (1180, 276), (1610, 268)]
    sheet.shape([*smooth(near), (1610, 340), (-10, 340)], "#86ae78")
    for patch, fill in (
        ([(300, 282), (452, 272), (470, 320), (250, 320)], "#d9c774"),
        ([(1150, 272), (1300, 280), (1380, 320), (1130, 320)], "#d9c774"),
        ([(940, 229), (1070, 256), (1090, 320), (960, 320)], "#78a272"),
    ):
        sheet.shape(patch, fill)
    tree(sheet, 672, 244, 0.32, HEDGE, LEAF)
    tree(sheet, 862, 222, 0.4, HEDGE, LEAF)
    smoke(sheet, 797, 164, 0.34, "#fdf7e8")
    house(sheet, 768, 224, 0.32, "#fffaf0", RED, INK)


def crop(sheet: Sheet, field: Sequence[Point], fill: str) -> None:
    """Draw a field by its four corners, and what grows on it."""
    a, b, c, d = field
    sheet.shape([spot(*corner) for corner in field], fill)
    rows = {BARLEY: 26, PLOUGH: 17, RAPE: 20, FLAX: 24}.get(fill, 0)
    dark = mix(fill, INK, 0.2) if fill == PLOUGH else mix(fill, "#8a6a2a", 0.22)
    for furrow in range(rows):
        start, stop = (furrow + 0.2) / rows, (furrow + 0.62) / rows
        strip = [along(a, b, start), along(a, b, stop), along(d, c, stop), along(d, c, start)]
        sheet.shape([spot(*corner) for corner in strip], dark)
    if fill == GREEN:
        for tuft in range(56):
            across, up = (tuft * 0.618034) % 1, (tuft * 0.414214) % 1
            place = along(along(a, b, across), along(d, c, across), 0.04 + 0.9 * up)
            x, y = spot(*place)
            grow = 26 / place[1]
            for blade in (-1, 0, 1):
                tip = (x + blade * 8 * grow, y - (12 - 3 * abs(blade)) * grow)
                sheet.line([(x + blade * 2 * grow, y), tip], 3.4 * grow, mix(fill, HEDGE, 0.4), 1)


def path(sheet: Sheet) -> None:
    """Draw the path from the foot of the picture, through the gates, to the house."""
    doors = [
        (across, off + slant * across)
        for across, (off, slant) in zip(GATES, HEDGES[:3], strict=True)
    ]
    knots = [
        (1.8, 9.4),
        (0.2, 13),
        (-1.7, 18),
        doors[0],
        (-1.2, 27),
        (1.8, 34),
        (5.0, 39),
        doors[1],
    ]
    knots += [(6.0, 50), (2.0, 62), (-5.0, 76), doors[2], (-10, 112), (-6, 150), (-14, 209)]
    middle = smooth(knots, 10)
    left = [spot(across - 0.95, off) for across, off in middle]
    right = [spot(across + 0.95, off) for across, off in middle]
    sheet.shape([*left, *reversed(right)], PATH)
    sheet.line(
        smooth([spot(-14, 208), (748, 282), (790, 262), (762, 240), (768, 224)]), 7, PATH, 3
    )


def cross_hedge(sheet: Sheet, row: int) -> None:
    off, slant = HEDGES[row]
    step = (0.62, 0.8, 1.2, 1.9)[row]
    reach = int(0.86 * off / step)
    steps = [number * step for number in range(-reach, reach + 1)]
    if row < len(GATES):
        left = [across for across in steps if across < GATES[row] - 2.3]
        right = [across for across in steps if across > GATES[row] + 2.3]
        for part in (left, right):
            bushes(sheet, [(across, off + slant * across) for across in part])
        five_bars(sheet, GATES[row], off, slant)
    else:
        bushes(sheet, [(across, off) for across in steps])


def side_hedge(sheet: Sheet, row: int, side: tuple[float, float]) -> None:
    (_, near), (_, far) = meet(HEDGES[row], side), meet(HEDGES[row + 1], side)
    steps = int(math.log(far / near) / 0.02)
    away = [far * (near / far) ** (step / steps) for step in range(steps + 1)]
    bushes(sheet, [(side[0] + side[1] * off, off) for off in away if off > near + 1.2])


def bushes(sheet: Sheet, places: Sequence[Point]) -> None:
    """Draw a hedge along places on the ground, lit from the upper right, and its shadow."""
    shade = [spot(across - 0.5, off - 1.5) for across, off in reversed(places)]
    sheet.glaze([*(spot(*place) for place in places), *shade], HEDGE, 0.4)
    for number, (across, off) in enumerate(places):
        sheet.disc(*spot(across, off, 0.6), rough(number) * 1200 / off, HEDGE)
    for number, (across, off) in enumerate(places):
        if number % 2:
            grow = 1200 / off
            sheet.oval(*spot(across + 0.1, off, 0.92), 0.44 * grow, 0.3 * grow, LEAF)


def rough(number: int) -> float:
    return 0.72 + 0.06 * ((number * 7) % 5 - 2)


def five_bars(sheet: Sheet, across: float, off: float, slant: float) -> None:
    def at(share: float, high: float) -> Point:
        place = across - 1.6 + 3.2 * share
        return spot(place, off + slant * place, high * 1.45)

    def shade(share: float, high: float) -> Point:
        place = across - 1.6 + 3.2 * share
        return spot(place - high * 0.7, off + slant * place - high * 2.2)

    gate(sheet, shade, mix(PATH, INK, 0.3), mix(PATH, INK, 0.3))
    for share in (-0.06, 1.06):
        x, top = at(share, 1.35)
        wide = 0.13 * 1200 / off
        sheet.box(x - wide, top, x + wide, at(share, 0)[1], "#fffaf0", wide)
        sheet.box(x, top + wide, x + wide, at(share, 0)[1], mix(PAPER, INK, 0.25))
    gate(sheet, at, "#fffaf0", mix(PAPER, INK, 0.2))


def a_sheep(sheet: Sheet, across: float, off: float) -> None:
    x, foot = spot(across, off)
    grow = 1200 / off / 30

    def at(px: float, py: float) -> Point:
        return x + px * grow, foot + py * grow

    sheet.glaze([at(-14, 0), at(14, 0), at(4, 10), at(-24, 10)], HEDGE, 0.4)
    for leg in (-9, -5, 6, 10):
        sheet.line([at(leg, -8), at(leg, 0)], 2.6 * grow, INK)
    for px, py, radius in ((-8, -13, 8), (0, -16, 9), (8, -13, 8), (0, -11, 9)):
        sheet.disc(*at(px, py), radius * grow, "#fffaf0")
    sheet.oval(*at(17, -16), 5 * grow, 6 * grow, INK)


def meadow(sheet: Sheet) -> None:
    """Draw grass and a few poppies in front of the first hedge."""
    for tuft in range(46):
        across, off = -13.5 + 27 * ((tuft * 0.618034) % 1), 11 + 8.4 * ((tuft * 0.754878) % 1)
        if abs(across + 0.4) < 2.6:
            continue
        x, y = spot(across, off)
        grow = 17 / off
        for blade in (-1, 0, 1):
            tip = (x + blade * 9 * grow, y - (17 - 5 * abs(blade)) * grow)
            sheet.line([(x + blade * 3 * grow, y), tip], 4.4 * grow, mix(CLOVER, HEDGE, 0.5), 1.4)
        if tuft % 4 == 1:
            sheet.line([(x, y), (x + 4 * grow, y - 26 * grow)], 2.6 * grow, HEDGE)
            sheet.oval(x + 4 * grow, y - 28 * grow, 7 * grow, 5.6 * grow, RED)
