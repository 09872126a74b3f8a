"""
What the night shift asked: the few lit windows of a tall building form a question mark.

Its dot is somebody at the desk by the door, with a message in hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from .sheet import INK, OCHRE, PAPER, RED, STEEL, TEAL, Point, Sheet, arc, mix, moved, smooth

NIGHT, WALL, GLOW = "#123a42", "#3c2a4e", "#ffd976"
ACROSS, DOWN = 92.0, 88.0  # from window to window
LEFT, TOP = 524.0, 128.0  # the middle of the first window across, the head of the first row
WIDE, TALL = 62.0, 62.0
LIT = (".###.", "#...#", "....#", "...#.", "..#..", ".....", "..#..")


def night_shift() -> Sheet:
    sheet = Sheet(NIGHT)
    sky(sheet)
    town(sheet)
    building(sheet)
    street(sheet)
    return sheet


def sky(sheet: Sheet) -> None:
    moon = (1338.0, 176.0)
    for step, radius in enumerate((450, 330, 225, 140)):
        sheet.disc(*moon, radius, mix(NIGHT, "#3d7f80", (step + 1) / 7))
    sheet.disc(*moon, 62, "#f7e9c3")
    sheet.disc(moon[0] - 26, moon[1] - 14, 54, mix(NIGHT, "#3d7f80", 4 / 7))
    stars = [(64, 70), (160, 236), (252, 96), (368, 190), (406, 52), (1186, 60), (1230, 330)]
    for x, y in [*stars, (1490, 60), (1548, 300), (1420, 372), (52, 380), (312, 330)]:
        for turn in (0, 90):
            ray = [(-7, 0), (0, 1.8), (7, 0), (0, -1.8)]
            sheet.shape(moved(ray, x, y, turn, 1 + (x % 3) / 4), "#cfe6e0")


def town(sheet: Sheet) -> None:
    """Draw the sleeping town, two rows of roofs deep."""
    far, near = mix(NIGHT, INK, 0.35), mix(NIGHT, INK, 0.72)
    sheet.shape([(226, 900), (232, 366), (262, 366), (268, 900)], mix(NIGHT, STEEL, 0.16))
    sheet.box(228, 374, 266, 388, mix(RED, NIGHT, 0.4))
    for step, (x, y) in enumerate(((262, 330), (292, 296), (334, 268), (386, 248))):
        sheet.oval(x, y, 24 + step * 9, 15 + step * 4, mix(NIGHT, STEEL, 0.34 - step * 0.07))
    for x, top, wide in ((0, 500, 110), (96, 452, 86), (170, 540, 150), (330, 470, 120)):
        sheet.box(x, top, x + wide, 900, far)
    for x, top, wide in ((1130, 480, 120), (1240, 548, 160), (1386, 440, 92), (1468, 520, 140)):
        sheet.box(x, top, x + wide, 900, far)
    for x, peak, wide in ((-30, 560, 190), (150, 600, 170), (310, 570, 190)):
        gable(sheet, x, peak, wide, near)
    for x, peak, wide in ((1110, 590, 180), (1280, 556, 190), (1460, 604, 190)):
        gable(sheet, x, peak, wide, near)
    for x, y in ((130, 486), (1420, 480), (1448, 520)):
        sheet.box(x, y, x + 14, y + 18, mix(far, STEEL, 0.3))


def gable(sheet: Sheet, x: float, peak: float, wide: float, fill: str) -> None:
    eaves = peak + wide * 0.34
    sheet.shape(
        [
            (x, 900),
            (x, eaves),
            (x + wide / 2, peak),
            (x + wide, eaves),
            (x + wide, 900),
        ],
        fill,
    )
    sheet.box(x + wide * 0.72, peak + 2, x + wide * 0.72 + 22, eaves, fill)
    for side in (0.28, 0.58):
        left = x + wide * side
        sheet.box(left, eaves + 34, left + 24, eaves + 68, mix(fill, TEAL, 0.35))


def building(sheet: Sheet) -> None:
    left, right = LEFT - 68, LEFT + 6 * ACROSS + 68
    rooftop(sheet, left, right)
    sheet.box(left, 70, right, 900, WALL)
    sheet.box(right - 22, 70, right, 900, mix(WALL, INK, 0.45))
    sheet.box(left - 16, 62, right + 16, 88, mix(WALL, STEEL, 0.5))
    sheet.box(left - 8, 88, right + 8, 97, mix(WALL, INK, 0.6))
    scenes = iter(SCENES)
    for row, marks in enumerate(LIT):
        for column, mark in enumerate(f".{marks}."):
            x, y = LEFT + column * ACROSS, TOP + row * DOWN
            if mark == "#":
                lit_window(sheet, x, y, next(scenes))
            else:
                dark_window(sheet, x, y, (row * 7 + column * 3) % 5)


def rooftop(sheet: Sheet, left: float, right: float) -> None:
    sheet.box(left + 60, 30, left + 200, 70, mix(WALL, INK, 0.3))
    sheet.box(left + 150, 30, left + 200, 70, mix(WALL, INK, 0.6))
    sheet.line([(right - 150, 70), (right - 150, -10)], 5, INK)
    for rung in (18, 40):
        sheet.line([(right - 172, rung), (right - 128, rung)], 4, INK)


def frame(sheet: Sheet, x: float, y: float) -> None:
    """Draw the sill and the reveal of a window whose head's middle is (x, y)."""
    sheet.box(x - WIDE / 2 - 6, y - 6, x + WIDE / 2 + 6, y + TALL + 4, mix(WALL, INK, 0.5))
    sheet.box(x - WIDE / 2 - 10, y + TALL, x + WIDE / 2 + 10, y + TALL + 9, mix(WALL, STEEL, 0.16))


