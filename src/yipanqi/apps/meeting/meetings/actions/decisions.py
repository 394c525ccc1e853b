"""What was settled: noted during the item, confirmed by the office, then a commitment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.apps.meeting.meetings.actions._common import live_item, node, office_locked, words
from yipanqi.apps.meeting.meetings.live.outbox import tell_room
from yipanqi.apps.meeting.meetings.models import ORIGIN, Decision, Meeting
from yipanqi.apps.meeting.meetings.queries import decision_for
from yipanqi.apps.promises.commitments.actions import Order, assign
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

DECIDED = "decided"
TEXT_MOST, ACCEPTANCE_MOST = 200, 2_000
Kind, State = Decision.Kind, Decision.State


@dataclass(frozen=True, slots=True)
class Settled:
    """As the clerk types it; a task needs ``lead_unit`` and ``due_on`` before it is confirmed."""

    text: str
    kind: str = Kind.DECISION
    lead_unit: int | None = None
    supporting_units: tuple[int, ...] = ()
    due_on: date | None = None
    acceptance: str = ""
    source_sentence: str = ""


def note_decision(
    *,
    viewer: Viewer,
    uid: object,
    settled: Settled,
    item: object = None,
    key: str | None = None,
) -> Decision:
    """Type what was settled, during the item or after. Raises ``meeting.lead_supports_itself``."""
    with act(viewer, "note_decision", key=key) as verb:
        row = office_locked(viewer, uid)
        if verb.repeated:
            return Decision.objects.get(uid=verb.subject_uid)
        made = Decision(
            meeting=row,
            item=live_item(row, item) if item else None,
            number=row.decisions.count() + 1,
            noted_by_id=viewer.user,
            noted_at=clock.now(),
        )
        _write(made, settled)
        verb.record(made, after=_said(made), unit=_lead(made), month=row.month)
        _tell_count(row)
    return made


def amend_decision(
    *,
    viewer: Viewer,
    decision: object,
    settled: Settled,
    expected_version: int | None = None,
    key: str | None = None,
) -> Decision:
    """Until it is confirmed; afterwards its commitment is changed, not the words."""
    with act(viewer, "amend_decision", key=key) as verb:
        row = _noted(viewer, decision, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _still_noted(row)
        before = _said(row)
        row.version += 1
        _write(row, settled)
        verb.record(row, before=before, after=_said(row), unit=_lead(row), month=row.meeting.month)
    return row


def confirm_decision(
    *,
    viewer: Viewer,
    decision: object,
    expected_version: int | None = None,
    key: str | None = None,
) -> Decision:
    """It binds: a task becomes a commitment of its lead unit, assigned by the office.

    Raises ``meeting.task_needs_owner``, ``meeting.task_needs_due``,
    ``meeting.task_needs_acceptance``, and whatever assigning refuses.
    """
    with act(viewer, "confirm_decision", key=key) as verb:
        row = _noted(viewer, decision, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _still_noted(row)
        if row.kind == Kind.TASK:
            row.commitment = assign(viewer=viewer, order=_order(row))
        row.state, row.confirmed_on = State.CONFIRMED, clock.business_today()
        row.version += 1
        row.save()
        after = {"state": row.state, "commitment": row.commitment}
        verb.record(
            row,
            before={"state": State.NOTED},
            after=after,
            unit=_lead(row),
            month=row.meeting.month,
        )
        _tell_count(row.meeting)
    return row


def void_decision(
    *,
    viewer: Viewer,
    decision: object,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Decision:
    """A note typed in error; a confirmed task is cancelled as a commitment instead."""
    said = words(reason, "reason", 200)
    with act(viewer, "void_decision", key=key) as verb:
        row = _noted(viewer, decision, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _still_noted(row)
        row.state = State.VOID
        row.version += 1
        row.save()
        verb.record(row, before={"state": State.NOTED}, after={"state": row.state}, reason=said)
        _tell_count(row.meeting)
    return row


def _noted(viewer: Viewer, decision: object, expected_version: int | None) -> Decision:
    found = decision_for(viewer, decision)
    meeting = office_locked(viewer, found.meeting.uid)
    row = Decision.objects.select_for_update().get(pk=found.pk)
    row.meeting = meeting
    check_version(row, expected_version)
    return row


def _still_noted(row: Decision) -> None:
    if row.state != State.NOTED:
        raise Conflict("meeting.decision_settled", number=row.number)


def _write(row: Decision, settled: Settled) -> None:
    if settled.lead_unit is not None and settled.lead_unit in settled.supporting_units:
        raise Refusal("meeting.lead_supports_itself", field="supports")
    if settled.kind not in Kind.values:
        raise Refusal("meeting.words_needed", field="kind")
    row.text = words(settled.text, "text", TEXT_MOST)
    row.kind = settled.kind
    row.lead_unit_id = settled.lead_unit
    row.due_on = settled.due_on
    row.acceptance = settled.acceptance.strip()[:ACCEPTANCE_MOST]
    row.source_sentence = settled.source_sentence.strip() or row.source_sentence
    row.save()
    row.supporting_units.set(settled.supporting_units)


def _order(row: Decision) -> Order:
    if row.lead_unit_id is None:
        raise Refusal("meeting.task_needs_owner", field="lead", number=row.number)
    if row.due_on is None:
        raise Refusal("meeting.task_needs_due", field="due_on", number=row.number)
    if not row.acceptance:
        raise Refusal("meeting.task_needs_acceptance", field="acceptance", number=row.number)
    return Order(
        title=row.text,
        lead_unit=row.lead_unit_id,
        supporting_units=tuple(row.supporting_units.values_list("pk", flat=True)),
        requirement=row.acceptance,
        origin_kind=ORIGIN,
        origin_uid=row.uid,
        source=row.meeting.title,
        due_on=row.due_on,
    )


def _lead(row: Decision) -> Node | None:
    return node(row.lead_unit_id) if row.lead_unit_id else None


def _said(row: Decision) -> dict[str, Any]:
    names = ("text", "kind", "state", "due_on", "acceptance", "version")
    return {name: getattr(row, name) for name in names}


def _tell_count(meeting: Meeting) -> None:
    """The room learns that the list has changed, not what a note says before it is confirmed."""
    if meeting.is_open:
        rows = meeting.decisions.exclude(state=State.VOID)
        noted = rows.filter(state=State.NOTED).count()
        tell_room(meeting, DECIDED, {"noted": noted, "confirmed": rows.count() - noted})
