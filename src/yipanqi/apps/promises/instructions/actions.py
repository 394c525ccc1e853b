"""What can be done with an instruction; it is carried out and closed as a commitment.

Nothing of its text goes into the audit log, which others read.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import File

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.actions import Order, assign
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.instructions.access import check_keeper, locked, visible
from yipanqi.apps.promises.instructions.models import Instruction, Scan
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.ledgers.instructions import Urgency, due_on
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.uid import new_uid
from yipanqi.infra.verbs import act, check_version

KIND = "instruction"
WORDS_MAX = 2_000
SCANS_MAX = 10
REPORTED = (CommitmentState.REPORTED_DONE, CommitmentState.CLOSED)


@dataclass(frozen=True, slots=True)
class Written:
    """What a leader wrote. ``leader`` is a post; ``days`` counts for urgent ones only."""

    leader: str
    title: str
    text: str
    lead_unit: int
    supporting_units: tuple[int, ...] = ()
    urgency: str = Urgency.NORMAL
    days: int | None = None
    given_on: date | None = None
    follows_uid: str | UUID | None = None


def give_instruction(*, viewer: Viewer, written: Written, key: str | None = None) -> Instruction:
    """Hand it to its units as a confined commitment, due by its urgency.

    Raises ``instruction.leader_needed``, ``instruction.text_needed``,
    ``instruction.urgency_unknown``, ``instruction.future_day``,
    ``instruction.days_out_of_range`` and what ``assign`` raises.
    """
    leader, text = written.leader.strip(), written.text.strip()
    if not leader or len(leader) > 40:
        raise Refusal("instruction.leader_needed", field="leader")
    if not text or len(text) > WORDS_MAX:
        raise Refusal("instruction.text_needed", field="text", limit=WORDS_MAX)
    if written.urgency not in set(Urgency):
        raise Refusal("instruction.urgency_unknown", field="urgency")
    urgency, today = Urgency(written.urgency), clock.business_today()
    given_on = written.given_on or today
    if given_on > today:
        raise Refusal("instruction.future_day", field="given_on")
    in_force = rules()
    due = due_on(urgency, today, in_force.terms, in_force.calendar, days=written.days)
    with act(viewer, "give_instruction", key=key) as verb:
        if verb.repeated:
            return Instruction.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        follows = visible(viewer, written.follows_uid) if written.follows_uid else None
        uid = new_uid()
        commitment = assign(
            viewer=viewer,
            order=Order(
                title=written.title,
                lead_unit=written.lead_unit,
                supporting_units=written.supporting_units,
                requirement=text,
                origin_kind=KIND,
                origin_uid=uid,
                sponsor=leader,
                term=urgency.term,
                due_on=due,
                is_urgent=urgency is Urgency.URGENT,
                needs_evidence=False,
                is_confined=True,
            ),
        )
        row = Instruction.objects.create(
            uid=uid,
            commitment=commitment,
            leader=leader,
            text=text,
            given_on=given_on,
            urgency=urgency,
            follows=follows,
            recorded_at=clock.now(),
        )
        node = tree_on().nodes.get(commitment.lead_unit_id)
        verb.record(row, after={"urgency": urgency, "given_on": given_on}, unit=node)
    return row


def add_scan(
    *, viewer: Viewer, uid: str | UUID, file: "File[Any]", name: str, key: str | None = None
) -> Scan:
    """Keep a picture or PDF of the paper.

    Raises ``instruction.scan_twice``, ``instruction.scans_full`` and what ``keep`` raises.
    """
    check_keeper(viewer, visible(viewer, uid))  # before any byte is stored
    stored = evidence.keep(file, name, evidence.DOCUMENT)
    with act(viewer, "add_scan", key=key) as verb:
        if verb.repeated:
            return Scan.objects.get(uid=verb.subject_uid)
        row = locked(viewer, uid)
        check_keeper(viewer, row)
        if row.scans.filter(file__sha256=stored.sha256).exists():
            raise Refusal("instruction.scan_twice", field="file")
        if row.scans.count() >= SCANS_MAX:
            raise Refusal("instruction.scans_full", field="file", limit=SCANS_MAX)
        node = tree_on().nodes.get(row.commitment.assigning_unit_id)
        made = Scan.objects.create(
            instruction=row,
            file=evidence.enter(
                stored, uploaded_by=viewer.uid or "system", unit_uid=node.uid if node else ""
            ),
            added_on=clock.business_today(),
            added_by_id=viewer.user,
        )
        verb.record(made, after={"instruction": row, "sha256": stored.sha256}, unit=node)
    return made


def send_reply(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reply: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Instruction:
    """What the office tells the leader of the outcome, once the units have reported.

    Raises ``instruction.not_reported_yet``, ``instruction.replied_already``.
    """
    words = reply.strip()
    if not words or len(words) > WORDS_MAX:
        raise Refusal("instruction.text_needed", field="reply", limit=WORDS_MAX)
    with act(viewer, "send_reply", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_keeper(viewer, row)
        check_version(row, expected_version)
        if CommitmentState(row.commitment.state) not in REPORTED:
            raise Refusal("instruction.not_reported_yet")
        if row.replied_on is not None:
            raise Refusal("instruction.replied_already", on=row.replied_on)
        row.reply, row.replied_on = words, clock.business_today()
        row.replied_by_id = viewer.user
        row.version += 1
        row.save()
        node = tree_on().nodes.get(row.commitment.assigning_unit_id)
        verb.record(row, after={"replied_on": row.replied_on}, unit=node)
    return row
