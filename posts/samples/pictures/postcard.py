"""
Three numbers on a postcard: a swallow flies by with one card in its beak, three tallies on it.

Below, a small van under a tower of bound reports toils up the hill and loses sheets on the way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from .sheet import (
    INK,
    OCHRE,
    PAPER,
    RED,
    STEEL,
    TEAL,
    Point,
    Sheet,
    mix,
    moved,
    needle,
    smooth,
)

Placed = Callable[[Sequence[Point]], list[Point]]

SKY, FIELD, ROAD = "#bfdad6", "#dcb65c", "#f3dfae"
FEATHER, SHINE = INK, "#33457a"
CREST = [(-20, 806), (260, 758), (640, 806), (1030, 762), (1400, 664), (1640, 640)]
NEAR: tuple[list[Point], list[Point]] = (
    [(84, -30), (74, -116), (44, -190), (-20, -256), (-112, -314), (-240, -356)],
    [
        (-92, -20),
        (-112, -66),
        (-124, -112),
        (-142, -164),
        (-168, -220),
        (-206, -282),
        (-240, -356),
    ],
)
FAR: tuple[list[Point], list[Point]] = (
    [(100, -44), (146, -104), (176, -166), (186, -226), (176, -284), (140, -346)],
    [(-10, -40), (24, -92), (52, -142), (74, -190), (92, -242), (110, -294), (140, -346)],
)


def postcard() -> Sheet:
    sheet = Sheet(SKY)
    sky(sheet)
    hills(sheet)
    van(sheet, 1322, 675, -14)
    swallow(sheet, 520, 420)
    return sheet


def sky(sheet: Sheet) -> None:
    for radius, share in ((440, 0.3), (310, 0.55), (190, 0.85)):
        sheet.disc(1300, 520, radius, mix(SKY, "#f9e6b4", share))
    for x, y, size in ((1420, 168, 1.1), (1010, 96, 0.62), (62, 214, 0.8), (250, 560, 0.55)):
        cloud(sheet, x, y, size)


def cloud(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Draw a cloud with a flat foot, `size` times 280 wide."""
    puffs = ((-100, 6, 30), (-52, -12, 46), (10, -26, 60), (68, -6, 42), (108, 8, 28))
    sky_above = [(x - 400, y - 400), (x + 400, y - 400), (x + 400, y + 36 * size)]
    with sheet.within([*sky_above, (x - 400, y + 36 * size)]):
        for px, py, radius in puffs:
            sheet.disc(x + px * size, y + py * size, radius * size, "#faf3e4")


def hills(sheet: Sheet) -> None:
    far = smooth([(-20, 664), (240, 616), (520, 668), (820, 640), (1180, 588), (1620, 640)])
    middle = smooth([(-20, 716), (300, 702), (700, 728), (1060, 668), (1340, 628), (1620, 640)])
    near = smooth(CREST)
    sheet.shape([*far, (1620, 900), (-20, 900)], "#a3c6b8")
    sheet.shape([*middle, (1620, 900), (-20, 900)], "#7dab93")
    for x, y, wide in ((330, 702, 46), (392, 706, 38), (268, 706, 34), (452, 712, 42)):
        house(sheet, x, y, wide)
    for x, y, tall in (
        (214, 712, 62),
        (506, 724, 58),
        (532, 726, 40),
        (744, 724, 44),
        (770, 722, 60),
    ):
        sheet.shape(
            smooth([(x, y), (x - 11, y - 8), (x - 7, y - tall * 0.6), (x, y - tall)])
            + smooth([(x, y - tall), (x + 7, y - tall * 0.6), (x + 11, y - 8), (x, y)]),
            "#39705f",
        )
    sheet.shape([*near, (1620, 900), (-20, 900)], FIELD)
    for step in range(1, 8):
        sink = step * 24 + step * step * 3
        row = [(px + sink * 0.5 - 60, py + sink) for px, py in CREST]
        sheet.line(smooth([(-80, row[0][1]), *row]), 4 + step * 0.5, mix(FIELD, "#b98a35", 0.55))
    sheet.line([(px, py + 4) for px, py in near], 24, mix(FIELD, "#a9782c", 0.5))
    sheet.line(near, 20, ROAD)


def house(sheet: Sheet, x: float, foot: float, wide: float) -> None:
    sheet.box(x, foot - wide * 0.62, x + wide, foot + 10, "#fbf3e2")
    sheet.box(x + wide * 0.62, foot - wide * 0.62, x + wide, foot + 10, "#e3d3b3")
    peak = [
        (x - 5, foot - wide * 0.6),
        (x + wide / 2, foot - wide * 1.02),
        (x + wide + 5, foot - wide * 0.6),
    ]
    sheet.shape(peak, RED)
    sheet.box(x + wide * 0.24, foot - wide * 0.42, x + wide * 0.44, foot - wide * 0.12, TEAL)