def dark_window(sheet: Sheet, x: float, y: float, kind: int) -> None:
    frame(sheet, x, y)
    left, right, pane = x - WIDE / 2, x + WIDE / 2, mix(WALL, INK, 0.82)
    sheet.box(left, y, right, y + TALL, pane)
    if kind == 0:
        sheet.box(left, y, right, y + TALL * 0.42, mix(WALL, STEEL, 0.12))
    elif kind in (2, 3):
        shine = [(left, y + 46), (left + 34, y), (left + 52, y), (left, y + 60)]
        sheet.shape(shine, mix(pane, STEEL, 0.13))
    sheet.line([(x, y), (x, y + TALL)], 3.4, mix(WALL, INK, 0.4))


Scene = Callable[[Sheet, float, float], None]


def lit_window(sheet: Sheet, x: float, y: float, scene: Scene) -> None:
    frame(sheet, x, y)
    left, right, foot = x - WIDE / 2, x + WIDE / 2, y + TALL
    pane = [(left, y), (right, y), (right, foot), (left, foot)]
    with sheet.within(pane):
        sheet.shape(pane, GLOW)
        sheet.shape([(left, y), (left + 26, y), (left, foot - 6)], "#fff0bd")
        scene(sheet, x, foot)
    sheet.box(left - 10, foot, right + 10, foot + 9, mix(WALL, GLOW, 0.72))


def head(sheet: Sheet, x: float, foot: float, fill: str = INK) -> None:
    """Draw somebody from the waist up, small enough for a window."""
    back = [(x - 19, foot + 4), (x - 16, foot - 16), (x, foot - 24), (x + 16, foot - 16)]
    sheet.shape(smooth([*back, (x + 19, foot + 4)]), fill)
    sheet.disc(x, foot - 33, 10.5, mix(INK, "#000000", 0.1))


def nurse(sheet: Sheet, x: float, foot: float) -> None:
    head(sheet, x, foot, TEAL)
    sheet.shape(
        [(x - 10, foot - 40), (x + 10, foot - 40), (x + 8, foot - 48), (x - 8, foot - 48)], PAPER
    )
    sheet.box(x - 2, foot - 48, x + 2, foot - 41, RED)


