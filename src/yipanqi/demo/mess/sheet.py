"""One messy sheet on a grid, with merges, and where each true row went."""

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from yipanqi.core.month import Month
from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.demo.mess import spelling, wordings
from yipanqi.demo.mess.clean import CleanRow, TrueColumn, TrueRow
from yipanqi.demo.mess.spelling import Written

F = TableField


@dataclass(slots=True)
class Grid:
    name: str
    cells: dict[tuple[int, int], Written] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    next_row: int = 0

    def put(self, row: int, column: int, value: Written) -> None:
        if value is not None and value != "":
            self.cells[row, column] = value

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))


@dataclass(frozen=True, slots=True)
class Plan:
    """One column to write: what it means, its head (two parts under a grouping head)."""

    field: TableField | None
    head: str
    group: str = ""
    unit: MoneyUnit | None = None
    in_cell: bool = False


@dataclass(slots=True)
class Table:
    """Draws one table: heads, rows, categories, totals, notes. Every choice is the seed's."""

    rng: Random
    month: Month
    grid: Grid
    number: int
    traits: set[str]
    plans: list[Plan] = field(default_factory=list)
    unit_line: MoneyUnit | None = None

    def draw(self, rows: list[CleanRow], spoil: float) -> tuple[list[TrueRow], list[TrueColumn]]:
        self._choose_columns()
        self._titles()
        levels = self._head()
        if self._chance(0.25, "column numbers"):
            for column in range(len(self.plans)):
                self.grid.put(self.grid.next_row, column, float(column + 1))
            self.grid.next_row += 1
        if self._chance(0.3, "total on top"):
            self._sum_row(self.rng.choice(wordings.TOTALS))
        true_rows = self._body(rows, spoil, levels)
        if self._chance(0.5, "total below"):
            self._sum_row(self.rng.choice(wordings.TOTALS))
        if self._chance(0.5, "notes"):
            self.grid.put(self.grid.next_row, 0, self.rng.choice(wordings.NOTES))
            self.grid.next_row += 1
        columns = [
            TrueColumn(self.grid.name, self.number, c, p.field, p.unit)
            for c, p in enumerate(self.plans)
        ]
        return true_rows, columns

    def _chance(self, probability: float, trait: str) -> bool:
        happens = self.rng.random() < probability
        if happens:
            self.traits.add(trait)
        return happens

    def _choose_columns(self) -> None:
        rng = self.rng
        unit = rng.choice((MoneyUnit.WAN, MoneyUnit.WAN, MoneyUnit.YI, MoneyUnit.YUAN))
        where = rng.choice(("line", "head", "cell", "line"))
        self.traits.add(f"unit in {where}")
        self.unit_line = unit if where == "line" else None
        optional = [f for f in wordings.HEADS if f not in (F.ORDINAL, F.NAME)]
        chosen = [f for f in optional if rng.random() < 0.75]
        self.plans = [Plan(F.ORDINAL, "序号"), self._plan(F.NAME, unit, where)]
        for of in chosen:
            plan = self._plan(of, unit, where)
            if of is F.ANNUAL_PLAN and rng.random() < 0.3:
                self.traits.add("two-level head")
                self.plans.append(replace(plan, group=plan.head, head="小计"))
                self.plans += [Plan(None, p, plan.head) for p in wordings.PARTS]
            else:
                self.plans.append(plan)
        self.plans += [
            Plan(wordings.EXTRA[e], self._worded(e))
            for e in rng.sample(tuple(wordings.EXTRA), rng.randrange(0, 3))
        ]
        self._group_completed()

    def _group_completed(self) -> None:
        """完成投资 over 本月 and 1-4月累计, where both stand side by side."""
        fields = [p.field for p in self.plans]
        if F.THIS_MONTH not in fields or self.rng.random() > 0.3:
            return
        at = fields.index(F.THIS_MONTH)
        if at + 1 < len(fields) and fields[at + 1] is F.YEAR_TO_DATE:
            self.traits.add("two-level head")
            tail = self._head_tail(self.plans[at].head)
            group = self.rng.choice(("完成投资情况", "投资完成情况", "完成投资")) + tail
            self.plans[at] = replace(self.plans[at], group=group, head="本月")
            self.plans[at + 1] = replace(
                self.plans[at + 1], group=group, head=self._worded("{c}累计")
            )

    @staticmethod
    def _head_tail(head: str) -> str:
        return head[head.rfind("（") :] if head.endswith("元）") else ""

    def _plan(self, of: TableField, unit: MoneyUnit, where: str) -> Plan:
        heads = wordings.HEADS[of]
        if of in wordings.OPEN_HEADS and self.rng.random() < 0.1:
            heads = wordings.OPEN_HEADS[of]
            self.traits.add("open wording")
        head = self._worded(self.rng.choice(heads))
        if KIND[of] is not Kind.MONEY:
            return Plan(of, head)
        if where == "head":
            head += f"（{unit.value}）"
        return Plan(of, head, unit=unit, in_cell=where == "cell")

    def _worded(self, head: str) -> str:
        month = self.month
        span = self.rng.choice(wordings.RANGES).format(m=month.number)
        return head.format(
            y=month.year, l=month.year - 1, m=month.number, n=month.next.number, c=span
        )

    def _titles(self) -> None:
        grid, width = self.grid, len(self.plans)
        for title in self.rng.sample(wordings.TITLES, self.rng.randrange(0, 4)):
            grid.put(grid.next_row, 0, self._worded(title))
            if self.rng.random() < 0.7:
                grid.merge(grid.next_row, 0, grid.next_row, width - 1)
            grid.next_row += 1
        if self.unit_line:
            corner = self.rng.choice((0, width - 1))
            text = self.rng.choice(("单位：{}", "金额单位：{}", "(单位:{})", "单位： {}"))
            grid.put(grid.next_row, corner, text.format(self.unit_line.value))
            grid.next_row += 1

    def _banner(self) -> bool:
        """A level above everything: 项目基本情况 over the words, 投资情况 over the money."""
        if any(p.group for p in self.plans) or not self._chance(0.15, "banner head"):
            return False
        kinds = ["投资情况" if p.unit else "项目基本情况" for p in self.plans]
        self.plans = [
            replace(p, group=g) if p.field is not F.ORDINAL else p
            for p, g in zip(self.plans, kinds, strict=True)
        ]
        return True

    def _head(self) -> list[tuple[int, int]]:
        """Writes the head at the next row; returns the range of its rows."""
        self._banner()
        grid, top = self.grid, self.grid.next_row
        two = any(p.group for p in self.plans)
        merged = not two or self.rng.random() < 0.75
        if two and not merged:
            self.traits.add("merges lost")
        for column, plan in enumerate(self.plans):
            label = spelling.head(self.rng, plan.head)
            if not plan.group:
                grid.put(top, column, label)
                if two and merged:
                    grid.merge(top, column, top + 1, column)
                continue
            grid.put(top + 1, column, label)
            if column == 0 or self.plans[column - 1].group != plan.group:
                grid.put(top, column, plan.group)
                last = column
                while last + 1 < len(self.plans) and self.plans[last + 1].group == plan.group:
                    last += 1
                if merged:
                    grid.merge(top, column, top, last)
        bottom = top + (1 if two else 0)
        grid.next_row = bottom + 1
        return [(top, bottom)]

    def _body(
        self, rows: list[CleanRow], spoil: float, heads: list[tuple[int, int]]
    ) -> list[TrueRow]:
        true_rows = []
        per_page = self.rng.randrange(8, 20) if self._chance(0.3, "head per page") else 0
        categories = self._chance(0.5, "category rows")
        for number, row in enumerate(rows):
            if per_page and number and number % per_page == 0:
                self._repeat(heads[0])
            if categories and self.rng.random() < 0.15:
                label = self.rng.choice(wordings.CATEGORIES).format(n=self.rng.randrange(2, 40))
                self._sum_row(label)
            if self.rng.random() < 0.03:
                self.grid.next_row += self.rng.randrange(1, 3)  # blank rows
            true_rows.append(self._line(row, number, spoil))
        return self._share_units(true_rows) if self._chance(0.2, "merged units") else true_rows

    def _share_units(self, true_rows: list[TrueRow]) -> list[TrueRow]:
        """One merged 责任单位 cell for neighbouring rows: it stands for all of them."""
        fields = [p.field for p in self.plans]
        if F.LEAD_UNIT not in fields:
            return true_rows
        column, out, at = fields.index(F.LEAD_UNIT), list(true_rows), 0
        while at < len(out):
            size = self.rng.randrange(1, 4)
            block = out[at : at + size]
            rows = [t.row for t in block]
            if rows != list(range(rows[0], rows[0] + len(rows))):
                at += 1
                continue
            self.grid.merge(rows[0], column, rows[-1], column)
            for row in rows[1:]:
                self.grid.cells.pop((row, column), None)
            shared = block[0].values[F.LEAD_UNIT]
            out[at : at + size] = [
                replace(t, values={**t.values, F.LEAD_UNIT: shared}) for t in block
            ]
            at += size
        return out

    def _repeat(self, head: tuple[int, int]) -> None:
        """The head once more, as on a printed page, at times with page line and title."""
        grid, (top, bottom) = self.grid, head
        for line in self.rng.choice(((), ("第2页，共5页",), ("{y}年重点项目表", "单位：见首页"))):
            grid.put(grid.next_row, 0, self._worded(line))
            grid.next_row += 1
        shift = grid.next_row - top
        for row in range(top, bottom + 1):
            for column in range(len(self.plans)):
                grid.put(row + shift, column, grid.cells.get((row, column)))
        for merge in [m for m in grid.merges if top <= m[0] and m[2] <= bottom]:
            grid.merge(merge[0] + shift, merge[1], merge[2] + shift, merge[3])
        grid.next_row += bottom - top + 1

    def _sum_row(self, label: str) -> None:
        grid, row = self.grid, self.grid.next_row
        column = self.rng.choice((0, 1))
        grid.put(row, column, label)
        if self.rng.random() < 0.3:
            grid.merge(row, 0, row, 1)
            grid.cells.pop((row, 1), None)
            grid.put(row, 0, label)
        if self.rng.random() < 0.7:
            for index, plan in enumerate(self.plans):
                if plan.unit and index > 1:
                    grid.put(row, index, float(self.rng.randrange(1, 99_999)))
        grid.next_row += 1

    def _line(self, row: CleanRow, number: int, spoil: float) -> TrueRow:
        grid, at = self.grid, self.grid.next_row
        read: dict[TableField, object] = {}
        faults = set()
        for column, plan in enumerate(self.plans):
            written, value, bad = self._cell(plan, row, number, spoil)
            grid.put(at, column, written)
            if bad == "formula":
                grid.formulas.add((at, column))
            if plan.field and bad:
                faults.add(plan.field)
            elif plan.field and plan.field is not F.ORDINAL:
                read[plan.field] = value
        grid.next_row += 1
        return TrueRow(grid.name, at, read, frozenset(faults))  # type: ignore[arg-type]

    def _cell(
        self, plan: Plan, row: CleanRow, number: int, spoil: float
    ) -> tuple[Written, object, str]:
        rng, of = self.rng, plan.field
        if of is F.ORDINAL:
            return float(number + 1), None, ""
        if of is None or of not in row.values:
            extra = plan.head in wordings.PARTS or "投资" in plan.head
            return (float(rng.randrange(999)) if extra else "—"), None, ""
        value = row.values[of]
        if KIND[of] in (Kind.MONEY, Kind.DATE) and rng.random() < spoil:
            return self._spoiled(plan)
        read: object = value
        written: Written = None
        if plan.unit:
            yuan = value if isinstance(value, int) else None
            written = spelling.money(rng, yuan, plan.unit, in_cell=plan.in_cell)
        elif KIND[of] is Kind.DATE:
            written, read = spelling.day(rng, value if isinstance(value, date) else None)
        elif value is not None:
            written = f" {value}" if rng.random() < 0.05 else str(value)
        return written, read, ""

    def _spoiled(self, plan: Plan) -> tuple[Written, object, str]:
        if plan.unit is None:
            return self.rng.choice(spelling.BAD_DATES), None, "date"
        if self.rng.random() < 0.3:
            self.traits.add("formula")
            return float(self.rng.randrange(100, 9_999)), None, "formula"
        return self.rng.choice(spelling.BAD_MONEY), None, "money"
