"""One project's month with everything around it: register, working copy, past, findings.

The grid, the queue, the record and the verbs all read this; the number of queries does not
depend on the number of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.month.reporting.checks import findings_of, last_month, values_of
from yipanqi.apps.month.reporting.history import PastReport, history, previous_year_to_date
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow, ReportPhoto
from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding
from yipanqi.core.reporting.findings import WANTS_REVIEWER
from yipanqi.core.reporting.reports import MOVES, ReportState, ReportVerb
from yipanqi.core.reporting.values import ReportValues


@dataclass(frozen=True, slots=True)
class ReportRow:
    month: Month
    facts: ProjectFacts
    report: MonthReport | None
    past: tuple[PastReport, ...]
    photos: int
    findings: tuple[Finding, ...]

    @property
    def state(self) -> ReportState:
        return ReportState(self.report.state) if self.report else ReportState.MISSING

    @property
    def version(self) -> int:
        """0 stands for "no row yet"; a verb is told the same."""
        return self.report.version if self.report else 0

    @property
    def values(self) -> ReportValues:
        return values_of(self.report, self.photos)

    @property
    def last_month(self) -> ReportValues | None:
        return last_month(self.month, self.past)

    @property
    def previous(self) -> PastReport | None:
        """The last earlier month of this year with a cumulative figure."""
        return previous_year_to_date(self.month, self.past)

    @property
    def explanations(self) -> dict[str, str]:
        return self.report.explanations if self.report else {}

    @property
    def hard(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.is_hard)

    @property
    def soft(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if not f.is_hard)

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Soft findings that still want a word."""
        return tuple(f for f in self.soft if not self.explanations.get(f.code))

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What keeps the row from being submitted."""
        return self.hard + self.unexplained

    @property
    def wants_word(self) -> bool:
        """Whether a reviewer must add a word of their own."""
        return any(f.code in WANTS_REVIEWER for f in self.findings)

    @property
    def is_editable(self) -> bool:
        return (self.state, ReportVerb.SAVE) in MOVES

    @property
    def is_touched(self) -> bool:
        """Somebody has typed into it and not handed it in."""
        return self.state in {ReportState.DRAFT, ReportState.RETURNED}


def report_rows(
    window: MonthWindow, project_ids: Iterable[int] | QuerySet[Any] | None = None
) -> list[ReportRow]:
    """Rows of the projects that owe a report in ``window``, or have one all the same.

    The caller has scoped ``project_ids``.
    """
    month = window.value
    facts = project_facts(month, project_ids=project_ids)
    past = history(month, project_ids)
    reports = reports_by_project(window, project_ids)
    photos = photo_counts(window, project_ids)
    rows = []
    for pk, project in facts.items():
        report = reports.get(pk)
        if report is None and not project.report_due:
            continue
        earlier, shots = past.get(pk, ()), photos.get(pk, 0)
        found = findings_of(month, values_of(report, shots), project, earlier)
        rows.append(ReportRow(month, project, report, earlier, shots, found))
    return rows


def reports_by_project(
    window: MonthWindow, project_ids: Iterable[int] | QuerySet[Any] | None = None
) -> dict[int, MonthReport]:
    reports = MonthReport.objects.unscoped("rows of projects the caller has scoped")
    reports = reports.filter(window=window).select_related("saved_by")
    if project_ids is not None:
        reports = reports.filter(project__in=project_ids)
    return {report.project_id: report for report in reports}


def photo_counts(
    window: MonthWindow, project_ids: Iterable[int] | QuerySet[Any] | None = None
) -> dict[int, int]:
    photos = ReportPhoto.objects.filter(report__window=window, voided_at=None)
    if project_ids is not None:
        photos = photos.filter(report__project__in=project_ids)
    return dict(photos.values_list("report__project").annotate(Count("pk")))