def baker(sheet: Sheet, x: float, foot: float) -> None:
    head(sheet, x, foot, STEEL)
    sheet.box(x - 9, foot - 48, x + 9, foot - 38, PAPER)
    for puff in (-7, 0, 7):
        sheet.disc(x + puff, foot - 50, 6.5, PAPER)


def clock(sheet: Sheet, x: float, foot: float) -> None:
    sheet.disc(x, foot - 33, 21, INK)
    sheet.disc(x, foot - 33, 16.5, PAPER)
    sheet.line([(x + 12, foot - 33), (x, foot - 33), (x + 2, foot - 45)], 3, INK)


def plant(sheet: Sheet, x: float, foot: float) -> None:
    for turn in (-150, -118, -90, -62, -30):
        leaf = [(0, 0), (16, -6), (33, 0), (16, 6)]
        sheet.shape(moved(leaf, x, foot - 18, turn), "#2f6f4f")
    sheet.shape([(x - 14, foot - 20), (x + 14, foot - 20), (x + 10, foot), (x - 10, foot)], RED)


def caller(sheet: Sheet, x: float, foot: float) -> None:
    head(sheet, x + 4, foot, RED)
    sheet.line([(x + 17, foot - 14), (x + 23, foot - 24), (x + 15, foot - 32)], 6, RED)
    sheet.line([(x + 14, foot - 40), (x + 15, foot - 27)], 5, INK)


def lamp(sheet: Sheet, x: float, foot: float) -> None:
    sheet.line([(x + 14, foot), (x + 16, foot - 28), (x - 4, foot - 46)], 4, INK)
    sheet.shape(moved([(-6, -9), (8, -9), (18, 12), (-16, 12)], x - 8, foot - 44, 24), TEAL)
    sheet.box(x + 2, foot - 4, x + 27, foot, INK)


def cat(sheet: Sheet, x: float, foot: float) -> None:
    body = [(-19, 0), (-19, -12), (-11, -24), (2, -27), (14, -14), (15, 0)]
    sheet.shape(moved(smooth(body), x, foot), INK)
    sheet.disc(x + 2, foot - 33, 10.5, INK)
    for side in (-1, 1):
        ear = [(side * 2, -8), (side * 9, -19), (side * 10, -2)]
        sheet.shape(moved(ear, x + 2, foot - 33), INK)
    sheet.line(smooth([(x + 10, foot - 4), (x + 25, foot - 3), (x + 24, foot - 15)]), 4.5, INK)


def kettle(sheet: Sheet, x: float, foot: float) -> None:
    sheet.shape([(x - 16, foot), (x - 12, foot - 24), (x + 10, foot - 24), (x + 14, foot)], RED)
    sheet.line([(x + 12, foot - 8), (x + 24, foot - 20)], 5, RED)
    sheet.line(arc(x - 1, foot - 25, 11, 11, 180, 360), 4, INK)
    sheet.line(
        smooth([(x + 26, foot - 26), (x + 21, foot - 36), (x + 27, foot - 48)]), 4, PAPER, 1
    )


def reader(sheet: Sheet, x: float, foot: float) -> None:
    """Draw the one on the desk, with the message that came in."""
    head(sheet, x - 5, foot, INK)
    sheet.line([(x + 6, foot - 14), (x + 15, foot - 12)], 7, INK)
    form = [(-12, -15), (11, -15), (11, 15), (-12, 15)]
    sheet.shape(moved(form, x + 18, foot - 21, 8), "#fffaf0")
    for line, wide in enumerate((13, 9, 12)):
        stroke = [(-7, -8 + line * 7), (-7 + wide, -8 + line * 7)]
        sheet.line(moved(stroke, x + 18, foot - 21, 8), 2.4, RED if line == 1 else INK)


SCENES: tuple[Scene, ...] = (nurse, plant, caller, clock, baker, lamp, kettle, cat, reader)


