"""The handover note: five lines between two windows."""

from __future__ import annotations

from .sheet import INK, OCHRE, PAPER, RED, TEAL, Point, Sheet, arc, mix, moved, smooth

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
