"""Where the tables of a sheet are: head rows of one to three levels, found not assumed.

A row is a head when at least three of its cells are known wordings, or two with the
project's name or code among them. Levels above and below are joined through merged cells, or,
where merges were lost, through blanks that a grouping head leaves behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from yipanqi.core.month import Month
from yipanqi.core.tables.book import Cell, Sheet
from yipanqi.core.tables.clean import squeeze
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.kinds import MONTH_REPORT, TableKind
from yipanqi.core.tables.wording import wording

LEVELS = 3
LONGEST_HEAD = 60
_IDENTITY = frozenset((TableField.NAME, TableField.CODE, TableField.OWN_CODE))


@dataclass(frozen=True, slots=True)
class Head:
    """Head rows ``top``..``bottom`` (from 0); ``paths[c]`` are column c's labels, top down."""

    top: int
    bottom: int
    paths: tuple[tuple[str, ...], ...]

    def label(self, column: int) -> str:
        return " / ".join(self.paths[column]) if column < len(self.paths) else ""


class Spans:
    """Merged ranges of a sheet by cell."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        width = max((len(r) for r in sheet.rows), default=0)
        height = len(sheet.rows)
        self.anchor: dict[tuple[int, int], tuple[int, int]] = {}
        self.vertical: set[tuple[int, int]] = set()  # cells whose merge goes on in the next row
        self.extent: dict[tuple[int, int], tuple[int, int]] = {}  # anchor -> rows, columns
        for merge in sheet.merges:
            bottom, right = min(merge.bottom, height - 1), min(merge.right, width - 1)
            self.extent[merge.top, merge.left] = (
                merge.bottom - merge.top + 1,
                merge.right - merge.left + 1,
            )
            for row in range(merge.top, bottom + 1):
                for column in range(merge.left, right + 1):
                    self.anchor[row, column] = (merge.top, merge.left)
                    if row < bottom:
                        self.vertical.add((row, column))

    def value(self, row: int, column: int) -> Cell:
        """The cell as it looks: a merged cell shows its first cell's value everywhere."""
        return self._sheet.at(*self.anchor.get((row, column), (row, column)))

    def is_follower(self, row: int, column: int) -> bool:
        return self.anchor.get((row, column), (row, column)) != (row, column)


def known_cells(row: Sequence[Cell], month: Month, kind: TableKind = MONTH_REPORT) -> set[str]:
    """Distinct known wordings among the row's short texts."""
    found = set()
    for cell in row:
        if isinstance(cell, str) and len(cell) <= LONGEST_HEAD:
            normal = wording(cell, month).normal
            if normal in kind.meanings:
                found.add(normal)
            elif (of := kind.month_field((squeeze(cell),), month)) is not None:
                found.add(of.value)
    return found


def looks_like_head(row: Sequence[Cell], month: Month, kind: TableKind = MONTH_REPORT) -> bool:
    if not _only_texts(row) or sum(isinstance(c, str) for c in row) < 2:
        return False
    known = known_cells(row, month, kind)
    if len(known) >= 3:
        return True
    return len(known) == 2 and any(_IDENTITY.intersection(kind.meanings.get(w, ())) for w in known)


def find_heads(
    sheet: Sheet, month: Month, spans: Spans, kind: TableKind = MONTH_REPORT
) -> list[Head]:
    """Every head on the sheet in order, repeated ones included."""
    heads: list[Head] = []
    row = 0
    while row < len(sheet.rows):
        if looks_like_head(sheet.rows[row], month, kind):
            after = heads[-1].bottom + 1 if heads else 0
            head = _assembled(sheet, row, after, month, spans)
            heads.append(head)
            row = head.bottom
        row += 1
    return heads


def _only_texts(row: Sequence[Cell]) -> bool:
    """Heads hold words; a year may stand as a number."""
    return not any(
        cell is not None and not isinstance(cell, str) and not _is_year(cell) for cell in row
    )


def _is_year(cell: Cell) -> bool:
    return not isinstance(cell, bool | str) and str(cell) in _YEARS


