"""Site photos of a month: add one, take one out."""

from typing import Any
from uuid import UUID

from django.core.files.base import File

from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.access import (
    locked_report,
    locked_window,
    require,
    review_chain,
    visible_project,
    visible_report,
)
from yipanqi.apps.month.reporting.models import MonthReport, ReportPhoto
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.reporting.reports import ReportPlace, ReportState, ReportVerb, moved
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.verbs import act

PHOTOS_MAX = 12


def add_photo(
    *,
    viewer: Viewer,
    month: Month,
    project_uid: str | UUID,
    file: "File[Any]",
    name: str,
    caption: str = "",
    key: str | None = None,
) -> ReportPhoto:
    """Keep a picture with the month's working copy, which is made if there is none.

    Raises ``report.photo_twice``, ``report.photos_full`` and what ``evidence.keep`` raises.
    """
    visible_project(viewer, project_uid)  # before any byte is stored
    kept = evidence.keep(file, name, evidence.PHOTO)
    with act(viewer, "add_photo", key=key) as verb:
        if verb.repeated:
            return ReportPhoto.objects.get(uid=verb.subject_uid)
        report = _report_for(viewer, month, project_uid)
        shown = report.photos.filter(voided_at=None)
        if shown.filter(file__sha256=kept.sha256).exists():
            raise Refusal("report.photo_twice", field="file", name=kept.name)
        if shown.count() >= PHOTOS_MAX:
            raise Refusal("report.photos_full", field="file", limit=PHOTOS_MAX)
        unit = tree_on().nodes.get(report.reporting_unit_id)
        photo = ReportPhoto.objects.create(
            report=report,
            file=_stored(kept, viewer, unit.uid if unit else ""),
            caption=caption.strip()[:80],
            added_at=clock.now(),
        )
        after = {"report": report, "sha256": kept.sha256, "caption": photo.caption}
        verb.record(photo, after=after, unit=unit, month=month)
    return photo


def _stored(kept: evidence.Kept, viewer: Viewer, unit_uid: str) -> EvidenceFile:
    return evidence.enter(kept, uploaded_by=viewer.uid or "system", unit_uid=unit_uid)


def _report_for(viewer: Viewer, month: Month, project_uid: str | UUID) -> MonthReport:
    window = locked_window(month)
    project = visible_project(viewer, project_uid)
    facts = project_facts(month, project_ids=[project.pk]).get(project.pk)
    if facts is None:
        raise Missing("report.project_not_found")
    unit = facts.reporting_unit
    require(ReportVerb.SAVE, viewer, ReportPlace(unit, review_chain(unit)))
    report = project.reports.filter(window=window).first()
    if report is None and not facts.report_due:
        raise Refusal("report.not_due", project=facts.name, month=month)
    if report is None:
        report = MonthReport.objects.create(
            project=project, window=window, reporting_unit_id=unit, version=0
        )
    moved(ReportState(report.state), ReportVerb.SAVE)
    return report


def void_photo(
    *, viewer: Viewer, photo_uid: str | UUID, reason: str, key: str | None = None
) -> ReportPhoto:
    """Take a photo out of the report; the file and the reason are kept.

    Raises ``report.photo_not_found`` or ``report.void_reason_needed``.
    """
    photo = visible_photo(viewer, photo_uid)
    with act(viewer, "void_photo", key=key) as verb:
        report = locked_report(viewer, photo.report.uid)
        photo.refresh_from_db()
        if verb.repeated:
            return photo
        unit = report.reporting_unit_id
        require(ReportVerb.SAVE, viewer, ReportPlace(unit, review_chain(unit)))
        moved(ReportState(report.state), ReportVerb.SAVE)
        if not reason.strip():
            raise Refusal("report.void_reason_needed", field="reason")
        if photo.voided_at is not None:
            raise Missing("report.photo_not_found")
        photo.voided_at = clock.now()
        photo.save(update_fields=["voided_at"])
        verb.record(
            photo,
            after={"voided_at": photo.voided_at},
            reason=reason.strip(),
            unit=tree_on().nodes.get(unit),
            month=report.window.value,
        )
    return photo


def visible_photo(viewer: Viewer, uid: str | UUID) -> ReportPhoto:
    """A photo of a report the viewer may see. Raises ``report.photo_not_found``."""
    photo = ReportPhoto.objects.filter(uid=uid).select_related("report", "file").first()
    if photo is None:
        raise Missing("report.photo_not_found")
    visible_report(viewer, photo.report.uid)
    return photo
