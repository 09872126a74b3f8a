"""
Draw the pictures of the sample posts, the logo mark and the site's icons.

    python posts/samples/draw.py            all of them, to where they belong
    python posts/samples/draw.py FOLDER     all of them, into one folder

Nothing here is random: the same code draws the same pixels.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

Point = tuple[float, float]

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent.parent / "static"
SIZE = (1600, 900)
HEAVIEST = 88_000  # bytes of a hero
FINER = 3  # drawn this many times larger, then averaged down: smooth edges

INK = "#1b2340"
PAPER = "#f5ead6"
RED = "#d4472b"
OCHRE = "#e2a43b"
TEAL = "#2f6f6b"
STEEL = "#8fa0b8"


def mix(one: str, other: str, share: float) -> str:
    """Return the colour that lies `share` (0 to 1) of the way from `one` to `other`."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> list[Point]:
    """Return points along an ellipse about (x, y), from `start` to `end` degrees, clockwise."""
    steps = max(8, int(abs(end - start) / 3))
    turns = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def smooth(knots: list[Point], steps: int = 14) -> list[Point]:
    """Return points along a curve through all knots (Catmull-Rom)."""
    padded = [knots[0], *knots, knots[-1]]
    points: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            points.append(
                (_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t))
            )
    return [*points, knots[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    slope, bend = c - a, 2 * a - 5 * b + 4 * c - d
    return 0.5 * (2 * b + slope * t + bend * t**2 + (3 * b - a - 3 * c + d) * t**3)


def moved(
    points: list[Point], x: float, y: float, turn: float = 0, grow: float = 1
) -> list[Point]:
    """Return the points turned by `turn` degrees about the origin, grown, then moved to (x, y)."""
    cos, sin = math.cos(math.radians(turn)) * grow, math.sin(math.radians(turn)) * grow
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]


class Sheet:
    """A picture being drawn, in units of its finished size."""

    def __init__(self, ground: str, size: tuple[int, int] = SIZE) -> None:
        """Start with a ground of one colour; `#rrggbbaa` makes a sheet that can be clear."""
        mode = "RGB" if len(ground) == 7 else "RGBA"
        self.image = Image.new(mode, (size[0] * FINER, size[1] * FINER), ground)
        self.pen = ImageDraw.Draw(self.image)

    def shape(self, points: list[Point], fill: str) -> None:
        self.pen.polygon(_finer(points), fill)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        corners = [(x - across, y - down), (x + across, y + down)]
        self.pen.ellipse(_finer(corners), fill)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: str, round_by: float = 0
    ) -> None:
        corners = _finer([(left, top), (right, bottom)])
        self.pen.rounded_rectangle(corners, round_by * FINER, fill)

    def line(self, points: list[Point], width: float, fill: str, end: float | None = None) -> None:
        """Draw a line with round joints and ends, its width changing to `end` if given."""
        change = 0 if end is None else (end - width) / (len(points) - 1)
        for step, (start, stop) in enumerate(pairwise(points)):
            near, far = (width + change * step) / 2, (width + change * (step + 1)) / 2
            length = math.dist(start, stop) or 1
            across, down = (start[1] - stop[1]) / length, (stop[0] - start[0]) / length
            sides = [(start, near), (stop, far), (stop, -far), (start, -near)]
            self.shape([(x + across * by, y + down * by) for (x, y), by in sides], fill)
            self.disc(*stop, far, fill)
        self.disc(*points[0], width / 2, fill)

    def glaze(self, points: list[Point], fill: str, strength: float) -> None:
        """Lay a transparent colour over what is there."""
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(_finer(points), round(255 * strength))
        self.image.paste(fill, (0, 0), mask)

    @contextmanager
    def within(self, points: list[Point]) -> Iterator[None]:
        """Let what is drawn inside the block show only within the points."""
        before = self.image.copy()
        yield
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(_finer(points), 255)
        before.paste(self.image, (0, 0), mask)
        self.image.paste(before)

    def finished(self) -> Image.Image:
        return self.image.reduce(FINER)


def _finer(points: list[Point]) -> list[Point]:
    return [(x * FINER, y * FINER) for x, y in points]


