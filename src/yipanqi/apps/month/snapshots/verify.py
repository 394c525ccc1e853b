"""Recompute what a frozen month claims, and say where it does not hold."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.facts.current import Table
from yipanqi.core.frozen import manifest as manifests
from yipanqi.core.frozen.canonical import digest_columns
from yipanqi.infra import parquet


@dataclass(frozen=True, slots=True)
class Fault:
    """One claim that does not hold: a code of the catalogue, the place, the table if any."""

    code: str
    place: str
    table: str = ""


def verify_snapshots(month: str | None = None) -> Iterator[Fault]:
    """Faults of every snapshot (or of one month's revisions), and of the chain that ties them."""
    previous = manifests.GENESIS
    for expected, snapshot in enumerate(
        Snapshot.objects.select_related("built_on", "supersedes").order_by("issue"), start=1
    ):
        if snapshot.issue != expected or snapshot.previous_hash != previous:
            yield Fault("verify.chain_broken", str(snapshot))
        previous = snapshot.manifest_hash
        if month is None or snapshot.month == month:
            yield from verify_snapshot(snapshot)


def verify_snapshot(snapshot: Snapshot) -> Iterator[Fault]:
    """Faults of one revision: its row, its manifest file, each table's bytes and rows."""
    place = str(snapshot)
    manifest = snapshot.manifest
    if manifests.manifest_hash(manifest) != snapshot.manifest_hash:
        yield Fault("verify.manifest_row_changed", place)
    if _claims(manifest) != _row(snapshot):
        yield Fault("verify.row_differs_from_manifest", place)
    file = folders.folder_of(snapshot) / "manifest.json"
    try:
        same = json.loads(file.read_bytes()) == manifest
    except (OSError, ValueError):
        same = False
    if not same:
        yield Fault("verify.manifest_file_changed", place)
    digests = {}
    held = folders.tables_held(snapshot)
    if not held:
        yield Fault("verify.facts_unknown", place)
    for name, table in held.items():
        fault, digests[name] = _table_fault(snapshot, table)
        if fault:
            yield Fault(fault, place, name)
    if manifests.rows_hash(digests) != snapshot.rows_hash:
        yield Fault("verify.rows_hash_differs", place)


def _table_fault(snapshot: Snapshot, table: Table) -> tuple[str, str]:
    """(code of the fault or "", digest of the rows read or "")."""
    path = folders.table_file(snapshot, table.name)
    claim = snapshot.manifest["tables"].get(table.name, {})
    if not path.exists():
        return "verify.table_missing", ""
    if parquet.file_digest(path) != claim.get("file_sha256"):
        return "verify.table_file_changed", ""
    columns = parquet.read(path, table)
    found = digest_columns(table, columns)
    if found != claim.get("rows_sha256") or len(columns["month"]) != claim.get("rows"):
        return "verify.table_rows_changed", found
    return "", found


def _claims(manifest: dict[str, Any]) -> dict[str, Any]:
    names = ["month", "revision", "issue", "rows_hash", "previous_manifest", "reason", "frozen_at"]
    return {name: manifest.get(name) for name in names}


def _row(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "month": snapshot.month,
        "revision": snapshot.revision,
        "issue": snapshot.issue,
        "rows_hash": snapshot.rows_hash,
        "previous_manifest": snapshot.previous_hash,
        "reason": snapshot.reason,
        "frozen_at": snapshot.frozen_at.isoformat(),
    }
