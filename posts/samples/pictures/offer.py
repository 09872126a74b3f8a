"""An offer worth an address: what a lodestone does."""

from __future__ import annotations

import math

from .sheet import INK, OCHRE, PAPER, RED, STEEL, Point, Sheet, arc, mix, moved, needle


def field_at(x: float, y: float, stone: Point, axis: float) -> float:
    """Return the direction in degrees of a dipole's field at (x, y)."""
    across, down = x - stone[0], y - stone[1]
    far = math.hypot(across, down) or 1
    ux, uy = across / far, down / far
    mx, my = math.cos(math.radians(axis)), math.sin(math.radians(axis))
    along = 3 * (mx * ux + my * uy)
    return math.degrees(math.atan2(along * uy - my, along * ux - mx))


def field_line(stone: Point, axis: float, reach: float) -> list[Point]:
    """Return one closed line of a dipole's field, `reach` wide at its waist."""
    turns = [math.radians(degree) for degree in range(0, 181, 2)]
    loop = [(reach * math.sin(t) ** 2 * math.cos(t), reach * math.sin(t) ** 3) for t in turns]
    return moved(loop, *stone, axis)


def offer() -> Sheet:
    stone, compass, axis = (565.0, 455.0), (1235.0, 560.0), -24.0
    sheet = Sheet(PAPER)
    for reach in (330, 470, 640, 860, 1160, 1600, 2300):
        for side in (axis, axis + 180):
            sheet.line(field_line(stone, side, reach), 2.2, mix(PAPER, OCHRE, 0.55))
    for row in range(-1, 13):
        for column in range(-1, 20):
            x, y = 34 + column * 88 + (row % 2) * 44, 30 + row * 76
            near = math.dist((x, y), stone)
            if near < 212 or math.dist((x, y), compass) < 256:
                continue
            fade = min(1.0, max(0.0, (near - 230) / 900))
            north, south = mix(RED, PAPER, fade * 0.55), mix(INK, PAPER, fade * 0.62)
            needle(sheet, x, y, 68 - 20 * fade, field_at(x, y, stone, axis), north, south)
    lodestone(sheet, *stone)
    pocket_compass(sheet, *compass, field_at(*compass, stone, axis))
    return sheet


def lodestone(sheet: Sheet, x: float, y: float) -> None:
    rim = [(-186, 34), (-158, -58), (-92, -118), (-8, -150), (88, -132), (150, -70)]
    rim += [(188, 8), (150, 92), (66, 146), (-34, 138), (-140, 112)]
    crown = [(-92, 22), (-66, -46), (2, -86), (74, -48), (96, 34), (22, 74), (-58, 72)]
    sheet.glaze(moved([(px + 54, py * 0.94 + 58) for px, py in rim], x, y), INK, 0.16)
    sheet.shape(moved(rim, x, y), INK)
    joints = [(0, 0), (1, 0), (1, 1), (2, 1), (3, 2), (4, 2), (4, 3), (5, 3), (6, 4), (7, 4)]
    joints += [(7, 5), (8, 5), (9, 6), (10, 6), (10, 0)]
    for (outer, inner), (next_outer, next_inner) in zip(
        joints, joints[1:] + joints[:1], strict=True
    ):
        facet = [rim[outer], rim[next_outer], crown[next_inner], crown[inner]]
        middle_x = sum(px for px, _ in facet) / 4
        middle_y = sum(py for _, py in facet) / 4
        light = 0.5 - (middle_x * 0.5 + middle_y * 0.85) / 280
        sheet.shape(moved(facet, x, y), mix(INK, STEEL, 0.04 + 0.72 * max(0.0, light)))
    heart = (10, -10)
    for number, light in enumerate((0.5, 0.66, 0.56, 0.34, 0.22, 0.28, 0.38)):
        facet = [crown[number], crown[(number + 1) % 7], heart]
        sheet.shape(moved(facet, x, y), mix(INK, STEEL, light))
    for corners, fill in (
        ([rim[5], rim[6], crown[4]], RED),
        ([rim[6], rim[7], crown[4]], mix(RED, INK, 0.38)),
        ([rim[0], rim[1], crown[0]], mix(STEEL, PAPER, 0.42)),
        ([rim[10], rim[0], crown[0]], mix(STEEL, PAPER, 0.12)),
    ):
        sheet.shape(moved(corners, x, y), fill)


def pocket_compass(sheet: Sheet, x: float, y: float, turn: float) -> None:
    sheet.glaze(arc(x + 46, y + 50, 216, 212, 0, 360), INK, 0.16)
    sheet.shape(moved([(190, -34), (262, -26), (262, 26), (190, 34)], x, y, -52), INK)
    sheet.disc(*moved([(268, 0)], x, y, -52)[0], 40, INK)
    sheet.disc(*moved([(268, 0)], x, y, -52)[0], 25, PAPER)
    for radius, fill in ((218, INK), (204, OCHRE), (182, INK), (174, "#fbf5e8")):
        sheet.disc(x, y, radius, fill)
    sheet.shape(arc(x, y, 174, 174, 20, 200), "#f1e3c8")
    for step in range(72):
        inner = 140 if step % 18 == 0 else 152 if step % 6 == 0 else 160
        tick = [(inner, 0), (167, 0)]
        sheet.line(moved(tick, x, y, step * 5), 4 if step % 6 == 0 else 1.6, INK)
    for step in range(8):
        length, waist = (118, 20) if step % 2 == 0 else (78, 14)
        for side, fill in ((-1, mix("#f1e3c8", OCHRE, 0.75)), (1, mix("#f1e3c8", OCHRE, 0.35))):
            ray = [(0, 0), (waist, side * waist), (length, 0)]
            sheet.shape(moved(ray, x, y, step * 45), fill)
    needle(sheet, x + 8, y + 10, 296, turn, mix("#f1e3c8", INK, 0.25), mix("#f1e3c8", INK, 0.25))
    needle(sheet, x, y, 300, turn, RED, INK)
    sheet.shape(moved([(0, 0), (150, 0), (0, 34.5)], x, y, turn), mix(RED, INK, 0.22))
    sheet.shape(moved([(0, 0), (-150, 0), (0, 34.5)], x, y, turn), mix(INK, STEEL, 0.25))
    sheet.disc(x, y, 17, OCHRE)
    sheet.disc(x, y, 7, INK)
