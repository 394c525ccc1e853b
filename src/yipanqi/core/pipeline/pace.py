"""序时进度: the share of the year's plan that is due by a month's end, and the gap to it.

Shares are exact fractions: a gap that falls on the edge of a light must not be moved off it
by the twenty-eighth digit of a third. Gaps are percentage points (百分点) from unrounded
rates; printed digests subtract first and round once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Self

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Curve:
    """Twelve cumulative shares, January to December: never falling, 1 at the year's end."""

    shares: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if len(self.shares) != 12:
            raise Refusal("pace.twelve_shares", field="curve", count=len(self.shares))
        if self.shares[0] < 0 or any(later < earlier for earlier, later in pairwise(self.shares)):
            raise Refusal("pace.falling_curve", field="curve")
        if self.shares[-1] != 1:
            raise Refusal("pace.curve_end", field="curve", end_share=as_decimal(self.shares[-1]))

    @classmethod
    def of(cls, shares: Sequence[Decimal]) -> Self:
        """From cumulative shares such as 0.15, …, 1. Raises ``pace.*``."""
        return cls(tuple(Fraction(share) for share in shares))

    @classmethod
    def of_monthly(cls, amounts: Sequence[int]) -> Self | None:
        """From twelve planned amounts; None where nothing is planned."""
        total = sum(amounts)
        if total == 0:
            return None
        return cls(tuple(Fraction(amount, total) for amount in accumulate(amounts)))

    def share(self, month: Month) -> Fraction:
        return self.shares[month.number - 1]


LINEAR = Curve(tuple(Fraction(number, 12) for number in range(1, 13)))


def as_decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def exact_gap(done: int, plan: int, share: Fraction) -> Fraction | None:
    """Share done minus share due, exact; None without a plan."""
    return Fraction(done, plan) - share if plan > 0 else None


def pace_gap(done: int, plan: int, month: Month, curve: Curve = LINEAR) -> Decimal | None:
    """百分点 ahead of pace (negative: behind), unrounded; None without a plan."""
    gap = exact_gap(done, plan, curve.share(month))
    return None if gap is None else as_decimal(gap * 100)


def due_to_date(plan: int, month: Month, curve: Curve = LINEAR) -> Decimal:
    """Amount due by the month's end, in the money of ``plan``, unrounded."""
    return as_decimal(plan * curve.share(month))


def required_monthly(done: int, plan: int, month: Month) -> Decimal | None:
    """What each remaining month must bring to reach the plan; None after December.

    0 where the plan is already reached.
    """
    left = 12 - month.number
    return Decimal(max(0, plan - done)) / left if left else None


def catch_up_rate(done: int, plan: int, month: Month) -> Decimal | None:
    """How many times its average month so far a project must do from now on.

    1 keeps the speed, 2 doubles it; None where there is no speed yet or no month left.
    """
    needed = required_monthly(done, plan, month)
    if needed is None or done <= 0:
        return None
    return needed * month.number / done


def half_by_midyear(done: int, plan: int) -> bool | None:
    """双过半: at least half of the year's plan by the end of June; None without a plan."""
    return 2 * done >= plan if plan > 0 else None
