"""What counts of each project's report in a month, for the freeze.

The last approved revision counts, whatever has happened to the working copy since; where
there is none the month is missing, which is not zero.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count

from yipanqi.apps.month.reporting.history import COUNTED, history, previous_year_to_date
from yipanqi.apps.month.reporting.models import (
    OPENING,
    MonthReport,
    MonthWindow,
    ReportPhoto,
    ReportRevision,
)
from yipanqi.core.reporting import reports

APPROVED, MISSING = "approved", "missing"


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The report's side of one frozen project row; amounts in whole yuan.

    ``is_on_time`` is judged as if the report was due; the freeze blanks it where none was.
    """

    report_status: str = MISSING
    this_month: int | None = None
    year_to_date: int | None = None
    previous_year_to_date: int | None = None
    statistics_counted: int | None = None
    statistics_month: str | None = None
    next_month_plan: int | None = None
    photos: int = 0
    physical_progress: str | None = None
    first_submitted_on: date | None = None
    due_on: date | None = None
    is_on_time: bool | None = False
    times_returned: int = 0
    soft_findings: int = 0

    def columns(self, *, is_due: bool = True) -> dict[str, Any]:
        """As the frozen table names them; where no report was due none was late."""
        columns = {name: getattr(self, name) for name in self.__slots__}
        return columns if is_due else columns | {"due_on": None, "is_on_time": None}


def report_facts(window: MonthWindow) -> dict[int, ReportFacts]:
    """Facts of every project with a report row in ``window``, in four queries however many
    projects there are. Who has no row was silent.
    """
    month = window.value
    earlier = history(month, months=month.number, pending=False)
    counted = _counted(window)
    photos = _photos(window)
    found: dict[int, ReportFacts] = {}
    rows = MonthReport.objects.unscoped("a freeze reads the whole month").filter(window=window)
    for pk, project, first_on, returned, source in rows.values_list(
        "pk", "project_id", "first_submitted_on", "times_returned", "source"
    ):
        before = previous_year_to_date(month, earlier.get(project, ()))
        common = ReportFacts(
            previous_year_to_date=before.year_to_date if before else None,
            photos=photos.get(pk, 0),
            first_submitted_on=first_on,
            due_on=None if source == OPENING else window.due_on,
            is_on_time=None if source == OPENING else reports.is_on_time(first_on, window.due_on),
            times_returned=returned,
        )
        found[project] = _with_values(common, counted.get(pk))
    return found


def opening_projects(window: MonthWindow) -> list[str]:
    """Uids of the projects whose counted figure was imported and not reviewed."""
    rows = MonthReport.objects.unscoped("a freeze reads the whole month").filter(
        window=window, source=OPENING, state=MonthReport.State.APPROVED
    )
    return sorted(str(uid) for uid in rows.values_list("project__uid", flat=True))


def _with_values(facts: ReportFacts, revision: ReportRevision | None) -> ReportFacts:
    if revision is None:
        return facts
    return replace(
        facts,
        report_status=APPROVED,
        this_month=revision.this_month,
        year_to_date=revision.year_to_date,
        statistics_counted=revision.statistics_counted,
        statistics_month=revision.statistics_month or None,
        next_month_plan=revision.next_month_plan,
        physical_progress=revision.physical_progress or None,
        soft_findings=revision.soft_findings,
    )


def _counted(window: MonthWindow) -> dict[int, ReportRevision]:
    rows = ReportRevision.objects.filter(report__window=window, event__in=COUNTED)
    return {r.report_id: r for r in rows.order_by("number").defer("problems", "explanations")}


def _photos(window: MonthWindow) -> dict[int, int]:
    rows = ReportPhoto.objects.filter(report__window=window, voided_at=None)
    return dict(rows.values_list("report_id").annotate(Count("pk")))
