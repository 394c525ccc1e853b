"""What a frozen month holds, version 1: the tables and columns every score reads.

Written by hand and never derived from the models, so that a month frozen today can be
read when the models have moved on. A change of meaning is a new version with a pure
upgrade, not an edit. ``sort_key`` names the columns that identify a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yipanqi.core.facts.columns import TABLE_COLUMNS

VERSION = 1


class Kind(StrEnum):
    """How a cell is stored. ``yuan`` is a whole number of yuan (元) in 64 bits."""

    TEXT = "text"
    INT = "int"
    BOOL = "bool"
    DATE = "date"
    YUAN = "yuan"
    DECIMAL = "decimal"  # score sheets only; no table below has one


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    required: bool


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    sort_key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)


def _column(text: str) -> Column:
    """``name kind`` or ``name kind!`` (required)."""
    name, kind = text.split()
    return Column(name, Kind(kind.rstrip("!")), kind.endswith("!"))


def _table(name: str, sort_key: str, columns: str) -> Table:
    parsed = tuple(_column(line) for line in columns.strip().splitlines())
    return Table(name, tuple(sort_key.split()), parsed)


TABLES: Mapping[str, Table] = {
    name: _table(name, sort_key, columns) for name, sort_key, columns in TABLE_COLUMNS
}
