"""From stored rows to the core's questions about a month report."""

from collections.abc import Sequence

from yipanqi.apps.ledger.projects.facts import ProjectFacts
from yipanqi.apps.month.reporting.history import PastReport
from yipanqi.apps.month.reporting.models import MonthReport, ReportRevision
from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding
from yipanqi.core.reporting.findings import ProjectInMonth, check_report
from yipanqi.core.reporting.values import ReportValues


def values_of(row: MonthReport | ReportRevision | None, photos: int = 0) -> ReportValues:
    """The typed values of a working copy or a revision."""
    if row is None:
        return ReportValues(photos=photos)
    return ReportValues(
        this_month=row.this_month,
        year_to_date=row.year_to_date,
        statistics_counted=row.statistics_counted,
        statistics_month=row.statistics_month,
        next_month_plan=row.next_month_plan,
        physical_progress=row.physical_progress,
        problems=row.problems,
        photos=photos,
    )


def last_month(month: Month, past: Sequence[PastReport]) -> ReportValues | None:
    """What the month before says, or None where it is missing."""
    found = next((p for p in reversed(past) if p.month == month.previous), None)
    if found is None:
        return None
    return ReportValues(
        this_month=found.this_month,
        year_to_date=found.year_to_date,
        statistics_counted=found.statistics_counted,
        next_month_plan=found.next_month_plan,
        physical_progress=found.physical_progress,
    )


def findings_of(
    month: Month, values: ReportValues, facts: ProjectFacts, past: Sequence[PastReport]
) -> tuple[Finding, ...]:
    """Every finding of the core about these values, in the order of the form."""
    project = ProjectInMonth(
        month=month,
        annual_plan=facts.annual_plan,
        total_investment=facts.total_investment,
        completed_before=facts.completed_before or 0,
        actual_start_on=facts.actual_start_on,
        permit_on=facts.permit_on,
        enrolled_on=facts.enrolled_on,
        completed_on=facts.completed_on,
        is_paused=facts.is_paused,
        is_terminated=facts.is_terminated,
    )
    amounts = [p.this_month for p in past if p.is_approved and p.this_month is not None]
    return check_report(values, last_month(month, past), project, amounts)
