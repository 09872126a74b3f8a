"""To whoever opens the ledger: a promise, buried."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .sheet import INK, OCHRE, PAPER, RED, STEEL, Point, Sheet, mix, moved, needle, smooth


def ledger() -> Sheet:
    sky = "#dfe6c4"
    sheet = Sheet(sky)
    for radius, fill in ((380, "#e5e6ba"), (290, "#ecdfa4"), (205, "#f1d488"), (130, "#f0bd55")):
        sheet.disc(1168, 330, radius, fill)
    hills(sheet)
    strata(sheet)
    tree(sheet, 640, 418)
    buried(sheet)
    spade(sheet, 1046, 442)
    return sheet


def ground(x: float) -> float:
    """Return the height of the ground at x."""
    return 470 - 62 * math.exp(-(((x - 640) / 330) ** 2)) + 16 * math.sin(x / 260)


def hills(sheet: Sheet) -> None:
    for base, height, length, shift, fill in (
        (372, 44, 520, 0.4, "#b9cda4"),
        (412, 36, 380, 2.1, "#93b48b"),
        (450, 22, 300, 4.0, "#6d9874"),
    ):
        ridge = [
            (x, base - height * math.sin(x / length * 2 + shift)) for x in range(-10, 1620, 10)
        ]
        sheet.shape([*ridge, (1620, 900), (-10, 900)], fill)
    for x, y, size in (
        (1330, 400, 30),
        (1372, 404, 22),
        (1440, 398, 26),
        (196, 420, 24),
        (150, 418, 32),
        (250, 424, 18),
    ):
        sheet.shape(
            [(x - size * 0.42, y + size), (x, y - size), (x + size * 0.42, y + size)], "#4f7f62"
        )


def strata(sheet: Sheet) -> None:
    layers = (
        (0, "#3f6b4d"),
        (20, "#5b4030"),
        (92, "#7a5436"),
        (186, "#a06c3c"),
        (262, "#c08a4a"),
        (330, "#8b5a39"),
        (396, "#563a34"),
    )
    for number, (depth, fill) in enumerate(layers):
        calm = 1 - number * 0.13
        top = [
            (
                x,
                470
                + depth
                + (ground(x) - 470) * calm
                + (5 + number * 2) * math.sin(x / (150 + 30 * number) + number * 2),
            )
            for x in range(-10, 1621, 10)
        ]
        sheet.shape([*top, (1620, 900), (-10, 900)], fill)
        if number > 1:
            sheet.line([(x, y + 10) for x, y in top], 2, mix(fill, PAPER, 0.2))
    for blade in range(160):
        x = blade * 10 + (blade * 7) % 9
        tall = 9 + (blade * 5) % 8
        sheet.shape(
            [
                (x - 3, ground(x) + 6),
                (x + (blade % 5) - 2, ground(x) - tall + 4),
                (x + 3, ground(x) + 6),
            ],
            "#3f6b4d",
        )


def buried(sheet: Sheet) -> None:
    """Draw what lies in the ground: the ledger in its hollow, and older things about it."""
    x, y = 640.0, 716.0
    for across, fill in ((196, "#6d4029"), (166, "#43291f"), (132, "#5a3522"), (98, "#8a5429")):
        sheet.oval(x, y, across, across * 0.66, fill)
    sheet.shape(moved([(-84, 34), (92, 34), (104, 46), (-72, 46)], x, y), "#2c1a16")
    pages = [(-66, 20), (98, 14), (94, 36), (-64, 43)]
    sheet.shape(moved(pages, x, y), PAPER)
    for leaf in range(5):
        edge = [(-64, 25 + leaf * 4), (94, 18 + leaf * 4)]
        sheet.line(moved(edge, x, y), 1.4, mix(PAPER, INK, 0.32))
    sheet.line(moved([(-65, 43), (97, 36)], x, y), 6, "#8f2f22")
    sheet.shape(moved([(-84, 8), (-65, 22), (-64, 46), (-82, 30)], x, y), "#8f2f22")
    sheet.shape(moved([(-84, 8), (-58, -52), (108, -46), (98, 16), (-66, 22)], x, y), RED)
    sheet.shape(moved([(-84, 8), (-58, -52), (-40, -51), (-62, 22), (-66, 22)], x, y), "#a93824")
    for corner in ([(84, -47), (108, -46), (106, -32)], [(80, 17), (98, 16), (100, 2)]):
        sheet.shape(moved(corner, x, y), OCHRE)
    needle(sheet, x + 26, y - 16, 78, -28, PAPER, INK)
    sheet.shape(moved([(66, 30), (78, 30), (82, 62), (73, 54), (66, 64)], x, y), OCHRE)
    ammonite(sheet, 1306, 706, 62)
    for px, py, wide, tall, fill in (
        (150, 640, 46, 24, "#8a6040"),
        (236, 662, 28, 16, "#6b4632"),
        (1010, 812, 54, 26, "#7a4b31"),
        (1100, 828, 30, 16, "#9c6c46"),
        (250, 812, 60, 28, "#a8713f"),
        (352, 826, 30, 16, "#70452f"),
        (1500, 600, 44, 22, "#90653f"),
        (1436, 618, 22, 13, "#6b4632"),
        (1490, 846, 48, 22, "#74483a"),
        (80, 866, 56, 22, "#6d463c"),
        (980, 566, 24, 13, "#9a6b45"),
        (330, 566, 30, 15, "#94653f"),
    ):
        sheet.oval(px, py, wide, tall, fill)
        sheet.oval(
            px - wide * 0.16, py - tall * 0.28, wide * 0.66, tall * 0.5, mix(fill, PAPER, 0.16)
        )


def ammonite(sheet: Sheet, x: float, y: float, radius: float) -> None:
    spiral = []
    for step in range(150):
        turn = step * 0.135
        far = radius * math.exp(-turn * 0.115)
        spiral.append((x + far * math.cos(turn + 0.6), y + far * math.sin(turn + 0.6)))
    sheet.disc(x + 4, y + 5, radius * 1.16, "#8d5f33")
    for step, (px, py) in enumerate(spiral):
        far = math.dist((px, py), (x, y))
        sheet.disc(px, py, far * 0.28, "#ead7ae" if step % 4 < 3 else "#b98f58")


LEAVES = [(-196, 20, 40), (-160, 62, -30), (-140, -50, 10), (-92, -14, 60), (-118, -74, -50)]
LEAVES += [(-50, -108, 20), (2, -76, -35), (-30, -58, 70), (64, -100, -20), (112, -60, 45)]
LEAVES += [(80, -44, 0), (146, -24, -60), (192, 8, 25), (160, 26, -10), (206, 56, 50)]


def root(sheet: Sheet, knots: Sequence[Point], width: float) -> None:
    sheet.line(smooth(knots), width, "#2c1d1c", 2)


def tree(sheet: Sheet, x: float, y: float) -> None:
    bark, lit = "#2c1d1c", "#5d3d2f"
    for side in (-1, 1):
        for knots, width in (
            ([(10, 14), (70, 80), (150, 140), (222, 220), (226, 310), (176, 396)], 24),
            ([(150, 140), (240, 160), (320, 210), (396, 224)], 13),
            ([(320, 208), (366, 262), (372, 316)], 8),
            ([(224, 270), (276, 320), (268, 380)], 8),
            ([(20, 10), (120, 56), (230, 74), (340, 120)], 16),
            ([(230, 74), (300, 78), (372, 72)], 8),
            ([(4, 20), (44, 110), (96, 170), (150, 226), (158, 286)], 17),
            ([(60, 130), (64, 186), (44, 214)], 8),
            ([(226, 310), (204, 350), (120, 408), (60, 424)], 8),
        ):
            grown = (1.05, 0.96) if side < 0 else (1.0, 1.0)
            shifted = [(x + side * px * grown[0], y + py * grown[1]) for px, py in knots]
            root(sheet, shifted, width)
    root(sheet, [(x, y + 10), (x + 8, y + 90), (x - 6, y + 160), (x + 4, y + 206)], 22)
    crown(sheet, x, y - 212, back=True)
    trunk = [
        (-66, 24),
        (-30, -6),
        (-22, -70),
        (-30, -150),
        (26, -150),
        (20, -70),
        (30, -6),
        (72, 26),
    ]
    sheet.shape(moved(smooth(trunk), x, y), bark)
    sheet.shape(
        moved([(4, 20), (8, -70), (12, -150), (26, -150), (20, -70), (28, -4), (58, 20)], x, y),
        lit,
    )
    for knots, width in (
        ([(-6, -120), (-20, -190), (-80, -240), (-130, -262)], 26),
        ([(4, -120), (14, -190), (8, -250), (20, -300)], 28),
        ([(8, -120), (40, -186), (96, -222), (150, -230)], 24),
        ([(-60, -226), (-84, -280), (-80, -320)], 12),
        ([(70, -206), (90, -270), (130, -300)], 12),
    ):
        sheet.line(smooth([(x + px, y + py) for px, py in knots]), width, bark, 3)
    crown(sheet, x, y - 212, back=False)


def crown(sheet: Sheet, x: float, y: float, *, back: bool) -> None:
    """Draw the tree's leaves, those behind its branches or those before them."""
    behind = ((-150, 30, 84), (-60, -40, 104), (70, -48, 102), (160, 24, 86), (0, 20, 118))
    if back:
        for px, py, radius in behind:
            sheet.disc(x + px, y + py, radius, "#2f5a45")
        return
    tufts = ((-176, 44, 58), (-116, -32, 70), (-26, -84, 72), (86, -74, 68), (168, -6, 62))
    tones = (
        ("#447a53", 1.0, [(0, 0)]),
        ("#5d945d", 0.55, [(0.3, -0.25), (-0.1, -0.4), (0.42, 0.12)]),
        ("#7fae68", 0.3, [(0.45, -0.35), (0.12, -0.5), (0.6, 0.0)]),
    )
    for fill, size, places in tones:
        for px, py, radius in (*tufts, (200, 58, 46)):
            for right, down in places:
                at = (x + px + radius * right, y + py + radius * down)
                sheet.disc(*at, radius * size, fill)
    for px, py, turn in LEAVES:
        leaf = [(-13, 0), (0, -5), (13, 0), (0, 5)]
        sheet.shape(moved(leaf, x + px, y + py, turn), "#cfd99a")
    for px, py, turn in ((262, 150, 30), (196, 176, -40), (318, 206, 65), (-214, 158, 20)):
        needle(sheet, x + px, y + py, 30, turn, RED, OCHRE)


def spade(sheet: Sheet, x: float, y: float) -> None:
    lean = 9
    sheet.shape(moved([(-30, 0), (30, 0), (27, 46), (0, 66), (-27, 46)], x, y + 18, lean), STEEL)
    sheet.shape(moved([(2, 0), (30, 0), (27, 46), (0, 66)], x, y + 18, lean), mix(STEEL, INK, 0.3))
    sheet.line(moved([(0, 8), (0, -150)], x, y + 18, lean), 11, "#7a4a2e")
    sheet.line(moved([(3, 4), (3, -148)], x, y + 18, lean), 4, "#a87045")
    handle = [(-24, -184), (24, -184), (14, -150), (-14, -150), (-24, -184)]
    sheet.line(moved(handle, x, y + 18, lean), 9, INK)