def van(sheet: Sheet, x: float, y: float, turn: float) -> None:
    """Draw the van with its wheels on the road at (x, y), and what it carries."""

    def at(points: Sequence[Point]) -> list[Point]:
        return moved(points, x, y, turn)

    for step, (px, py) in enumerate(((-150, -26), (-182, -36), (-222, -52))):
        sheet.disc(*at([(px, py)])[0], 11 + step * 5, mix(ROAD, STEEL, 0.5 - step * 0.12))
    reports(sheet, at)
    sheet.shape(at([(-124, -58), (56, -58), (56, -22), (-118, -22)]), mix(RED, INK, 0.3))
    sheet.line(at([(-128, -58), (54, -58)]), 9, RED)
    cab = [(48, -18), (48, -112), (62, -122), (108, -122), (130, -72), (146, -60), (148, -18)]
    sheet.shape(at(cab), RED)
    sheet.shape(at([(62, -76), (62, -108), (102, -108), (116, -76)]), "#e6f0ea")
    sheet.shape(at([(62, -76), (62, -108), (76, -108), (92, -76)]), "#ffffff")
    sheet.line(at([(92, -70), (92, -24)]), 3, mix(RED, INK, 0.4))
    sheet.disc(*at([(143, -46)])[0], 8, "#ffe39a")
    sheet.line(at([(-128, -20), (152, -20)]), 8, INK)
    for wheel in (-76, 98):
        for radius, fill in ((29, INK), (14, STEEL), (5, INK)):
            sheet.disc(*at([(wheel, -20)])[0], radius, fill)
    for px, py, lean in ((-214, -168, 24), (-276, -76, -18), (-212, -330, -30)):
        leaf = smooth([(-24, -14), (0, -19), (26, -12)]) + smooth([(24, 16), (0, 9), (-26, 14)])
        sheet.shape(moved(leaf, x + px, y + py, lean), "#fffaf0")
        for line in (-6, 2):
            stroke = [(-15, line), (14, line)]
            sheet.line(moved(stroke, x + px, y + py, lean), 2.4, mix(STEEL, PAPER, 0.2))


def reports(sheet: Sheet, at: Placed) -> None:
    """Draw the tower of reports: bound, piled and roped down, leaning back on the slope."""
    floor, fills = -62.0, (TEAL, OCHRE, INK, RED, STEEL, TEAL, INK, OCHRE)
    thick = (40, 30, 44, 26, 38, 30, 42, 28)
    for number, (fill, tall) in enumerate(zip(fills, thick, strict=True)):
        left = -112 - number * 5 + (number * 17) % 13
        right, top = left + 152 - (number * 29) % 26, floor - tall
        sheet.shape(at([(left, top), (right, top), (right, floor), (left, floor)]), fill)
        pages = [
            (left + 10, top + 5),
            (right, top + 5),
            (right, floor - 5),
            (left + 10, floor - 5),
        ]
        sheet.shape(at(pages), "#fbf3e2")
        for leaf in range(1, int(tall / 7)):
            edge = [(left + 12, top + 3 + leaf * 7), (right - 2, top + 3 + leaf * 7)]
            sheet.line(at(edge), 1.5, mix(PAPER, INK, 0.25))
        sheet.line(at([(left + 3, top + 2), (left + 3, floor - 2)]), 7, fill)
        floor = top
    for px, lean in ((-88, -26), (-18, -30)):
        rope = [(px, -58), (px - 4, -140), (px + lean * 0.6, -240), (px + lean, floor)]
        sheet.line(at(smooth(rope)), 4.5, mix(OCHRE, INK, 0.55))
    sheet.line(at([(-114, floor - 2), (-48, floor - 2)]), 4.5, mix(OCHRE, INK, 0.55))


def swallow(sheet: Sheet, x: float, y: float) -> None:
    def at(points: Sequence[Point]) -> list[Point]:
        return moved(points, x, y, -9, 1.06)

    wing(sheet, at, FAR, mix(FEATHER, STEEL, 0.5), mix(FEATHER, STEEL, 0.72))
    tail(sheet, at)
    sheet.shape(at([(140, -6), (190, 8), (138, 14)]), mix(FEATHER, STEEL, 0.3))
    beak = at([(180, 4)])[0]
    card(sheet, *beak)
    back = [(152, -8), (130, -44), (92, -60), (30, -56), (-50, -42), (-150, -18), (-176, 4)]
    body = at(smooth([*back, (-150, 22), (-60, 46), (30, 58), (100, 46), (140, 18), (152, -8)]))
    with sheet.within(body):
        sheet.shape(body, FEATHER)
        belly = [(130, 60), (98, 30), (20, 14), (-70, 8), (-170, 12), (-180, 90), (130, 90)]
        sheet.shape(at([*smooth(belly[:5]), *belly[5:]]), PAPER)
        shade = [(100, 46), (40, 40), (-50, 30), (-160, 14), (-160, 90), (120, 90)]
        sheet.shape(at([*smooth(shade[:4]), *shade[4:]]), mix(PAPER, OCHRE, 0.3))
        sheet.shape(
            at(smooth([(170, -6), (124, -12), (104, 4), (92, 28), (100, 70), (170, 60)])), RED
        )
        band = [(100, 8), (88, 28), (94, 66), (112, 66), (106, 40), (112, 16)]
        sheet.shape(at(smooth([*band, (100, 8)])), FEATHER)
    sheet.shape(at([(140, -26), (196, 4), (142, 4)]), mix(FEATHER, "#000000", 0.35))
    eye = at([(120, -22)])[0]
    for radius, shift, fill in ((10, 0, PAPER), (6.6, 1.4, "#0d1226"), (2.2, 3.6, PAPER)):
        sheet.disc(eye[0] + shift, eye[1] - shift * 0.6, radius, fill)
    wing(sheet, at, NEAR, FEATHER, SHINE)


