"""Rows as canonical bytes, and their sha256: the identity of a frozen table.

A file may be written by another version or compressed otherwise and still hold the same
rows; so a month is known by this digest and the file hash only detects damage. The bytes
are those of PostgreSQL's COPY text format: columns in the schema's order, tab between
cells, line feed after each row, null as ``\\N``, backslash escapes; text in Unicode NFC,
UTF-8; whole numbers without padding, decimals without exponent or trailing zeros, dates
as ``2024-04-30``, booleans as ``t`` and ``f``. The first line names table and columns. Rows
stand in byte order of their key cells, and no key occurs twice.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from yipanqi.core.facts.current import Column, Kind, Table

NULL = "\\N"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_TYPES: Mapping[Kind, type] = {
    Kind.TEXT: str,
    Kind.INT: int,
    Kind.YUAN: int,
    Kind.BOOL: bool,
    Kind.DATE: date,
    Kind.DECIMAL: Decimal,
}


class CellError(ValueError):
    """A cell does not fit its column; ``str`` names table, column and value."""


def text_cell(value: str) -> str:
    """NFC with the four characters escaped that would end a cell or a row."""
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if _SPECIAL.search(value):
        return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], value)
    return value


def decimal_cell(value: Decimal) -> str:
    """Fixed point without trailing zeros; ``-0`` is ``0``."""
    if not value.is_finite():
        raise CellError(f"no finite number: {value}")
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def _bool_cell(value: bool) -> str:
    return "t" if value else "f"


_SPELL: Mapping[Kind, Callable[[Any], str]] = {
    Kind.TEXT: text_cell,
    Kind.INT: str,
    Kind.YUAN: str,
    Kind.BOOL: _bool_cell,
    Kind.DATE: date.isoformat,
    Kind.DECIMAL: decimal_cell,
}


def _cells(table: Table, column: Column, values: Sequence[Any]) -> list[str]:
    expected = _TYPES[column.kind]
    for kind in set(map(type, values)):
        if kind is expected or (kind is type(None) and not column.required):
            continue
        wrong = next(v for v in values if type(v) is kind)
        raise CellError(f"{table.name}.{column.name} ({column.kind}): {wrong!r}")
    spell = _SPELL[column.kind]
    if column.kind is Kind.TEXT:  # few distinct values: spell each once
        spelt = {value: spell(value) for value in set(values) if value is not None}
        return [NULL if value is None else spelt[value] for value in values]
    return [NULL if value is None else spell(value) for value in values]


def _keys_and_lines(
    table: Table, columns: Mapping[str, Sequence[Any]]
) -> tuple[list[str], list[str]]:
    if set(columns) != set(table.names):
        odd = sorted(set(columns) ^ set(table.names))
        raise CellError(f"{table.name}: columns missing or unknown: {odd}")
    cells = {c.name: _cells(table, c, columns[c.name]) for c in table.columns}
    lines = ["\t".join(row) for row in zip(*(cells[n] for n in table.names), strict=True)]
    keys = ["\t".join(row) for row in zip(*(cells[n] for n in table.sort_key), strict=True)]
    return keys, lines


class TableDigest:
    """Digest of a table too large to hold: batches of columns, rows already in key order.

    Text in Python compares by code point, which is the byte order of UTF-8.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._last: str | None = None
        self._hash = hashlib.sha256()
        self._hash.update(("\t".join((table.name, *table.names)) + "\n").encode())

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Raises ``CellError`` for a cell out of kind, a row out of order, a key seen twice."""
        self._write(*_keys_and_lines(self._table, columns))

    def _write(self, keys: list[str], lines: list[str]) -> None:
        if not keys:
            return
        before = () if self._last is None else (self._last,)
        for low, high in pairwise((*before, *keys)):
            if low >= high:
                raise CellError(f"{self._table.name}: key out of order or twice: {high!r}")
        self._last = keys[-1]
        self._hash.update(("\n".join(lines) + "\n").encode())

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def columns_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows turned into columns. A row must spell every column, null included."""
    columns: dict[str, list[Any]] = {name: [] for name in table.names}
    for row in rows:
        if row.keys() != columns.keys():
            odd = sorted(row.keys() ^ columns.keys())
            raise CellError(f"{table.name}: columns missing or unknown: {odd}")
        for name, cells in columns.items():
            cells.append(row[name])
    return columns


def digest_columns(table: Table, columns: Mapping[str, Sequence[Any]]) -> str:
    """sha256 (hex) of a table given as columns, in any row order."""
    keys, lines = _keys_and_lines(table, columns)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    digest = TableDigest(table)
    digest._write([keys[i] for i in order], [lines[i] for i in order])
    return digest.hexdigest()


def digest(table: Table, rows: Iterable[Mapping[str, Any]]) -> str:
    """sha256 (hex) of a table given as rows, in any order."""
    return digest_columns(table, columns_of(table, rows))