def needle(
    sheet: Sheet, x: float, y: float, length: float, turn: float, north: str, south: str
) -> None:
    """Draw a compass needle whose north points to `turn` degrees, clockwise from the right."""
    half, waist = length / 2, length * 0.115
    sheet.shape(moved([(0, -waist), (half, 0), (0, waist)], x, y, turn), north)
    sheet.shape(moved([(0, -waist), (-half, 0), (0, waist)], x, y, turn), south)


# An offer worth an address: what a lodestone does.


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


# Count conversations, not contacts: the funnel turned over is a lamp.

WALL, DEEP_WALL = "#df9f36", "#cf8d2a"
LIT, LIT_FLOOR, FLOOR = "#f8dd92", "#f0c566", "#9c5a24"


def conversations() -> Sheet:
    sheet = Sheet(WALL)
    middle, floor = 800.0, 716.0
    beam = [(middle - 200, 318), (middle + 200, 318), (middle + 500, floor), (middle - 500, floor)]
    dots(sheet, DEEP_WALL)
    with sheet.within(beam):
        sheet.shape(beam, LIT)
        dots(sheet, mix(LIT, WALL, 0.2))
    boards(sheet, floor, FLOOR, mix(FLOOR, INK, 0.22))
    sheet.box(0, floor - 20, 1600, floor, mix(FLOOR, INK, 0.3))
    with sheet.within(beam):
        sheet.box(0, floor - 20, 1600, floor, mix(LIT_FLOOR, FLOOR, 0.45))
    with sheet.within(arc(middle, 800, 580, 84, 0, 360)):
        boards(sheet, floor, LIT_FLOOR, mix(LIT_FLOOR, FLOOR, 0.3))
    coat_hooks(sheet, 176, 330)
    basket(sheet, 1424, 800)
    chair(sheet, middle - 318, 818, 1, INK, INK)
    chair(sheet, middle + 318, 818, -1, TEAL, TEAL)
    cafe_table(sheet, middle, 566)
    funnel_lamp(sheet, middle)
    return sheet


def dots(sheet: Sheet, fill: str) -> None:
    for row in range(18):
        for column in range(41):
            sheet.disc(20 + column * 40, 20 + row * 40, 7.5, fill)


def boards(sheet: Sheet, floor: float, fill: str, seam: str) -> None:
    sheet.box(0, floor, 1600, 900, fill)
    edges = [floor + 8 + 4 * row * (row + 3) for row in range(7)]
    for row, (top, end) in enumerate(pairwise(edges)):
        sheet.line([(0, top), (1600, top)], 2, seam)
        for column in range(5):
            x = 70 + column * 390 + (row * 170) % 390
            slant = (x - 800) * 0.0011 * (end - top)
            sheet.line([(x, top), (x + slant, end)], 2, seam)


def coat_hooks(sheet: Sheet, x: float, y: float) -> None:
    shadow, dark, pale = mix(WALL, FLOOR, 0.45), "#1f4f50", "#4f938c"
    body = [(-22, 8), (22, 8), (52, 26), (56, 130), (74, 290), (-74, 290), (-56, 130), (-52, 26)]
    sleeve = [(-50, 26), (-72, 60), (-92, 196), (-58, 202), (-44, 90)]
    sheet.box(x - 112, y + 8, x + 204, y + 30, shadow, 4)
    for part in (body, sleeve, [(-px, py) for px, py in sleeve]):
        sheet.shape(moved(part, x + 16, y + 18), shadow)
    sheet.box(x - 118, y - 4, x + 198, y + 18, mix(FLOOR, INK, 0.35), 4)
    for peg in (0, 116):
        sheet.line([(x + peg, y + 6), (x + peg, y + 22)], 9, INK)
    for side, fill in ((1, pale), (-1, dark)):
        sheet.shape(moved([(side * px, py) for px, py in sleeve], x, y + 8), fill)
    sheet.shape(moved(body, x, y + 8), TEAL)
    sheet.shape(
        moved([(6, 8), (22, 8), (52, 26), (56, 130), (74, 290), (10, 290)], x, y + 8), dark
    )
    for side, fill in ((-1, pale), (1, TEAL)):
        lapel = [(side * 6, 2), (side * 26, 10), (side * 34, 62), (2, 112)]
        sheet.shape(moved(lapel, x, y + 8), fill)
    for button in (140, 184, 228):
        sheet.disc(x - 9, y + button, 5, INK)
    sheet.box(x - 54, y + 202, x - 26, y + 210, dark, 3)
    scarf = [(102, 6), (130, 6), (136, 80), (134, 176), (106, 176), (110, 80)]
    sheet.shape(
        moved([(118, 6), (134, 6), (144, 60), (148, 132), (126, 132)], x, y + 12), "#a93824"
    )
    sheet.shape(moved(scarf, x, y + 12), RED)
    for stripe in (138, 154):
        sheet.box(x + 107, y + stripe, x + 134, y + stripe + 7, PAPER)
    for fringe in range(6):
        sheet.line([(x + 108 + fringe * 5, y + 188), (x + 108 + fringe * 5, y + 200)], 3, RED)


