"""What somebody other than the doer does: close it out, send it back, open it again."""

from uuid import UUID

from yipanqi.apps.promises.commitments.access import (
    check_master,
    check_verifier,
    doer_of,
    locked,
    reported_by,
)
from yipanqi.apps.promises.commitments.actions._common import audited, kept, said, told
from yipanqi.apps.promises.commitments.models import Commitment, Extension
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.commitments.lateness import Moved, due_after_return, extended
from yipanqi.core.commitments.states import (
    CommitmentState,
    CommitmentVerb,
    check_other,
    moved,
)
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


def close_out(
    *,
    viewer: Viewer,
    uid: str | UUID,
    verdict: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """The facts hold, the task is done (销号): never said by who did it.

    Raises ``commitment.verifier_only`` or ``commitment.own_work``.
    """
    with act(viewer, "close_out", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_verifier(viewer, row, CommitmentVerb.CLOSE_OUT)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(CommitmentState(row.state), CommitmentVerb.CLOSE_OUT).value
        check_other(CommitmentVerb.CLOSE_OUT, doer_of(viewer), reported_by(row))
        row.closed_on, row.closed_by_id = clock.business_today(), viewer.user
        row.verdict = verdict.strip()[:2_000]
        kept(verb, viewer, row, before, reason=row.verdict)
        told(row, "notice.closed", [row.lead_unit_id], f"closed:{row.times_reopened}")
    return row


def return_done(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Not done after all: back to the doer, with the working days it still had."""
    words = said(reason, "reason")
    with act(viewer, "return_done", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_verifier(viewer, row, CommitmentVerb.RETURN_DONE)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(CommitmentState(row.state), CommitmentVerb.RETURN_DONE).value
        check_other(CommitmentVerb.RETURN_DONE, doer_of(viewer), reported_by(row))
        _give_back_time(row, viewer)
        row.times_returned += 1
        row.done_on = None
        kept(verb, viewer, row, before, reason=words)
        told(
            row,
            "notice.returned",
            [row.lead_unit_id],
            f"returned:{row.times_returned}",
            reason=words[:80],
        )
    return row


def _give_back_time(row: Commitment, viewer: Viewer) -> None:
    """Days a report lay with its verifier are not the doer's."""
    today = clock.business_today()
    if row.done_on is None:
        return
    new = due_after_return(row.due_on, row.done_on, today, rules().calendar)
    if new is None:
        return
    # judged as of the report: it was in time, whatever day it came back
    due, clean = extended(row.due_on, row.clean_due_on, Moved(row.done_on, row.due_on, new))
    Extension.objects.create(
        commitment=row,
        is_given_back=True,
        state=Extension.State.GRANTED,
        reason="",
        old_due_on=row.due_on,
        new_due_on=new,
        asked_on=row.done_on,
        decided_on=today,
        decided_by_id=viewer.user,
        keeps_clean=clean != row.clean_due_on,
    )
    row.due_on, row.clean_due_on = due, clean


def reopen(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Closed too early: the same commitment runs again under its old dates."""
    words = said(reason, "reason")
    with act(viewer, "reopen_commitment", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_master(viewer, row, CommitmentVerb.REOPEN)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(CommitmentState(row.state), CommitmentVerb.REOPEN).value
        row.times_reopened += 1
        row.done_on, row.closed_on, row.closed_by = None, None, None
        kept(verb, viewer, row, before, reason=words)
        told(
            row,
            "notice.reopened",
            [row.lead_unit_id],
            f"reopened:{row.times_reopened}",
            reason=words[:80],
        )
    return row
