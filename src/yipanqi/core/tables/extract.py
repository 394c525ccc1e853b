"""Rows of a confirmed mapping: every cell read exactly, refused by name, or its row listed.

Nothing is dropped: each non-blank row of a chosen table ends in ``rows``, ``refused`` or
``skipped``. Whether a file with refused cells is applied is the import's decision (it is not).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from yipanqi.core.refusal import Finding, Refusal, Severity
from yipanqi.core.tables import values
from yipanqi.core.tables.book import Book, Cell, Sheet, address
from yipanqi.core.tables.dates import Day, Precision, day
from yipanqi.core.tables.fields import KIND, SHARED_BY_MERGE, Kind, TableField
from yipanqi.core.tables.heads import Spans
from yipanqi.core.tables.mapping import Column, TableMapping
from yipanqi.core.tables.rows import Layout, RowKind, kind_of_row

Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project's line. Money is whole yuan; ``row`` counts from 0.

    ``values`` holds every mapped field that was readable, None where nothing was reported.
    ``notes`` carries codes of readings a person should see (``date.month_only``).
    """

    sheet: str
    row: int
    values: Mapping[TableField, Value]
    columns: Mapping[TableField, int] = field(repr=False)
    notes: Mapping[TableField, str] = field(default_factory=dict)

    def address(self, of: TableField) -> str:
        return address(self.row, self.columns[of])

    def text(self, of: TableField) -> str | None:
        value = self.values.get(of)
        return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Refused:
    """One cell that is not read. ``finding`` says why and, through its text, what to do."""

    sheet: str
    address: str
    field: TableField | None
    value: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Skipped:
    sheet: str
    row: int  # from 0
    reason: RowKind
    text: str  # the row's first words


@dataclass(frozen=True, slots=True)
class Extraction:
    rows: tuple[ProjectRow, ...]
    refused: tuple[Refused, ...]
    skipped: tuple[Skipped, ...]

    @property
    def is_clean(self) -> bool:
        return not self.refused


Reader = Any  # (Cell) -> value | Finding | None


@dataclass(slots=True)
class _Gathering:
    rows: list[ProjectRow] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def extract(book: Book, tables: Sequence[TableMapping]) -> Extraction:
    """Reads ``tables``, all settled; raises ``table.unsettled`` naming the sheet otherwise."""
    for table in tables:
        if not table.is_settled:
            raise Refusal("table.unsettled", sheet=table.sheet)
    out = _Gathering()
    for sheet in book.sheets:
        chosen = [t for t in tables if t.sheet == sheet.name]
        if chosen:
            _sheet(sheet, chosen, book.date_system, out)
    return Extraction(tuple(out.rows), tuple(out.refused), tuple(out.skipped))


def _sheet(sheet: Sheet, tables: Sequence[TableMapping], date_system: int, out: _Gathering) -> None:
    spans = Spans(sheet)
    covered: set[int] = set()
    for table in tables:
        start = table.heads[0][0]
        covered.update(range(start, table.last_row + 1))
        _table(sheet, table, spans, date_system, out)
    first = min(t.heads[0][0] for t in tables)
    for row in range(len(sheet.rows)):
        if row not in covered:
            reason = RowKind.TITLE if row < first else RowKind.LEFT_OUT
            _skip(sheet, row, reason, out)


def _table(
    sheet: Sheet, table: TableMapping, spans: Spans, date_system: int, out: _Gathering
) -> None:
    layout = Layout.of(table)
    readers = [
        (c.index, c.field, reader(c, date_system)) for c in table.columns if c.field and _read(c)
    ]
    plan = _Plan(sheet, spans, readers, {of: index for index, of, _ in readers})
    heads = {
        row: RowKind.HEAD if number == 0 else RowKind.REPEATED_HEAD
        for number, (top, bottom) in enumerate(table.heads)
        for row in range(top, bottom + 1)
    }
    for row in range(table.heads[0][0], min(table.last_row + 1, len(sheet.rows))):
        kind = heads.get(row) or kind_of_row(sheet, row, layout, spans)
        if kind is RowKind.PROJECT:
            out.rows.append(_project(plan, row, out))
        elif kind in (RowKind.NAMELESS, RowKind.MERGED_NAME):
            out.refused.append(_refused_row(sheet, row, kind, layout))
        elif kind is not None:
            _skip(sheet, row, kind, out)


