"""What a restatement changed, cell by cell."""

from typing import Any

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.frozen.manifest import changed_cells
from yipanqi.core.scope import Viewer


def changes_between(
    earlier: Snapshot | None, columns: dict[str, dict[str, list[Any]]]
) -> list[dict[str, Any]]:
    """Changed cells of the tables that an earlier revision has; none where there is none."""
    if earlier is None:
        return []
    changes: list[dict[str, Any]] = []
    for name, table in folders.tables_held(earlier).items():
        old = folders.columns(earlier, name)
        cells = changed_cells(table.sort_key, old, columns[name])
        changes += [{"table": name, **cell} for cell in cells]
    return changes


def seen_changes(viewer: Viewer, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Of the changed cells those of a project or a unit that the viewer sees."""
    if viewer.whole_tree:
        return list(snapshot.changes)
    nodes = tree_on().nodes
    known = {nodes[pk].uid for pk in viewer.units if pk in nodes}
    known |= {str(uid) for uid in Project.objects.visible_to(viewer).values_list("uid", flat=True)}
    return [c for c in snapshot.changes if not known.isdisjoint(str(c["row"]).split("/"))]
