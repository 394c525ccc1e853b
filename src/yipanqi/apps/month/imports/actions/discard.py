"""Put a workbook aside that was only previewed: nothing of it was written."""

from uuid import UUID

from yipanqi.apps.month.imports.access import unit_of
from yipanqi.apps.month.imports.actions._rows import locked_import, require_previewed
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.stored import importable
from yipanqi.core.scope import Viewer
from yipanqi.infra.verbs import act


def discard_import(
    *,
    viewer: Viewer,
    uid: str | UUID,
    expected_version: int | None = None,
    key: str | None = None,
) -> Import:
    """The file and its preview stay on record and ask for nothing any more.

    Raises ``import.already_applied`` or ``import.already_closed`` where it is past a preview.
    """
    importable(viewer, uid)
    with act(viewer, "discard_import", key=key) as verb:
        if verb.repeated:
            return Import.objects.get(uid=verb.subject_uid)
        found = locked_import(viewer, uid, expected_version)
        require_previewed(found)
        before = {"state": found.state, "version": found.version}
        found.state = Import.State.DISCARDED
        found.version += 1
        found.save()
        after = {"state": found.state, "version": found.version}
        month = found.window.value
        verb.record(found, before=before, after=after, unit=unit_of(found), month=month)
    return found
