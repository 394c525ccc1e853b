"""A listed project as the list tells it: amounts, the months of its plan, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from yipanqi.apps.board.setup.plan import Ground
from yipanqi.apps.board.setup.plans.seats import Seats
from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.core.projects.annual_list import split_plan
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel, Stage, Track
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import MONTHS
from yipanqi.core.tables.fields import TableField as F
from yipanqi.infra.texts import render

_Step, _Basis = MilestoneDate.Milestone, MilestoneDate.Basis
DATES = {
    F.PLANNED_START: (_Step.START, _Basis.PLANNED),
    F.ACTUAL_START: (_Step.START, _Basis.ACTUAL),
    F.PLANNED_COMPLETION: (_Step.COMPLETION, _Basis.PLANNED),
    F.COMPLETED: (_Step.COMPLETION, _Basis.ACTUAL),
    F.PLANNED_ENROLMENT: (_Step.ENROLMENT, _Basis.PLANNED),
    F.PERMIT: (_Step.PERMIT, _Basis.ACTUAL),
    F.ENROLLED: (_Step.ENROLMENT, _Basis.ACTUAL),
}
UNDER_WAY = frozenset({AnnualClass.CARRIED_OVER, AnnualClass.FINISHING})


@dataclass(frozen=True, slots=True)
class Amounts:
    """Whole yuan; ``monthly`` adds up to ``annual_plan``."""

    total: int
    annual_plan: int
    completed_before: int
    monthly: tuple[int, ...]
    is_split_evenly: bool


Reached = tuple[tuple[Stage, date, str], ...]
Milestones = Mapping[tuple[str, str], date]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    name: str
    seats: Seats
    kind: AnnualClass
    domain: Domain
    track: Track
    level: ListLevel
    money: Amounts
    code: str
    own_code: str
    sponsor: str
    owner: str
    content: str
    place: str
    reached: Reached
    milestones: Milestones

    @property
    def planned_start(self) -> date | None:
        return self.milestones.get((str(_Step.START), str(_Basis.PLANNED)))


def amounts(ground: Ground, row: ProjectRow, kind: AnnualClass | None) -> Amounts | None:
    """None where a cell is at fault. No plan in words is none for preliminary work only."""
    total, plan = row.values.get(F.TOTAL_INVESTMENT), row.values.get(F.ANNUAL_PLAN)
    if kind is AnnualClass.PRELIMINARY and plan is None:
        plan = 0
    for of, value in ((F.TOTAL_INVESTMENT, total), (F.ANNUAL_PLAN, plan)):
        if not isinstance(value, int):
            ground.fault(row, of, "setup.cell_missing")
        elif value < 0 or (of is F.TOTAL_INVESTMENT and value == 0):
            ground.fault(row, of, "setup.not_positive")
    if not (isinstance(total, int) and isinstance(plan, int)) or total <= 0 or plan < 0:
        return None
    before = row.values.get(F.COMPLETED_BEFORE)
    stated = [row.values.get(of) for of in MONTHS]
    if any(value is not None for value in stated):
        monthly = tuple(value if isinstance(value, int) else 0 for value in stated)
        if sum(monthly) != plan:
            ground.fault(
                row, F.ANNUAL_PLAN, "setup.months_differ", plan_yuan=plan, sum_yuan=sum(monthly)
            )
            return None
    else:
        monthly = split_plan(plan, ())
    even = all(value is None for value in stated) and plan > 0
    return Amounts(total, plan, before if isinstance(before, int) else 0, monthly, even)


def stages_of(
    row: ProjectRow, kind: AnnualClass, year: int
) -> tuple[Reached, Milestones, tuple[str, ...]]:
    """Stage log, dates of milestones, and what was taken for granted."""
    dates = {
        (str(step), str(basis)): value
        for of, (step, basis) in DATES.items()
        if isinstance(value := row.values.get(of), date)
    }
    told = render("setup.told_by_list")
    started = row.values.get(F.ACTUAL_START)
    completed = row.values.get(F.COMPLETED)
    notes: tuple[str, ...] = ()
    if not isinstance(started, date) and kind in UNDER_WAY:
        started = date(year, 1, 1) - timedelta(days=1)
        told = render("setup.started_by_class")
        notes = (told,)
    log: list[tuple[Stage, date, str]] = []
    first = min(date(year, 1, 1), started) if isinstance(started, date) else date(year, 1, 1)
    log.append((Stage.CONCEIVED, first, render("setup.told_by_list")))
    if isinstance(started, date):
        log.append((Stage.STARTED, started, told))
    if isinstance(completed, date):
        log.append((Stage.COMPLETED, completed, told))
    return tuple(log), dates, notes
