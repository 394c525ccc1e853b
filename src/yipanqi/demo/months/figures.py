"""What each project says in each month: figures, words, and a word for every soft finding.

The findings are the core's own, so a demonstration report passes exactly the rules that a
visitor's report must pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding
from yipanqi.core.reporting.findings import ProjectInMonth, check_report
from yipanqi.core.reporting.values import ReportValues
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Draft, Plan, Trait
from yipanqi.demo.city.instants import LAST, months
from yipanqi.demo.city.money import GRAIN, PLAN_2023, PLAN_2024, PLAN_ADJUSTED
from yipanqi.demo.city.register import REVISED
from yipanqi.demo.months.texts import explanation, problem, progress

WAN = 10_000
# how a report of a past month went; weights per mille
ON_TIME, LATE, RETURNED, SILENT, STUCK = "on_time", "late", "returned", "silent", "stuck"


@dataclass(frozen=True, slots=True)
class Told:
    """One month report to be."""

    draft: Draft
    month: Month
    fate: str
    values: ReportValues
    explanations: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def counts(self) -> bool:
        return self.fate not in {SILENT, STUCK}


def plan_in(draft: Draft, month: Month) -> Plan | None:
    """The project's line on the list in force in the month."""
    if month.year == 2023:
        return draft.plans.get(PLAN_2023)
    return draft.plans.get(PLAN_ADJUSTED if month == LAST else PLAN_2024)


def owes_report(draft: Draft, month: Month) -> bool:
    ended = draft.terminated_on is not None and draft.terminated_on <= month.last
    return not (draft.is_package or ended) and plan_in(draft, month) is not None


def tell_months(draft: Draft) -> Iterator[Told]:
    """Every month in which the project owes a report, oldest first."""
    before: ReportValues | None = None
    past: list[int] = []
    for month in months():
        if not owes_report(draft, month):
            before = None
            continue
        told = _told(draft, month, before, past)
        yield told
        before = told.values if told.counts else None
        if told.counts and told.values.this_month is not None:
            past.append(told.values.this_month)


def _told(draft: Draft, month: Month, before: ReportValues | None, past: list[int]) -> Told:
    values = _values(draft, month)
    found = check_report(values, before, in_month(draft, month), past[-12:])
    chance = dice("explain", draft.number, month)
    words = {f.code: explanation(f.code, chance) for f in found if not f.is_hard}
    return Told(draft, month, _fate(draft, month), values, words, found)


def in_month(draft: Draft, month: Month) -> ProjectInMonth:
    """The register's side, as the reporting verbs would read it."""
    plan = plan_in(draft, month)
    later = draft.total_later and month.last >= REVISED > draft.registered_on
    return ProjectInMonth(
        month=month,
        annual_plan=plan.annual_plan if plan else None,
        total_investment=draft.total_later if later else draft.total,
        completed_before=plan.before if plan else 0,
        actual_start_on=draft.started_on,
        permit_on=draft.permit_on,
        enrolled_on=draft.enrolled_on,
        completed_on=draft.completed_on,
        is_paused=draft.is_paused_in(month),
    )


def year_to_date(draft: Draft, month: Month) -> int:
    return sum(draft.done.get(m, 0) for m in month.year_to_date())


def _values(draft: Draft, month: Month) -> ReportValues:
    plan = plan_in(draft, month)
    before = plan.before if plan else 0
    total = year_to_date(draft, month)
    statistics, of_month = _statistics(draft, month)
    return ReportValues(
        this_month=draft.done.get(month, 0),
        year_to_date=total,
        statistics_counted=statistics,
        statistics_month=of_month,
        next_month_plan=_next(draft, month),
        physical_progress=progress(draft, month, before + total),
        problems=problem(draft, month),
    )


def _statistics(draft: Draft, month: Month) -> tuple[int | None, str]:
    """The statistics office's figure of the month before; January has none to come."""
    of = month.previous
    if month.number == 1:
        return None, ""
    if draft.enrolled_on is None or draft.enrolled_on > of.last:
        return 0, str(of)
    share = 30 if Trait.SHAM in draft.traits else dice("counted", draft.number).randint(62, 97)
    return max(0, year_to_date(draft, of)) * share // 100 // WAN * WAN, str(of)


def _next(draft: Draft, month: Month) -> int:
    """The plan of the next month as the list splits it; a guess in December."""
    if draft.completed_on and draft.completed_on <= month.last:
        return 0
    plan = plan_in(draft, month)
    if plan is None or draft.is_paused_in(month):
        return 0
    if month.number < 12:
        return plan.monthly[month.number]
    return plan.annual_plan // 16 // GRAIN * GRAIN


def _fate(draft: Draft, month: Month) -> str:
    """How the report fares, by the habits of its unit."""
    habit = dice("habit", draft.reporting)
    late, silent = habit.choice((10, 20, 30, 40, 60, 110, 190)), habit.choice((0, 4, 8, 12, 30))
    roll = dice("fate", draft.number, month).randint(0, 999)
    for fate, weight in ((SILENT, silent), (STUCK, 4), (LATE, late), (RETURNED, 65)):
        if roll < weight:
            return fate
        roll -= weight
    return ON_TIME
