"""Where frozen months lie on the disk, and what is swept away after a crash."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.facts.current import TABLES, Table, tables_of
from yipanqi.infra import parquet

ASIDE = ".writing-"


def root() -> Path:
    """The folder of all snapshots; made if there is none."""
    folder = Path(settings.YIPANQI_SNAPSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def folder_of(snapshot: Snapshot) -> Path:
    return root() / snapshot.folder


def table_file(snapshot: Snapshot, table: str) -> Path:
    return folder_of(snapshot) / f"{table}.parquet"


def tables_held(snapshot: Snapshot) -> Mapping[str, Table]:
    """The tables its own version of the facts asks for; none where that version is unknown."""
    try:
        return tables_of(snapshot.manifest.get("facts", "v1"))
    except KeyError:
        return {}


def columns(snapshot: Snapshot, name: str) -> dict[str, list[Any]]:
    """Columns of one frozen table; empty ones where its version did not know the table yet."""
    held = tables_held(snapshot).get(name)
    if held is None:
        return {column: [] for column in TABLES[name].names}
    return parquet.read(table_file(snapshot, name), held)


def sweep() -> list[str]:
    """Remove folders that no snapshot row vouches for and no running freeze is writing.

    Returns the names removed. The row is the truth: a folder without a row is the rest of
    a freeze that did not happen.
    """
    known = set(Snapshot.objects.values_list("folder", flat=True))
    running = set(
        MonthWindow.objects.filter(state=MonthWindow.State.FREEZING).values_list(
            "freeze_token", flat=True
        )
    )
    removed = []
    for folder in sorted(root().iterdir()):
        token = folder.name.removeprefix(ASIDE).rsplit("-", 1)[-1]
        if folder.is_dir() and folder.name not in known and token not in running:
            shutil.rmtree(folder)
            removed.append(folder.name)
    return removed
