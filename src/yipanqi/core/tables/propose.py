"""From a workbook to proposed mappings: which tables there are, what each column may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from yipanqi.core.month import Month
from yipanqi.core.tables.book import Book, Cell, Sheet
from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.core.tables.heads import Head, Spans, find_heads
from yipanqi.core.tables.kinds import MONTH_REPORT, TableKind
from yipanqi.core.tables.mapping import (
    SAMPLES,
    Column,
    Confidence,
    Confirmed,
    Proposal,
    SkippedSheet,
    TableMapping,
    column_key,
    questions,
    signature,
)
from yipanqi.core.tables.meaning import Meaning, meaning
from yipanqi.core.tables.own import KEYS_SHEET, own_template
from yipanqi.core.tables.values import brief
from yipanqi.core.tables.wording import declared_unit


def propose(
    book: Book,
    month: Month,
    remembered: Mapping[str, Confirmed] | None = None,
    kind: TableKind = MONTH_REPORT,
) -> Proposal:
    """Tables of every visible sheet with a field proposed for every column."""
    own = own_template(book) if kind is MONTH_REPORT else None
    if own is not None:
        others = (s for s in book.sheets if s.name != own.table.sheet)
        return Proposal(
            (own.table,),
            tuple(
                SkippedSheet(s.name, "sheet.keys" if s.name == KEYS_SHEET else _why_skipped(s))
                for s in others
            ),
        )
    tables: list[TableMapping] = []
    skipped: list[SkippedSheet] = []
    for sheet in book.sheets:
        found = [] if sheet.hidden else _tables(sheet, month, kind)
        if found:
            tables += [_with_memory(t, month, remembered or {}) for t in found]
        else:
            skipped.append(SkippedSheet(sheet.name, _why_skipped(sheet)))
    return Proposal(tuple(tables), tuple(skipped))


def _tables(sheet: Sheet, month: Month, kind: TableKind) -> list[TableMapping]:
    spans = Spans(sheet)
    heads = find_heads(sheet, month, spans, kind)
    groups: list[list[Head]] = []
    for head in heads:
        if groups and groups[-1][0].paths == head.paths:
            groups[-1].append(head)  # the head of the next printed page
        else:
            groups.append([head])
    tables = []
    for number, group in enumerate(groups):
        first = group[0]
        above = groups[number - 1][-1].bottom + 1 if number else 0
        below = groups[number + 1][0].top if number + 1 < len(groups) else len(sheet.rows)
        stated = {_table_unit(sheet, above, first), _corner_unit(first, month, kind)} - {None}
        unit = stated.pop() if len(stated) == 1 else None
        meanings = [meaning(path, month, kind) for path in first.paths]
        columns = _columns(sheet, first, unit, meanings, below)
        tables.append(
            TableMapping(
                sheet.name,
                tuple((h.top, h.bottom) for h in group),
                below - 1,
                columns,
                signature(first, unit, month),
                questions(sheet.name, columns),
            )
        )
    return tables


def _table_unit(sheet: Sheet, above: int, head: Head) -> MoneyUnit | None:
    """The unit stated nearest above the head; two different ones above count as none."""
    stated: list[MoneyUnit] = []
    for row in range(head.top - 1, above - 1, -1):
        units = [u for c in sheet.rows[row] if isinstance(c, str) and (u := declared_unit(c[:200]))]
        if len(set(units)) > 1:
            return None
        stated += units[:1]
        if stated and any(c is not None for c in sheet.rows[row]):
            break
    return stated[0] if stated else None


def _corner_unit(head: Head, month: Month, kind: TableKind) -> MoneyUnit | None:
    """The unit that a head of words states for its table, as in 项目名称（单位：万元）."""
    meanings = [meaning(path, month, kind) for path in head.paths]
    stated = {m.unit for m in meanings if m.unit and m.field and KIND[m.field] is not Kind.MONEY}
    return stated.pop() if len(stated) == 1 else None


def _columns(
    sheet: Sheet,
    head: Head,
    unit: MoneyUnit | None,
    meanings: Sequence[Meaning],
    below: int,
) -> tuple[Column, ...]:
    taken: dict[TableField, int] = {}
    for found in meanings:
        if found.field:
            taken[found.field] = taken.get(found.field, 0) + 1
    rows = sheet.rows[head.bottom + 1 : below]
    return tuple(
        _column(index, head.label(index), found=found, taken=taken, unit=unit, rows=rows)
        for index, found in enumerate(meanings)
    )


def _column(
    index: int,
    label: str,
    *,
    found: Meaning,
    taken: Mapping[TableField, int],
    unit: MoneyUnit | None,
    rows: Sequence[Sequence[Cell]],
) -> Column:
    written = (row[index] for row in rows[:40] if index < len(row) and row[index] is not None)
    samples = tuple(brief(cell) for cell in islice(written, SAMPLES))
    field, confidence, why = found.field, Confidence(found.confidence), found.why
    candidates = found.candidates
    if field and taken[field] > 1:
        why, candidates = "mapping.several_columns", (field,)
        field, confidence = None, Confidence.AMBIGUOUS
    stated = found.unit or unit
    money = field is not None and KIND[field] is Kind.MONEY
    offered = any(KIND[c] is Kind.MONEY for c in candidates)
    return Column(
        index,
        label,
        field,
        confidence,
        stated if money or offered else None,
        None,
        why,
        candidates,
        samples,
    )


def _with_memory(
    table: TableMapping, month: Month, remembered: Mapping[str, Confirmed]
) -> TableMapping:
    kept = remembered.get(table.signature)
    if kept is None:
        return table
    columns = []
    for column in table.columns:
        choice = kept.choices.get(column_key(column.label, column.index, month))
        if choice is None:
            return table
        columns.append(
            replace(
                column,
                field=choice.field,
                unit=choice.unit,
                scale=choice.scale,
                confidence=Confidence.REMEMBERED,
                why="mapping.remembered",
                candidates=(),
            )
        )
    return replace(table, columns=tuple(columns), questions=questions(table.sheet, columns))


def _why_skipped(sheet: Sheet) -> str:
    if sheet.hidden:
        return "sheet.hidden"
    if not any(c is not None for row in sheet.rows for c in row):
        return "sheet.empty"
    return "sheet.no_table"
