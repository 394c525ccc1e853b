"""The manifest of a frozen month: what it lists, and the two digests that identify it.

``rows_hash`` stands for the facts alone, whatever file they lie in. The manifest's own
hash also covers the chain: the manifest issued before, the revision superseded, the
revision of the month before that was read, and the head of the audit chain.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from yipanqi.core.audit import canonical

FORMAT = 1
GENESIS = "0" * 64


def rows_hash(tables: Mapping[str, str]) -> str:
    """One digest of all tables' row digests, in order of the tables' names."""
    return hashlib.sha256(canonical(sorted(tables.items()))).hexdigest()


def manifest_hash(manifest: Mapping[str, Any]) -> str:
    """Digest of a manifest in its one spelling."""
    return hashlib.sha256(canonical(dict(manifest))).hexdigest()


def changed_cells(
    key: Sequence[str],
    old: Mapping[str, Sequence[Any]],
    new: Mapping[str, Sequence[Any]],
) -> list[dict[str, Any]]:
    """Cells that differ between two revisions of a table given as columns.

    A row that came or went is one entry with ``column`` empty.
    """
    before, after = _by_key(key, old), _by_key(key, new)
    changes: list[dict[str, Any]] = []
    for row in sorted({*before, *after}, key=lambda k: [str(x) for x in k]):
        name = "/".join(str(part) for part in row)
        if row not in after or row not in before:
            was, now = ("row", None) if row in before else (None, "row")
            changes.append({"row": name, "column": "", "before": was, "after": now})
            continue
        i, j = before[row], after[row]
        changes += [
            {"row": name, "column": c, "before": _text(old[c][i]), "after": _text(new[c][j])}
            for c in new
            if c in old and old[c][i] != new[c][j]
        ]
    return changes


def _by_key(key: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[tuple[Any, ...], int]:
    rows = zip(*(columns[name] for name in key), strict=True)
    return {row: index for index, row in enumerate(rows)}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
