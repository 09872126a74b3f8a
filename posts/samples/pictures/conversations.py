"""Count conversations, not contacts: the funnel turned over is a lamp."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .sheet import INK, OCHRE, PAPER, RED, STEEL, TEAL, Point, Sheet, arc, mix, moved, smooth

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

    def bent(knots: Sequence[Point]) -> list[Point]:
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