def basket(sheet: Sheet, x: float, foot: float) -> None:
    """Draw a waste-paper basket, full of the cards that led nowhere."""
    sheet.oval(x + 12, foot + 2, 96, 14, mix(FLOOR, INK, 0.35))
    slips = ((-44, -176, -24), (-4, -196, 8), (36, -180, 30), (-20, -160, -6), (20, -158, 16))
    for number, (px, py, turn) in enumerate(slips):
        slip = [(-34, -22), (34, -22), (34, 22), (-34, 22)]
        sheet.shape(moved(slip, x + px, foot + py, turn), (PAPER, "#e8d5b2")[number % 2])
        sheet.line(moved([(-22, -8), (8, -8)], x + px, foot + py, turn), 4, mix(INK, PAPER, 0.4))
        sheet.line(moved([(-22, 4), (20, 4)], x + px, foot + py, turn), 3, mix(INK, PAPER, 0.6))
    sheet.shape([(x - 86, foot - 150), (x + 86, foot - 150), (x + 62, foot), (x - 62, foot)], INK)
    shade = [(x + 24, foot - 150), (x + 86, foot - 150), (x + 62, foot), (x + 16, foot)]
    sheet.shape(shade, mix(INK, "#000000", 0.3))
    for slat in range(-3, 4):
        sheet.line(
            [(x + slat * 22, foot - 134), (x + slat * 16, foot - 14)], 3, mix(INK, STEEL, 0.4)
        )
    sheet.box(x - 92, foot - 158, x + 92, foot - 140, mix(INK, STEEL, 0.3), 8)
    for px, py, turn in ((-150, 22, -14), (118, 40, 20)):
        slip = [(-36, -12), (30, -12), (40, 12), (-28, 12)]
        sheet.shape(moved(slip, x + px + 5, foot + py + 6, turn), mix(FLOOR, INK, 0.35))
        sheet.shape(moved(slip, x + px, foot + py, turn), PAPER)
        sheet.line(moved([(-20, 0), (18, 0)], x + px, foot + py, turn), 3, mix(INK, PAPER, 0.5))


def chair(sheet: Sheet, x: float, foot: float, facing: int, wood: str, seat: str) -> None:
    """Draw a bentwood chair; `facing` is 1 when the sitter looks to the right."""

    def bent(knots: list[Point]) -> list[Point]:
        return smooth([(x + facing * px, foot + py) for px, py in knots])

    sheet.oval(x + 8, foot + 2, 116, 15, mix(LIT_FLOOR, FLOOR, 0.55))
    dark, pale = mix(wood, INK, 0.45), mix(wood, PAPER, 0.16)
    sheet.line(bent([(-48, -140), (-62, -70), (-80, -6)]), 10, dark)
    sheet.line(bent([(54, -136), (60, -70), (72, -12)]), 10, dark)
    inner = [(-58, -146), (-74, -250), (-77, -310), (-66, -334), (-54, -308), (-46, -250)]
    sheet.line(bent([*inner, (-38, -148)]), 7, dark)
    hoop = [(-66, -142), (-92, -260), (-99, -346), (-72, -384), (-42, -350), (-32, -260)]
    sheet.line(bent([*hoop, (-26, -146)]), 11, wood)
    sheet.line(bent([(-74, -130), (-82, -70), (-106, 2)]), 12, wood)
    sheet.line(bent([(32, -128), (36, -70), (42, 6)]), 12, wood)
    sheet.line(arc(x - facing * 6, foot - 62, 68, 11, 0, 360), 6, wood)
    sheet.oval(x - facing * 8, foot - 130, 96, 23, mix(wood, INK, 0.4))
    sheet.oval(x - facing * 8, foot - 139, 96, 23, pale)
    sheet.oval(x - facing * 8, foot - 139, 76, 16, mix(seat, LIT_FLOOR, 0.7))


