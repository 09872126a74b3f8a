"""
Should a small firm buy a list: a full net, and what is in it.

Over a quay hangs a dripping net, full of old boots, bottles, tins and a tyre, with one fish among
them. A gull on a bollard has seen the fish.
"""

from __future__ import annotations

import math
from itertools import pairwise

from .sheet import INK, OCHRE, PAPER, RED, STEEL, TEAL, Point, Sheet, arc, mix, moved, smooth

SKY, SEA, QUAY = "#f0cdb4", "#3d7d86", "#6d4a3c"
MIDDLE, TOP, LONG = 760.0, 196.0, 476.0  # of the net
# half the net's width, from its neck to its foot
GIRTH = [(0, 8), (0.1, 34), (0.24, 126), (0.42, 212), (0.62, 236), (0.8, 204), (0.93, 116), (1, 0)]


def net() -> Sheet:
    sheet = Sheet(SKY)
    sky(sheet)
    sea(sheet)
    boat(sheet, 268, 560)
    crane(sheet)
    catch(sheet)
    quay(sheet)
    gull(sheet, 1322, 668)
    return sheet


def sky(sheet: Sheet) -> None:
    for radius, share in ((470, 0.22), (350, 0.45), (240, 0.75)):
        sheet.disc(MIDDLE, 470, radius, mix(SKY, "#fbeacb", share))
    for x, y, wide in ((150, 150, 210), (258, 182, 170), (1330, 246, 200), (1240, 278, 150)):
        sheet.line([(x, y), (x + wide, y)], 22, "#fbeee0")


def sea(sheet: Sheet) -> None:
    for band in range(8):
        top = 566 + band * 15 + band**2 * 2.4
        crest = [
            (x, top + (1 + band * 0.9) * math.sin(x / (16 + band * 6) + band * 2.1))
            for x in range(-10, 1621, 6)
        ]
        fill = mix("#7fb2b0", SEA, band / 7)
        sheet.shape([*crest, (1620, 900), (-10, 900)], fill)
        if band:
            sheet.line(crest, 2.4, mix(fill, PAPER, 0.24))


