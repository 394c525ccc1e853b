"""Accept that a gate was passed, or refuse it with a reason."""

from uuid import UUID

from yipanqi.apps.ledger.projects.access import locked
from yipanqi.apps.ledger.projects.actions.standing import date_reached, log_event
from yipanqi.apps.ledger.projects.closing import takes_effect
from yipanqi.apps.life.gates.access import check_decider, passage_of
from yipanqi.apps.life.gates.actions.refusals import Answer, check_reason, decide, refuse
from yipanqi.apps.life.gates.models import GatePassage
from yipanqi.apps.life.gates.queries import MILESTONE_OF, passed
from yipanqi.core.projects.gates import STAGE_OF, Gate, GateState, check_gate
from yipanqi.core.projects.stages import Track
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import label
from yipanqi.infra.verbs import act, check_version


def accept_gate(
    *,
    viewer: Viewer,
    passage_uid: str | UUID,
    words: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> GatePassage:
    """The stage is reached and its date stands; in a closed month nothing changes any more.

    Raises ``gate.decided_already``, ``gate.own_proposal``, ``project.keeper_only`` and what
    ``core.gates.check_gate`` and ``core.stages.check_move`` refuse by now.
    """
    found = passage_of(viewer, passage_uid)
    check_decider(viewer, found, found.proposed_by_id, found.proposed_names)
    with act(viewer, "accept_gate", key=key) as verb:
        project = locked(viewer, found.project)
        row = _locked(found)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_open(row)
        gate = Gate(row.gate)
        check_gate(Track(project.current.track), gate, passed(project), row.on)  # type: ignore[union-attr]
        reason = words.strip() or row.words
        if (stage := STAGE_OF.get(gate)) is not None:
            log_event(project, stage, row.on, reason, with_date=True)
        else:
            date_reached(project, MILESTONE_OF[gate], row.on, reason)
            project.version += 1
            project.save(update_fields=["version"])
        row.effective_on = takes_effect(row.on)
        decide(row, viewer, GateState.ACCEPTED, words)
        verb.record(
            row,
            before={"state": GateState.PROPOSED},
            after={"state": row.state, "project": project.uid, "gate": gate, "on": row.on},
            reason=words,
            unit=project.current.counting_unit,  # type: ignore[union-attr]
        )
    return row


def refuse_gate(
    *,
    viewer: Viewer,
    passage_uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> GatePassage:
    """Nothing is recorded; the unit is told why and may propose again. Raises
    ``project.reason_missing``.
    """
    found = passage_of(viewer, passage_uid)
    check_decider(viewer, found, found.proposed_by_id, found.proposed_names)
    check_reason(reason)
    with act(viewer, "refuse_gate", key=key) as verb:
        row = _locked(found)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_open(row)
        gate = {"gate": label(Gate(row.gate))}
        answer = Answer("notice.gate_refused", reason, row.proposed_by_id, gate)
        return refuse(verb, row, GateState.REFUSED, answer, {"gate": row.gate})


def _locked(found: GatePassage) -> GatePassage:
    rows = GatePassage.objects.unscoped("checked by the caller")
    return rows.select_for_update(of=("self",)).get(pk=found.pk)


def _check_open(row: GatePassage) -> None:
    if row.state != GateState.PROPOSED:
        raise Refusal("gate.decided_already", state=GateState(row.state))
