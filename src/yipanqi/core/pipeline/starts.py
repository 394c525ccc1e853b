"""Starts counted as published digests count them, with early starts never hidden in a rate.

Published (江门): 183 to start this year, 140 due by this month; of those due 33 have not
started; 11 that are due later have. So 118 started: 107 of those due and 11 early.
A package can be counted as one project or by its parts (348 listed, 429 after splitting).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.core.money import ratio
from yipanqi.core.month import Month


@dataclass(frozen=True, slots=True)
class Planned:
    """A project on the year's list of new starts."""

    planned_start_on: date | None = None
    actual_start_on: date | None = None
    is_package: bool = False  # stands for its parts
    is_part: bool = False  # belongs to a package


@dataclass(frozen=True, slots=True)
class StartCounts:
    """Counts at a month's end. ``planned`` is the whole year's list."""

    planned: int
    due: int
    started_of_due: int
    early: int

    @property
    def not_started(self) -> int:
        """Due and not started."""
        return self.due - self.started_of_due

    @property
    def started(self) -> int:
        return self.started_of_due + self.early

    @property
    def rate_of_due(self) -> Decimal | None:
        """Of those due, the share that started; early ones count on neither side."""
        return ratio(self.started_of_due, self.due)

    @property
    def rate_with_early(self) -> Decimal | None:
        """All that started over those due, as some digests print it; may pass 1."""
        return ratio(self.started, self.due)

    @property
    def rate_of_year(self) -> Decimal | None:
        return ratio(self.started, self.planned)


@dataclass(frozen=True, slots=True)
class BothWays:
    """The same list with packages as one (``listed``) and by their parts (``split``)."""

    listed: StartCounts
    split: StartCounts


def start_counts(rows: Iterable[Planned], month: Month) -> StartCounts:
    """A row without a planned date is due by the end of the year."""
    planned = due = on_time = early = 0
    for row in rows:
        planned += 1
        started = row.actual_start_on is not None and row.actual_start_on <= month.last
        if _is_due(row, month):
            due += 1
            on_time += started
        else:
            early += started
    return StartCounts(planned, due, on_time, early)


def _is_due(row: Planned, month: Month) -> bool:
    if row.planned_start_on is None:
        return month.number == 12
    return row.planned_start_on <= month.last


def listed(rows: Iterable[Planned]) -> list[Planned]:
    """Packages as one; their parts are left out."""
    return [row for row in rows if not row.is_part]


def split(rows: Iterable[Planned]) -> list[Planned]:
    """Parts in place of their packages."""
    return [row for row in rows if not row.is_package]


def both_ways(rows: Iterable[Planned], month: Month) -> BothWays:
    kept = list(rows)
    return BothWays(start_counts(listed(kept), month), start_counts(split(kept), month))
