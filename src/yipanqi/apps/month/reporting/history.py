"""What a project reported in earlier months: the last approved values of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from yipanqi.apps.month.reporting.models import MonthReport, ReportRevision
from yipanqi.core.month import Month

# events whose values count for their month
COUNTED = (ReportRevision.Event.APPROVED, ReportRevision.Event.RESTATED)
COLUMNS = (
    "this_month",
    "year_to_date",
    "statistics_counted",
    "next_month_plan",
    "physical_progress",
)


@dataclass(frozen=True, slots=True)
class PastReport:
    """One earlier month. ``is_approved`` False: submitted and still in review."""

    month: Month
    this_month: int | None
    year_to_date: int | None
    statistics_counted: int | None
    next_month_plan: int | None
    physical_progress: str
    is_approved: bool = True


def history(
    month: Month,
    project_ids: Iterable[int] | QuerySet[Any] | None = None,
    *,
    months: int = 12,
    pending: bool = True,
) -> dict[int, tuple[PastReport, ...]]:
    """Earlier months by project, oldest first, in two queries.

    A month without approved values is left out, or with ``pending`` stands for what was
    submitted and waits; ``pending=False`` is what a freeze may look at.
    """
    since, mine = str(month.plus(-months)), Q()
    if project_ids is not None:
        mine = Q(report__project__in=project_ids)
    found: dict[int, dict[str, PastReport]] = {}
    revisions = ReportRevision.objects.filter(
        mine,
        event__in=COUNTED,
        report__window__month__gte=since,
        report__window__month__lt=str(month),
    ).order_by("number")
    names = ("report__project_id", "report__window__month", *COLUMNS)
    for project, past, *values in revisions.values_list(*names):
        found.setdefault(project, {})[past] = PastReport(Month.parse(past), *values)
    if pending:
        for project, past, *values in _waiting(since, month, project_ids):
            row = replace(PastReport(Month.parse(past), *values), is_approved=False)
            found.setdefault(project, {}).setdefault(past, row)
    return {pk: tuple(rows[m] for m in sorted(rows)) for pk, rows in found.items()}


def _waiting(
    since: str, month: Month, project_ids: Iterable[int] | QuerySet[Any] | None
) -> Iterable[tuple[Any, ...]]:
    rows = MonthReport.objects.unscoped("history of projects the caller has scoped").filter(
        state=MonthReport.State.SUBMITTED, window__month__gte=since, window__month__lt=str(month)
    )
    if project_ids is not None:
        rows = rows.filter(project__in=project_ids)
    return rows.values_list("project_id", "window__month", *COLUMNS)


def previous_year_to_date(month: Month, past: tuple[PastReport, ...]) -> PastReport | None:
    """The last earlier month of the same year that has a cumulative figure.

    None in January and where nothing was reported this year: nothing to compare with,
    which is not zero.
    """
    same_year = [p for p in past if p.month.year == month.year and p.year_to_date is not None]
    return same_year[-1] if same_year else None
