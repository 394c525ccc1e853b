"""How a year's target is spread over its months. Everything in the measure's scaled integers."""

from collections.abc import Sequence
from decimal import Decimal

from yipanqi.core.rounding import half_up

MONTHS = 12


def even(value: int) -> list[int]:
    """A twelfth more each month: for amounts that add up over the year."""
    return [_part(value, number, MONTHS) for number in range(1, MONTHS + 1)]


def level(value: int) -> list[int]:
    """The same every month: for rates."""
    return [value] * MONTHS


def like(value: int, earlier: Sequence[int]) -> list[int]:
    """In the proportions of an earlier curve; even where that one ends at nothing."""
    end = earlier[-1]
    return [_part(value, amount, end) for amount in earlier] if end else even(value)


def _part(value: int, part: int, whole: int) -> int:
    return int(half_up(Decimal(value) * part / whole, 0))
