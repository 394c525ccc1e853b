"""Who may hand in a workbook for which unit, and who may look at what came of it.

Reporters of the unit or above it, and the office at the root, import; whoever sees the unit
may read the record. Outsiders learn nothing.
"""

from uuid import UUID

from yipanqi.apps.ledger.units.queries import node_by_uid, tree_on
from yipanqi.apps.month.imports.models import Import
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node


def is_office(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE)


def may_import(viewer: Viewer, unit: int) -> bool:
    return is_office(viewer) or unit in viewer.units_as(Role.REPORTER)


def writable_units(viewer: Viewer, unit: int) -> frozenset[int]:
    """Units whose rows a workbook of ``unit`` may change: it and those under it."""
    under = tree_on().under(unit)
    return under if is_office(viewer) else under & viewer.units_as(Role.REPORTER)


def visible_unit(viewer: Viewer, unit_uid: str | UUID) -> Node:
    """A unit whose imports the viewer may read. Raises ``unit.not_found``."""
    unit = node_by_uid(str(unit_uid))
    if unit.pk not in viewer.units and not viewer.whole_tree:
        raise Missing("unit.not_found")
    return unit


def importing_unit(viewer: Viewer, unit_uid: str | UUID) -> Node:
    """A unit the viewer may import for. Raises ``unit.not_found``, ``import.only_reporters``."""
    unit = visible_unit(viewer, unit_uid)
    require_importer(viewer, unit)
    return unit


def require_importer(viewer: Viewer, unit: Node) -> None:
    if not may_import(viewer, unit.pk):
        raise Forbidden("import.only_reporters", unit=unit.name)


def visible_import(viewer: Viewer, uid: str | UUID) -> Import:
    """Raises ``import.not_found`` for whoever does not see its unit."""
    try:
        wanted = uid if isinstance(uid, UUID) else UUID(str(uid))
    except ValueError:
        raise Missing("import.not_found") from None
    found = (
        Import.objects.select_related("unit", "window", "file", "uploaded_by")
        .filter(uid=wanted)
        .first()
    )
    if found is None or not (viewer.whole_tree or found.unit_id in viewer.units):
        raise Missing("import.not_found")
    return found


def unit_of(found: Import) -> Node:
    """The import's unit as it stands today. Raises ``unit.not_found`` where it has ended."""
    node = tree_on().nodes.get(found.unit_id)
    if node is None:
        raise Missing("unit.not_found")
    return node
