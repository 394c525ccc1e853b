"""Where a project's year ends if it goes on as it does: shown as a forecast, never scored.

The months to come fulfil their plan in the same share as the months since January have, and,
at the other edge of the fan, as the last three months have. A month without a report is taken
as it was last known. Without a plan to date, or without any report, there is no forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipanqi.core.pipeline.pace import as_decimal
from yipanqi.core.rounding import half_up

LAST = 3  # months


@dataclass(frozen=True, slots=True)
class Forecast:
    """Amounts done since January at the end of each month from ``month`` on, whole yuan."""

    month: int  # the last month that is known
    middle: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]


def forecast(plan: Sequence[int], done: Sequence[int | None]) -> Forecast | None:
    """``plan``: twelve monthly amounts; ``done``: since January, by month, None where silent."""
    month = max((n for n, amount in enumerate(done, 1) if amount is not None), default=0)
    if not month or len(plan) != 12:
        return None
    now, due = done[month - 1] or 0, sum(plan[:month])
    if due <= 0:
        return None
    year = Fraction(now, due)
    lately = _lately(plan, done, month)
    rates = (year, lately) if lately is not None else (year, year)
    return Forecast(
        month,
        _path(now, plan[month:], sum(rates, Fraction(0)) / 2),
        _path(now, plan[month:], min(rates)),
        _path(now, plan[month:], max(rates)),
    )


def _lately(plan: Sequence[int], done: Sequence[int | None], month: int) -> Fraction | None:
    """Share of the last three months' plan that was done in them."""
    start = max(0, month - LAST)
    before = next((amount for amount in reversed(done[:start]) if amount is not None), 0)
    due = sum(plan[start:month])
    if due <= 0:
        return None
    return max(Fraction(0), Fraction((done[month - 1] or 0) - before, due))


def _path(now: int, plan: Sequence[int], rate: Fraction) -> tuple[int, ...]:
    path, due = [now], 0
    for amount in plan:
        due += amount
        path.append(now + int(half_up(as_decimal(due * rate), 0)))
    return tuple(path)
