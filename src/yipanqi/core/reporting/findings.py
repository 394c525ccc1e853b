"""What a month report is asked about, and whether the question blocks (hard) or asks (soft).

No finding may force a reporter to type a false figure. So a finding is hard only where a
true answer always exists and is in the reporter's hands; whatever reality can produce is
soft and needs a word of explanation.

| code                             | binds | why |
|----------------------------------|-------|-----|
| report.this_month_missing        | hard  | a submitted report states an amount; 0 is one |
| report.year_to_date_missing      | hard  | the same |
| report.january_sum               | hard  | in January both figures are one by definition |
| report.words_missing             | hard  | whoever moved money can say what for |
| report.next_plan_missing         | hard  | a project under way has a plan, if only of 0 |
| report.next_plan_unset           | soft  | the same before the start, and in December, when |
|                                  |       | next year's list is not issued yet |
| report.next_plan_negative        | hard  | a plan is no correction |
| report.previous_missing          | soft  | the sum cannot be checked; say what it includes |
| report.sum_differs               | soft  | an earlier frozen month may have been wrong |
| report.year_to_date_decreased    | soft  | 核减 happens; wants the reason and a reviewer's word |
| report.year_to_date_negative     | soft  | last year's excess cut in January; the same |
| report.above_annual_plan         | soft  | plans are exceeded; the figure stands |
| report.above_total_investment    | soft  | cumulative above 1.1 × total: explain, or revise the |
|                                  |       | total through its own verb |
| report.permit_missing            | soft  | started, no permit on record by the month's end |
| report.started_before_permit     | soft  | said once, in the month of the start |
| report.paused_with_progress      | soft  | final bills come in during a pause |
| report.progress_before_start     | soft  | land and design cost money before the start |
| report.identical_to_last_month   | soft  | equal instalments exist, copied figures too |
| report.words_repeated            | soft  | money moved and the words did not |
| report.statistics_above_reported | soft  | two series by two offices; neither is bent to fit |
| report.statistics_before_enrolment | soft | counted by statistics without a date of enrolment |
| report.jump                      | soft  | far from the project's own months; seasons exist |
| report.unit_suspected_large      | soft  | 疑似单位填错: 10,000 times too large, 元 for 万元 |
| report.unit_suspected_small      | soft  | 疑似单位填错: 10,000 times too small, 亿元 for 万元 |

The findings of ``WANTS_REVIEWER`` need a reviewer's word besides the reporter's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding, Severity
from yipanqi.core.reporting import outliers
from yipanqi.core.reporting.values import ReportValues

HARD, SOFT = Severity.HARD, Severity.SOFT
WANTS_REVIEWER = frozenset({"report.year_to_date_decreased", "report.year_to_date_negative"})


@dataclass(frozen=True, slots=True)
class ProjectInMonth:
    """What the register says of a project for the month that is reported. Money in yuan."""

    month: Month
    annual_plan: int | None = None
    total_investment: int | None = None
    completed_before: int = 0  # cumulative to the end of last year
    actual_start_on: date | None = None
    permit_on: date | None = None
    enrolled_on: date | None = None
    completed_on: date | None = None
    is_paused: bool = False
    is_terminated: bool = False

    @property
    def has_started(self) -> bool:
        return self.actual_start_on is not None and self.actual_start_on <= self.month.last

    @property
    def is_under_way(self) -> bool:
        ended = self.completed_on is not None and self.completed_on <= self.month.last
        return self.has_started and not (ended or self.is_paused or self.is_terminated)


def check_report(
    current: ReportValues,
    previous_month: ReportValues | None,
    project: ProjectInMonth,
    history: Sequence[int] = (),
) -> tuple[Finding, ...]:
    """Every finding, in the order of the form.

    ``previous_month``: what counts of last month, None if it is missing. ``history``: this
    project's approved amounts of earlier months, oldest first.
    """
    return (
        *_amounts(current, project),
        *_sums(current, previous_month, project),
        *_limits(current, project),
        *_dates(current, project),
        *_against_last_month(current, previous_month),
        *_against_history(current, project, history),
        *_words_and_plan(current, previous_month, project),
    )


def _amounts(now: ReportValues, project: ProjectInMonth) -> Iterator[Finding]:
    if now.this_month is None:
        yield Finding("report.this_month_missing", HARD, "this_month", {"month": project.month})
    if now.year_to_date is None:
        yield Finding("report.year_to_date_missing", HARD, "year_to_date", {"month": project.month})
    elif now.year_to_date < 0:
        params = {"year_to_date_yuan": now.year_to_date}
        yield Finding("report.year_to_date_negative", SOFT, "year_to_date", params)


def _sums(
    now: ReportValues, before: ReportValues | None, project: ProjectInMonth
) -> Iterator[Finding]:
    this, total = now.this_month, now.year_to_date
    if this is None or total is None:
        return
    params = {"this_month_yuan": this, "year_to_date_yuan": total}
    if project.month.number == 1:
        if this != total:
            yield Finding("report.january_sum", HARD, "year_to_date", params)
        return
    if before is None or before.year_to_date is None:
        params_missing = {"previous": project.month.previous}
        yield Finding("report.previous_missing", SOFT, "year_to_date", params_missing)
        return
    expected = before.year_to_date + this
    params |= {"previous_yuan": before.year_to_date}
    if total != expected:
        params |= {"expected_yuan": expected, "difference_yuan": total - expected}
        yield Finding("report.sum_differs", SOFT, "year_to_date", params)
    if total < before.year_to_date:
        params |= {"decrease_yuan": before.year_to_date - total}
        yield Finding("report.year_to_date_decreased", SOFT, "year_to_date", params)


def _limits(now: ReportValues, project: ProjectInMonth) -> Iterator[Finding]:
    total = now.year_to_date
    if total is None:
        return
    plan, whole = project.annual_plan, project.total_investment
    if plan is not None and total > plan:
        params = {"year_to_date_yuan": total, "plan_yuan": plan, "excess_yuan": total - plan}
        yield Finding("report.above_annual_plan", SOFT, "year_to_date", params)
    cumulative = project.completed_before + total
    if whole is not None and 10 * cumulative > 11 * whole:
        params = {"cumulative_yuan": cumulative, "total_yuan": whole}
        yield Finding("report.above_total_investment", SOFT, "year_to_date", params)
    counted = now.statistics_counted
    if counted is not None and counted > total:
        params = {"counted_yuan": counted, "year_to_date_yuan": total}
        yield Finding("report.statistics_above_reported", SOFT, "statistics_counted", params)


def _dates(now: ReportValues, project: ProjectInMonth) -> Iterator[Finding]:
    money: dict[str, Any] = {"this_month_yuan": now.this_month}
    month, start, permit = project.month, project.actual_start_on, project.permit_on
    if project.has_started:
        if permit is None or permit > month.last:
            yield Finding("report.permit_missing", SOFT, None, {"start_on": start})
        elif start is not None and start < permit and Month.of(start) == month:
            both = {"start_on": start, "permit_on": permit}
            yield Finding("report.started_before_permit", SOFT, None, both)
    elif now.this_month:
        params = money | {"month": month}
        yield Finding("report.progress_before_start", SOFT, "this_month", params)
    if project.is_paused and now.this_month:
        yield Finding("report.paused_with_progress", SOFT, "this_month", money)
    enrolled = project.enrolled_on is not None and project.enrolled_on <= month.last
    if now.statistics_counted and not enrolled:
        counted = {"counted_yuan": now.statistics_counted}
        yield Finding("report.statistics_before_enrolment", SOFT, "statistics_counted", counted)


def _against_last_month(now: ReportValues, before: ReportValues | None) -> Iterator[Finding]:
    if before is None or not now.this_month:
        return
    if now.this_month == before.this_month:
        params = {"this_month_yuan": now.this_month}
        yield Finding("report.identical_to_last_month", SOFT, "this_month", params)
    words = _bare(now.physical_progress)
    if words and words == _bare(before.physical_progress):
        params = {"this_month_yuan": now.this_month}
        yield Finding("report.words_repeated", SOFT, "physical_progress", params)


def _against_history(
    now: ReportValues, project: ProjectInMonth, history: Sequence[int]
) -> Iterator[Finding]:
    if not now.this_month:
        return
    usual = outliers.usual_month(history, project.annual_plan)
    params = {"this_month_yuan": now.this_month, "usual_yuan": usual}
    suspicion = outliers.unit_suspicion(now.this_month, usual)
    if suspicion is outliers.Suspicion.TOO_LARGE:
        yield Finding("report.unit_suspected_large", SOFT, "this_month", params)
    elif suspicion is outliers.Suspicion.TOO_SMALL:
        yield Finding("report.unit_suspected_small", SOFT, "this_month", params)
    elif (band := outliers.usual_band(history)) is not None and not band.holds(now.this_month):
        params = {"this_month_yuan": now.this_month, "low_yuan": band.low, "high_yuan": band.high}
        yield Finding("report.jump", SOFT, "this_month", params)


def _words_and_plan(
    now: ReportValues, before: ReportValues | None, project: ProjectInMonth
) -> Iterator[Finding]:
    moved = bool(now.this_month) or (
        before is not None
        and before.year_to_date is not None
        and now.year_to_date not in {None, before.year_to_date}
    )
    if moved and len(_bare(now.physical_progress)) < 2:
        yield Finding("report.words_missing", HARD, "physical_progress", {"month": project.month})
    plan = now.next_month_plan
    params = {"next": project.month.next}
    if plan is not None and plan < 0:
        yield Finding("report.next_plan_negative", HARD, "next_month_plan", params)
    if plan is None and not (project.is_paused or project.is_terminated):
        if project.is_under_way and project.month.number < 12:
            yield Finding("report.next_plan_missing", HARD, "next_month_plan", params)
        elif project.completed_on is None:
            yield Finding("report.next_plan_unset", SOFT, "next_month_plan", params)


def _bare(text: str) -> str:
    """The letters and digits of a text: blanks and punctuation say nothing."""
    return "".join(c for c in text if c.isalnum())
