"""The tables an office already has when it starts: units, people, the year's list, the past.

``opening_table`` writes rows under heads of its own wording and order, with titles, a unit
line, category rows, totals, merged heads, columns nobody asked for and notes. Same seed, same
bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from yipanqi.core.tables.fields import MoneyUnit
from yipanqi.demo.mess import write
from yipanqi.demo.mess.clean import in_unit
from yipanqi.demo.mess.sheet import Grid
from yipanqi.demo.mess.spelling import Written

Row = Mapping[str, Written]
_EXTRA = (("负责人", "综合科"), ("是否开工", "是"), ("资金来源", "自筹"), ("审批", "已批"))
_NOTES = (
    "注：本表数据由各单位报送。",
    "填表人：     审核人：     填表日期：",
    "说明：以印发文件为准。",
)


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its key in the rows, how it may be worded, the grouping head above it."""

    key: str
    wordings: tuple[str, ...]
    group: str = ""
    is_money: bool = False


def opening_table(
    seed: int, title: str, heads: Sequence[Head], rows: Sequence[Row], *, category: str = ""
) -> bytes:
    """``category``: the key whose value heads a block of rows (一、东山区（3个）)."""
    rng = Random(seed)  # noqa: S311  (mess, not secrets)
    return write.xlsx(
        [_Table(rng, Grid(f"表{rng.randrange(1, 9)}"), title, heads).draw(rows, category)]
    )


class _Table:
    def __init__(self, rng: Random, grid: Grid, title: str, heads: Sequence[Head]) -> None:
        self.rng, self.grid, self.title = rng, grid, title
        self.unit = rng.choice((MoneyUnit.WAN, MoneyUnit.YI))
        self.unit_in_head = rng.random() < 0.5
        self.left = rng.choice((0, 0, 1))
        plain = [h for h in heads if not h.group]
        grouped = [h for h in heads if h.group]
        rng.shuffle(plain)
        self.heads = [*plain, *grouped]
        self.extra = rng.sample(_EXTRA, rng.randrange(0, 3))

    def draw(self, rows: Sequence[Row], category: str) -> Grid:
        self._titles()
        self._head()
        for number, part in enumerate(self._parts(rows, category)):
            if category:
                self._category(number, str(part[0].get(category, "")), len(part))
            for row in part:
                self._row(row)
            if category and self.rng.random() < 0.5:
                self._sum("小计", part)
        if self.rng.random() < 0.6:
            self._sum("合计", rows)
        for note in self.rng.sample(_NOTES, self.rng.randrange(0, 3)):
            self.grid.put(self.grid.next_row, self.left, note)
            self.grid.next_row += 1
        return self.grid

    def _parts(self, rows: Sequence[Row], category: str) -> list[list[Row]]:
        if not category:
            return [list(rows)]
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(str(row.get(category, "")), []).append(row)
        return list(found.values())

    def _titles(self) -> None:
        width = 1 + len(self.heads) + len(self.extra)
        lines = [self.title, *(["（征求意见稿）"] if self.rng.random() < 0.4 else [])]
        for line in lines:
            self.grid.put(self.grid.next_row, self.left, line)
            self.grid.merge(
                self.grid.next_row, self.left, self.grid.next_row, self.left + width - 1
            )
            self.grid.next_row += 1
        if any(h.is_money for h in self.heads) and not self.unit_in_head:
            self.grid.put(self.grid.next_row, self.left + width - 1, f"单位：{self.unit.value}")
            self.grid.next_row += 1

    def _head(self) -> None:
        top = self.grid.next_row
        deep = any(h.group for h in self.heads)
        bottom = top + 1 if deep else top
        self._label(top, bottom, self.left, "序号")
        column, opened = self.left + 1, ""
        for head in self.heads:
            words = self.rng.choice(head.wordings)
            if head.is_money and self.unit_in_head:
                words += f"（{self.unit.value}）"
            if not head.group:
                self._label(top, bottom, column, words)
            else:
                if head.group != opened:
                    opened = head.group
                    same = [h for h in self.heads if h.group == opened]
                    self.grid.put(top, column, opened)
                    self.grid.merge(top, column, top, column + len(same) - 1)
                self.grid.put(bottom, column, words)
            column += 1
        for words, _ in self.extra:
            self._label(top, bottom, column, words)
            column += 1
        self.grid.next_row = bottom + 1
        self.ordinal = 0

    def _label(self, top: int, bottom: int, column: int, words: str) -> None:
        spaced = (
            "\n".join((words[:2], words[2:]))
            if len(words) > 4 and self.rng.random() < 0.3
            else words
        )
        self.grid.put(top, column, spaced)
        self.grid.merge(top, column, bottom, column)

    def _category(self, number: int, name: str, count: int) -> None:
        self.grid.put(self.grid.next_row, self.left, "一二三四五六七八九十"[number])
        self.grid.put(self.grid.next_row, self.left + 1, f"{name}（{count}个）")
        self.grid.next_row += 1

    def _row(self, row: Row) -> None:
        self.ordinal += 1
        self.grid.put(self.grid.next_row, self.left, str(self.ordinal))
        for at, head in enumerate(self.heads, self.left + 1):
            self.grid.put(self.grid.next_row, at, self._written(row.get(head.key), head))
        for at, (_, value) in enumerate(self.extra, self.left + 1 + len(self.heads)):
            self.grid.put(self.grid.next_row, at, value)
        self.grid.next_row += 1

    def _written(self, value: Written, head: Head) -> Written:
        if head.is_money and isinstance(value, int):
            amount = in_unit(value, self.unit)
            if self.rng.random() < 0.2:
                return f"{amount:f}{self.unit.value}"
            return f" {amount:,f}" if self.rng.random() < 0.2 else amount
        if isinstance(value, str) and self.rng.random() < 0.1:
            return f"{value}　"
        return value

    def _sum(self, word: str, rows: Sequence[Row]) -> None:
        self.grid.put(self.grid.next_row, self.left, word)
        for at, head in enumerate(self.heads, self.left + 1):
            amounts = [amount for row in rows if (amount := _whole(row.get(head.key))) is not None]
            if head.is_money and amounts:
                self.grid.put(self.grid.next_row, at, in_unit(sum(amounts), self.unit))
        self.grid.next_row += 1


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
