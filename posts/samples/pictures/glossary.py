"""
A glossary for Monday: a cabinet of fifteen drawers, a little drawing on each instead of a word.

One drawer is open, its cards in view. A cup of coffee steams on top, in the light of the morning.
"""

from __future__ import annotations

from collections.abc import Callable

from .sheet import (
    INK,
    OCHRE,
    PAPER,
    RED,
    STEEL,
    TEAL,
    Sheet,
    arc,
    mix,
    moved,
    needle,
    smooth,
)

WALL, WOOD, LIT = "#2f6f6b", "#b9683c", "#d58a55"
DARK = mix(WOOD, INK, 0.45)
COLUMNS, ROWS = 5, 3
LEFT, TOP, ACROSS, DOWN = 224.0, 262.0, 232.0, 172.0  # of the first drawer, and to the next
WIDE, TALL = 220.0, 160.0
OPEN = (3, 1)
LABEL = "#fdf6e6"


def glossary() -> Sheet:
    sheet = Sheet(WALL)
    room(sheet)
    cabinet(sheet)
    for number, drawing in enumerate(DRAWINGS):
        row, column = divmod(number, COLUMNS)
        x, y = LEFT + column * ACROSS, TOP + row * DOWN
        if (column, row) != OPEN:
            front(sheet, x, y, WIDE, TALL, drawing)
    morning(sheet)
    open_drawer(sheet)
    on_top(sheet)
    return sheet


def room(sheet: Sheet) -> None:
    for row in range(7):
        for column in range(15):
            x, y = 56 + column * 112 + (row % 2) * 56, 40 + row * 112
            sprig = [(0, -17), (5, 0), (0, 17), (-5, 0)]
            for turn in (-34, 34):
                sheet.shape(moved(sprig, x, y, turn), mix(WALL, PAPER, 0.09))
    sheet.box(0, 800, 1600, 826, mix(WALL, INK, 0.35))
    sheet.box(0, 826, 1600, 900, "#4a3343")
    sheet.oval(800, 862, 690, 20, mix("#4a3343", INK, 0.5))


def cabinet(sheet: Sheet) -> None:
    right, foot = LEFT + COLUMNS * ACROSS - 12, TOP + ROWS * DOWN - 12
    for x in (LEFT - 4, right - 46):
        sheet.shape([(x, foot + 20), (x + 50, foot + 20), (x + 38, 860), (x + 12, 860)], DARK)
    sheet.box(LEFT - 26, TOP - 22, right + 26, foot + 28, mix(WOOD, INK, 0.3), 6)
    sheet.box(LEFT - 12, TOP - 10, right + 12, foot + 12, DARK, 3)
    sheet.box(LEFT - 44, TOP - 48, right + 44, TOP - 20, LIT, 5)
    sheet.box(LEFT - 44, TOP - 28, right + 44, TOP - 20, WOOD, 4)
    sheet.box(LEFT - 26, TOP - 20, right + 26, TOP - 14, DARK)


Drawing = Callable[[Sheet, float, float], None]


def front(sheet: Sheet, x: float, y: float, wide: float, tall: float, drawing: Drawing) -> None:
    """Draw the front of a drawer: its wood, its label in a brass frame, its pull."""
    middle = x + wide / 2
    sheet.box(x, y, x + wide, y + tall, WOOD, 4)
    sheet.shape([(x, y), (x + wide, y), (x + wide - 8, y + 8), (x + 8, y + 8)], LIT)
    sheet.shape(
        [(x, y), (x + 8, y + 8), (x + 8, y + tall - 8), (x, y + tall)], mix(WOOD, LIT, 0.5)
    )
    low = [
        (x, y + tall),
        (x + wide, y + tall),
        (x + wide - 8, y + tall - 8),
        (x + 8, y + tall - 8),
    ]
    sheet.shape(low, mix(WOOD, INK, 0.3))
    sheet.box(middle - 70, y + 20, middle + 70, y + 116, mix(WOOD, INK, 0.35), 6)
    sheet.box(middle - 72, y + 16, middle + 72, y + 112, OCHRE, 6)
    sheet.box(middle - 64, y + 24, middle + 64, y + 104, LABEL, 2)
    drawing(sheet, middle, y + 64)
    pull(sheet, middle, y + 122)