def wing(
    sheet: Sheet, at: Placed, shape: tuple[list[Point], list[Point]], dark: str, light: str
) -> None:
    """Draw a wing between its leading and its trailing edge, eleven feathers wide."""
    feathers, leading, trailing = 11, smooth(shape[0], 30), smooth(shape[1], 25)

    def edge(points: list[Point], share: float) -> Point:
        return points[round(share * (len(points) - 1))]

    def across(share: float, part: float, bulge: float = 0) -> Point:
        (ax, ay), (bx, by) = edge(leading, share), edge(trailing, share)
        far = math.dist((ax, ay), (bx, by)) or 1
        part += bulge / far
        return ax + (bx - ax) * part, ay + (by - ay) * part

    shares = [step / 132 for step in range(133)]
    hem = [across(s, 1, 11 * abs(math.sin(math.pi * s * feathers)) * (1 - s)) for s in shares]
    sheet.shape(at([*leading, *reversed(hem)]), dark)
    for feather in range(1, feathers):
        share = feather / feathers
        quill = [across(max(0, share - 0.16 * part), 1 - part * 0.62) for part in (0, 0.5, 1)]
        sheet.line(at(smooth(quill)), 3.4, light, 1)
    coverts = [across(s, 0.3 - 0.16 * s, 7 * abs(math.sin(math.pi * s * 8))) for s in shares[:118]]
    sheet.shape(at([*leading[: round(len(leading) * 0.89)], *reversed(coverts)]), light)
    sheet.line(at(leading), 7, dark, 3)


def tail(sheet: Sheet, at: Placed) -> None:
    upper = smooth([(-90, -34), (-200, -42), (-320, -80), (-436, -146)])
    sheet.shape(
        at([*upper, *smooth([(-436, -146), (-330, -60), (-250, -16), (-170, 8)])]), FEATHER
    )
    lower = smooth([(-170, -8), (-260, 2), (-350, 8), (-456, -10)])
    sheet.shape(at([*lower, *smooth([(-456, -10), (-340, 32), (-220, 38), (-110, 34)])]), FEATHER)
    for vein in ([(-180, -24), (-300, -58), (-390, -106)], [(-190, 18), (-310, 20), (-400, 8)]):
        sheet.line(at(smooth(vein)), 3.4, SHINE, 1)


def card(sheet: Sheet, x: float, y: float) -> None:
    """Draw the postcard, held at (x, y), its foot swept back by the wind."""

    def at(points: Sequence[Point]) -> list[Point]:
        return moved(points, x, y, 11)

    left, top, right, foot = -34, -12, 286, 200
    leaf = [(left, top), (right, top), (right, foot), (left, foot)]
    sheet.shape(at([(px - 4, py + 5) for px, py in leaf]), mix(SKY, INK, 0.35))
    sheet.shape(at(leaf), "#fffaf0")
    for row, count in enumerate((12, 6, 3)):
        tally(sheet, at, left + 30, top + 40 + row * 58, count, RED if row == 2 else INK)
    sheet.line(at([(178, 22), (178, 178)]), 3, mix(STEEL, PAPER, 0.3))
    for row, wide in enumerate((72, 60, 72)):
        sheet.line(
            at([(196, 122 + row * 25), (196 + wide, 122 + row * 25)]), 4, mix(STEEL, PAPER, 0.3)
        )
    sheet.shape(at([(208, 8), (268, 8), (268, 82), (208, 82)]), RED)
    sheet.shape(at([(215, 15), (261, 15), (261, 75), (215, 75)]), mix(RED, PAPER, 0.84))
    needle(sheet, *at([(238, 45)])[0], 50, -52, RED, INK)
    for wave in range(3):
        sea = [(186 + step * 9, 24 + wave * 15 + (-1) ** step * 4) for step in range(7)]
        sheet.line(at(smooth(sea, 6)), 2.6, mix(INK, PAPER, 0.35))


def tally(sheet: Sheet, at: Placed, x: float, y: float, count: int, fill: str) -> None:
    """Count in strokes, every fifth laid across the four before it."""
    for number in range(count):
        gate, place = divmod(number, 5)
        left = x + gate * 72
        if place == 4:
            stroke = [(left - 8, y + 30), (left + 50, y + 6)]
        else:
            stroke = [(left + place * 14 + 1, y), (left + place * 14 - 1, y + 36)]
        sheet.line(at(stroke), 5.5, fill)
