"""Typical problems: rules that find the cases, each with its words and its numbers.

The rules find; a person chooses. What no printed notice defines is defined here and can be
set: every limit stands in ``Limits``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from yipanqi.core.month import Month
from yipanqi.core.pipeline.pace import as_decimal
from yipanqi.core.projects.stages import Stage


class CaseKind(StrEnum):
    """Kinds of typical problems, in the order of the pipeline."""

    SIGNED_NOT_LANDED = "signed_not_landed"  # 签约未落地
    SLOW_PRELIMINARY = "slow_preliminary"  # 前期缓慢
    LANDED_NOT_STARTED = "landed_not_started"  # 落地未开工
    IDLE_LAND = "idle_land"  # 土地闲置
    SHAM_START = "sham_start"  # 虚假开工
    NOT_ENROLLED = "not_enrolled"  # 开工未入库
    BEHIND_PACE = "behind_pace"  # 进度滞后
    STALLED = "stalled"  # 停滞


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on a case is one. Months are whole; shares are of the annual plan."""

    landing_months: int = 6  # signed, and not landed
    preliminary_days: int = 60  # the planned start has slipped, nothing started
    start_months: int = 6  # landed, and not started
    idle_months: int = 12  # land used for nothing: 闲置土地 is one year after the agreed start
    sham_months: int = 3  # started, and still no money to speak of
    sham_share: Fraction = Fraction(1, 100)  # of the total investment
    enrolment_months: int = 3
    behind_points: int = 30
    stalled_months: int = 3


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """One project at a month's end. Money in whole yuan."""

    month: Month
    stage: Stage
    stage_since: date | None = None
    is_paused: bool = False  # by an approved pause whose review date has not passed
    total_investment: int = 0
    plan: int | None = None
    due_share: Fraction = Fraction(0)
    done: int | None = None
    done_before: int = 0  # until the end of last year
    planned_start_on: date | None = None
    first_planned_start_on: date | None = None
    started_on: date | None = None
    permit_on: date | None = None
    enrolled_on: date | None = None
    idle_months: int = 0  # months running with a report and nothing done, up to now


@dataclass(frozen=True, slots=True)
class Case:
    """A case found: kind, its sentence's code and numbers, and how heavy it is."""

    kind: CaseKind
    code: str
    weight: int  # days or the like, to order cases of one kind
    params: dict[str, Any] = field(default_factory=dict)


def cases_of(facts: CaseFacts, limits: Limits = DEFAULT_LIMITS) -> tuple[Case, ...]:
    """Every case the facts make, in the order of the pipeline."""
    found = (rule(facts, limits) for rule in _RULES)
    return tuple(case for case in found if case is not None)


def heaviest(found: Iterable[tuple[Any, Case]], most: int) -> list[tuple[Any, Case]]:
    """The heaviest ``most`` of each kind, kinds in the order of the pipeline."""
    kept: list[tuple[Any, Case]] = []
    rows = list(found)
    for kind in CaseKind:
        of_kind = [row for row in rows if row[1].kind is kind]
        kept += sorted(of_kind, key=lambda row: -row[1].weight)[:most]
    return kept


def _months(since: date, facts: CaseFacts) -> int:
    whole = facts.month.minus(Month.of(since))
    return whole - (1 if since.day > facts.month.last.day else 0)


def _days(since: date, facts: CaseFacts) -> int:
    return (facts.month.last - since).days


def _signed(facts: CaseFacts, limits: Limits) -> Case | None:
    since = facts.stage_since
    if facts.stage is not Stage.SIGNED or since is None or facts.is_paused:
        return None
    months = _months(since, facts)
    if months < limits.landing_months:
        return None
    params = {"since": since, "months": months}
    return Case(CaseKind.SIGNED_NOT_LANDED, "case.signed_not_landed", _days(since, facts), params)