def pull(sheet: Sheet, x: float, y: float) -> None:
    cup = [(x - 30, y), (x + 30, y), *arc(x, y + 2, 30, 22, 0, 180)]
    sheet.shape(moved(cup, 3, 5), mix(WOOD, INK, 0.4))
    sheet.shape(cup, OCHRE)
    sheet.shape(
        [(x - 22, y + 4), *arc(x, y + 4, 22, 13, 180, 90), (x, y + 4)], mix(OCHRE, PAPER, 0.45)
    )
    sheet.box(x - 34, y - 3, x + 34, y + 4, mix(OCHRE, INK, 0.25), 3)


def open_drawer(sheet: Sheet) -> None:
    """Draw the drawer that is pulled out, from a little above: its hollow, cards, front."""
    column, row = OPEN
    x, y = LEFT + column * ACROSS, TOP + row * DOWN
    sheet.box(x, y, x + WIDE, y + TALL, mix(INK, "#000000", 0.25))
    shadow = [
        (x - 2, y + 100),
        (x + WIDE + 10, y + 100),
        (x + WIDE + 40, y + 318),
        (x + 14, y + 318),
    ]
    sheet.glaze(shadow, INK, 0.34)
    out, grow = 104.0, 18.0
    near, level = (x - grow, x + WIDE + grow), y + out
    sheet.shape(
        [(x + 6, y + 30), (x + WIDE - 6, y + 30), (near[1], level), (near[0], level)], DARK
    )
    cards(sheet, x, y)
    for side, edge in ((x + 2, near[0]), (x + WIDE - 2, near[1])):
        inward = 9 if side < x + 50 else -9
        rail = [
            (side, y + 34),
            (side + inward, y + 34),
            (edge + inward * 1.3, level),
            (edge, level),
        ]
        sheet.shape(rail, LIT if inward > 0 else mix(WOOD, LIT, 0.4))
    front(sheet, near[0], level, near[1] - near[0], TALL + 14, compass)


def cards(sheet: Sheet, x: float, y: float) -> None:
    fills = (PAPER, "#fdf6e6", "#ead9b6")
    for number in range(9):
        share = number / 8
        left, right = x + 14 - share * 13, x + WIDE - 14 + share * 13
        top, foot = y + 12 + share * 66, y + 60 + share * 52
        tab = left + 12 + (number * 3 % 4) * 48
        sheet.box(tab, top - 11, tab + 42, top + 6, (TEAL, OCHRE, RED, STEEL)[number % 4], 4)
        sheet.shape([(left, top), (right, top), (right, foot), (left, foot)], fills[number % 3])
        sheet.line([(left, top), (right, top)], 1.6, mix(PAPER, INK, 0.3))
        if number == 4:
            drawn = [(-66, -64), (66, -64), (66, 40), (-66, 40)]
            sheet.shape(moved(drawn, x + 128, top - 18, 5), "#fffaf0")
            sheet.line(
                moved([(-66, -64), (66, -64)], x + 128, top - 18, 5), 1.6, mix(PAPER, INK, 0.3)
            )
            needle(sheet, x + 130, top - 52, 78, -32, RED, INK)
            sheet.disc(x + 130, top - 52, 5, OCHRE)


def morning(sheet: Sheet) -> None:
    """Lay the light of a window with four panes over the wall and the cabinet."""
    for left, top in ((250, 0), (520, 0)):
        for lower in (0, 1):
            head, foot = top + lower * 350, top + 326 + lower * 350
            slant = 0.5
            pane = [(left - head * slant, head), (left + 240 - head * slant, head)]
            pane += [(left + 240 - foot * slant, foot), (left - foot * slant, foot)]
            sheet.glaze(pane, "#ffe9ae", 0.17)


def on_top(sheet: Sheet) -> None:
    top = TOP - 48
    coffee(sheet, 1010, top)
    books(sheet, 300, top)
    calendar(sheet, 640, top)
    fern(sheet, 1260, top)


