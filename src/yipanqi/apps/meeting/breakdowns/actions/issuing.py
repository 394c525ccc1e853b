"""Issue with the signed scan: then it binds."""

from typing import Any

from yipanqi.apps.meeting.breakdowns.actions._common import State, in_state, kept, locked, whole
from yipanqi.apps.meeting.breakdowns.models import Breakdown, BreakdownTask
from yipanqi.apps.meeting.breakdowns.queries import (
    progress_of,
)
from yipanqi.apps.meeting.meetings.actions import (
    Settled,
    confirm_decision,
    keep_document,
    note_decision,
)
from yipanqi.apps.meeting.meetings.actions.documents import MINUTES, order_documents
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act


def issue_breakdown(
    *,
    viewer: Viewer,
    breakdown: object,
    scan: Kept,
    document_number: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Breakdown:
    """With the signed scan it binds: every task becomes a decision of the meeting and a
    commitment of its lead unit; minutes and list of tasks are made again.

    Raises ``breakdown.contested``, ``breakdown.days_left``.
    """
    with act(viewer, "issue_breakdown", key=key) as verb:
        row = locked(viewer, breakdown, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        in_state(row, State.CIRCULATED)
        lines = whole(viewer, row)
        _check_heard(row, lines)
        _check_days(lines)
        for line in lines:
            line.row.decision = confirm_decision(
                viewer=viewer, decision=_decided(viewer, row, line.row).uid
            )
            line.row.save(update_fields=["decision"])
        row.state, row.issued_on = State.ISSUED, clock.business_today()
        row.document_number = document_number.strip()[:40]
        row.scan = evidence.enter(scan, uploaded_by=viewer.uid, unit_uid="")
        kept(row)
        keep_document(
            viewer=viewer, meeting=row.meeting, kind="breakdown", kept=scan, key=f"{row.uid}:scan"
        )
        order_documents(viewer, row.meeting, MINUTES)
        after = {"state": row.state, "tasks": len(lines), "sha256": scan.sha256}
        verb.record(row, before={"state": State.CIRCULATED}, after=after, month=row.meeting.month)
    return row


def _decided(viewer: Viewer, row: Breakdown, task: BreakdownTask) -> Any:
    settled = Settled(
        text=task.text,
        kind="task",
        lead_unit=task.lead_unit_id,
        supporting_units=tuple(task.supporting_units.values_list("pk", flat=True)),
        due_on=task.due_on,
        acceptance=task.acceptance,
        source_sentence=task.sentence,
    )
    return note_decision(viewer=viewer, uid=row.meeting.uid, settled=settled)


def _check_days(lines: list[Any]) -> None:
    """A day that has passed meanwhile binds nobody."""
    for number, line in enumerate(lines, 1):
        if line.row.due_on < clock.business_today():
            raise Refusal("breakdown.day_is_over", number=number, due_on=line.row.due_on)


def _check_heard(row: Breakdown, lines: list[Any]) -> None:
    progress = progress_of(row, lines)
    if progress.contested:
        raise Refusal("breakdown.contested", count=progress.contested)
    if not progress.may_issue and row.reply_by is not None:
        silent = progress.asked - progress.replied
        raise Refusal("breakdown.days_left", reply_by=row.reply_by, count=silent)
