"""What the verbs share: the import, locked after its month."""

from uuid import UUID

from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.stored import importable
from yipanqi.apps.month.reporting.access import locked_window
from yipanqi.core.refusal import Conflict
from yipanqi.core.scope import Viewer
from yipanqi.infra.verbs import check_version

State = Import.State


def locked_import(viewer: Viewer, uid: str | UUID, expected_version: int | None) -> Import:
    """The month's row is locked first, as every write of the month does."""
    window = locked_window(importable(viewer, uid).window.month)
    found = (
        Import.objects.select_for_update(of=("self",)).select_related("unit", "file").get(uid=uid)
    )
    found.window = window
    check_version(found, expected_version)
    return found


def require_previewed(found: Import) -> None:
    if found.state == State.APPLIED:
        raise Conflict("import.already_applied", name=found.file.name)
    if found.state != State.PREVIEWED:
        raise Conflict("import.already_closed", name=found.file.name)
