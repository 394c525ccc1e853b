"""Checks a reading against what a messy workbook truly holds."""

from yipanqi.core.month import Month
from yipanqi.core.tables.book import Book
from yipanqi.core.tables.extract import Extraction, extract
from yipanqi.core.tables.fields import Kind
from yipanqi.core.tables.mapping import Choice, Confidence, TableMapping, confirm
from yipanqi.core.tables.propose import propose
from yipanqi.demo.mess import Mess

MONTH = Month(2024, 4)
SURE = (Confidence.CERTAIN, Confidence.LIKELY)


def wrong_proposals(book: Book, mess: Mess, month: Month = MONTH) -> list[str]:
    """Columns that were given a meaning they do not have; the one thing that may not happen."""
    wrong = []
    for sheet, number, table in numbered(propose(book, month).tables):
        for column in table.columns:
            true = true_column(mess, sheet, number, column.index)
            if column.confidence not in SURE:
                continue
            if true is None or column.field is not true.field:
                wrong.append(f"{sheet}/{number} {column.label!r}: {column.field}")
            elif column.kind is Kind.MONEY and true.unit and column.unit not in (None, true.unit):
                wrong.append(f"{sheet}/{number} {column.label!r}: {column.unit}")
    return wrong


def unseen_columns(book: Book, mess: Mess, month: Month = MONTH) -> list[str]:
    """Columns with a meaning that the proposal neither gives nor offers."""
    unseen = []
    for sheet, number, table in numbered(propose(book, month).tables):
        for column in table.columns:
            true = true_column(mess, sheet, number, column.index)
            offered = (column.field, *column.candidates)
            if true and true.field and true.field not in offered:
                unseen.append(column.label)
    return unseen


def numbered(tables: tuple[TableMapping, ...]) -> list[tuple[str, int, TableMapping]]:
    counts: dict[str, int] = {}
    out = []
    for table in tables:
        number = counts.get(table.sheet, 0)
        counts[table.sheet] = number + 1
        out.append((table.sheet, number, table))
    return out


def true_column(mess: Mess, sheet: str, number: int, index: int):
    found = [c for c in mess.columns if (c.sheet, c.table, c.column) == (sheet, number, index)]
    return found[0] if found else None


def settled(book: Book, mess: Mess, month: Month = MONTH) -> list[TableMapping]:
    """What a user who knows the truth confirms in the preview."""
    tables = []
    for sheet, number, table in numbered(propose(book, month).tables):
        choices = {}
        for column in table.columns:
            true = true_column(mess, sheet, number, column.index)
            choices[column.index] = Choice(
                true.field if true else None, true.unit if true else None
            )
        tables.append(confirm(table, choices))
    return tables


def compare(found: Extraction, mess: Mess) -> list[str]:
    """Every difference between the reading and the truth."""
    faults = []
    rows = {(r.sheet, r.row): r for r in found.rows}
    refused = {(r.sheet, r.address) for r in found.refused}
    for true in mess.rows:
        row = rows.pop((true.sheet, true.row), None)
        if row is None:
            faults.append(f"row {true.row} of {true.sheet} missing")
            continue
        for of, value in true.values.items():
            if (true.sheet, row.address(of)) in refused:
                faults.append(f"{row.address(of)} refused, holds {value}")
            elif row.values[of] != value:
                faults.append(f"{row.address(of)}: {row.values[of]!r}, not {value!r}")
        faults += [
            f"{row.address(of)} not refused: {row.values.get(of)!r}"
            for of in true.faults
            if (true.sheet, row.address(of)) not in refused
        ]
    faults += [f"row {r.row} of {r.sheet} is no project" for r in rows.values()]
    spoiled = sum(len(t.faults) for t in mess.rows)
    if len(refused) != spoiled:
        faults.append(f"{len(refused)} refused, {spoiled} spoiled")
    return faults


def unaccounted(book: Book, found: Extraction) -> list[str]:
    """Non-blank rows that appear nowhere: dropped silently."""
    seen = {(r.sheet, r.row) for r in (*found.rows, *found.skipped)}
    named = {
        (r.sheet, int(r.address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1) for r in found.refused
    }
    aside = {s.name for s in propose(book, MONTH).skipped}
    return [
        f"{sheet.name}!{number + 1}"
        for sheet in book.sheets
        if sheet.name not in aside
        for number, row in enumerate(sheet.rows)
        if any(c is not None and str(c).strip() for c in row)
        and (sheet.name, number) not in seen | named
    ]


def reading(book: Book, mess: Mess) -> Extraction:
    return extract(book, settled(book, mess))
