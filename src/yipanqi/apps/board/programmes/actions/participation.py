"""Who took part in a campaign or study programme, when, with what to show for it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yipanqi.apps.board.programmes.access import (
    charter_for,
    check_running,
    name_of,
    participation_for,
    works_on,
)
from yipanqi.apps.board.programmes.models import Charter, Participation
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import WORKING
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act


@dataclass(frozen=True, slots=True)
class Took:
    """``what`` was done in words; ``people`` who came, None where nobody counted."""

    unit: int
    on: date
    what: str
    people: int | None = None
    kept: Kept | None = None


def record_participation(
    *, viewer: Viewer, uid: str | UUID, took: Took, key: str | None = None
) -> Participation:
    """By the unit itself, a unit above it, or the lead unit. Raises ``programme.took_part_only``,
    ``programme.took_part_on``, ``programme.words_needed``.
    """
    with act(viewer, "record_participation", key=key) as verb:
        row = charter_for(viewer, uid)
        if verb.repeated:
            return participation_for(viewer, verb.subject_uid)
        _check(viewer, row, took)
        node = tree_on().nodes[took.unit]
        made = Participation.objects.create(
            charter=row,
            unit_id=took.unit,
            on=took.on,
            what=took.what.strip(),
            people=took.people,
            file=evidence.enter(
                took.kept, uploaded_by=viewer.uid or "system", unit_uid=str(node.uid)
            )
            if took.kept
            else None,
            recorded_at=clock.now(),
            recorded_by_id=viewer.user,
        )
        after = {"charter": row, "on": took.on, "people": took.people, "what": made.what}
        verb.record(made, after=after, unit=node)
    return made


def _check(viewer: Viewer, row: Charter, took: Took) -> None:
    if took.unit not in tree_on().nodes:
        raise Missing("programme.not_found")
    if not works_on(viewer, row) and took.unit not in viewer.units_as(*WORKING):
        raise Forbidden("programme.took_part_only", unit=name_of(took.unit))
    check_running(row)
    if not took.what.strip() or len(took.what.strip()) > 200:
        raise Refusal("programme.words_needed", field="what")
    if not row.from_on <= took.on <= clock.business_today():
        raise Refusal("programme.took_part_on", field="on", from_on=row.from_on)


def void_participation(
    *, viewer: Viewer, participation_uid: str | UUID, reason: str, key: str | None = None
) -> Participation:
    """Entered by mistake: struck through, not taken away."""
    if not reason.strip():
        raise Refusal("programme.words_needed", field="reason")
    with act(viewer, "void_participation", key=key) as verb:
        row = participation_for(viewer, participation_uid)
        if verb.repeated:
            return row
        if not works_on(viewer, row.charter) and row.unit_id not in viewer.units_as(*WORKING):
            raise Forbidden("programme.took_part_only", unit=name_of(row.unit_id))
        if row.voided_on is not None:
            raise Conflict("programme.took_part_void")
        row.voided_on, row.void_reason = clock.business_today(), reason.strip()[:200]
        row.save(update_fields=["voided_on", "void_reason"])
        verb.record(row, after={"voided_on": row.voided_on}, reason=row.void_reason, unit=row.unit)
    return row
