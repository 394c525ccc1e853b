"""Take a load back as one unit, while nothing builds on it.

What a load brought in by mistake is removed, not ended: no one has seen it count. The
database itself proves that nothing rests on it, since every reference is protected; a month
frozen since then rests on it by identifier; whatever somebody has done to a row since stands in
the audit. What goes is kept as a file, whose digest the audit names. See docs/decisions.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete

from yipanqi.apps.board.setup import plans
from yipanqi.apps.board.setup.access import loadable
from yipanqi.apps.board.setup.made import instance
from yipanqi.apps.board.setup.models import Load, LoadedRow
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import forget_trees
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.verbs import act, check_version

NAMED = 5
SECRET = {"password"}
JSON = "application/json"


def undo_load(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Load:
    """Raises ``setup.not_applied``, ``setup.reason_missing``, ``setup.frozen_since``,
    ``setup.built_on`` naming what rests on it, ``setup.worked_on``: somebody wrote on it since.
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
        with _taken_down() as gone:
            for row in rows:
                _remove(load, row)
        _check_untouched(gone, load.applied_at)
        kept = evidence.keep_made(_image(gone), f"撤销前内容-{load.file.name}.json", JSON)
        evidence.enter(kept, uploaded_by=viewer.uid or "system", unit_uid="")
        load.state, load.undone_at = Load.State.UNDONE, clock.now()
        load.version += 1
        load.save()
        verb.record(
            load,
            before={"rows": [f"{row.model} {row.name}" for row in rows], "kept": kept.sha256},
            after={"state": load.state, "rows": []},
            reason=reason.strip(),
            month=load.month,
        )
    forget_trees()
    return load


@contextmanager
def _taken_down() -> Iterator[list[models.Model]]:
    """Whatever this thread deletes meanwhile, children too, as it was."""
    gone: list[models.Model] = []
    here = threading.get_ident()

    def note(instance: models.Model, **_: Any) -> None:
        if threading.get_ident() == here:
            gone.append(instance)

    pre_delete.connect(note, weak=False)
    try:
        yield gone
    finally:
        pre_delete.disconnect(note)


def _check_untouched(gone: list[models.Model], applied_at: datetime | None) -> None:
    """Nothing that goes was written, or written to, after the load."""
    if applied_at is None:
        return
    uids = {str(uid) for row in gone if (uid := getattr(row, "uid", None))}
    done = AuditEntry.objects.filter(subject_uid__in=uids, at__gt=applied_at)
    days = [*done.order_by("id").values_list("at", flat=True)[:1]]
    days += [at for row in gone if (at := getattr(row, "recorded_at", None)) and at > applied_at]
    if days:
        raise Refusal("setup.worked_on", at=min(days))


def _image(gone: list[models.Model]) -> bytes:
    """Every row with its values, but no secret."""
    told = serializers.serialize("python", gone)
    for row in told:
        row["fields"] = {k: v for k, v in row["fields"].items() if k not in SECRET}
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


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