_YEARS = frozenset(f"{year}{tail}" for year in range(2000, 2100) for tail in ("", ".0"))


def _assembled(sheet: Sheet, row: int, after: int, month: Month, spans: Spans) -> Head:
    top, bottom = row, row
    while bottom + 1 < len(sheet.rows) and bottom - row < LEVELS - 1:
        if not _is_sub_head(sheet, row, bottom + 1, spans, month):
            break
        bottom += 1
    while top - 1 >= after and bottom - top < LEVELS - 1 and _is_group_row(sheet, top - 1, spans):
        top -= 1
    return Head(top, bottom, _paths(sheet, top, bottom, spans))


def _is_sub_head(sheet: Sheet, head: int, row: int, spans: Spans, month: Month) -> bool:
    """A level below: its cells stand only under grouping heads (merged across, or with blanks)."""
    cells = sheet.rows[row]
    filled = [c for c, cell in enumerate(cells) if cell is not None]
    if not filled or not _only_texts(cells):
        return False
    for column in filled:
        grouped = _is_grouped(sheet, head, row, column, spans)
        if not grouped:
            return False
    return any(len(str(cells[c])) <= LONGEST_HEAD for c in filled) and not _numbered(cells, month)


def _is_grouped(sheet: Sheet, head: int, row: int, column: int, spans: Spans) -> bool:
    for level in range(head, row):
        anchor = spans.anchor.get((level, column))
        if anchor is not None:
            across = spans.anchor.get((level, column + 1)) == anchor or (
                column > 0 and spans.anchor.get((level, column - 1)) == anchor
            )
            if across:
                return True
        elif _blank_group(sheet, level, row, column):
            return True
    return False


def _blank_group(sheet: Sheet, level: int, row: int, column: int) -> bool:
    """Without merges: the head is blank here, or stands here with a filled blank to its right."""
    if sheet.at(level, column) is None:
        return any(sheet.at(level, c) is not None for c in range(column))
    return sheet.at(level, column + 1) is None and sheet.at(row, column + 1) is not None


def _numbered(cells: Sequence[Cell], month: Month) -> bool:
    """Column numbers under a head (1 2 3 …, 甲 乙 1 2) are no level of it."""
    del month
    texts = [squeeze(str(c)) for c in cells if c is not None]
    return all(t.isdigit() or t in "甲乙丙丁戊己庚辛" for t in texts)


def _is_group_row(sheet: Sheet, row: int, spans: Spans) -> bool:
    """A level above: two or more short words, none a title across all or a “单位：” line."""
    cells = sheet.rows[row]
    texts = [c for c in cells if c is not None]
    if len(texts) < 2 or not _only_texts(cells):
        return False
    if any(":" in squeeze(str(t)) or len(str(t)) > LONGEST_HEAD for t in texts):
        return False
    width = len(sheet.rows[row + 1])
    down = any((row, c) in spans.vertical for c in range(width))
    across = any(spans.is_follower(row, c) for c in range(width))
    below = sum(1 for c in sheet.rows[row + 1] if c is not None)
    return (down or across or below > len(texts)) and not any(
        str(t).strip().endswith("表") for t in texts
    )


def _paths(sheet: Sheet, top: int, bottom: int, spans: Spans) -> tuple[tuple[str, ...], ...]:
    width = max(len(sheet.rows[r]) for r in range(top, bottom + 1))
    levels = [[_shown(spans.value(r, c)) for c in range(width)] for r in range(top, bottom + 1)]
    for upper, lower in pairwise(levels):
        for column in range(1, width):
            merged = (top + levels.index(upper), column) in spans.anchor
            if not upper[column] and not merged and lower[column] and upper[column - 1]:
                upper[column] = upper[column - 1]  # a grouping head whose merge was lost
    paths = []
    for column in range(width):
        path: list[str] = []
        for level in levels:
            if level[column] and (not path or path[-1] != level[column]):
                path.append(level[column])
        paths.append(tuple(path))
    return tuple(paths)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return squeeze(cell) if isinstance(cell, str) else str(cell).removesuffix(".0")
