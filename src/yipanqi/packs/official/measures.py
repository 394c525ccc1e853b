"""The standard's sizes (GB/T 9704-2012), in the units Word counts in.

Twips are 1/20 point. The grid is 22 lines of 28 characters in a type area (版心) of
156 x 225 mm; a 3号 character is 16 pt wide, 28 of which are 5.8 pt too wide for 156 mm,
so body characters are set 0.25 pt closer.
"""

from decimal import Decimal

from yipanqi.core.rounding import half_up

_TWIPS_PER_MM = Decimal(1440) / Decimal("25.4")


def twips(mm: Decimal | str | int) -> int:
    return int(half_up(Decimal(mm) * _TWIPS_PER_MM, 0))


def twips_of(characters: Decimal | int, pitch: int) -> int:
    """Width of ``characters`` set at ``pitch`` twips each."""
    return int(half_up(Decimal(characters) * pitch, 0))


PAPER_WIDTH, PAPER_HEIGHT = 210, 297  # mm, A4
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # mm; LEFT is the binding side (订口)
TYPE_WIDTH, TYPE_HEIGHT = 156, 225  # mm

LINES, CHARACTERS = 22, 28
LINE = 579  # twips: 28.95 pt, so that 22 lines fill 225 mm
SIZE_1 = Decimal(26)  # 一号
SIZE_2 = Decimal(22)  # 二号
SIZE_3 = Decimal(16)  # 三号
SIZE_4 = Decimal(14)  # 四号
SIZE_4_SMALL = Decimal(12)  # 小四
SIZE_5 = Decimal("10.5")  # 五号
SIZE_5_SMALL = Decimal(9)  # 小五

TIGHTEN = -5  # twips between body characters
PITCH_3 = 320 + TIGHTEN  # width of one body character, twips
PITCH_4 = 280

HEAD_FROM_TOP = 35  # mm from the type area's top to the issuing agency's name
RULE_BELOW_NUMBER = 4  # mm
PAGE_NUMBER_BELOW = 7  # mm from the type area to the dashes of the page number

THICK_RULE = 8  # eighths of a point: 0.35 mm
THIN_RULE = 6  # 0.25 mm
RED = "E60012"  # CMYK Y80 M80 as a screen shows it
BLACK = "000000"
