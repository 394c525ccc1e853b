"""Pauses (停缓建): a project's clock stands still while a pause is approved, no day longer."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import half_up

LONGEST_REVIEW = 184  # days until somebody looks again


class PauseState(StrEnum):
    ASKED = "asked"  # 待审批
    APPROVED = "approved"  # 已批准
    REFUSED = "refused"  # 未批准
    ENDED = "ended"  # 已复工


@dataclass(frozen=True, slots=True)
class Spell:
    """An approved pause, both days included: until the review date or the day before work went
    on, whichever came first.
    """

    from_on: date
    until_on: date
    reason: str = ""

    @property
    def days(self) -> int:
        return max(0, (self.until_on - self.from_on).days + 1)

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on

    def days_by(self, day: date) -> int:
        """Days of it that had passed by the end of ``day``."""
        return max(0, (min(self.until_on, day) - self.from_on).days + 1)


def spell(from_on: date, review_on: date, ended_on: date | None, reason: str = "") -> Spell:
    last = review_on if ended_on is None else min(review_on, ended_on - timedelta(days=1))
    return Spell(from_on, last, reason)


def check_pause(from_on: date, review_on: date, today: date) -> None:
    """Raises ``pause.in_the_future`` or ``pause.review_dates``."""
    if from_on > today:
        raise Refusal("pause.in_the_future", field="from_on", day=from_on)
    check_review(review_on, today)


def check_review(review_on: date, today: date) -> None:
    """Raises ``pause.review_dates``."""
    if not 0 < (review_on - today).days <= LONGEST_REVIEW:
        raise Refusal("pause.review_dates", field="review_on", days=LONGEST_REVIEW)


def stands_still(spells: Iterable[Spell], day: date) -> bool:
    return any(one.covers(day) for one in spells)


def due_by(monthly: Sequence[int], year: int, months: int, spells: Iterable[Spell]) -> int:
    """Of a year's monthly plan (yuan) what is due by the end of its ``months``-th month. Each
    day on which the clock stood still takes its share of that month's plan: it is not due, then
    or later, while the year's plan stays.
    """
    kept = list(spells)
    if not kept:
        return sum(monthly[:months])
    return sum(_due_in(monthly[n - 1], year, n, kept) for n in range(1, months + 1))


def _due_in(plan: int, year: int, number: int, spells: Sequence[Spell]) -> int:
    days = monthrange(year, number)[1]
    still = sum(stands_still(spells, date(year, number, day)) for day in range(1, days + 1))
    return plan - int(half_up(Decimal(plan * still) / days, 0))