def cafe_table(sheet: Sheet, x: float, top: float) -> None:
    sheet.oval(x + 4, 832, 150, 20, mix(LIT_FLOOR, FLOOR, 0.55))
    for side in (-1, 1):
        foot = [(x, 770), (x + side * 44, 790), (x + side * 104, 826)]
        sheet.line(smooth(foot), 15, INK)
    sheet.line([(x, 770), (x, 842)], 15, INK)
    sheet.box(x - 12, top + 20, x + 12, 790, INK)
    sheet.box(x - 22, top + 96, x + 22, top + 112, INK, 6)
    sheet.box(x + 3, top + 30, x + 12, 790, mix(INK, STEEL, 0.22))
    sheet.oval(x, top + 16, 214, 36, mix(RED, INK, 0.42))
    sheet.oval(x, top, 214, 36, RED)
    sheet.oval(x, top, 198, 30, mix(RED, OCHRE, 0.24))
    for side, cup in ((-1, PAPER), (1, TEAL)):
        teacup(sheet, x + side * 96, top - 2, side, cup)
    notebook = [(-34, 10), (18, 4), (38, 17), (-16, 24)]
    sheet.shape(moved(notebook, x, top - 2), INK)
    sheet.shape(moved([(-32, 6), (18, 0), (37, 12), (-15, 19)], x, top - 3), PAPER)
    sheet.line(moved([(22, -4), (50, 8)], x, top), 4, INK)


def teacup(sheet: Sheet, x: float, y: float, side: int, glaze: str) -> None:
    shade = mix(glaze, INK, 0.24)
    sheet.oval(x, y + 9, 58, 11, mix(RED, INK, 0.3))
    sheet.oval(x, y + 4, 56, 11, shade)
    sheet.oval(x, y + 2, 56, 10, glaze)
    handle = arc(x + side * 36, y - 26, 17, 14, 0, 360)
    sheet.line(handle, 7, shade)
    bowl = [(x - 38, y - 46), (x + 38, y - 46), *arc(x, y - 40, 38, 46, 0, 180)]
    with sheet.within([(x - 60, y - 60), (x + 60, y - 60), (x + 60, y + 4), (x - 60, y + 4)]):
        sheet.shape(bowl, glaze)
        half = [(x + 8, y - 46), (x + 38, y - 46), *arc(x, y - 40, 38, 46, 0, 80)]
        sheet.shape(half, shade)
    sheet.oval(x, y - 46, 38, 9, mix(glaze, INK, 0.1))
    sheet.oval(x, y - 45, 31, 6, "#6b3a1f")
    for wisp, tall in ((-12, 84), (8, 64)):
        rise = [(0, -62), (9, -62 - tall * 0.3), (-7, -62 - tall * 0.65), (5, -62 - tall)]
        curl = [(x + wisp - side * px, y + py) for px, py in rise]
        sheet.line(smooth(curl), 6, "#fffaea", 1)


def funnel_lamp(sheet: Sheet, x: float) -> None:
    metal, shine, shade = TEAL, "#4f938c", "#1f4f50"
    sheet.line([(x, -10), (x, 60)], 5, INK)
    sheet.box(x - 17, 34, x + 17, 60, INK, 5)
    spout = [(x - 20, 56), (x + 20, 56), (x + 34, 178), (x - 34, 178)]
    cone = [(x - 34, 172), (x + 34, 172), (x + 196, 300), (x - 196, 300)]
    for part in (spout, cone):
        sheet.shape(part, metal)
    sheet.shape([(x - 11, 56), (x - 4, 56), (x - 8, 178), (x - 20, 178)], shine)
    sheet.shape([(x - 20, 176), (x - 8, 176), (x - 92, 300), (x - 138, 300)], shine)
    sheet.shape([(x + 10, 56), (x + 20, 56), (x + 34, 178), (x + 16, 178)], shade)
    sheet.shape([(x + 16, 176), (x + 34, 176), (x + 196, 300), (x + 92, 300)], shade)
    sheet.box(x - 42, 168, x + 42, 184, INK, 6)
    sheet.line(arc(x + 152, 240, 40, 34, -165, 75), 10, INK)
    sheet.oval(x, 318, 208, 26, INK)
    sheet.box(x - 208, 292, x + 208, 318, INK, 10)
    sheet.box(x - 196, 297, x - 90, 304, mix(INK, STEEL, 0.5), 3)
    sheet.oval(x, 320, 194, 19, "#fff4cf")
    with sheet.within([(x - 40, 301), (x + 40, 301), (x + 40, 360), (x - 40, 360)]):
        sheet.disc(x, 318, 36, "#fffaf0")