def reader(column: Column, date_system: int) -> Reader:
    """The parser for a column's kind with its unit, scale or date system bound."""
    match column.kind:
        case Kind.MONEY:
            return partial(values.money, unit=column.unit)
        case Kind.DATE:
            return partial(day, date_system=date_system)
        case Kind.PERCENT:
            return partial(values.percent, scale=column.scale)
        case _:
            return _BARE.get(column.kind or Kind.TEXT, values.text)


_BARE: dict[Kind, Reader] = {
    Kind.INTEGER: values.integer,
    Kind.NUMBER: values.number,
    Kind.CODE: values.code,
}


def _read(column: Column) -> bool:
    """Rates are derived, so one whose scale nobody stated is left alone rather than refused."""
    return not (column.kind is Kind.PERCENT and column.scale is None)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one table is read: parsers per column, and what the sheet says about its cells."""

    sheet: Sheet
    spans: Spans
    readers: Sequence[tuple[int, TableField, Reader]]
    columns: Mapping[TableField, int]


def _project(plan: _Plan, row: int, out: _Gathering) -> ProjectRow:
    cells = plan.sheet.rows[row]
    width = len(cells)
    anchors, formulas = plan.spans.anchor, plan.sheet.formula_cells
    read: dict[TableField, Value] = {}
    notes: dict[TableField, str] = {}
    for index, of, parse in plan.readers:
        cell = cells[index] if index < width else None
        fault = None
        if anchors and (row, index) in anchors:
            fault, cell = _merged(row, index, of, plan)
        if formulas and (row, index) in formulas and KIND[of] not in _FORMULA_MAY_STAND:
            fault = Finding("cell.formula", Severity.HARD, of.value, {"value": values.brief(cell)})
        found = fault or (None if cell is None else parse(cell))
        if not isinstance(found, _NOT_A_VALUE):
            read[of] = found
        elif isinstance(found, Day):
            read[of] = found.on
            if found.precision is not Precision.DAY:
                notes[of] = f"date.{found.precision.value}_only"
        else:
            where = address(row, index)
            out.refused.append(Refused(plan.sheet.name, where, of, values.brief(cell), found))
    return ProjectRow(plan.sheet.name, row, read, plan.columns, notes)


_FORMULA_MAY_STAND = frozenset((Kind.TEXT, Kind.CODE))
_NOT_A_VALUE = (Finding, Day)


def _merged(row: int, column: int, of: TableField, plan: _Plan) -> tuple[Finding | None, Cell]:
    """A shared cell may stand for several rows in some fields; never an amount or a date."""
    anchor = plan.spans.anchor[row, column]
    down, across = plan.spans.extent[anchor]
    cell = plan.spans.value(row, column)
    taken = range(anchor[1], anchor[1] + across)
    over = any(c in taken and c != column for c in plan.columns.values())
    alone = down == 1 or of in SHARED_BY_MERGE
    if (over or not alone) and not values.is_blank(cell):
        if of is TableField.ORDINAL:
            return None, None
        return Finding("cell.merged", Severity.HARD, of.value, {"value": values.brief(cell)}), cell
    return None, cell


def _refused_row(sheet: Sheet, row: int, kind: RowKind, layout: Layout) -> Refused:
    column = layout.name if layout.name is not None else 0
    where = {"sheet": sheet.name, "row": row + 1}
    if kind is RowKind.MERGED_NAME:
        finding = Finding("row.merged_name", Severity.HARD, None, where)
    else:
        finding = Finding("row.without_name", Severity.HARD, None, where)
    return Refused(
        sheet.name, address(row, column), TableField.NAME, _first_words(sheet, row), finding
    )


def _skip(sheet: Sheet, row: int, reason: RowKind, out: _Gathering) -> None:
    words = _first_words(sheet, row)
    if words:
        out.skipped.append(Skipped(sheet.name, row, reason, words))


def _first_words(sheet: Sheet, row: int) -> str:
    return " ".join(_words(sheet.rows[row]))[:80]


def _words(cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        written = values.brief(cell).strip()
        if written:
            yield written
