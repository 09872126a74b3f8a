"""The paper, the colours and the lines that all sample pictures are drawn with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from PIL import Image, ImageDraw

Point = tuple[float, float]

SIZE = (1600, 900)
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


def smooth(knots: Sequence[Point], steps: int = 14) -> list[Point]:
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
    points: Sequence[Point], x: float, y: float, turn: float = 0, grow: float = 1
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

    def shape(self, points: Sequence[Point], fill: str) -> None:
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

    def line(
        self, points: Sequence[Point], width: float, fill: str, end: float | None = None
    ) -> None:
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

    def glaze(self, points: Sequence[Point], fill: str, strength: float) -> None:
        """Lay a transparent colour over what is there."""
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(_finer(points), round(255 * strength))
        self.image.paste(fill, (0, 0), mask)

    @contextmanager
    def within(self, points: Sequence[Point]) -> Iterator[None]:
        """Let what is drawn inside the block show only within the points."""
        before = self.image.copy()
        yield
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(_finer(points), 255)
        before.paste(self.image, (0, 0), mask)
        self.image.paste(before)

    def finished(self) -> Image.Image:
        return self.image.reduce(FINER)


def _finer(points: Sequence[Point]) -> list[Point]:
    return [(x * FINER, y * FINER) for x, y in points]


def needle(
    sheet: Sheet, x: float, y: float, length: float, turn: float, north: str, south: str
) -> None:
    """Draw a compass needle whose north points to `turn` degrees, clockwise from the right."""
    half, waist = length / 2, length * 0.115
    sheet.shape(moved([(0, -waist), (half, 0), (0, waist)], x, y, turn), north)
    sheet.shape(moved([(0, -waist), (-half, 0), (0, waist)], x, y, turn), south)
