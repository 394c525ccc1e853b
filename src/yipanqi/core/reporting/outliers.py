"""How far a month is from a project's own months, robustly at small n.

Median and median absolute deviation (MAD) are not pulled by the one figure that is wrong.
With few or very even months the MAD can be near 0, so the band never gets narrower than a
quarter of the median or 1,000,000 yuan. Amounts are yuan; the figures are chosen for
monthly investment and can be set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import dropwhile

from yipanqi.core.rounding import half_up

FEWEST_MONTHS = 4  # below this no month is called unusual
WIDTH = Decimal(5)  # half-width of the band in robust deviations
MAD_TO_DEVIATION = Decimal("1.4826")  # makes the MAD of a normal sample its deviation
LEAST_SHARE = Decimal("0.25")
LEAST_YUAN = Decimal(1_000_000)
UNIT_FACTOR = 2_000  # between "a hundred times a usual month" and the 10,000 of a wrong unit


class Suspicion(StrEnum):
    TOO_LARGE = "too_large"  # yuan typed as 万元
    TOO_SMALL = "too_small"  # 亿元 typed as 万元


@dataclass(frozen=True, slots=True)
class Band:
    """Amounts that are nothing unusual, both ends included."""

    low: int
    high: int

    def holds(self, amount: int) -> bool:
        return self.low <= amount <= self.high


def median(amounts: Sequence[int] | Sequence[Decimal]) -> Decimal:
    ordered = sorted(Decimal(a) for a in amounts)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def since_first(history: Sequence[int]) -> list[int]:
    """Months before anything was done say nothing about how a project moves."""
    return list(dropwhile(lambda amount: amount == 0, history))


def usual_band(history: Sequence[int]) -> Band | None:
    """None with fewer than ``FEWEST_MONTHS`` months since the first amount."""
    amounts = since_first(history)
    if len(amounts) < FEWEST_MONTHS:
        return None
    middle = median(amounts)
    spread = median([abs(a - middle) for a in amounts]) * MAD_TO_DEVIATION
    half = WIDTH * max(spread, abs(middle) * LEAST_SHARE, LEAST_YUAN)
    return Band(int(half_up(middle - half, 0)), int(half_up(middle + half, 0)))


def usual_month(history: Sequence[int], annual_plan: int | None) -> int | None:
    """The size of a usual month: the median of its moving months, else a twelfth of the plan."""
    moving = [abs(amount) for amount in history if amount]
    if len(moving) >= 2:
        return int(half_up(median(moving), 0))
    return annual_plan // 12 if annual_plan else None


def unit_suspicion(amount: int, usual: int | None) -> Suspicion | None:
    """Whether ``amount`` is out by about the 10,000 that lie between two units of money."""
    if not usual or not amount:
        return None
    if abs(amount) >= UNIT_FACTOR * usual:
        return Suspicion.TOO_LARGE
    return Suspicion.TOO_SMALL if abs(amount) * UNIT_FACTOR <= usual else None
