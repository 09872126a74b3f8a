"""The slow lead: a year of moons, and a light that stays where it is."""

from __future__ import annotations

import math

from .sheet import INK, PAPER, RED, Sheet, arc, mix, moved, needle


def slow_lead() -> Sheet:
    night, lamp = "#1a2650", (1216.0, 326.0)
    sheet = Sheet(night)
    for step, radius in enumerate((1180, 980, 790, 610, 440, 290, 170)):
        sheet.disc(*lamp, radius, mix(night, "#41609a", (step + 1) / 9))
    stars = [(50, 90), (226, 96), (402, 214), (520, 318), (690, 190), (968, 210), (150, 410)]
    stars += [(1540, 90), (838, 330), (1500, 480), (330, 400), (1440, 300), (1040, 330)]
    for x, y in stars:
        for turn in (0, 90):
            ray = [(-6, 0), (0, 1.7), (6, 0), (0, -1.7)]
            sheet.shape(moved(ray, x, y, turn, 1 + (x % 3) / 4), "#c9d6ea")
    for month in range(12):
        rise = math.radians(205 + month * 130 / 11)
        across, down = 800 * math.cos(rise), 566 * math.sin(rise)
        moon(sheet, 800 + across, 640 + down, 29, (month + 0.5) / 12)
    for band in range(9):
        wave(sheet, band)
    sheet.glaze([lamp, (-20, 452), (-20, 716)], "#ffdf8e", 0.3)
    sheet.glaze([lamp, (-20, 512), (-20, 664)], "#ffeebb", 0.42)
    sheet.glaze([lamp, (1620, 268), (1620, 344)], "#ffdf8e", 0.34)
    boat(sheet, 318, 600)
    island(sheet)
    tower(sheet, *lamp)
    for band in range(9, 12):
        wave(sheet, band)
    surf = [(x, wave_top(9, x) - 2) for x in range(886, 1621, 10)]
    sheet.line(surf, 1, "#bfe0de", 7)
    return sheet


def moon(sheet: Sheet, x: float, y: float, radius: float, age: float) -> None:
    """Draw the moon at `age`, a share of its month: 0 is new, 0.5 is full."""
    sheet.disc(x, y, radius, "#30437a")
    side = 1 if age <= 0.5 else -1
    bulge = math.cos(2 * math.pi * age)
    edge = arc(0, 0, side * radius, radius, -90, 90)
    shadow = arc(0, 0, side * radius * bulge, radius, 90, -90)
    sheet.shape(moved([*edge, *shadow], x, y), "#f7e9c3")


def wave_top(band: int, x: float) -> float:
    length, height = 70 + band * 26, 1 + band * 1.15
    return 560 + band * 12 + band**2 * 1.75 + height * math.sin(x / length * 6.283 + band * 1.9)


def wave(sheet: Sheet, band: int) -> None:
    """Draw one of the sea's twelve bands, from the horizon (0) to the front (11)."""
    deep = mix("#3f7f92", "#142449", band / 11)
    crest = [(x, wave_top(band, x)) for x in range(-10, 1621, 10)]
    sheet.shape([*crest, (1620, 900), (-10, 900)], deep)
    if band:
        sheet.line(crest, 1 + band * 0.16, mix(deep, "#9cc7cc", 0.34))


def boat(sheet: Sheet, x: float, y: float) -> None:
    sheet.shape(moved([(-52, 12), (50, 12), (22, 40), (-34, 32)], x, y), mix("#3f7f92", INK, 0.45))
    sheet.line([(x - 4, y - 96), (x - 4, y)], 4, INK)
    sheet.shape(moved([(-8, -88), (-8, -12), (-50, -12)], x, y), "#f3b48f")
    sheet.shape(moved([(0, -98), (54, -10), (0, -10)], x, y), RED)
    sheet.shape(moved([(0, -98), (20, -10), (0, -10)], x, y), "#e8694a")
    sheet.shape(moved([(-58, -6), (60, -6), (42, 15), (-44, 15)], x, y), INK)
    sheet.shape(moved([(-58, -6), (60, -6), (57, -1), (-55, -1)], x, y), PAPER)