def coffee(sheet: Sheet, x: float, foot: float) -> None:
    sheet.oval(x, foot - 5, 82, 7, mix(PAPER, INK, 0.25))
    sheet.oval(x, foot - 9, 82, 7, PAPER)
    sheet.line(arc(x + 56, foot - 56, 25, 23, -100, 120), 10, mix(RED, INK, 0.2))
    bowl = [(x - 54, foot - 92), (x + 54, foot - 92), *arc(x, foot - 66, 54, 60, 0, 180)]
    with sheet.within(
        [(x - 60, foot - 96), (x + 60, foot - 96), (x + 60, foot - 11), (x - 60, foot - 11)]
    ):
        sheet.shape(bowl, RED)
        half = [(x + 16, foot - 92), (x + 54, foot - 92), *arc(x, foot - 66, 54, 60, 0, 76)]
        sheet.shape(half, mix(RED, INK, 0.25))
    sheet.oval(x, foot - 92, 54, 11, mix(RED, PAPER, 0.3))
    sheet.oval(x, foot - 91, 46, 8, "#4b2a1c")
    for wisp, tall in ((-16, 84), (12, 64)):
        rise = [(0, -112), (12, -112 - tall * 0.3), (-9, -112 - tall * 0.65), (6, -112 - tall)]
        sheet.line(
            smooth([(x + wisp + px, foot + py) for px, py in rise]), 8, mix(WALL, PAPER, 0.75), 1
        )


def books(sheet: Sheet, x: float, foot: float) -> None:
    sheet.box(x - 46, foot - 34, x + 186, foot, INK, 4)
    sheet.box(x - 46, foot - 28, x + 176, foot - 6, PAPER)
    sheet.box(x - 46, foot - 20, x + 176, foot - 18, mix(PAPER, INK, 0.3))
    sheet.box(x - 30, foot - 64, x + 164, foot - 34, RED, 4)
    sheet.box(x - 20, foot - 58, x + 164, foot - 40, PAPER)
    sheet.box(x - 20, foot - 50, x + 164, foot - 48, mix(PAPER, INK, 0.3))
    sheet.box(x - 38, foot - 90, x + 150, foot - 64, OCHRE, 4)
    sheet.box(x - 38, foot - 84, x + 140, foot - 70, PAPER)


def calendar(sheet: Sheet, x: float, foot: float) -> None:
    """Draw a calendar's block of one week, its first day marked."""
    sheet.shape([(x - 84, foot), (x + 84, foot), (x + 70, foot - 120), (x - 70, foot - 120)], INK)
    sheet.shape(
        [(x - 70, foot - 12), (x + 70, foot - 12), (x + 60, foot - 114), (x - 60, foot - 114)],
        LABEL,
    )
    sheet.shape(
        [(x - 63, foot - 84), (x + 63, foot - 84), (x + 60, foot - 114), (x - 60, foot - 114)],
        TEAL,
    )
    for day in range(7):
        at = x - 48 + day * 16
        sheet.box(at - 5.5, foot - 62, at + 5.5, foot - 40, RED if day == 0 else STEEL, 2)
    sheet.line([(x - 50, foot - 27), (x + 46, foot - 27)], 3, mix(STEEL, PAPER, 0.4))
    for ring in (-34, 34):
        sheet.line([(x + ring, foot - 106), (x + ring, foot - 128)], 6, OCHRE)


def fern(sheet: Sheet, x: float, foot: float) -> None:
    leaf, shade = "#8cb86e", "#5f9458"
    for turn, length in (
        (-164, 84),
        (-16, 84),
        (-140, 102),
        (-40, 102),
        (-114, 110),
        (-66, 110),
        (-90, 116),
    ):
        frond = [(0, 0), *smooth([(0, 0), (length * 0.4, -15), (length, 0)])]
        under = [*smooth([(0, 0), (length * 0.4, 15), (length, 0)])]
        sheet.shape(moved(frond, x, foot - 76, turn), leaf)
        sheet.shape(moved(under, x, foot - 76, turn), shade)
    sheet.shape([(x - 52, foot - 84), (x + 52, foot - 84), (x + 40, foot), (x - 40, foot)], PAPER)
    sheet.shape(
        [(x + 14, foot - 84), (x + 52, foot - 84), (x + 40, foot), (x + 10, foot)],
        mix(PAPER, INK, 0.16),
    )
    sheet.box(x - 58, foot - 94, x + 58, foot - 74, mix(PAPER, "#ffffff", 0.5), 3)
    for band in range(5):
        sheet.shape(moved([(0, -9), (9, 0), (0, 9), (-9, 0)], x - 34 + band * 17, foot - 44), RED)