def _preliminary(facts: CaseFacts, limits: Limits) -> Case | None:
    """The start was promised, moved away, and nothing has been started."""
    first, now = facts.first_planned_start_on, facts.planned_start_on
    if facts.started_on is not None or first is None or now is None or facts.is_paused:
        return None
    if facts.stage.order >= Stage.STARTED.order:
        return None
    days = (now - first).days
    if days < limits.preliminary_days:
        return None
    params = {"first": first, "planned": now, "days": days}
    return Case(CaseKind.SLOW_PRELIMINARY, "case.slow_preliminary", days, params)


def _landed(facts: CaseFacts, limits: Limits) -> Case | None:
    since = facts.stage_since
    if facts.stage is not Stage.LANDED or since is None or facts.is_paused:
        return None
    months = _months(since, facts)
    if not limits.start_months <= months < limits.idle_months:
        return None
    params = {"since": since, "months": months}
    return Case(CaseKind.LANDED_NOT_STARTED, "case.landed_not_started", _days(since, facts), params)


def _idle(facts: CaseFacts, limits: Limits) -> Case | None:
    """Land secured and unused for as long as the law calls idle."""
    since = facts.stage_since
    if facts.stage is not Stage.LANDED or since is None:
        return None
    months = _months(since, facts)
    if months < limits.idle_months:
        return None
    params = {"since": since, "months": months}
    return Case(CaseKind.IDLE_LAND, "case.idle_land", _days(since, facts), params)


def _sham(facts: CaseFacts, limits: Limits) -> Case | None:
    """Called started, without a permit and without money to speak of."""
    since = facts.started_on
    if since is None or facts.permit_on is not None or facts.done is None:
        return None
    if facts.stage is not Stage.STARTED or facts.total_investment <= 0:
        return None
    months = _months(since, facts)
    spent = Fraction(facts.done + facts.done_before, facts.total_investment)
    if months < limits.sham_months or spent >= limits.sham_share:
        return None
    params = {"since": since, "months": months, "spent_share": as_decimal(spent)}
    return Case(CaseKind.SHAM_START, "case.sham_start", _days(since, facts), params)


def _enrolment(facts: CaseFacts, limits: Limits) -> Case | None:
    since = facts.started_on
    if since is None or facts.enrolled_on is not None or facts.stage is not Stage.STARTED:
        return None
    months = _months(since, facts)
    if months < limits.enrolment_months:
        return None
    params = {"since": since, "months": months}
    return Case(CaseKind.NOT_ENROLLED, "case.not_enrolled", _days(since, facts), params)


def _behind(facts: CaseFacts, limits: Limits) -> Case | None:
    if not facts.plan or facts.done is None or facts.is_paused:
        return None
    gap = (facts.due_share - Fraction(facts.done, facts.plan)) * 100
    if gap <= limits.behind_points:
        return None
    done = as_decimal(Fraction(facts.done, facts.plan))
    params = {"behind_pp": as_decimal(gap), "done_share": done}
    return Case(CaseKind.BEHIND_PACE, "case.behind_pace", int(gap * 100), params)


def _stalled(facts: CaseFacts, limits: Limits) -> Case | None:
    if facts.stage is not Stage.STARTED or facts.is_paused:
        return None
    if facts.idle_months < limits.stalled_months:
        return None
    params = {"months": facts.idle_months}
    return Case(CaseKind.STALLED, "case.stalled", facts.idle_months, params)


def idle_run(done_by_month: Sequence[int | None]) -> int:
    """Months running, up to the last, with a report and nothing done. Silence ends the run:
    who said nothing has not said that nothing was done.
    """
    run = 0
    for done in reversed(done_by_month):
        if done is None or done > 0:
            break
        run += 1
    return run


_Rule = Callable[[CaseFacts, Limits], Case | None]
_RULES: tuple[_Rule, ...] = (
    _signed,
    _preliminary,
    _landed,
    _idle,
    _sham,
    _enrolment,
    _behind,
    _stalled,
)
