"""How long projects wait at a stage, who is stuck, and whether enough waits behind (停留、储备)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pipeline.funnel import Amount, Entry, alive, amount_of
from yipanqi.core.projects.stages import Stage, stages_of

BEFORE_START = frozenset(stage for stage in Stage if stage.order < Stage.STARTED.order)


@dataclass(frozen=True, slots=True)
class Dwell:
    """Days spent at one stage: by those that passed on, and by those still there."""

    stage: Stage
    passed: int
    median_passed: Decimal | None
    waiting: int
    median_waiting: Decimal | None
    limit: int | None  # days from which on a waiting one is stuck


@dataclass(frozen=True, slots=True)
class Stuck:
    entry: Entry
    days: int
    limit: int

    @property
    def over(self) -> int:
        return self.days - self.limit


LEAST_LIMIT = 90  # days: nobody is stuck before a quarter of a year has gone
SHARE_PASSED = Fraction(9, 10)  # stuck: longer than nine of ten that got on needed


def dwells(rows: Iterable[Entry], day: date) -> tuple[Dwell, ...]:
    """One line a stage that can be left, in order."""
    kept = alive(rows)
    return tuple(_dwell(kept, stage, day) for stage in Stage if stage is not Stage.IN_PRODUCTION)


def _dwell(rows: Sequence[Entry], stage: Stage, day: date) -> Dwell:
    passed = sorted(days for row in rows if (days := _days_at(row, stage)) is not None)
    waiting = sorted(
        (day - since).days for row in rows if row.stage is stage and (since := row.since)
    )
    bound = quantile(passed, SHARE_PASSED)
    limit = None if bound is None else max(LEAST_LIMIT, bound)
    return Dwell(stage, len(passed), median(passed), len(waiting), median(waiting), limit)


def _days_at(row: Entry, stage: Stage) -> int | None:
    """Days until the next stage of its track that was reached on a known day."""
    order = stages_of(row.track)
    since = row.reached.get(stage)
    if since is None or stage not in order:
        return None
    later = (row.reached.get(s) for s in order[order.index(stage) + 1 :])
    left = next((on for on in later if on is not None), None)
    return None if left is None or left < since else (left - since).days


def stuck(rows: Iterable[Entry], day: date) -> tuple[Stuck, ...]:
    """Those that wait longer than nine of ten that passed needed; the longest over first.

    What is paused by decision does not wait.
    """
    kept = list(rows)
    limits = {dwell.stage: dwell.limit for dwell in dwells(kept, day)}
    found = []
    for row in alive(kept):
        limit, since = limits.get(row.stage), row.since
        if limit is None or since is None or row.is_paused:
            continue
        days = (day - since).days
        if days > limit:
            found.append(Stuck(row, days, limit))
    return tuple(sorted(found, key=lambda one: (-one.over, one.entry.uid)))


def median(ordered: Sequence[int]) -> Decimal | None:
    """Of numbers in order; the mean of the middle two where there is no middle one."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[middle])
    return Decimal(ordered[middle - 1] + ordered[middle]) / 2


def quantile(ordered: Sequence[int], share: Fraction) -> int | None:
    """The smallest of the numbers that ``share`` of them don't exceed."""
    if not ordered:
        return None
    at = -(-len(ordered) * share.numerator // share.denominator)  # rounded up
    return ordered[max(0, at - 1)]


@dataclass(frozen=True, slots=True)
class Reserve:
    """What waits to start in a year, against what one year has used up."""

    year: int
    waiting: Amount
    used: Amount

    @property
    def coverage_count(self) -> Decimal | None:
        return ratio(self.waiting.count, self.used.count)

    @property
    def coverage_money(self) -> Decimal | None:
        return ratio(self.waiting.money, self.used.money)


@dataclass(frozen=True, slots=True)
class Reserves:
    used: Amount  # started in the twelve months up to the asked one
    years: tuple[Reserve, ...]
    overdue: Amount = field(default_factory=Amount)  # planned before, still waiting
    undated: Amount = field(default_factory=Amount)


def reserves(rows: Iterable[Entry], month: Month, years: int = 2) -> Reserves:
    """The rest of this year is not asked about: only whole years after it."""
    kept = alive(rows)
    first = month.plus(-11).first
    used = amount_of(r for r in kept if r.started_on and first <= r.started_on <= month.last)
    waiting = [r for r in kept if r.stage in BEFORE_START]
    planned = [r for r in waiting if r.planned_start_on is not None]
    ahead = tuple(
        Reserve(
            year,
            amount_of(r for r in planned if r.planned_start_on and r.planned_start_on.year == year),
            used,
        )
        for year in range(month.year + 1, month.year + 1 + years)
    )
    overdue = amount_of(
        r for r in planned if r.planned_start_on and r.planned_start_on <= month.last
    )
    undated = amount_of(r for r in waiting if r.planned_start_on is None)
    return Reserves(used, ahead, overdue, undated)
