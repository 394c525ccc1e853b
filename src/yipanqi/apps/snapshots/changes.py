"""What a restatement changed, cell by cell."""

from typing import Any

from yipanqi.apps.snapshots import folders
from yipanqi.apps.snapshots.models import Snapshot
from yipanqi.core.facts.v1 import TABLES
from yipanqi.core.manifest import changed_cells
from yipanqi.infra import parquet


def changes_between(
    earlier: Snapshot | None, columns: dict[str, dict[str, list[Any]]]
) -> list[dict[str, Any]]:
    """Changed cells of all tables against an earlier revision; none where there is none."""
    if earlier is None:
        return []
    changes: list[dict[str, Any]] = []
    for name, table in TABLES.items():
        old = parquet.read(folders.table_file(earlier, name), table)
        cells = changed_cells(table.sort_key, old, columns[name])
        changes += [{"table": name, **cell} for cell in cells]
    return changes
