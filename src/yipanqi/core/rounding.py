"""Rounding, always named: the only module that may round a number.

Two official rules exist: 四舍五入 (half away from zero; statistics, finance, scores) and
GB/T 8170 (half to even; measurements). Some published figures are truncated. A rule or a
printed figure must say which it uses; nothing falls back to Python's defaults.
"""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum


class Rounding(StrEnum):
    HALF_UP = "half_up"  # 四舍五入, half away from zero
    HALF_EVEN = "half_even"  # GB/T 8170
    TRUNCATE = "truncate"


_MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.TRUNCATE: ROUND_DOWN,
}


def rounded(value: Decimal, places: int, rule: Rounding = Rounding.HALF_UP) -> Decimal:
    """``value`` to ``places`` decimals (negative: tens, hundreds …), in one step."""
    return value.quantize(Decimal(1).scaleb(-places), _MODES[rule])


def half_up(value: Decimal, places: int) -> Decimal:
    """``value`` to ``places`` decimals, halves away from zero (四舍五入)."""
    return rounded(value, places, Rounding.HALF_UP)
