"""The supervision ledger a city starts with: commitments with the dates and states they had,
imported and not reviewed. Nobody is told, nothing has to be signed for anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.actions._common import audited, next_number, node_of
from yipanqi.apps.promises.commitments.models import Commitment, SupportingUnit
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act

OPENING = "opening"  # origin of a commitment that was imported, not reviewed
STATES = (
    CommitmentState.OPEN,
    CommitmentState.REPORTED_DONE,
    CommitmentState.CLOSED,
    CommitmentState.CANCELLED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningCommitment:
    """A line of the ledger as it stood; units are primary keys."""

    title: str
    lead_unit: int
    due_on: date
    assigned_on: date | None = None
    closed_on: date | None = None
    state: CommitmentState = CommitmentState.OPEN
    supporting_units: tuple[int, ...] = ()
    requirement: str = ""
    source: str = ""
    sponsor: str = ""
    progress: str = ""


def open_ledger(
    *, viewer: Viewer, lines: Sequence[OpeningCommitment], key: str | None = None
) -> list[Commitment]:
    """Put all of ``lines`` on the ledger, or none.

    Raises ``commitment.office_opens``, ``commitment.title_needed``,
    ``commitment.assigned_after_due``, ``commitment.opening_state``, ``commitment.own_support``.
    """
    if not viewer.is_root_office:
        raise Forbidden("commitment.office_opens")
    with act(viewer, "open_ledger", key=key) as verb:
        if verb.repeated:
            return []
        return [_open(verb, line) for line in lines]


def _open(verb: Verb, line: OpeningCommitment) -> Commitment:
    today = clock.business_today()
    title = line.title.strip()
    assigned = line.assigned_on or min(today, line.due_on)
    _check(line, title, assigned)
    is_closed = line.state in {CommitmentState.CLOSED, CommitmentState.CANCELLED}
    is_done = line.state in {CommitmentState.CLOSED, CommitmentState.REPORTED_DONE}
    ended = line.closed_on or min(today, line.due_on)
    row = Commitment.objects.create(
        number=next_number("督", assigned.year),
        title=title[:200],
        requirement=line.requirement.strip(),
        origin_kind=OPENING,
        source=line.source.strip()[:120],
        lead_unit_id=line.lead_unit,
        assigning_unit_id=tree_on().root.pk,
        closing_unit_id=tree_on().root.pk,
        sponsor=line.sponsor.strip()[:40],
        assigned_on=assigned,
        original_due_on=line.due_on,
        due_on=line.due_on,
        clean_due_on=line.due_on,
        state=line.state,
        signed_for_on=assigned,
        done_on=ended if is_done else None,
        closed_on=ended if is_closed else None,
        result=line.progress.strip(),
        recorded_at=clock.now(),
    )
    supports = [
        SupportingUnit(commitment=row, unit_id=pk)
        for pk in dict.fromkeys(line.supporting_units)
        if pk != line.lead_unit
    ]
    SupportingUnit.objects.bulk_create(supports)
    verb.record(
        row,
        after=audited(row) | {"origin": OPENING, "supporting_units": len(supports)},
        unit=node_of(line.lead_unit),
    )
    return row


def _check(line: OpeningCommitment, title: str, assigned: date) -> None:
    if not title:
        raise Refusal("commitment.title_needed", field="title", limit=200)
    if assigned > line.due_on:
        raise Refusal("commitment.assigned_after_due", title=title, due_on=line.due_on)
    if line.state not in STATES:
        raise Refusal("commitment.opening_state", title=title)