# The handover note: five lines between two windows.

BRICK, BRICK_SHADE = "#c04a2f", "#9f3826"
SLATE, SLATE_SHADE = "#27475a", "#1c3547"
GLOW = "#fbd98a"


def handover() -> Sheet:
    sheet = Sheet("#f0b690")
    for radius, fill in ((420, "#f2bb90"), (320, "#f4c08f"), (225, "#f6c68d"), (140, "#f8cd8a")):
        sheet.disc(812, 470, radius, fill)
    far_town(sheet)
    left_house(sheet)
    right_house(sheet)
    washing_line(sheet)
    return sheet


def far_town(sheet: Sheet) -> None:
    far, mid, near = "#df9676", "#c97a60", "#a95e4f"
    skyline = [(480, 640), (480, 520), (560, 520), (560, 488), (600, 462), (640, 488), (640, 540)]
    skyline += [
        (680, 540),
        (680, 516),
        (728, 488),
        (776, 516),
        (776, 560),
        (860, 560),
        (860, 520),
        (930, 520),
        (930, 556),
        (990, 556),
    ]
    skyline += [(990, 500), (1120, 500), (1120, 760), (480, 760)]
    sheet.shape(skyline, far)
    sheet.shape([*arc(895, 520, 42, 46, 180, 360)], far)
    sheet.line([(895, 480), (895, 450)], 4, far)
    roofs = [(480, 780), (480, 600), (540, 560), (606, 604), (606, 628), (668, 590), (730, 628)]
    roofs += [(730, 650), (840, 650), (840, 600), (900, 570), (962, 600), (962, 640), (1030, 590)]
    roofs += [(1120, 640), (1120, 780)]
    sheet.shape(roofs, mid)
    for x, y in (
        (548, 620),
        (580, 620),
        (660, 640),
        (886, 622),
        (916, 622),
        (1040, 640),
        (770, 672),
    ):
        sheet.box(x, y, x + 14, y + 22, GLOW if x in (580, 886, 770) else near)
    sheet.box(690, 588, 708, 612, mid)
    sheet.box(1000, 580, 1018, 606, mid)
    street = [(480, 740), (1120, 740), (1120, 900), (480, 900)]
    sheet.shape(street, near)
    for step in range(9):
        top = 706 + step * step * 2.6 + step * 4
        inset = 130 - step * 20
        left, right = 500 + inset, 1100 - inset
        sheet.shape(
            [(left, top), (right, top), (right + 20, top + 60), (left - 20, top + 60)],
            mix("#d98d6d", near, step / 9),
        )
        sheet.line([(left, top), (right, top)], 3, mix("#f0b690", near, step / 11))


