"""Cells a person has written anew over what the file says, before the rows are read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from yipanqi.core.tables.book import Book, Sheet, address

MOST = 500
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Corrected:
    """``written`` is the file's word, ``used`` the person's."""

    sheet: str
    cell: str
    written: str
    used: str

    @property
    def key(self) -> str:
        return cell_key(self.sheet, self.cell)


def cell_key(sheet: str, cell: str) -> str:
    """``工作表!F13``."""
    return f"{sheet}!{cell}"


def with_corrections(book: Book, words: Mapping[str, str]) -> tuple[Book, tuple[Corrected, ...]]:
    """``words`` by cell key; one for a cell the file does not have is passed over.

    The cell is read as text by the column's own rules, so a wrong word is refused as any other.
    """
    if not words:
        return book, ()
    sheets, done = [], []
    for sheet in book.sheets:
        anew = _sheet(sheet, words)
        sheets.append(anew[0])
        done += anew[1]
    return replace(book, sheets=tuple(sheets)), tuple(done)


def _sheet(sheet: Sheet, words: Mapping[str, str]) -> tuple[Sheet, list[Corrected]]:
    done: list[Corrected] = []
    rows = list(sheet.rows)
    places = set()
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            cell = address(r, c)
            word = words.get(cell_key(sheet.name, cell), "").strip()[:LONGEST]
            if word:
                rows[r] = (*rows[r][:c], word, *rows[r][c + 1 :])
                places.add((r, c))
                done.append(Corrected(sheet.name, cell, "" if value is None else str(value), word))
    if not done:
        return sheet, []
    formulas = sheet.formula_cells - places
    return replace(sheet, rows=tuple(rows), formula_cells=formulas), done
