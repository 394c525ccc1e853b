"""What the doer does: sign for it, report each month, show evidence, report it done."""

from typing import Any
from uuid import UUID

from django.core.files.base import File

from yipanqi.apps.promises.commitments.access import (
    check_doer,
    doer_of,
    locked,
    visible,
    working_unit,
)
from yipanqi.apps.promises.commitments.actions._common import (
    audited,
    kept,
    node_of,
    open_words,
    said,
    told,
)
from yipanqi.apps.promises.commitments.models import Commitment, CommitmentEvidence, Progress
from yipanqi.core.commitments.states import CommitmentState, CommitmentVerb, moved
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.verbs import act, check_version

FILES_MAX = 20


def sign_for(
    *,
    viewer: Viewer,
    uid: str | UUID,
    contact: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """The lead unit has it (签收), once; ``contact`` names who works on it."""
    with act(viewer, "sign_for", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_doer(viewer, row, CommitmentVerb.SIGN_FOR)
        check_version(row, expected_version)
        moved(CommitmentState(row.state), CommitmentVerb.SIGN_FOR)
        if row.signed_for_on is not None:
            raise Refusal("commitment.signed_already", on=row.signed_for_on)
        before = audited(row)
        row.signed_for_on = clock.business_today()
        row.contact = contact.strip()[:60] or row.contact
        kept(verb, viewer, row, before)
    return row


def report_progress(
    *,
    viewer: Viewer,
    uid: str | UUID,
    text: str,
    next_step: str = "",
    share: int | None = None,
    month: Month | None = None,
    key: str | None = None,
) -> Progress:
    """What was done this month, by the lead or a supporting unit; a later one of the same
    month stands above the earlier, which is kept.
    """
    words = said(text, "text")
    if share is not None and not 0 <= share <= 100:
        raise Refusal("commitment.share_out_of_range", field="share", share=share)
    with act(viewer, "report_progress", key=key) as verb:
        if verb.repeated:
            return Progress.objects.get(uid=verb.subject_uid)
        row = locked(viewer, uid)
        unit = working_unit(viewer, row)
        if unit is None:
            raise Forbidden("commitment.worker_only")
        moved(CommitmentState(row.state), CommitmentVerb.REPORT_PROGRESS)
        today = clock.business_today()
        made = Progress.objects.create(
            commitment=row,
            month=str(month or Month.of(today)),
            unit_id=unit,
            text=words,
            next_step=next_step.strip()[:2_000],
            share=share,
            reported_on=today,
            by_id=viewer.user,
            recorded_at=clock.now(),
        )
        verb.record(
            made,
            after={"commitment": row, "text": open_words(row, words), "share": share},
            unit=node_of(unit),
            month=made.month,
        )
    return made


def add_evidence(
    *,
    viewer: Viewer,
    uid: str | UUID,
    file: "File[Any]",
    name: str,
    caption: str = "",
    key: str | None = None,
) -> CommitmentEvidence:
    """Keep a picture or PDF with the commitment.

    Raises ``commitment.evidence_twice``, ``…evidence_full`` and what ``evidence.keep`` raises.
    """
    if working_unit(viewer, visible(viewer, uid)) is None:  # before any byte is stored
        raise Forbidden("commitment.worker_only")
    stored = evidence.keep(file, name, evidence.DOCUMENT)
    with act(viewer, "add_evidence", key=key) as verb:
        if verb.repeated:
            return CommitmentEvidence.objects.get(uid=verb.subject_uid)
        row = locked(viewer, uid)
        unit = working_unit(viewer, row)
        if unit is None:
            raise Forbidden("commitment.worker_only")
        moved(CommitmentState(row.state), CommitmentVerb.ADD_EVIDENCE)
        if row.evidence.filter(file__sha256=stored.sha256).exists():
            raise Refusal("commitment.evidence_twice", field="file", name=stored.name)
        if row.evidence.count() >= FILES_MAX:
            raise Refusal("commitment.evidence_full", field="file", limit=FILES_MAX)
        node = node_of(unit)
        made = CommitmentEvidence.objects.create(
            commitment=row,
            file=evidence.enter(
                stored, uploaded_by=viewer.uid or "system", unit_uid=node.uid if node else ""
            ),
            caption=caption.strip()[:80],
            unit_id=unit,
            added_on=clock.business_today(),
            added_by_id=viewer.user,
        )
        verb.record(made, after={"commitment": row, "sha256": stored.sha256}, unit=node)
    return made


def report_done(
    *,
    viewer: Viewer,
    uid: str | UUID,
    result: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Say it is done; the clock stops until somebody else has looked.

    Raises ``commitment.evidence_needed`` where the work must be shown and is not.
    """
    words = said(result, "result")
    with act(viewer, "report_done", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_doer(viewer, row, CommitmentVerb.REPORT_DONE)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(CommitmentState(row.state), CommitmentVerb.REPORT_DONE).value
        if row.needs_evidence and not row.evidence.exists():
            raise Refusal("commitment.evidence_needed", field="file")
        row.done_on, row.result = clock.business_today(), words
        row.done_by_id, row.done_names = viewer.user, sorted(doer_of(viewer).names)
        row.signed_for_on = row.signed_for_on or row.done_on
        kept(verb, viewer, row, before, reason=words)
        event = f"done:{row.times_returned}:{row.times_reopened}"
        told(row, "notice.reported_done", [row.closing_unit_id], event)
    return row
