"""Tables of an official document: title and unit above, head repeated, notes below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from yipanqi.core.refusal import Refusal
from yipanqi.packs.official import measures as m
from yipanqi.packs.official import terms
from yipanqi.packs.official.cells import PADDING, Slot, row_xml, table_properties
from yipanqi.packs.official.numerals import text_width
from yipanqi.packs.official.oxml import Face, element

SIZES = (m.SIZE_4_SMALL, m.SIZE_5, m.SIZE_5_SMALL)  # tried in this order
_SLACK = 40  # twips, so that a cell which just fits does not wrap
_LATIN = Decimal("0.56")  # of an em: digits of some faces are wider than half
_HEAD_WHOLE = 3  # characters
_NAME_LEAST, _NAME_WHOLE = 6, 10  # characters


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"  # numbers


@dataclass(frozen=True, slots=True)
class Column:
    """``title`` may carry line breaks."""

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


def fits(table: Table, available: int) -> bool:
    """Whether titles and figures stay whole in one of the sizes."""
    return any(sum(_widths(table, size, _comfortable)) <= available for size in SIZES)


def type_size(table: Table, available: int) -> Decimal:
    """The largest size at which titles and figures stay whole, or else figures do."""
    for need in (_comfortable, _least):
        for size in SIZES:
            if sum(_widths(table, size, need)) <= available:
                return size
    return SIZES[-1]


def table_xml(table: Table, available: int) -> Any:
    """``w:tbl`` of the full width, in the largest size that fits."""
    size = type_size(table, available)
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
    """Twips per column: what must not wrap first, then titles, then names, then all alike."""
    widths = _widths(table, size, _least)
    for need in (_comfortable, _natural):
        wanted = _widths(table, size, need)
        if sum(wanted) > available:
            spare = max(available - sum(widths), 0)
            wish = [max(more - have, 0) for more, have in zip(wanted, widths, strict=True)]
            extra = _scaled(wish, spare) if sum(wish) else wish
            widths = [have + more for have, more in zip(widths, extra, strict=True)]
            break
        widths = wanted
    return _scaled(widths, available)


def _right_inset(table: Table, index: int, wide: int, size: Decimal) -> int:
    """Figures align at the right, and stand as a block in the middle of a roomy column."""
    if table.columns[index].align is not Align.RIGHT:
        return 0
    longest = max([0, *(_text_width(row[index], size) for row in table.rows)])
    return max((wide - longest) // 2, 0)


def _room(text: str) -> Decimal:
    return text_width(text, _LATIN)


def _scaled(widths: Sequence[int], total: int) -> list[int]:
    """Shares of ``total`` in the proportions of ``widths``; the whole is kept exactly."""
    whole = sum(widths) or 1
    edges, seen = [0], 0
    for w in widths:
        seen += w
        edges.append(seen * total // whole)
    return [b - a for a, b in pairwise(edges)]


def _text_width(text: str, size: Decimal) -> int:
    return m.twips_of(_room(text), int(size * 20)) + 2 * PADDING + _SLACK


def _widths(table: Table, size: Decimal, need: Callable[..., Decimal]) -> list[int]:
    """Twips that ``need`` (a count of characters) takes in every column."""
    pitch = int(size * 20)
    found = []
    for index, column in enumerate(table.columns):
        longest: Decimal = max([Decimal(0), *(_room(row[index]) for row in table.rows)])
        heads = [_room(line) for line in column.title.split("\n")]
        characters = need(longest, heads, may_wrap=column.may_wrap)
        found.append(m.twips_of(characters, pitch) + 2 * PADDING + _SLACK)
    return found


def _least(longest: Decimal, heads: list[Decimal], *, may_wrap: bool) -> Decimal:
    """Figures whole; a name on two lines; a line of the title longer than three on two."""
    if may_wrap:
        longest = min(longest, max(Decimal(_NAME_LEAST), longest / 2))
    halves: list[Decimal] = [head if head <= _HEAD_WHOLE else -(-head // 2) for head in heads]
    return max([longest, *halves])


def _comfortable(longest: Decimal, heads: list[Decimal], *, may_wrap: bool) -> Decimal:
    if may_wrap:
        longest = min(longest, Decimal(_NAME_WHOLE))
    return max([longest, *heads])


def _natural(longest: Decimal, heads: list[Decimal], *, may_wrap: bool) -> Decimal:  # noqa: ARG001
    return max([longest, *heads])
