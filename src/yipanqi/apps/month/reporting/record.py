"""One project's month on one page: values, findings, photos, and every revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.access import (
    review_chain,
    turn_of,
    visible_project,
    visible_report,
)
from yipanqi.apps.month.reporting.actions.review import place_of
from yipanqi.apps.month.reporting.models import (
    MonthReport,
    MonthWindow,
    ReportPhoto,
    ReportRevision,
)
from yipanqi.apps.month.reporting.queue import Comparison, comparisons
from yipanqi.apps.month.reporting.remarks import Returned, last_returns
from yipanqi.apps.month.reporting.rows import ReportRow, report_rows
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.reporting.reports import MOVES, ReportPlace, ReportVerb, may
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node


@dataclass(frozen=True, slots=True)
class Record:
    window: MonthWindow
    row: ReportRow
    unit: Node | None
    waiting: Node | None
    levels: tuple[Node, ...]  # who must agree, lowest first
    revisions: Sequence[ReportRevision]
    photos: Sequence[ReportPhoto]
    fields: Sequence[Comparison]
    returned: Returned | None
    verbs: frozenset[ReportVerb]  # what the viewer may do now
    own: Refusal | None  # why the viewer may not review it, where that needs saying

    @property
    def report(self) -> MonthReport | None:
        return self.row.report

    @property
    def can_review(self) -> bool:
        return ReportVerb.APPROVE in self.verbs


def record(viewer: Viewer, window: MonthWindow, project_uid: str | UUID) -> Record:
    """Raises ``report.project_not_found`` or ``report.not_found``. Constant queries."""
    project = visible_project(viewer, project_uid)
    row = next(iter(report_rows(window, [project.pk])), None)
    if row is None:
        raise Missing("report.not_found")
    tree, report = tree_on(), row.report
    chain = review_chain(row.facts.reporting_unit)
    place = (
        place_of(report, chain, viewer) if report else ReportPlace(row.facts.reporting_unit, chain)
    )
    refusal = may(ReportVerb.APPROVE, viewer, place)
    returned = last_returns([report] if report else []).get(report.pk if report else 0)
    return Record(
        window=window,
        row=row,
        unit=tree.nodes.get(row.facts.reporting_unit),
        waiting=tree.nodes.get(turn_of(chain, report.waiting_unit_id) or 0) if report else None,
        levels=tuple(tree.nodes[pk] for pk in chain),
        revisions=revisions_of(report),
        photos=photos_of(report),
        fields=comparisons(row, returned),
        returned=returned,
        verbs=frozenset() if window.is_closed else _verbs(viewer, row, place),
        own=refusal if refusal and refusal.code == "report.own_submission" else None,
    )


def record_of(viewer: Viewer, report_uid: str | UUID) -> tuple[MonthWindow, UUID]:
    """The month and project of a report the viewer may see."""
    report = visible_report(viewer, report_uid)
    return report.window, report.project.uid


def _verbs(viewer: Viewer, row: ReportRow, place: ReportPlace) -> frozenset[ReportVerb]:
    allowed = {verb for verb in ReportVerb if (row.state, verb) in MOVES}
    return frozenset(verb for verb in allowed if may(verb, viewer, place) is None)


def revisions_of(report: MonthReport | None) -> Sequence[ReportRevision]:
    if report is None:
        return ()
    rows = ReportRevision.objects.filter(report=report).select_related("by")
    return list(rows.prefetch_related("field_remarks").order_by("-number"))


def photos_of(report: MonthReport | None) -> Sequence[ReportPhoto]:
    if report is None:
        return ()
    photos = ReportPhoto.objects.filter(report=report, voided_at=None).select_related("file")
    return list(photos.order_by("added_at", "pk"))
