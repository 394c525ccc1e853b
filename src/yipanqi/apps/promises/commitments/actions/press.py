"""What time and the levels above do: slips, answers to them, the climb, logged actions."""

from uuid import UUID

from yipanqi.apps.promises.commitments.access import (
    check_doer,
    check_master,
    level_of,
    locked,
    rungs,
)
from yipanqi.apps.promises.commitments.actions._common import (
    audited,
    kept,
    next_number,
    node_of,
    open_words,
    said,
    told,
)
from yipanqi.apps.promises.commitments.models import Commitment, Escalation, LevelAction, Slip
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.commitments.pressure import (
    SlipColour,
    SlipFact,
    check_slip_by_hand,
    rectify_by,
)
from yipanqi.core.commitments.states import CommitmentState, CommitmentVerb, moved
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import identifier
from yipanqi.infra.verbs import act, check_version


def issue_slip(
    *,
    viewer: Viewer,
    uid: str | UUID,
    colour: str,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Slip:
    """A supervision slip: by rule (a system viewer) or by hand with a reason.

    By hand it may start at any colour. Raises ``commitment.slip_not_higher``.
    """
    by_rule = viewer.is_system
    words = "" if by_rule else said(reason, "reason")[:300]
    if colour not in set(SlipColour):
        raise Refusal("commitment.slip_colour", field="colour")
    colour = SlipColour(colour)
    with act(viewer, "issue_slip", key=key) as verb:
        if verb.repeated:
            return Slip.objects.get(uid=verb.subject_uid)
        row = locked(viewer, uid)
        check_master(viewer, row, CommitmentVerb.ISSUE_SLIP)
        check_version(row, expected_version)
        moved(CommitmentState(row.state), CommitmentVerb.ISSUE_SLIP)
        check_slip_by_hand(colour, slip_facts(row))
        today, in_force = clock.business_today(), rules()
        slip = Slip.objects.create(
            commitment=row,
            number=next_number("督单", today.year),
            colour=colour,
            issuing_unit_id=row.assigning_unit_id if by_rule else _issuer(viewer, row),
            issued_on=today,
            issued_by_id=viewer.user,
            is_by_rule=by_rule,
            reason=words,
            rectify_by=rectify_by(in_force.pressure, today, in_force.calendar),
        )
        after = {"commitment": row, "colour": colour, "number": slip.number}
        verb.record(
            slip, after=after, reason=open_words(row, words), unit=node_of(row.lead_unit_id)
        )
        told(
            row,
            "notice.slip",
            {row.lead_unit_id, row.assigning_unit_id},
            f"slip:{colour}",
            slip=slip.number,
            colour=colour.value,
        )
    return slip


def _issuer(viewer: Viewer, row: Commitment) -> int:
    found = level_of(viewer, row)
    return found[1].pk if found else row.assigning_unit_id


def slip_facts(row: Commitment) -> list[SlipFact]:
    return [SlipFact(SlipColour(s.colour), s.rectify_by) for s in row.slips.all()]


def answer_slip(
    *, viewer: Viewer, slip_uid: str | UUID, answer: str, key: str | None = None
) -> Slip:
    """The doer's reply, once. Raises ``commitment.slip_not_found``, ``…slip_answered``."""
    words = said(answer, "answer")
    with act(viewer, "answer_slip", key=key) as verb:
        wanted = identifier(slip_uid)
        found = Slip.objects.filter(uid=wanted) if wanted else Slip.objects.none()
        slip = found.select_related("commitment").first()
        if slip is None:
            raise Missing("commitment.slip_not_found")
        row = locked(viewer, slip.commitment.uid)
        if verb.repeated:
            return slip
        check_doer(viewer, row, CommitmentVerb.ANSWER_SLIP)
        moved(CommitmentState(row.state), CommitmentVerb.ANSWER_SLIP)
        slip.refresh_from_db()
        if slip.answered_on is not None:
            raise Conflict("commitment.slip_answered", number=slip.number)
        slip.answer, slip.answered_on = words, clock.business_today()
        slip.answered_by_id = viewer.user
        slip.save()
        verb.record(slip, after={"answer": open_words(row, words)}, unit=node_of(row.lead_unit_id))
        told(row, "notice.slip_answered", [slip.issuing_unit_id], f"answer:{slip.pk}")
    return slip


def escalate(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """One level up: by rule, or by hand by the doer or the level that holds it.

    Raises ``commitment.at_the_top``.
    """
    by_rule = viewer.is_system
    words = "" if by_rule else said(reason, "reason")
    with act(viewer, "escalate", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        _check_may_climb(viewer, row)
        check_version(row, expected_version)
        moved(CommitmentState(row.state), CommitmentVerb.ESCALATE)
        above = rungs(row.lead_unit_id)
        if row.level + 1 >= len(above):
            raise Refusal("commitment.at_the_top")
        before = audited(row)
        row.level += 1
        row.level_unit_id, row.level_since = above[row.level].pk, clock.business_today()
        Escalation.objects.create(
            commitment=row,
            level=row.level,
            unit_id=row.level_unit_id,
            on=row.level_since,
            is_by_rule=by_rule,
            reason=words[:300],
        )
        kept(verb, viewer, row, before, reason=words, to=above[row.level].name)
        told(row, "notice.climbed", [above[row.level].pk], f"level:{row.level}")
    return row


def _check_may_climb(viewer: Viewer, row: Commitment) -> None:
    """The doer asks for help; whoever holds a rung above takes it up or hands it on."""
    if not viewer.is_system and level_of(viewer, row) is None:
        check_doer(viewer, row, CommitmentVerb.ESCALATE)


def log_action(
    *,
    viewer: Viewer,
    uid: str | UUID,
    kind: str,
    text: str,
    with_whom: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> LevelAction:
    """A unit above has done something about it: talk, inspection, coordination. Only this
    stops the climb. Raises ``commitment.level_only``.
    """
    words = said(text, "text")
    if kind not in LevelAction.Kind.values:
        raise Refusal("commitment.action_kind", field="kind")
    with act(viewer, "log_action", key=key) as verb:
        if verb.repeated:
            return LevelAction.objects.get(uid=verb.subject_uid)
        row = locked(viewer, uid)
        found = level_of(viewer, row)
        if found is None:
            raise Forbidden("commitment.level_only")
        check_version(row, expected_version)
        moved(CommitmentState(row.state), CommitmentVerb.LOG_ACTION)
        level, node = found
        made = LevelAction.objects.create(
            commitment=row,
            kind=kind,
            level=level,
            unit_id=node.pk,
            with_whom=with_whom.strip()[:80],
            text=words,
            on=clock.business_today(),
            by_id=viewer.user,
        )
        verb.record(
            made,
            after={"commitment": row, "kind": kind, "with_whom": made.with_whom},
            reason=open_words(row, words[:500]),
            unit=node,
        )
        told(row, "notice.level_action", [row.lead_unit_id], f"action:{made.pk}", unit=node.name)
    return made
