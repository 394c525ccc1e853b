"""Take a load back as one unit, while nothing builds on it.

What a load brought in by mistake is removed, not ended: no one has seen it count. The
database itself proves that nothing rests on it, since every reference is protected; a month
frozen since then rests on it by identifier. See docs/decisions.
"""

from uuid import UUID

from django.db.models import ProtectedError

from yipanqi.apps.setup import plans
from yipanqi.apps.setup.access import loadable
from yipanqi.apps.setup.made import instance
from yipanqi.apps.setup.models import Load, LoadedRow
from yipanqi.apps.snapshots.models import Snapshot
from yipanqi.apps.units.models import User
from yipanqi.apps.units.queries import forget_trees
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

NAMED = 5


def undo_load(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Load:
    """Raises ``setup.not_applied``, ``setup.reason_missing``, ``setup.frozen_since``,
    ``setup.built_on`` naming what rests on it.
    """
    stored = loadable(viewer, uid)
    if not reason.strip():
        raise Refusal("setup.reason_missing", field="reason")
    with act(viewer, "undo_load", key=key) as verb:
        if verb.repeated:
            return stored
        load = Load.objects.select_for_update().get(pk=stored.pk)
        check_version(load, expected_version)
        if load.state != Load.State.APPLIED:
            raise Conflict("setup.not_applied", name=load.file.name)
        if load.applied_at and Snapshot.objects.filter(frozen_at__gte=load.applied_at).exists():
            raise Refusal("setup.frozen_since")
        rows = list(load.rows.order_by("-pk"))
        for row in rows:
            _remove(load, row)
        load.state, load.undone_at = Load.State.UNDONE, clock.now()
        load.version += 1
        load.save()
        verb.record(
            load,
            before={"rows": [f"{row.model} {row.name}" for row in rows]},
            after={"state": load.state, "rows": []},
            reason=reason.strip(),
            month=load.month,
        )
    forget_trees()
    return load


def _remove(load: Load, row: LoadedRow) -> None:
    found = instance(row)
    if found is None:
        return
    if isinstance(found, User) and found.last_login is not None:
        raise Refusal("setup.signed_in", name=row.name)
    try:
        plans.MAKERS[load.kind].take_back(found)
    except ProtectedError as fault:
        kinds = sorted({type(thing).__name__ for thing in fault.protected_objects})
        raise Refusal(
            "setup.built_on", name=row.name, count=len(fault.protected_objects), what=kinds[:NAMED]
        ) from None
