"""“The same file twice”: the same normalised rows, wherever they stand and however spelled."""

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from yipanqi.core.tables.clean import squeeze
from yipanqi.core.tables.extract import ProjectRow, Value
from yipanqi.core.tables.fields import TableField

_NOT_CONTENT = frozenset((TableField.ORDINAL,))


def fingerprint(rows: Iterable[ProjectRow]) -> str:
    """SHA-256 over the rows' values in a fixed order; sheet, row number and order don't count."""
    lines = sorted(
        "\x1f".join(
            f"{of.value}={_plain(value)}"
            for of, value in sorted(row.values.items())
            if value is not None and of not in _NOT_CONTENT
        )
        for row in rows
    )
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def _plain(value: Value) -> str | int:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return squeeze(value) if isinstance(value, str) else (value or 0)
