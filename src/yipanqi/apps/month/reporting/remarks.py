"""Why reports were returned, and what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from yipanqi.apps.month.reporting.checks import values_of
from yipanqi.apps.month.reporting.models import MonthReport, ReportPhoto, ReportRevision
from yipanqi.core.reporting.values import ReportValues, changed_fields


@dataclass(frozen=True, slots=True)
class Returned:
    """The last return of a report. ``changed`` names the fields that differ since."""

    report: int
    remark: str
    reasons: dict[str, str]  # field → words
    values: ReportValues  # as they were sent back
    changed: frozenset[str] = frozenset()
    is_answered: bool = False  # saved again, or a photo added, since


def last_returns(reports: Iterable[MonthReport]) -> dict[int, Returned]:
    """By report id, for those that were ever returned; three queries."""
    rows = {report.pk: report for report in reports if report.times_returned}
    if not rows:
        return {}
    revisions = ReportRevision.objects.filter(
        report__in=rows, event=ReportRevision.Event.RETURNED
    ).prefetch_related("field_remarks")
    photos = dict(
        ReportPhoto.objects.filter(report__in=rows, voided_at=None)
        .values_list("report")
        .annotate(Max("added_at"))
    )
    found: dict[int, Returned] = {}
    for revision in revisions.order_by("number"):
        report = rows[revision.report_id]
        before, now = values_of(revision), values_of(report)
        touched = [at for at in (report.saved_at, photos.get(report.pk)) if at is not None]
        found[revision.report_id] = Returned(
            report=revision.report_id,
            remark=revision.remark,
            reasons={remark.field: remark.text for remark in revision.field_remarks.all()},
            values=before,
            changed=frozenset(change.field for change in changed_fields(before, now)),
            is_answered=any(at > revision.at for at in touched),
        )
    return found