def left_house(sheet: Sheet) -> None:
    sheet.box(0, 0, 520, 900, BRICK)
    sheet.box(470, 0, 520, 900, BRICK_SHADE)
    for row in range(30):
        for column in range(5):
            x, y = column * 104 + (row % 2) * 52 + (row * 37) % 29, row * 31 + 9
            if (row * 7 + column * 5) % 3 == 0 and x < 420:
                sheet.box(x, y, x + 44, y + 10, mix(BRICK, "#e08a5c", 0.28), 2)
    for y in (0, 590):
        sheet.box(0, y, 536, y + 26, mix(BRICK, PAPER, 0.55))
        sheet.box(0, y + 26, 530, y + 36, mix(BRICK, INK, 0.35))
    window(sheet, 92, 116, BRICK, TEAL, lit=False)
    window(sheet, 342, 246, BRICK, TEAL, lit=True)
    window(sheet, 92, 350, BRICK, TEAL, lit=False)
    door = [(70, 900), (70, 760), *arc(150, 760, 80, 86, 180, 360), (230, 900)]
    sheet.shape(moved(door, 0, 0), mix(BRICK, PAPER, 0.55))
    sheet.shape([(86, 900), (86, 764), *arc(150, 764, 64, 72, 180, 360), (214, 900)], "#1f4f50")
    sheet.line([(150, 694), (150, 900)], 4, INK)
    sheet.disc(164, 820, 6, OCHRE)
    sheet.line([(300, 690), (300, 660), (352, 660)], 6, INK)
    sheet.shape([(334, 672), (370, 672), (380, 730), (324, 730)], GLOW)
    sheet.shape([(326, 674), (352, 652), (378, 674)], INK)
    sheet.box(322, 728, 382, 736, INK)


def right_house(sheet: Sheet) -> None:
    sheet.box(1090, 0, 1600, 900, SLATE)
    sheet.box(1090, 0, 1136, 900, SLATE_SHADE)
    for y in (52, 560):
        sheet.box(1076, y, 1600, y + 24, mix(SLATE, PAPER, 0.5))
        sheet.box(1082, y + 24, 1600, y + 34, mix(SLATE, INK, 0.6))
    for row in range(7):
        sheet.box(1090, 600 + row * 44, 1600, 603 + row * 44, SLATE_SHADE)
        for column in range(6):
            x = 1140 + column * 92 + (row % 2) * 46
            sheet.box(x, 600 + row * 44, x + 3, 644 + row * 44, SLATE_SHADE)
    window(sheet, 1168, 206, SLATE, RED, lit=True)
    window(sheet, 1412, 206, SLATE, RED, lit=False)
    sheet.box(1200, 650, 1380, 900, mix(SLATE, PAPER, 0.5))
    sheet.box(1216, 650, 1364, 900, GLOW)
    for x in (1253, 1290, 1327):
        sheet.line([(x, 650), (x, 900)], 5, SLATE_SHADE)
    sheet.line([(1216, 760), (1364, 760)], 5, SLATE_SHADE)
    cat(sheet, 1500, 560)
    sheet.box(1184, 640, 1396, 662, RED)
    for stripe in range(9):
        fill = RED if stripe % 2 == 0 else PAPER
        top, hem = 1184 + stripe * 212 / 9, 1172 + stripe * 236 / 9
        sheet.shape([(top, 656), (top + 212 / 9, 656), (hem + 236 / 9, 716), (hem, 716)], fill)
        sheet.shape(arc(hem + 118 / 9, 716, 118 / 9, 12, 0, 180), fill)


def window(sheet: Sheet, x: float, y: float, wall: str, shutter: str, *, lit: bool) -> None:
    wide, tall = 108, 164
    pale, dark = mix(wall, PAPER, 0.62), mix(wall, INK, 0.45)
    sheet.box(x - 10, y - 12, x + wide + 10, y + tall + 6, pale)
    sheet.box(x - 20, y - 26, x + wide + 20, y - 10, pale)
    sheet.box(x - 14, y - 10, x + wide + 14, y - 5, dark)
    sheet.box(x, y, x + wide, y + tall, GLOW if lit else mix(wall, INK, 0.62))
    if lit:
        sheet.shape([(x, y), (x + 34, y), (x + 18, y + 70), (x, y + 150)], "#fff0c4")
        sheet.shape(
            [(x + wide, y), (x + wide - 34, y), (x + wide - 18, y + 70), (x + wide, y + 150)],
            "#f3bf66",
        )
    else:
        sheet.shape([(x, y + 60), (x + 70, y), (x + wide, y), (x, y + 100)], mix(wall, PAPER, 0.2))
    for bar in ([(x + wide / 2, y), (x + wide / 2, y + tall)], [(x, y + 58), (x + wide, y + 58)]):
        sheet.line(bar, 6, pale)
    for left in (x - 66, x + wide + 10):
        sheet.box(left, y - 8, left + 56, y + tall + 4, shutter, 2)
        sheet.box(left + 7, y, left + 49, y + tall - 4, mix(shutter, INK, 0.25))
        for slat in range(14):
            sheet.box(
                left + 9,
                y + 4 + slat * 11.2,
                left + 47,
                y + 9 + slat * 11.2,
                mix(shutter, PAPER, 0.12),
            )
    sheet.box(x - 18, y + tall + 4, x + wide + 18, y + tall + 18, pale)
    sheet.box(x - 12, y + tall + 18, x + wide + 12, y + tall + 25, dark)
    if lit:
        flower_box(sheet, x + wide / 2, y + tall + 4)


