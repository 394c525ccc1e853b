"""A task of a programme: a commitment like any other, and the programme it belongs to."""

from dataclasses import replace
from uuid import UUID

from yipanqi.apps.board.programmes.access import charter_for, check_orders, check_running
from yipanqi.apps.board.programmes.models import CharterTask
from yipanqi.apps.promises.commitments.actions import Order, assign
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

KIND = "programme"


def add_programme_task(
    *, viewer: Viewer, uid: str | UUID, order: Order, key: str | None = None
) -> CharterTask:
    """Assigned by whoever may assign to its lead unit, named after the programme.

    Raises ``programme.ended`` and what ``assign`` raises.
    """
    with act(viewer, "add_programme_task", key=key) as verb:
        row = charter_for(viewer, uid)
        if verb.repeated:
            found = CharterTask.objects.filter(uid=verb.subject_uid).first()
            if found is None:
                raise Missing("programme.not_found")
            return found
        check_orders(viewer, row)
        check_running(row)
        wanted = replace(
            order,
            origin_kind=KIND,
            origin_uid=row.uid,
            source=order.source or row.programme.name,
            sponsor=order.sponsor or row.sponsor,
        )
        commitment = assign(viewer=viewer, order=wanted)
        made = CharterTask.objects.create(
            charter=row, commitment=commitment, recorded_at=clock.now()
        )
        verb.record(
            made, after={"charter": row, "commitment": commitment}, unit=commitment.lead_unit
        )
    return made