def magnet(sheet: Sheet, x: float, y: float) -> None:
    bow = [*arc(x, y + 2, 31, 31, 0, 180), *arc(x, y + 2, 13, 13, 180, 0)]
    sheet.shape(bow, RED)
    for left in (x - 31, x + 13):
        sheet.box(left, y - 22, left + 18, y + 4, RED)
        sheet.box(left, y - 32, left + 18, y - 16, STEEL)


def sieve(sheet: Sheet, x: float, y: float) -> None:
    cone = [
        (x - 38, y - 24),
        (x + 38, y - 24),
        (x + 8, y + 6),
        (x + 8, y + 28),
        (x - 8, y + 34),
        (x - 8, y + 6),
    ]
    sheet.shape(cone, TEAL)
    sheet.shape(
        [
            (x + 6, y - 24),
            (x + 38, y - 24),
            (x + 8, y + 6),
            (x + 8, y + 28),
            (x + 2, y + 30),
            (x + 2, y + 6),
        ],
        mix(TEAL, INK, 0.35),
    )
    sheet.oval(x, y - 24, 38, 7, INK)


def envelope(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 42, y - 27, x + 42, y + 27, INK, 3)
    sheet.line([(x - 40, y - 24), (x, y + 8), (x + 40, y - 24)], 4.5, LABEL)
    sheet.disc(x, y + 8, 9, RED)