def street(sheet: Sheet) -> None:
    left, right = LEFT - 68, LEFT + 6 * ACROSS + 68
    sheet.box(left - 10, 738, right + 10, 754, mix(WALL, STEEL, 0.4))
    sheet.box(left, 754, right, 838, mix(WALL, INK, 0.42))
    entrance(sheet, LEFT + 3 * ACROSS)
    for bay in (0, 1, 5, 6):
        x = LEFT + bay * ACROSS
        sheet.box(x - 34, 772, x + 34, 826, mix(WALL, INK, 0.8))
        for slat in range(6):
            sheet.box(x - 34, 775 + slat * 9, x + 34, 779 + slat * 9, mix(WALL, INK, 0.6))
    sheet.box(0, 838, 1600, 900, mix(NIGHT, INK, 0.85))
    sheet.box(0, 838, 1600, 848, mix(NIGHT, STEEL, 0.35))
    x = LEFT + 3 * ACROSS
    mat = [(x - 46, 838), (x + 46, 838), (x + 96, 900), (x - 96, 900)]
    sheet.shape(mat, mix(GLOW, INK, 0.72))
    sheet.shape([*mat[:2], (x + 53, 848), (x - 53, 848)], mix(GLOW, INK, 0.58))
    for x in (338.0, 1262.0):
        street_lamp(sheet, x)
    bicycle(sheet, 1372, 838)


def entrance(sheet: Sheet, x: float) -> None:
    sheet.box(x - 58, 764, x + 58, 838, mix(WALL, STEEL, 0.4))
    sheet.box(x - 46, 774, x + 46, 838, mix(GLOW, INK, 0.42))
    sheet.line([(x, 774), (x, 838)], 5, INK)
    sheet.box(x - 80, 750, x + 80, 768, RED, 4)


def street_lamp(sheet: Sheet, x: float) -> None:
    side = 1 if x < 800 else -1
    iron = mix(INK, STEEL, 0.32)
    tip: Point = (x + side * 54, 618)
    cone = [(tip[0] - 16, 628), (tip[0] + 16, 628), (tip[0] + 66, 840), (tip[0] - 66, 840)]
    sheet.glaze(cone, "#ffe39a", 0.2)
    sheet.line(smooth([(x, 838), (x, 660), (x + side * 14, 612), (x + side * 54, 606)]), 8, iron)
    sheet.shape(
        [(tip[0] - 26, 628), *arc(tip[0], 628, 26, 24, 180, 360), (tip[0] + 26, 628)], iron
    )
    sheet.shape(arc(tip[0], 627, 17, 9, 0, 180), "#fff4cf")
    sheet.box(x - 10, 800, x + 10, 840, iron, 4)


def bicycle(sheet: Sheet, x: float, foot: float) -> None:
    """Draw the bicycle of somebody who rides home at six."""
    rear, front, hub = (x, foot - 38), (x + 128, foot - 38), (x + 54, foot - 36)
    for wheel in (rear, front):
        sheet.line(arc(*wheel, 37, 37, 0, 360), 5, mix(INK, STEEL, 0.55))
        for spoke in range(6):
            turn = math.radians(spoke * 30)
            reach = (35 * math.cos(turn), 35 * math.sin(turn))
            sheet.line(
                [
                    (wheel[0] - reach[0], wheel[1] - reach[1]),
                    (wheel[0] + reach[0], wheel[1] + reach[1]),
                ],
                1.2,
                mix(INK, STEEL, 0.4),
            )
    seat, bar = (x + 40, foot - 86), (x + 110, foot - 88)
    for path in ([rear, seat, hub, rear], [hub, bar, seat]):
        sheet.line(path, 6, RED)
    sheet.line([bar, front], 6, RED)
    sheet.line([seat, (x + 36, foot - 100)], 5, RED)
    sheet.line([(x + 20, foot - 102), (x + 52, foot - 101)], 8, OCHRE)
    sheet.line(
        smooth([bar, (x + 106, foot - 108), (x + 86, foot - 112)]), 6, mix(INK, STEEL, 0.55)
    )
    sheet.disc(*hub, 9, OCHRE)
