"""What the verbs share: revisions of a report, and its values as the audit keeps them."""

from typing import Any

from django.db.models import Max

from yipanqi.apps.month.reporting.models import MonthReport, ReportRevision
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock

COPIED = (
    "this_month",
    "year_to_date",
    "statistics_counted",
    "statistics_month",
    "next_month_plan",
    "physical_progress",
    "problems",
    "explanations",
)
AUDITED = (*COPIED, "state", "version", "informant", "source", "told_at", "waiting_unit_id")


def audited(report: MonthReport | None) -> dict[str, Any]:
    """Values and state, for before and after."""
    if report is None:
        return {}
    return {name: getattr(report, name) for name in AUDITED}


def last_numbers(reports: list[MonthReport]) -> dict[int, int]:
    """report id → number of its last revision, in one query."""
    rows = ReportRevision.objects.filter(report__in=[r.pk for r in reports])
    return dict(rows.values_list("report").annotate(Max("number")))


def write_revision(
    report: MonthReport,
    event: str,
    *,
    viewer: Viewer,
    by_unit: int | None,
    after: int | None = None,
    remark: str = "",
    soft_findings: int = 0,
) -> ReportRevision:
    """Append the values as they are now. ``after``: the last number, where it is known."""
    last = last_numbers([report]).get(report.pk, 0) if after is None else after
    return ReportRevision.objects.create(
        report=report,
        number=last + 1,
        event=event,
        by_id=viewer.user,
        by_unit_id=by_unit,
        at=clock.now(),
        business_on=clock.business_today(),
        remark=remark,
        soft_findings=soft_findings,
        **{name: getattr(report, name) for name in COPIED},
    )
