"""Write down what was found and what shows it."""

from dataclasses import dataclass
from datetime import date

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.meeting.inspections.actions._common import (
    locked_finding,
    locked_inspection,
    metres_off,
    not_shown,
    said,
    words,
)
from yipanqi.apps.meeting.inspections.models import Exhibit, Finding, Stop
from yipanqi.apps.meeting.inspections.queries import exhibit_for
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act

EXHIBITS_MOST = 30


@dataclass(frozen=True, slots=True)
class FindingWish:
    """As the inspectors write it; ``unit`` answers for it."""

    title: str
    detail: str
    demand: str
    unit: int
    due_on: date
    found_on: date | None = None
    stop: Stop | None = None
    project: Project | None = None


def note_finding(
    *, viewer: Viewer, inspection: object, wanted: FindingWish, key: str | None = None
) -> Finding:
    """Hidden from its unit until it is shown: the audit row names no unit either."""
    with act(viewer, "note_finding", key=key) as verb:
        parent = locked_inspection(viewer, inspection)
        if verb.repeated:
            return Finding.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        row = Finding(
            inspection=parent,
            number=parent.findings.count() + 1,
            found_on=clock.business_today(),
            recorded_at=clock.now(),
        )
        _write(row, wanted)
        verb.record(row, after=said(row))
    return row


def amend_finding(
    *,
    viewer: Viewer,
    finding: object,
    wanted: FindingWish,
    expected_version: int | None = None,
    key: str | None = None,
) -> Finding:
    """Raises ``inspection.finding_shown`` once its unit has seen it."""
    with act(viewer, "amend_finding", key=key) as verb:
        row = locked_finding(viewer, finding, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        not_shown(row)
        before = said(row)
        row.version += 1
        _write(row, wanted)
        verb.record(row, before=before, after=said(row))
    return row


def drop_finding(
    *, viewer: Viewer, finding: object, reason: str, key: str | None = None
) -> Finding:
    """Not to be shown; it stays in the record with the reason."""
    why = words(reason, "reason", 200)
    with act(viewer, "drop_finding", key=key) as verb:
        row = locked_finding(viewer, finding)
        if verb.repeated:
            return row
        not_shown(row)
        row.dropped_at, row.dropped_reason = clock.now(), why
        row.save(update_fields=["dropped_at", "dropped_reason"])
        verb.record(row, after={"dropped": True}, reason=why)
    return row


def _write(row: Finding, wanted: FindingWish) -> None:
    row.title = words(wanted.title, "title", 80)
    row.detail = words(wanted.detail, "detail", 500)
    row.demand = words(wanted.demand, "demand", 300)
    row.unit_id, row.due_on = wanted.unit, wanted.due_on
    row.found_on = wanted.found_on or row.found_on
    row.stop, row.project = wanted.stop, wanted.project
    row.save()


def add_exhibit(
    *,
    viewer: Viewer,
    finding: object,
    kept: Kept,
    caption: str = "",
    phase: str = Exhibit.Phase.BEFORE,
    duration: int | None = None,
    key: str | None = None,
) -> Exhibit:
    """A photo, or a clip where it has a ``duration`` in ms; the content was checked before.

    Raises ``inspection.exhibits_full`` or ``inspection.exhibit_twice``.
    """
    with act(viewer, "add_exhibit", key=key) as verb:
        row = locked_finding(viewer, finding)
        if verb.repeated:
            return Exhibit.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        standing = row.exhibits.filter(voided_at=None)
        if standing.count() >= EXHIBITS_MOST:
            raise Refusal("inspection.exhibits_full", field="file", limit=EXHIBITS_MOST)
        if standing.filter(file__sha256=kept.sha256).exists():
            raise Refusal("inspection.exhibit_twice", field="file", name=kept.name)
        made = Exhibit.objects.create(
            finding=row,
            kind=Exhibit.Kind.PHOTO if duration is None else Exhibit.Kind.CLIP,
            phase=phase if phase in Exhibit.Phase.values else Exhibit.Phase.BEFORE,
            file=evidence.enter(kept, uploaded_by=viewer.uid, unit_uid=""),
            caption=caption.strip()[:80],
            duration=duration,
            metres_off=metres_off(row, kept.longitude_e6, kept.latitude_e6),
            position=row.exhibits.count(),
            added_at=clock.now(),
        )
        after = {"sha256": kept.sha256, "kind": made.kind, "phase": made.phase}
        verb.record(made, after=after)
    return made


def caption_exhibit(
    *, viewer: Viewer, exhibit: object, caption: str, in_film: bool, key: str | None = None
) -> Exhibit:
    """The words under it, and whether the film takes it."""
    with act(viewer, "caption_exhibit", key=key) as verb:
        row = _exhibit(viewer, exhibit)
        if verb.repeated:
            return row
        before = {"caption": row.caption, "in_film": row.in_film}
        row.caption, row.in_film = caption.strip()[:80], in_film
        row.save(update_fields=["caption", "in_film"])
        after = {"caption": row.caption, "in_film": row.in_film}
        if after == before:
            after = {"looked_at": True}
        verb.record(row, before=before, after=after)
    return row


def void_exhibit(
    *, viewer: Viewer, exhibit: object, reason: str, key: str | None = None
) -> Exhibit:
    why = words(reason, "reason", 200)
    with act(viewer, "void_exhibit", key=key) as verb:
        row = _exhibit(viewer, exhibit)
        if verb.repeated:
            return row
        row.voided_at = clock.now()
        row.save(update_fields=["voided_at"])
        verb.record(row, after={"voided": True}, reason=why)
    return row


def _exhibit(viewer: Viewer, uid: object) -> Exhibit:
    row = exhibit_for(viewer, uid)
    check_office(viewer)
    return row