def flower_box(sheet: Sheet, x: float, y: float) -> None:
    for leaf in range(13):
        tall = 18 + (leaf * 5) % 9
        sheet.oval(
            x - 54 + leaf * 9, y - tall / 2, 8, tall * 0.8, ("#3d6b4c", "#588a5c")[leaf % 2]
        )
    for bloom, (px, py) in enumerate([(-46, -20), (-24, -26), (-4, -16), (18, -27), (42, -19)]):
        sheet.disc(x + px, y + py, 7.5, (PAPER, OCHRE)[bloom % 2])
        sheet.disc(x + px, y + py, 2.8, RED)
    sheet.shape([(x - 64, y - 8), (x + 64, y - 8), (x + 57, y + 24), (x - 57, y + 24)], "#7b4a34")
    sheet.box(x - 68, y - 12, x + 68, y - 2, "#96603f", 3)


def cat(sheet: Sheet, x: float, y: float) -> None:
    """Draw a sitting cat, seen from behind, with its tail hanging over the ledge."""
    sheet.line(
        smooth([(x + 20, y - 8), (x + 36, y + 16), (x + 30, y + 44), (x + 40, y + 58)]), 9, INK
    )
    back = [(-28, 0), (-32, -26), (-20, -58), (0, -70), (18, -56), (30, -26), (28, 0)]
    sheet.shape(moved(smooth(back), x, y), INK)
    sheet.oval(x - 4, y - 80, 22, 19, INK)
    for ear in (-1, 1):
        tip = [(ear * 6, -14), (ear * 19, -34), (ear * 21, -6)]
        sheet.shape(moved(tip, x - 4, y - 80), INK)


def washing_line(sheet: Sheet) -> None:
    start, end = (504.0, 356.0), (1104.0, 322.0)

    def hung(share: float, sag: float) -> Point:
        drop = sag * 4 * share * (1 - share)
        return start[0] + (end[0] - start[0]) * share, start[1] + (
            end[1] - start[1]
        ) * share + drop

    for sag, lift in ((10, -18), (54, 8)):
        rope = [hung(step / 40, sag) for step in range(41)]
        sheet.line([(x, y + lift) for x, y in rope], 3.4, INK)
    for x, y in (start, end):
        sheet.line([(x, y - 5), (x + (-34 if x < 800 else 34), y - 5)], 8, INK)
        sheet.disc(x, y - 5, 17, INK)
        sheet.disc(x, y - 5, 6, OCHRE)
    leans = (-4, 5, -7, 4, -3)
    for number, lean in enumerate(leans):
        x, y = hung(0.13 + number * 0.185, 54)
        note(sheet, x, y + 8, lean, marked=number == 1)


def note(sheet: Sheet, x: float, y: float, lean: float, *, marked: bool) -> None:
    """Draw one sheet of paper on the line, its foot blown a little to one side."""
    left, right = (-38 + lean, 116), (38 + lean * 2.2, 122)
    leaf = [(-38, 0), (38, 0), *smooth([(38, 0), (40 + lean, 62), right])]
    leaf += [
        *smooth([right, (2 + lean, 112), left]),
        *smooth([left, (-40 + lean / 2, 62), (-38, 0)]),
    ]
    sheet.shape(moved(leaf, x, y), "#fdf6e6")
    shade = [(18, 0), (38, 0), *smooth([(38, 0), (40 + lean, 62), right]), (12 + lean * 2, 116)]
    sheet.shape(moved(shade, x, y), "#efdcb9")
    for row, width in enumerate((50, 42, 54, 34, 46)):
        top = 24 + row * 17
        shift = lean * row / 5
        stroke = [(-26 + shift, top), (-26 + shift + width, top + 1)]
        sheet.line(moved(stroke, x, y), 3.4, RED if marked and row == 1 else mix(INK, PAPER, 0.35))
    for peg in (-24, 24):
        sheet.box(x + peg - 4.5, y - 13, x + peg + 4.5, y + 14, OCHRE, 3)
        sheet.box(x + peg - 4.5, y - 2, x + peg + 4.5, y + 1, mix(OCHRE, INK, 0.5))


