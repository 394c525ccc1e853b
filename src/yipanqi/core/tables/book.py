"""A workbook as plain values: what the reader hands over and recognition works on."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

Cell = str | Decimal | bool | date | datetime | time | None
"""One value. Numbers are Decimal, error values stay text (``#REF!``), nothing is None."""

ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!")
)


def column_letters(index: int) -> str:
    """``A`` for column 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """``B3`` for row 2, column 1 (both from 0)."""
    return f"{column_letters(column)}{row + 1}"


def position(a1: str) -> tuple[int, int]:
    """Row and column from 0 of ``B3``."""
    letters = a1.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(a1[len(letters) :]) - 1, column - 1


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, inclusive, rows and columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet from A1 on: ``rows[r][c]`` is the cell at ``address(r, c)``.

    Rows may differ in length. ``formula_cells`` holds (row, column) of cells whose value
    is the cached result of a formula. ``hidden`` is true of hidden and very hidden sheets.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[Merge, ...] = ()
    formula_cells: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    def at(self, row: int, column: int) -> Cell:
        """The cell, None outside the used area."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook read whole. ``date_system`` is 1900 or 1904 (what serial numbers count from)."""

    name: str
    sheets: tuple[Sheet, ...]
    date_system: int = 1900
    digest: str = field(default="", compare=False)  # SHA-256 of the file's bytes

    def sheet(self, name: str) -> Sheet | None:
        return next((s for s in self.sheets if s.name == name), None)
