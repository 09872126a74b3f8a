"""What the three pictures of the series share: a white house, a five-barred gate and hedges."""

from __future__ import annotations

from collections.abc import Callable

from .sheet import INK, OCHRE, RED, Point, Sheet, arc, mix, moved, smooth

HEDGE, LEAF = "#2c5a48", "#437a5b"


def house(
    sheet: Sheet, x: float, foot: float, grow: float, wall: str, roof: str, pane: str
) -> None:
    """Draw the front of the white house; 344 wide and 250 high before it grows."""

    def part(points: list[Point], fill: str) -> None:
        sheet.shape(moved(points, x, foot, 0, grow), fill)

    def block(left: float, top: float, right: float, bottom: float, fill: str) -> None:
        part([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    block(78, -246, 116, -170, mix(wall, INK, 0.12))
    block(98, -246, 116, -170, mix(wall, INK, 0.34))
    block(72, -254, 122, -244, mix(roof, INK, 0.4))
    block(-152, -120, 152, 0, wall)
    block(-152, -16, 152, 0, mix(wall, INK, 0.22))
    part([(-152, -114), (152, -114), (152, -98), (-152, -104)], mix(wall, INK, 0.26))
    part([(-174, -112), (174, -112), (136, -204), (-136, -204)], roof)
    part([(-142, -190), (142, -190), (136, -204), (-136, -204)], mix(roof, INK, 0.26))
    for left in (-118, 62):
        block(left - 6, -90, left + 62, -34, mix(wall, INK, 0.3))
        block(left, -84, left + 56, -40, pane)
        block(left + 25, -84, left + 31, -40, mix(wall, INK, 0.3))
        block(left - 10, -38, left + 66, -31, wall)
    block(-30, -94, 30, 0, mix(wall, INK, 0.3))
    block(-23, -87, 23, 0, mix(roof, INK, 0.34))


def smoke(sheet: Sheet, x: float, y: float, grow: float, fill: str) -> None:
    """Draw the smoke that rises from (x, y) and thins as it goes."""
    rise = smooth([(0, 0), (14, -34), (-8, -74), (18, -118), (4, -160)])
    sheet.line(moved(rise, x, y, 0, grow), 13 * grow, fill, 3 * grow)


def gate(sheet: Sheet, at: Callable[[float, float], Point], fill: str, back: str) -> None:
    """
    Draw a gate of five bars.

    `at` says where a point of it lies in the picture: from hinge to latch (0 to 1) and
    from the ground to the top (0 to 1). `back` is the colour of the brace behind the bars.
    """

    def bar(start: Point, stop: Point, half: float, colour: str, *, upright: bool = False) -> None:
        by = (half / 2.5, 0) if upright else (0, half)
        ends = ((start, -1), (stop, -1), (stop, 1), (start, 1))
        sheet.shape([at(px + by[0] * side, py + by[1] * side) for (px, py), side in ends], colour)

    bar((0.04, 0.92), (0.62, 0.2), 0.045, back)
    for high in (0.2, 0.36, 0.53, 0.72, 0.94):
        bar((0, high), (1, high), 0.036 if high < 0.9 else 0.05, fill)
    for along, top in ((0.03, 1.1), (0.62, 0.94), (0.97, 1.0)):
        bar((along, 0.12), (along, top), 0.06, fill, upright=True)


def tree(
    sheet: Sheet, x: float, foot: float, grow: float, fill: str, light: str, sun: int = 1
) -> None:
    """Draw a tree, 194 high before it grows; `sun` is 1 when it shines from the right, else -1."""
    trunk = [(-9, 0), (-6, -80), (6, -80), (9, 0)]
    sheet.shape(moved(trunk, x, foot, 0, grow), mix(fill, INK, 0.6))
    crown = ((-44, -88, 34), (44, -86, 36), (-28, -128, 38), (30, -126, 38), (0, -158, 36))
    for px, py, radius in (*crown, (0, -100, 54)):
        sheet.disc(x + px * grow, foot + py * grow, radius * grow, fill)
    for px, py, radius in ((52, -96, 20), (36, -136, 22), (6, -168, 20), (-20, -112, 18)):
        sheet.disc(x + sun * px * grow, foot + py * grow, radius * grow, light)


def cloud(sheet: Sheet, x: float, base: float, grow: float, fill: str) -> None:
    """Draw a cloud with a flat foot at `base`; 300 wide before it grows."""
    for px, across, tall in ((-104, 46, 40), (-38, 64, 96), (40, 58, 74), (104, 46, 36)):
        sheet.shape(moved(arc(px, 0, across, tall, 180, 360), x, base, 0, grow), fill)


def walker(sheet: Sheet, x: float, foot: float, grow: float, dark: float = 0) -> None:
    """Draw somebody with hat and stick from behind, 126 high before growing; `dark` 0 to 1."""

    def at(*points: Point) -> list[Point]:
        return moved(points, x, foot, 0, grow)

    coat, shade = mix(RED, INK, dark), mix(RED, INK, 0.24 + 0.76 * dark)
    sheet.line(at((31, -64), (40, 4)), 4 * grow, mix("#6d4029", INK, dark))
    for leg in (((-9, -44), (-12, 0)), ((8, -44), (13, -7))):
        sheet.line(at(*leg), 12 * grow, INK)
    sheet.shape(at((-17, -96), (17, -96), (25, -32), (-24, -32)), coat)
    sheet.shape(at((3, -96), (17, -96), (25, -32), (6, -32)), shade)
    sheet.line(at((-14, -90), (-22, -68), (-20, -50)), 10 * grow, coat)
    sheet.line(at((16, -90), (28, -74), (31, -62)), 10 * grow, shade)
    sheet.disc(*at((0, -106))[0], 12 * grow, mix("#c98a62", INK, dark))
    sheet.shape(at((-17, -99), (17, -99), (14, -90), (-14, -90)), mix(OCHRE, INK, dark))
    sheet.oval(*at((0, -112))[0], 22 * grow, 5 * grow, INK)
    sheet.shape(at((-13, -112), (-11, -126), (11, -126), (13, -112)), INK)
