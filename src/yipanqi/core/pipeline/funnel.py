"""Pipeline health: how many projects stand where, how many got on (漏斗、转化).

A project counts only at the stages of its own track. Whoever enters the ledger at a later
stage has reached the earlier ones of its track, on a day nobody knows.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pipeline.starts import Planned
from yipanqi.core.projects.stages import Stage, Track, stages_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A project as its log tells it up to the asked day. ``reached`` holds first days."""

    uid: str
    track: Track
    stage: Stage
    reached: Mapping[Stage, date]
    total_investment: int = 0  # yuan
    is_paused: bool = False  # by an approved pause whose review date has not passed
    is_ended: bool = False  # terminated
    is_package: bool = False
    is_part: bool = False
    planned_start_on: date | None = None
    is_new_start: bool = False  # on the year's list of new starts

    @property
    def since(self) -> date | None:
        return self.reached.get(self.stage)

    @property
    def started_on(self) -> date | None:
        return self.reached.get(Stage.STARTED)

    @property
    def planned(self) -> Planned:
        """As the counting of starts reads it."""
        return Planned(
            planned_start_on=self.planned_start_on,
            actual_start_on=self.started_on,
            is_package=self.is_package,
            is_part=self.is_part,
        )


@dataclass(frozen=True, slots=True)
class Amount:
    """How many, and their total investment in yuan."""

    count: int = 0
    money: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.count + other.count, self.money + other.money)


def amount_of(rows: Iterable[Entry]) -> Amount:
    kept = list(rows)
    return Amount(len(kept), sum(row.total_investment for row in kept))


def alive(rows: Iterable[Entry]) -> list[Entry]:
    """Without packages, which stand for their parts, and without what was terminated."""
    return [row for row in rows if not row.is_package and not row.is_ended]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the funnel: who stands there, and who has come that far or further."""

    stage: Stage
    standing: Amount
    reached: Amount


def funnel(rows: Iterable[Entry]) -> tuple[Step, ...]:
    """Every stage in order. ``reached`` of a stage counts only tracks that have it."""
    kept = alive(rows)
    return tuple(
        Step(
            stage,
            amount_of(row for row in kept if row.stage is stage),
            amount_of(row for row in kept if _has_reached(row, stage)),
        )
        for stage in Stage
    )


def _has_reached(row: Entry, stage: Stage) -> bool:
    order = stages_of(row.track)
    if stage not in order:
        return False
    return row.stage in order and order.index(row.stage) >= order.index(stage)


def grouped(
    rows: Iterable[Entry], keys: Callable[[Entry], Iterable[Hashable]]
) -> dict[Hashable, dict[Stage, Amount]]:
    """Group → stage → who stands there. A row may belong to several groups, or to none."""
    found: dict[Hashable, dict[Stage, Amount]] = {}
    for row in alive(rows):
        own = Amount(1, row.total_investment)
        for key in keys(row):
            at = found.setdefault(key, {})
            at[row.stage] = at.get(row.stage, Amount()) + own
    return found


# --- conversion


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those that reached a stage in one month, and how many had got on ``n`` months later.

    ``shares[n]`` counts those on by the end of the n-th month after; None: not yet over.
    """

    month: Month
    size: int
    money: int
    got_on: tuple[int | None, ...]

    def share(self, months: int) -> Decimal | None:
        got = self.got_on[months]
        return None if got is None else ratio(got, self.size)


def cohorts(
    rows: Iterable[Entry], first: Stage, then: Stage, *, until: Month, months: int, horizon: int
) -> tuple[Cohort, ...]:
    """The ``months`` cohorts up to ``until``, oldest first, each followed for ``horizon``
    months. Terminated ones stay in their cohort: they did not get on. Months without
    anybody are kept, so that a gap is seen.
    """
    by_month: dict[Month, list[Entry]] = {}
    for row in rows:
        day = row.reached.get(first)
        if day is not None and not row.is_package:
            by_month.setdefault(Month.of(day), []).append(row)
    wanted = [until.plus(-back) for back in reversed(range(months))]
    return tuple(_cohort(m, by_month.get(m, []), then, until, horizon) for m in wanted)


def _cohort(month: Month, rows: Sequence[Entry], then: Stage, until: Month, horizon: int) -> Cohort:
    passed = [_months_until(row.reached.get(then), month) for row in rows]
    got_on = tuple(
        sum(1 for at in passed if at is not None and at <= n) if month.plus(n) <= until else None
        for n in range(horizon + 1)
    )
    return Cohort(month, len(rows), sum(row.total_investment for row in rows), got_on)


def _months_until(day: date | None, month: Month) -> int | None:
    return None if day is None else Month.of(day).minus(month)


def converted(found: Iterable[Cohort], months: int) -> Decimal | None:
    """Share of all cohorts old enough that got on within ``months``."""
    old = [c for c in found if c.got_on[months] is not None]
    return ratio(sum(c.got_on[months] or 0 for c in old), sum(c.size for c in old))


# --- flow


def flow(
    rows: Iterable[Entry], stages: Iterable[Stage], *, until: Month, months: int
) -> dict[Stage, list[Amount]]:
    """Stage → who reached it in each of the ``months`` up to ``until``, oldest first."""
    at = {until.plus(-back): months - 1 - back for back in range(months)}
    found = {stage: [Amount()] * months for stage in stages}
    for row in rows:
        if row.is_package:
            continue
        for stage, line in found.items():
            day = row.reached.get(stage)
            index = at.get(Month.of(day)) if day else None
            if index is not None:
                line[index] = line[index] + Amount(1, row.total_investment)
    return found
