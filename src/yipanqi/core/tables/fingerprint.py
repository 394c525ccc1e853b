"""“The same file twice”: the same normalised rows, wherever they stand and however spelled."""

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from yipanqi.core.tables.clean import squeeze
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField

_NOT_CONTENT = frozenset((TableField.ORDINAL,))


def fingerprint(rows: Iterable[ProjectRow]) -> str:
    """SHA-256 over the rows' values in a fixed order; sheet, row number and order don't count."""
    kept = tuple(rows)
    lines = []
    orders: dict[int, list[tuple[TableField, str]]] = {}  # rows of one table share their columns
    for row in kept:
        order = orders.get(id(row.columns))
        if order is None:
            content = sorted(set(row.columns) - _NOT_CONTENT)
            order = orders[id(row.columns)] = [(of, f"{of}=") for of in content]
        values = row.values
        lines.append(
            "\x1f".join(
                [
                    label + _plain(value)
                    for of, label in order
                    if (value := values.get(of)) is not None
                ]
            )
        )
    lines.sort()
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def _plain(value: str | int | Decimal | date) -> str:
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat()
