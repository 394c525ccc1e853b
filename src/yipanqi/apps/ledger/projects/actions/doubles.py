"""Look through the register for doubles; settle what was suspected."""

from uuid import UUID

from yipanqi.apps.ledger.projects.access import check_keeper
from yipanqi.apps.ledger.projects.doubles import look_through
from yipanqi.apps.ledger.projects.models import Suspicion
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import Installation
from yipanqi.infra.verbs import act


def look_for_doubles(*, viewer: Viewer, key: str | None = None) -> int:
    """Compare every project with its neighbours; returns how many suspicions are new.

    Raises ``project.office_looks``.
    """
    if not viewer.is_root_office:
        raise Forbidden("project.office_looks")
    with act(viewer, "look_for_doubles", key=key) as verb:
        if verb.repeated:
            return 0
        found = look_through()
        verb.record(Installation.objects.get(pk=1), after={"new": found})
    return found


def settle_suspicion(
    *,
    viewer: Viewer,
    suspicion_uid: str | UUID,
    outcome: Suspicion.Outcome,
    reason: str,
    key: str | None = None,
) -> Suspicion:
    """Say that it is two projects, or one. Which of two has to go is ended by ``move_stage``.

    Raises ``project.suspicion_not_found``, ``project.keeper_only``, ``project.reason_missing``
    and ``project.already_settled``.
    """
    found = (
        Suspicion.objects.visible_to(viewer)
        .select_related("project__current")
        .filter(uid=suspicion_uid)
        .first()
    )
    if found is None:
        raise Missing("project.suspicion_not_found")
    check_keeper(viewer, found.project.current.counting_unit_id)  # type: ignore[union-attr]
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    with act(viewer, "settle_suspicion", key=key) as verb:
        if verb.repeated:
            return found
        rows = Suspicion.objects.unscoped("checked above")
        row = rows.select_for_update().get(pk=found.pk)
        if row.settled_at is not None:
            raise Conflict("project.already_settled")
        row.outcome, row.reason = outcome, reason.strip()[:300]
        row.settled_at, row.settled_by_id = clock.now(), viewer.user
        row.save()
        verb.record(
            row,
            after={"outcome": row.outcome, "project": found.project.uid},
            reason=row.reason,
        )
    return row
