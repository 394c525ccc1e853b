"""Approve a publication by a second person, then make it final: fixed for good."""

import hashlib

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.results.publishing.access import check_approver, check_publisher
from yipanqi.apps.results.publishing.actions._publication import (
    bump,
    locked,
    require_current,
    require_draft,
)
from yipanqi.apps.results.publishing.actions.documents import enqueue_documents
from yipanqi.apps.results.publishing.board import board_of
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.core.audit import canonical
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.failpoints import failpoint
from yipanqi.infra.models import Installation
from yipanqi.infra.seal import seal_all
from yipanqi.infra.verbs import act, was_done_by

State = Publication.State


def approve_publication(
    *,
    viewer: Viewer,
    publication: Publication,
    expected_version: int | None = None,
    key: str | None = None,
) -> Publication:
    """Approve as a named person other than the drafter: a leader or an office member.

    Raises ``publication.leader_or_office``, ``publication.not_the_drafter``,
    ``publication.sheet_superseded``.
    """
    check_approver(viewer, publication.drafted_by_id)
    if was_done_by(viewer, publication, "draft_publication"):
        raise Forbidden("publication.not_the_drafter")
    with act(viewer, "approve_publication", key=key) as verb:
        row = locked(publication, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        require_draft(row)
        require_current(row)
        row.state = State.APPROVED
        row.approved_by_id, row.approved_at = viewer.user, clock.now()
        bump(row)
        verb.record(row, before={"state": State.DRAFT}, after={"state": row.state}, month=row.month)
    return row


def return_publication(
    *,
    viewer: Viewer,
    publication: Publication,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Publication:
    """Give an approved publication back to its drafter, with the reason.

    Raises ``publication.reason_missing``, ``publication.not_approved``, ``publication.is_final``.
    """
    if not reason.strip():
        raise Refusal("publication.reason_missing", field="reason")
    check_approver(viewer, None)
    with act(viewer, "return_publication", key=key) as verb:
        row = locked(publication, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _require_approved(row)
        row.state, row.approved_by, row.approved_at = State.DRAFT, None, None
        bump(row)
        verb.record(
            row,
            before={"state": State.APPROVED},
            after={"state": row.state},
            reason=reason.strip(),
            month=row.month,
        )
    return row


def finalise_publication(
    *,
    viewer: Viewer,
    publication: Publication,
    expected_version: int | None = None,
    key: str | None = None,
) -> Publication:
    """Publish: keep the board as shown with its hash and the head of the audit chain.

    The month becomes published and the documents are ordered in the same transaction.
    Raises ``publication.not_approved``, ``publication.month_reopened``,
    ``publication.sheet_superseded``.
    """
    check_publisher(viewer)
    seal_all()
    failpoint("publish.sealed")
    with act(viewer, "finalise_publication", key=key) as verb:
        row = locked(publication, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _require_approved(row)
        window = MonthWindow.objects.select_for_update().get(month=row.month)
        if not window.is_closed or window.state == MonthWindow.State.FREEZING:
            raise Refusal("publication.month_reopened", month=window.value)
        require_current(row)
        row.shown = board_of(row)
        row.shown_hash = shown_hash(row.shown)
        row.chain_head = Installation.objects.get(pk=1).chain_head
        row.state = State.FINAL
        row.final_at, row.final_on = clock.now(), clock.business_today()
        bump(row)
        failpoint("publish.kept")
        if window.state != MonthWindow.State.PUBLISHED:
            window.state = MonthWindow.State.PUBLISHED
            window.version += 1
            window.save()
        verb.record(
            row,
            before={"state": State.APPROVED},
            after={"state": row.state, "shown_hash": row.shown_hash, "sheet": row.sheet},
            month=row.month,
        )
        enqueue_documents(viewer, row)
        failpoint("publish.recorded")
    failpoint("publish.committed")
    return row


def shown_hash(shown: object) -> str:
    return hashlib.sha256(canonical(shown)).hexdigest()


def _require_approved(row: Publication) -> None:
    if row.state == State.FINAL:
        raise Refusal("publication.is_final", month=Month.parse(row.month))
    if row.state != State.APPROVED:
        raise Refusal("publication.not_approved", month=Month.parse(row.month))
