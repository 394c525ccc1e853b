"""What each row of a table is: a project, a category, a total, a note, a head once more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from yipanqi.core.tables.book import Cell, Sheet
from yipanqi.core.tables.clean import squeeze
from yipanqi.core.tables.fields import KIND, Kind, TableField
from yipanqi.core.tables.heads import Spans
from yipanqi.core.tables.mapping import TableMapping
from yipanqi.core.tables.values import is_blank, shown


class RowKind(StrEnum):
    """Why a row is or is not read; every non-blank row of a table gets exactly one."""

    PROJECT = "project"
    TITLE = "title"  # above the first head
    HEAD = "head"
    REPEATED_HEAD = "repeated_head"
    COLUMN_NUMBERS = "column_numbers"
    CATEGORY = "category"
    TOTAL = "total"
    NOTE = "note"  # words only: notes, signatures, page lines, titles between pages
    LEFT_OUT = "left_out"  # of a table the user did not choose
    NAMELESS = "nameless"  # amounts without a project: refused, not skipped
    MERGED_NAME = "merged_name"  # further lines under one merged name: refused


LONGEST_NAME = 120  # of a text, no more is looked at to tell a row's kind
_HAN = "一二三四五六七八九十百"
_CATEGORY = re.compile(
    rf"^(?:[{_HAN}]{{1,3}}[、.,:]|[(][{_HAN}\d]{{1,3}}[)]|第[{_HAN}]{{1,3}}[类部批]|[Ⅰ-ⅫIVX]{{1,4}}[、.])"
)
_COUNTED = re.compile(r"[(](?:共)?\d+[个项][)]$|共\d+[个项]$|\d+个项目$")
_HAN_ORDINAL = re.compile(rf"^[(]?[{_HAN}]{{1,3}}[)]?[、.]?$")
_TOTAL = re.compile(
    r"^.{0,12}?(?:合计|总计|小计|共计|累计|总数)(?:[(]?(?:共)?\d*[个项]?(?:项目)?[)]?)?[:：]?$"
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|附注|填表|填报|制表|审核|复核|报送|联系|单位负责人|分管领导|第\d+页|共\d+页|附件|附表)"
    r".{0,6}?(?:[:：]|$|页)|^单位[:：]|^第\d+页|^(?:注|备注)\d?[:：.、]"
)
_COLUMN_MARKS = frozenset("甲乙丙丁戊己庚辛")


@dataclass(frozen=True, slots=True)
class Layout:
    """Column positions that classification looks at; None where the table has none."""

    name: int | None
    codes: tuple[int, ...]
    ordinal: int | None
    amounts: tuple[int, ...]
    mapped: frozenset[int]

    @classmethod
    def of(cls, table: TableMapping) -> "Layout":
        at = {c.field: c.index for c in table.columns if c.field}
        identity = (TableField.UID, TableField.CODE, TableField.OWN_CODE)
        return cls(
            at.get(TableField.NAME),
            tuple(at[f] for f in identity if f in at),
            at.get(TableField.ORDINAL),
            tuple(i for f, i in at.items() if KIND[f] is Kind.MONEY),
            frozenset(at.values()),
        )


def kind_of_row(sheet: Sheet, row: int, layout: Layout, spans: Spans) -> RowKind | None:
    """None for a blank row."""
    cells = sheet.rows[row]
    codes = [code for c in layout.codes if not is_blank(code := _at(cells, c))]
    if any(isinstance(code, str) and len(code) > 4 for code in codes):
        return RowKind.PROJECT
    filled = [c for c, cell in enumerate(cells) if cell is not None and cell != ""]
    if not filled:
        return None
    if codes:
        numbers = _is_column_numbers(cells, filled)
        return RowKind.COLUMN_NUMBERS if numbers else RowKind.PROJECT
    name = _at(cells, layout.name)
    if layout.name is None or is_blank(name):
        return _without_name(sheet, row, filled, layout, spans)
    if layout.name in filled and _is_wide(row, layout, spans):
        return RowKind.TOTAL if _TOTAL.match(squeeze(shown(name)[:LONGEST_NAME])) else RowKind.NOTE
    return _with_name(cells, filled, squeeze(shown(name)[:LONGEST_NAME]), layout)


def _with_name(cells: Sequence[Cell], filled: list[int], name: str, layout: Layout) -> RowKind:
    ordinal = squeeze(shown(_at(cells, layout.ordinal))[:LONGEST_NAME])
    numbered = bool(ordinal) and not _HAN_ORDINAL.match(ordinal)
    if _is_column_numbers(cells, filled):
        return RowKind.COLUMN_NUMBERS
    if numbered:
        if _TOTAL.match(ordinal):
            return RowKind.TOTAL
        return RowKind.CATEGORY if _CATEGORY.match(ordinal) else RowKind.PROJECT
    if _TOTAL.match(name):
        return RowKind.TOTAL
    if _CATEGORY.match(name) or _COUNTED.search(name) or _HAN_ORDINAL.match(ordinal):
        return RowKind.CATEGORY
    words_only = all(isinstance(cells[c], str) for c in filled) and len(filled) <= 2
    return RowKind.NOTE if words_only and _NOTE.match(name) else RowKind.PROJECT


def _without_name(
    sheet: Sheet, row: int, filled: list[int], layout: Layout, spans: Spans
) -> RowKind:
    cells = sheet.rows[row]
    first = squeeze(shown(cells[filled[0]])[:LONGEST_NAME])
    texts = [squeeze(str(cells[c])[:LONGEST_NAME]) for c in filled if isinstance(cells[c], str)]
    kind = RowKind.NAMELESS
    if _is_column_numbers(cells, filled):
        kind = RowKind.COLUMN_NUMBERS
    elif any(_TOTAL.match(t) for t in texts):
        kind = RowKind.TOTAL
    elif _CATEGORY.match(first) or _COUNTED.search(first) or _is_counted_block(first, texts):
        kind = RowKind.CATEGORY
    elif layout.name is not None and spans.anchor.get((row, layout.name), (row, 0))[0] < row:
        kind = RowKind.MERGED_NAME
    elif not any(_has_figure(_at(cells, c)) for c in layout.amounts):
        in_columns = [c for c in filled if c in layout.mapped and c != layout.ordinal]
        words = len(filled) <= 2 or not in_columns or any(":" in t for t in texts)
        kind = RowKind.NOTE if words or _NOTE.match(first) else kind
    return kind


def _is_counted_block(first: str, texts: list[str]) -> bool:
    """“一 | 东山区（4个）”, in whatever column the words stand."""
    return bool(_HAN_ORDINAL.match(first)) and any(_COUNTED.search(t) for t in texts)


def _is_wide(row: int, layout: Layout, spans: Spans) -> bool:
    """The name cell is merged over other mapped columns: a line of words, not a name."""
    if layout.name is None:
        return False
    _, across = spans.extent.get((row, layout.name), (1, 1))
    return any(layout.name + n in layout.mapped for n in range(1, across))


def _is_column_numbers(cells: Sequence[Cell], filled: list[int]) -> bool:
    """1 2 3 … or 甲 乙 1 2 under a head."""
    marks = [squeeze(shown(cells[c])[:4]) for c in filled]
    if len(marks) < 3 or not all(m.isdigit() or m in _COLUMN_MARKS for m in marks):
        return False
    numbers = [int(m) for m in marks if m.isdigit()]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


def _has_figure(cell: Cell) -> bool:
    return any(c.isdigit() for c in cell) if isinstance(cell, str) else cell is not None


def _at(cells: Sequence[Cell], column: int | None) -> Cell:
    return cells[column] if column is not None and column < len(cells) else None
