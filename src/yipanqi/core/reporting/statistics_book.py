"""The statistics bureau's workbook: one line per statistics code, and nothing dropped.

Columns are found by their heads wherever they stand; the unit of money is the one that the
table states, 万元 where it states none (the bureau's usual one), and is said on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yipanqi.core.projects.shares import apportioned
from yipanqi.core.refusal import Finding, Refusal
from yipanqi.core.tables.book import Book, Cell, Sheet
from yipanqi.core.tables.clean import squeeze
from yipanqi.core.tables.fields import MoneyUnit
from yipanqi.core.tables.values import code as read_code
from yipanqi.core.tables.values import money, shown

WHOLE = 10_000  # a share of one, in ten-thousandths
HEAD_ROWS = 12
HEADS = {
    "code": ("统计代码", "统计项目代码", "项目编码", "项目代码", "代码", "编码"),
    "name": ("项目名称", "名称"),
    "owner": ("建设单位", "项目单位", "法人单位", "单位名称"),
    "this_month": ("本月",),
    "year_to_date": ("累计", "自年初", "年初至", "1月至", "1-", "1—", "1至"),
}
TOTALS = ("合计", "总计", "小计")


@dataclass(frozen=True, slots=True)
class Line:
    """One code's figures; whole yuan, None where the cell is empty."""

    number: int  # row of the sheet, from 1
    code: str
    name: str
    owner: str
    this_month: int | None
    year_to_date: int | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be read: it is listed, never skipped in silence."""

    number: int
    text: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Reading:
    sheet: str
    unit: MoneyUnit
    unit_is_stated: bool
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read_book(book: Book) -> Reading:
    """The first visible sheet with a code and a cumulative column.

    Raises ``statistics.no_columns`` or ``statistics.code_twice``.
    """
    for sheet in book.sheets:
        found = None if sheet.hidden else _heads(sheet)
        if found is not None:
            return _read(sheet, *found)
    raise Refusal("statistics.no_columns", field="file", name=book.name)


def _heads(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            text = squeeze(cell) if isinstance(cell, str) else ""
            key = next((k for k, words in HEADS.items() if any(w in text for w in words)), None)
            if key and key not in columns:
                columns[key] = at
        if {"code", "year_to_date"} <= columns.keys():
            return number, columns
    return None


def _read(sheet: Sheet, head: int, columns: dict[str, int]) -> Reading:
    unit = _unit(sheet, head)
    lines: list[Line] = []
    faults: list[Fault] = []
    for number in range(head + 1, len(sheet.rows)):
        row = sheet.rows[number]
        cells = {name: sheet.at(number, at) for name, at in columns.items()}
        code = read_code(cells["code"])
        if isinstance(code, Finding):
            faults.append(_fault(number, row, code))
            continue
        if code is None or any(word in code for word in TOTALS):
            continue
        figures = {n: money(cells.get(n), unit or MoneyUnit.WAN) for n in _FIGURES}
        wrong = next((f for f in figures.values() if isinstance(f, Finding)), None)
        if wrong is not None:
            faults.append(_fault(number, row, wrong))
            continue
        amounts = {n: f for n, f in figures.items() if not isinstance(f, Finding)}
        words = {n: shown(cells.get(n)).strip() for n in ("name", "owner")}
        lines.append(Line(number + 1, code, **words, **amounts))  # type: ignore[arg-type]
    _refuse_twice(lines)
    return Reading(sheet.name, unit or MoneyUnit.WAN, unit is not None, tuple(lines), tuple(faults))


_FIGURES = ("this_month", "year_to_date")


def _fault(number: int, row: Sequence[Cell], finding: Finding) -> Fault:
    text = " ".join(shown(cell) for cell in row if cell is not None)
    return Fault(number + 1, text[:80], finding)


def _refuse_twice(lines: Sequence[Line]) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        if line.code in seen:
            raise Refusal(
                "statistics.code_twice",
                field="file",
                statistics_code=line.code,
                first=seen[line.code],
                second=line.number,
            )
        seen[line.code] = line.number


def _unit(sheet: Sheet, head: int) -> MoneyUnit | None:
    """The longest unit named in the head or above it: 万元 holds 元."""
    texts = [squeeze(c) for row in sheet.rows[: head + 1] for c in row if isinstance(c, str)]
    units = sorted(MoneyUnit, key=lambda u: -len(u.value))
    return next((u for u in units if any(u.value in text for text in texts)), None)


def spread(amount: int | None, shares: Sequence[int]) -> tuple[list[int | None], int | None]:
    """A code's figure over its projects, by shares in ten-thousandths, and the rest that
    belongs to none. Parts and rest add up to the figure, to the yuan.
    """
    rest = max(0, WHOLE - sum(shares))
    parts = apportioned(amount, [*shares, rest]) if any((*shares, rest)) else []
    if amount is None or not parts:
        return [None for _ in shares], amount
    return parts[:-1], parts[-1]