# The slow lead: a year of moons, and a light that stays where it is.


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
        turn = math.radians(205 + month * 130 / 11)
        x, y = 800 + 800 * math.cos(turn), 640 + 566 * math.sin(turn)
        moon(sheet, x, y, 29, (month + 0.5) / 12)
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


# To whoever opens the ledger: a promise, buried.


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


def root(sheet: Sheet, knots: list[Point], width: float) -> None:
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


HEROES: dict[str, Callable[[], Sheet]] = {
    "an-offer-worth-an-address": offer,
    "count-conversations-not-contacts": conversations,
    "the-handover-note": handover,
    "the-slow-lead": slow_lead,
    "to-whoever-opens-the-ledger": ledger,
}


# The mark: a compass needle, pointing up and to the right.

MARK = 512
NORTH = moved([(0, -46), (214, 0), (0, 46)], MARK / 2, MARK / 2, -58)
SOUTH = moved([(0, -46), (-214, 0), (0, 46)], MARK / 2, MARK / 2, -58)
FLANKS = [
    (moved([(0, 0), (214, 0), (0, 46)], MARK / 2, MARK / 2, -58), mix(RED, INK, 0.22)),
    (moved([(0, 0), (-214, 0), (0, 46)], MARK / 2, MARK / 2, -58), mix(PAPER, INK, 0.2)),
]


def mark(*, square: bool = False) -> Image.Image:
    """Return the mark on a disc with nothing round it, or on a full square, 512 pixels wide."""
    sheet = Sheet(INK if square else f"{INK}00", (MARK, MARK))
    sheet.disc(MARK / 2, MARK / 2, MARK / 2, INK)
    for points, fill in ((NORTH, RED), (SOUTH, PAPER), *FLANKS):
        sheet.shape(points, fill)
    sheet.disc(MARK / 2, MARK / 2, 19, INK)
    return sheet.finished()


def mark_svg() -> str:
    """Return the mark as an SVG document."""
    paths = [
        f'<path fill="{fill}" d="M{" ".join(f"{x:.0f},{y:.0f}" for x, y in points)}z"/>'
        for points, fill in ((NORTH, RED), (SOUTH, PAPER), *FLANKS)
    ]
    disc = '<circle cx="256" cy="256" r="{}" fill="{}"/>'
    drawing = [disc.format(256, INK), *paths, disc.format(19, INK)]
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {MARK} {MARK}">'
    return "\n".join([opening, *drawing, "</svg>", ""])


def draw_marks(images: Path, static: Path) -> None:
    """Draw the logo among the samples' images, and the icons that every site starts with."""
    mark().save(images / "logo.png", optimize=True)
    static.joinpath("favicon.svg").write_text(mark_svg(), encoding="utf-8")
    touch = mark(square=True).resize((180, 180), Image.Resampling.LANCZOS)
    touch.save(static / "apple-touch-icon.png", optimize=True)
    small = [mark().resize((side, side), Image.Resampling.LANCZOS) for side in (48, 32, 16)]
    small[0].save(
        static / "favicon.ico",
        sizes=[icon.size for icon in small],
        append_images=small[1:],
    )


def draw_hero(slug: str, folder: Path) -> Path:
    """Draw the hero of one sample into the folder; return where it lies."""
    path, picture = folder / f"{slug}.webp", HEROES[slug]().finished()
    for quality in (94, 90, 86, 82, 78, 74):
        picture.save(path, quality=quality, method=6)
        if path.stat().st_size <= HEAVIEST:
            break
    return path


def main(folder: Path | None = None) -> None:
    images = folder or HERE / "images"
    for slug in HEROES:
        draw_hero(slug, images)
    draw_marks(images, folder or STATIC)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
