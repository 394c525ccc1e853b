"""Tables of an official document: title and unit above, head repeated, notes below."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from yipanqi.core.refusal import Refusal
from yipanqi.packs.official import measures as m
from yipanqi.packs.official import terms
from yipanqi.packs.official.cells import PADDING, Slot, row_xml, table_properties
from yipanqi.packs.official.numerals import width
from yipanqi.packs.official.oxml import Face, element

SIZES = (m.SIZE_4_SMALL, m.SIZE_5, m.SIZE_5_SMALL)  # tried in this order
_SLACK = 40  # twips, so that a cell which just fits does not wrap
_HEAD_LINES = 3  # a column's title may wrap to so many lines


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"  # numbers


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    align: Align = Align.CENTER
    may_wrap: bool = False  # names may, figures must not


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are finished text: what a figure looks like is decided by who knows its unit."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""  # printed as 单位：… above the right edge
    title: str = ""
    notes: tuple[str, ...] = ()
    total_rows: int = 0  # so many rows at the end are set as totals
    when_empty: str = ""  # the one line of a table without rows

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise Refusal("official.ragged_table", title=self.title, row=number)


def fits(table: Table, available: int, size: Decimal) -> bool:
    """Whether no figure would have to wrap at ``size`` points."""
    return sum(_least_widths(table, size)) <= available


def table_xml(table: Table, available: int) -> Any:
    """``w:tbl`` of the full width, in the largest size that fits."""
    size = next((s for s in SIZES if fits(table, available, s)), SIZES[-1])
    widths = column_widths(table, available, size)
    grid = element("tblGrid", *(element("gridCol", w=w) for w in widths))
    made = element("tbl", table_properties(available), grid)
    face = Face(size=size)
    head = Face(font=terms.HEI, size=size)
    titles = [column.title for column in table.columns]
    made.append(row_xml(titles, [Slot(w) for w in widths], head, is_head=True))
    slots = [
        Slot(wide, column.align.value, _right_inset(table, index, wide, size))
        for index, (column, wide) in enumerate(zip(table.columns, widths, strict=True))
    ]
    first_total = len(table.rows) - table.total_rows
    for index, row in enumerate(table.rows):
        made.append(row_xml(row, slots, face if index < first_total else head))
    if not table.rows and table.when_empty:
        made.append(row_xml([table.when_empty], [Slot(available, span=len(widths))], face))
    return made


def column_widths(table: Table, available: int, size: Decimal) -> list[int]:
    """Twips per column: figures get what they need, names share what is left."""
    least, natural = _least_widths(table, size), _natural_widths(table, size)
    if sum(least) >= available:
        return _scaled(least, available)
    spare = available - sum(least)
    wish = [n - i for n, i in zip(natural, least, strict=True)]
    if sum(wish) > spare:
        extra = _scaled(wish, spare)
        return [i + e for i, e in zip(least, extra, strict=True)]
    return _scaled(natural, available)


def _right_inset(table: Table, index: int, wide: int, size: Decimal) -> int:
    """Figures align at the right, and stand as a block in the middle of a roomy column."""
    if table.columns[index].align is not Align.RIGHT:
        return 0
    longest = max((_text_width(row[index], size) for row in table.rows), default=0)
    return max((wide - longest) // 2, 0)


def _scaled(widths: Sequence[int], total: int) -> list[int]:
    """Shares of ``total`` in the proportions of ``widths``; the whole is kept exactly."""
    whole = sum(widths) or 1
    edges, seen = [0], 0
    for w in widths:
        seen += w
        edges.append(seen * total // whole)
    return [b - a for a, b in pairwise(edges)]


def _text_width(text: str, size: Decimal) -> int:
    return m.twips_of(width(text), int(size * 20)) + 2 * PADDING + _SLACK


def _least_widths(table: Table, size: Decimal) -> list[int]:
    least = []
    for index, column in enumerate(table.columns):
        cells = [width(row[index]) for row in table.rows]
        longest = max(cells, default=Decimal(0))
        if column.may_wrap:
            longest = min(longest, max(Decimal(6), longest / 2))
        head = -(-width(column.title) // _HEAD_LINES)
        head = min(max(head, Decimal(2)), width(column.title))
        least.append(m.twips_of(max(longest, head), int(size * 20)) + 2 * PADDING + _SLACK)
    return least


def _natural_widths(table: Table, size: Decimal) -> list[int]:
    natural = []
    for index, (column, least) in enumerate(
        zip(table.columns, _least_widths(table, size), strict=True)
    ):
        cells = [row[index] for row in table.rows] if column.may_wrap else []
        wanted = [_text_width(text, size) for text in cells]
        natural.append(max([least, *wanted, _text_width(column.title, size) * 2 // 3]))
    return natural