def island(sheet: Sheet) -> None:
    rock = [
        (930, 720),
        (968, 664),
        (1030, 640),
        (1066, 606),
        (1130, 596),
        (1290, 590),
        (1352, 612),
    ]
    rock += [(1500, 622), (1530, 650), (1560, 668), (1620, 716), (1620, 770), (900, 770)]
    sheet.shape(rock, "#16203f")
    for facet, light in (
        ([(968, 664), (1030, 640), (1066, 606), (1058, 680), (1000, 724)], 0.34),
        ([(1066, 606), (1130, 596), (1150, 664), (1058, 680)], 0.24),
        ([(1130, 596), (1290, 590), (1306, 648), (1150, 664)], 0.16),
        ([(1316, 634), (1500, 634), (1470, 672), (1384, 690)], 0.1),
        ([(1000, 724), (1058, 680), (1150, 664), (1170, 740), (1040, 752)], 0.14),
    ):
        sheet.shape(facet, mix("#16203f", "#7d93c4", light))
    house = [(1330, 632), (1330, 546), (1368, 510), (1452, 510), (1486, 546), (1486, 632)]
    sheet.shape(house, "#e9d9b8")
    sheet.shape([(1404, 632), (1404, 546), (1486, 546), (1486, 632)], "#b7a68f")
    sheet.shape([(1318, 552), (1366, 500), (1456, 500), (1498, 552)], "#8f2f22")
    sheet.shape([(1318, 552), (1366, 500), (1404, 552)], "#e9d9b8")
    sheet.line([(1318, 554), (1366, 502), (1406, 554)], 7, "#8f2f22")
    sheet.box(1424, 472, 1444, 512, "#b7a68f")
    sheet.box(1420, 468, 1448, 477, INK)
    sheet.box(1352, 566, 1380, 598, "#ffd976")
    sheet.line([(1366, 566), (1366, 598)], 3, INK)
    sheet.box(1434, 572, 1460, 632, INK)
    front = [(850, 850), (930, 728), (1010, 742), (1090, 726), (1190, 744), (1310, 730)]
    front += [(1400, 750), (1500, 732), (1620, 756), (1620, 860)]
    sheet.shape(front, "#111a36")
    for step in range(8):
        x, y = 1062 + step * 9, 716 - step * 14
        sheet.box(x, y, x + 44, y + 5, "#5f74a6", 2)


def tower(sheet: Sheet, x: float, y: float) -> None:
    def edge(level: float) -> float:
        return 36 + (level - (y + 44)) * 0.125

    for radius, strength in ((104, 0.22), (70, 0.5)):
        sheet.glaze(arc(x, y, radius, radius, 0, 360), "#ffe9a8", strength)
    top, foot = y + 44, 612.0
    stripes = 5
    for stripe in range(stripes):
        high, low = (top + (foot - top) * step / stripes for step in (stripe, stripe + 1))
        fill = PAPER if stripe % 2 == 0 else RED
        for left, right, tone in ((-1.0, 1.0, 0.0), (0.18, 1.0, 0.2), (0.62, 1.0, 0.42)):
            quad = [(x + edge(high) * left, high), (x + edge(high) * right, high)]
            quad += [(x + edge(low) * right, low), (x + edge(low) * left, low)]
            sheet.shape(quad, mix(fill, INK, tone))
    for level in (top + 54, top + 132):
        sheet.box(x - 13, level, x + 5, level + 26, INK, 8)
    sheet.shape(
        [
            (x - 22, foot),
            (x - 22, foot - 40),
            *arc(x - 4, foot - 40, 18, 18, 180, 360),
            (x + 14, foot),
        ],
        INK,
    )
    sheet.box(x - 60, top - 10, x + 60, top + 6, INK, 3)
    sheet.shape(
        [(x - 44, top + 6), (x + 44, top + 6), (x + 34, top + 20), (x - 34, top + 20)],
        mix(INK, "#7d93c4", 0.3),
    )
    sheet.box(x - 31, y - 34, x + 31, top - 10, "#fff6da")
    sheet.disc(x, y, 20, "#ffffff")
    for bar in (-31, -10, 11, 31):
        sheet.line([(x + bar, y - 34), (x + bar, top - 10)], 4, INK)
    sheet.line([(x - 56, top - 32), (x + 56, top - 32)], 3.5, INK)
    for post in range(-56, 57, 14):
        sheet.line([(x + post, top - 32), (x + post, top - 10)], 2.4, INK)
    sheet.shape([(x - 44, y - 32), *arc(x, y - 34, 38, 44, 180, 360), (x + 44, y - 32)], RED)
    sheet.shape(
        [(x + 8, y - 32), *arc(x, y - 34, 38, 44, 282, 360), (x + 44, y - 32)], mix(RED, INK, 0.35)
    )
    sheet.line([(x, y - 76), (x, y - 118)], 4, INK)
    sheet.disc(x, y - 80, 7, INK)
    needle(sheet, x, y - 112, 58, 176, RED, PAPER)