def thermometer(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([(x - 6, y - 28), (x - 6, y + 20)], 17, INK)
    sheet.disc(x - 6, y + 22, 15, INK)
    sheet.line([(x - 6, y - 27), (x - 6, y + 20)], 9, LABEL)
    sheet.line([(x - 6, y - 6), (x - 6, y + 20)], 9, RED)
    sheet.disc(x - 6, y + 22, 10, RED)
    for mark in range(4):
        sheet.line(
            [(x + 12, y - 26 + mark * 12), (x + (26 if mark % 2 else 20), y - 26 + mark * 12)],
            4,
            INK,
        )


def seedling(sheet: Sheet, x: float, y: float) -> None:
    sheet.line(smooth([(x, y + 30), (x + 1, y + 8), (x - 2, y - 12)]), 6, TEAL)
    for turn, grow in ((-152, 1.0), (-34, 1.25)):
        blade = [*smooth([(0, 0), (13, -12), (34, 0)]), *smooth([(34, 0), (13, 12), (0, 0)])]
        sheet.shape(moved(blade, x - 1, y - 8, turn, grow), TEAL)
    sheet.shape([*arc(x, y + 33, 34, 14, 180, 360)], INK)


def ladder(sheet: Sheet, x: float, y: float) -> None:
    for side in (-1, 1):
        sheet.line([(x + side * 21, y + 32), (x + side * 14, y - 32)], 6, INK)
    for rung in range(5):
        reach = 20 - rung * 1.5
        fill = RED if rung == 4 else INK
        sheet.line([(x - reach, y + 24 - rung * 12.5), (x + reach, y + 24 - rung * 12.5)], 5, fill)


def bell(sheet: Sheet, x: float, y: float) -> None:
    sheet.disc(x, y + 25, 9, INK)
    body = smooth(
        [(x - 33, y + 22), (x - 23, y + 8), (x - 19, y - 14), (x, y - 31), (x + 19, y - 14)]
    )
    sheet.shape([*body, *smooth([(x + 19, y - 14), (x + 23, y + 8), (x + 33, y + 22)])], OCHRE)
    sheet.line([(x - 33, y + 20), (x + 33, y + 20)], 6, INK)
    sheet.disc(x, y - 32, 6, INK)


def tick(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 30, y - 28, x + 26, y + 28, INK, 6)
    sheet.box(x - 23, y - 21, x + 19, y + 21, LABEL, 2)
    sheet.line([(x - 14, y - 2), (x - 2, y + 12), (x + 32, y - 30)], 9, RED)


def compass(sheet: Sheet, x: float, y: float) -> None:
    sheet.disc(x, y, 33, INK)
    sheet.disc(x, y, 27, LABEL)
    needle(sheet, x, y, 52, -32, RED, INK)
    sheet.disc(x, y, 4, OCHRE)


def hourglass(sheet: Sheet, x: float, y: float) -> None:
    for tip in (-1, 1):
        sheet.shape(
            [(x - 21, y + tip * 27), (x + 21, y + tip * 27), (x + 3, y), (x - 3, y)], STEEL
        )
    sheet.shape([(x - 13, y - 14), (x + 13, y - 14), (x, y)], OCHRE)
    sheet.shape([(x - 18, y + 27), (x + 18, y + 27), (x, y + 10)], OCHRE)
    for tip in (-1, 1):
        sheet.line([(x - 25, y + tip * 29), (x + 25, y + tip * 29)], 7, INK)


def speech(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 40, y - 30, x + 12, y + 4, INK, 12)
    sheet.shape([(x - 30, y), (x - 12, y), (x - 32, y + 18)], INK)
    sheet.box(x - 12, y - 10, x + 40, y + 24, RED, 12)
    sheet.shape([(x + 30, y + 20), (x + 12, y + 20), (x + 32, y + 36)], RED)
    for dot in (-1, 0, 1):
        sheet.disc(x + 14 + dot * 13, y + 7, 4, LABEL)


def key(sheet: Sheet, x: float, y: float) -> None:
    sheet.line([(x - 8, y), (x + 40, y)], 8, INK)
    for tooth in (26, 38):
        sheet.line([(x + tooth, y), (x + tooth, y + 15)], 7, INK)
    sheet.disc(x - 22, y, 20, INK)
    sheet.disc(x - 22, y, 10, LABEL)


def target(sheet: Sheet, x: float, y: float) -> None:
    for radius, fill in ((33, RED), (24, LABEL), (15, RED), (6, LABEL)):
        sheet.disc(x - 4, y + 1, radius, fill)
    sheet.line([(x - 4, y + 1), (x + 38, y - 32)], 4.5, INK)
    sheet.line([(x + 28, y - 24), (x + 42, y - 22)], 4.5, INK)
    sheet.line([(x + 28, y - 24), (x + 28, y - 36)], 4.5, INK)


def fork(sheet: Sheet, x: float, y: float) -> None:
    """Draw a signpost that points two ways."""
    sheet.line([(x, y - 34), (x, y + 34)], 7, INK)
    sheet.shape(
        [(x - 10, y - 28), (x + 30, y - 28), (x + 42, y - 18), (x + 30, y - 8), (x - 10, y - 8)],
        TEAL,
    )
    sheet.shape(
        [(x + 10, y), (x - 28, y), (x - 40, y + 10), (x - 28, y + 20), (x + 10, y + 20)], RED
    )


def hook(sheet: Sheet, x: float, y: float) -> None:
    shank = [
        (x + 14, y - 20),
        (x + 14, y + 10),
        (x + 2, y + 28),
        (x - 14, y + 22),
        (x - 20, y + 4),
    ]
    sheet.line(smooth(shank), 7, INK)
    sheet.shape([(x - 26, y + 10), (x - 20, y - 8), (x - 6, y + 10), (x - 19, y + 4)], INK)
    sheet.line(arc(x + 14, y - 27, 7, 7, 0, 360), 4.5, INK)
    sheet.line(smooth([(x + 14, y - 34), (x + 16, y - 38), (x + 14, y - 40)]), 2, RED)


DRAWINGS: tuple[Drawing, ...] = (
    magnet,
    envelope,
    sieve,
    seedling,
    tick,
    thermometer,
    key,
    bell,
    compass,
    ladder,
    speech,
    fork,
    target,
    hourglass,
    hook,
)