def boat(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([(x, y - 150), (x, y - 20)], 5, INK)
    sheet.line([(x, y - 120), (x - 96, y - 42)], 3, INK)
    sheet.box(x - 4, y - 74, x + 74, y - 18, PAPER, 3)
    sheet.box(x + 42, y - 74, x + 74, y - 18, mix(PAPER, INK, 0.18), 3)
    sheet.box(x - 12, y - 84, x + 82, y - 72, RED, 3)
    for left in (8, 40):
        sheet.box(x + left, y - 62, x + left + 22, y - 42, TEAL, 2)
    sheet.shape(moved([(-124, -34), (130, -34), (104, 24), (-96, 24)], x, y), INK)
    sheet.shape(moved([(-124, -34), (130, -34), (125, -22), (-118, -22)], x, y), RED)
    flag = [(x, y - 150), (x + 40, y - 140), (x, y - 126)]
    sheet.shape(flag, OCHRE)
    for left, wide in ((-110, 230), (-70, 150)):
        at = y + (26 if wide > 200 else 38)
        sheet.line([(x + left, at), (x + left + wide, at)], 4, mix(SEA, PAPER, 0.45))


def crane(sheet: Sheet) -> None:
    """Draw the quay's crane: a post, an arm, a stay, a wheel, and the rope to the net."""
    sheet.line([(1184, 300), (976, 100)], 15, INK)
    sheet.shape([(1160, 40), (1206, 40), (1216, 800), (1150, 800)], INK)
    sheet.shape([(1188, 40), (1206, 40), (1216, 800), (1192, 800)], mix(INK, STEEL, 0.3))
    sheet.box(1148, 28, 1218, 46, INK, 8)
    sheet.line([(1180, 40), (880, 78)], 4, INK)
    sheet.shape([(690, 72), (1268, 72), (1268, 114), (690, 100)], RED)
    sheet.shape([(690, 90), (1268, 98), (1268, 114), (690, 100)], mix(RED, INK, 0.35))
    sheet.disc(MIDDLE, 92, 30, INK)
    sheet.disc(MIDDLE, 92, 19, OCHRE)
    sheet.disc(MIDDLE, 92, 6, INK)
    sheet.line([(MIDDLE + 22, 92), (MIDDLE + 22, 132), (MIDDLE, 152)], 5, mix(OCHRE, INK, 0.55))
    sheet.line([(MIDDLE - 22, 92), (MIDDLE - 22, 132), (MIDDLE, 152)], 5, mix(OCHRE, INK, 0.55))
    hook = [
        (MIDDLE, 150),
        (MIDDLE, 172),
        (MIDDLE + 16, 186),
        (MIDDLE + 6, 206),
        (MIDDLE - 12, 200),
    ]
    sheet.line(smooth(hook), 10, INK)


SIDE = smooth([(wide, TOP + share * LONG) for share, wide in GIRTH])


def girth(y: float) -> float:
    """Return half the net's width at the height y."""
    for (before, above), (after, below) in pairwise(SIDE):
        if above <= y <= below and below > above:
            return before + (after - before) * (y - above) / (below - above)
    return 0


def catch(sheet: Sheet) -> None:
    bag = [(MIDDLE + wide, y) for wide, y in SIDE]
    bag += [(MIDDLE - wide, y) for wide, y in reversed(SIDE)]
    umbrella(sheet, 920, 372)
    with sheet.within(bag):
        sheet.shape(bag, "#27465a")
        tyre(sheet, 690, 492)
        bottle(sheet, 640, 396, -20, "#6fa277")
        tin(sheet, 852, 412, 14)
        boot(sheet, 736, 376, -8, "#9a5a3a")
        bottle(sheet, 930, 540, 68, mix(STEEL, PAPER, 0.25))
        boot(sheet, 584, 536, 4, RED)
        tin(sheet, 716, 618, -24)
        boot(sheet, 830, 606, -12, "#86b5a8")
        clock(sheet, 936, 456)
        fish(sheet, 782, 500)
    mesh(sheet)
    sheet.line([*bag, bag[0]], 6, mix(OCHRE, INK, 0.55))
    sheet.box(MIDDLE - 22, TOP - 4, MIDDLE + 22, TOP + 18, mix(OCHRE, INK, 0.55), 8)
    for x, y in ((742, 700), (786, 726), (708, 742), (822, 694), (764, 772)):
        drop(sheet, x, y)


def mesh(sheet: Sheet) -> None:
    """Draw the cords that wind down round the net, to the left and to the right."""
    for side in (-1, 1):
        for start in range(-9, 10):
            run: list[Point] = []
            for step in range(101):
                turn = start * math.pi / 9 + side * step * math.pi * 0.0062
                if abs(turn) <= math.pi / 2:
                    y = TOP + step * LONG / 100
                    run.append((MIDDLE + girth(y) * math.sin(turn), y))
            if len(run) > 3:
                sheet.line(run, 3.6, "#f7e6bf")


def boot(sheet: Sheet, x: float, y: float, turn: float, fill: str) -> None:
    leg = [(-36, -84), (20, -84), (22, -8), (60, 10), (82, 34), (82, 52), (-40, 52), (-34, -10)]
    sheet.shape(moved(leg, x, y, turn), fill)
    shade = [(4, -84), (20, -84), (22, -8), (60, 10), (82, 34), (50, 30), (6, 10)]
    sheet.shape(moved(shade, x, y, turn), mix(fill, PAPER, 0.2))
    sole = [(-42, 50), (86, 50), (86, 66), (10, 66), (6, 60), (-10, 60), (-12, 68), (-42, 68)]
    sheet.shape(moved(sole, x, y, turn), mix(fill, "#000000", 0.45))
    sheet.line(moved([(-38, -82), (22, -82)], x, y, turn), 12, mix(fill, PAPER, 0.35))


def tyre(sheet: Sheet, x: float, y: float) -> None:
    for radius, fill in (
        (92, "#20222e"),
        (78, "#343747"),
        (50, "#20222e"),
        (42, mix(SKY, INK, 0.5)),
    ):
        sheet.disc(x, y, radius, fill)
    for groove in range(24):
        sheet.line(moved([(80, 0), (92, 0)], x, y, groove * 15), 5, "#343747")


def bottle(sheet: Sheet, x: float, y: float, turn: float, glass: str) -> None:
    body = [
        (-24, 70),
        (-24, -16),
        (-10, -46),
        (-10, -82),
        (10, -82),
        (10, -46),
        (24, -16),
        (24, 70),
    ]
    sheet.shape(moved(body, x, y, turn), glass)
    sheet.line(moved([(-13, 56), (-13, -10)], x, y, turn), 6, mix(glass, PAPER, 0.5))
    sheet.shape(moved([(-24, 8), (24, 8), (24, 44), (-24, 44)], x, y, turn), PAPER)
    sheet.shape(moved([(-12, -94), (12, -94), (12, -76), (-12, -76)], x, y, turn), OCHRE)


def tin(sheet: Sheet, x: float, y: float, turn: float) -> None:
    side = [(-44, -34), (44, -34), (44, 40), *arc(0, 40, 44, 12, 0, 180), (-44, 40)]
    sheet.shape(moved(side, x, y, turn), STEEL)
    sheet.shape(moved([(-44, -16), (44, -16), (44, 26), (-44, 26)], x, y, turn), OCHRE)
    sheet.shape(
        moved([(14, -34), (44, -34), (44, 40), (14, 50)], x, y, turn), mix(STEEL, INK, 0.35)
    )
    sheet.shape(
        moved([(14, -16), (44, -16), (44, 26), (14, 26)], x, y, turn), mix(OCHRE, INK, 0.3)
    )
    sheet.shape(moved(arc(0, -34, 44, 13, 0, 360), x, y, turn), mix(STEEL, INK, 0.55))
    lid = [*arc(0, -60, 42, 26, 150, 390)]
    sheet.shape(moved(lid, x, y, turn), mix(STEEL, PAPER, 0.5))


def clock(sheet: Sheet, x: float, y: float) -> None:
    for px in (-30, 30):
        sheet.disc(x + px, y - 44, 17, OCHRE)
    for radius, fill in ((50, RED), (39, PAPER)):
        sheet.disc(x, y, radius, fill)
    sheet.line([(x + 14, y + 18), (x, y), (x - 4, y - 28)], 5, INK)


def umbrella(sheet: Sheet, x: float, y: float) -> None:
    """Draw a furled umbrella that sticks out between the cords."""
    sheet.line(moved([(0, 120), (0, -150)], x, y, 34), 6, INK)
    furl = smooth([(0, 120), (-22, 10), (-15, -66), (0, -84), (15, -66), (22, 10), (0, 120)])
    sheet.shape(moved(furl, x, y, 34), TEAL)
    crook = [(0, -140), (0, -160), (12, -176), (28, -168), (30, -150)]
    sheet.line(smooth(moved(crook, x, y, 34)), 10, OCHRE)


def fish(sheet: Sheet, x: float, y: float) -> None:
    tail = [(66, 0), (116, -34), (106, 0), (118, 36)]
    sheet.shape(moved(tail, x, y, -14), mix(OCHRE, RED, 0.3))
    body = smooth([(-92, 2), (-50, -36), (10, -42), (78, -4), (10, 38), (-50, 34), (-92, 2)])
    sheet.shape(moved(body, x, y, -14), OCHRE)
    belly = smooth([(-88, 8), (-40, 14), (20, 18), (70, 0), (10, 38), (-50, 34), (-88, 8)])
    sheet.shape(moved(belly, x, y, -14), mix(OCHRE, PAPER, 0.55))
    for column in range(4):
        for row in range(2):
            scale = arc(-14 + column * 20, -16 + row * 18 - column * 2, 9, 10, 90, 270)
            sheet.line(moved(scale, x, y, -14), 3, mix(OCHRE, RED, 0.45))
    sheet.line(moved(arc(-52, 0, 14, 26, -70, 70), x, y, -14), 4, mix(OCHRE, RED, 0.5))
    sheet.shape(moved([(-16, -38), (12, -62), (30, -34)], x, y, -14), mix(OCHRE, RED, 0.3))
    eye = moved([(-66, -6)], x, y, -14)[0]
    sheet.disc(*eye, 11, PAPER)
    sheet.disc(*eye, 6, INK)


def drop(sheet: Sheet, x: float, y: float) -> None:
    tear = [(x, y - 15), (x + 6, y - 2), *arc(x, y, 6.5, 6.5, 0, 180), (x - 6, y - 2)]
    sheet.shape(tear, "#d9ece8")


def quay(sheet: Sheet) -> None:
    sheet.box(0, 800, 1600, 900, QUAY)
    sheet.box(0, 794, 1600, 812, mix(QUAY, PAPER, 0.28))
    for x in range(60, 1600, 148):
        sheet.box(x, 812, x + 4, 900, mix(QUAY, INK, 0.4))
        sheet.disc(x - 16, 830, 4, mix(QUAY, INK, 0.5))
    sheet.oval(764, 803, 76, 8, mix(QUAY, SEA, 0.45))
    sheet.box(1138, 772, 1228, 800, mix(INK, STEEL, 0.25), 4)
    sheet.box(1278, 700, 1366, 800, INK, 10)
    sheet.box(1330, 700, 1366, 800, mix(INK, STEEL, 0.25), 10)
    sheet.box(1262, 676, 1382, 708, mix(INK, STEEL, 0.15), 14)


def gull(sheet: Sheet, x: float, foot: float) -> None:
    """Draw a gull that looks to the left."""
    for leg in (-8, 14):
        sheet.line([(x + leg, foot - 40), (x + leg, foot + 8)], 6, RED)
    sheet.shape(moved([(60, -52), (150, -30), (70, -30)], x, foot), INK)
    body = [(-60, -130), (-42, -147), (-20, -134), (-6, -108), (42, -94), (96, -50)]
    body += [(40, -27), (-22, -26), (-58, -56), (-64, -98), (-60, -130)]
    sheet.shape(moved(smooth(body), x, foot), "#fffaf0")
    wing = [(-18, -84), (34, -94), (120, -40), (40, -40), (-18, -84)]
    sheet.shape(moved(smooth(wing), x, foot), STEEL)
    sheet.shape(moved([(-60, -134), (-108, -118), (-60, -114)], x, foot), OCHRE)
    sheet.disc(x - 84, foot - 119, 4, RED)
    sheet.disc(x - 48, foot - 130, 5.5, INK)
