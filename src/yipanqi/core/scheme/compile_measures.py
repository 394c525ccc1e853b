"""SQL of the figures: one scan of each fact table, then one row per unit.

Columns ``a_<measure>`` hold figures as reported; ``n_<measure>`` as if silent reports had
said "no progress", only where that can differ.
"""

# ruff: noqa: S608  (names are checked keys and known columns, texts are quoted literals)

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from yipanqi.core.facts.v1 import TABLES
from yipanqi.core.facts.v1 import Kind as CellKind
from yipanqi.core.scheme import sql
from yipanqi.core.scheme.expression import Expression
from yipanqi.core.scheme.model import Aggregate, BaseMeasure, Scheme
from yipanqi.core.scheme.month_scheme import MonthScheme
from yipanqi.core.scheme.rows import hears_silence
from yipanqi.core.scheme.sql import Cte, Sql, Type
from yipanqi.core.scheme.translate import constant, to_sql
from yipanqi.core.scheme.vocabulary import SCALED

_TYPES = {
    CellKind.TEXT: Type.TEXT,
    CellKind.INT: Type.WHOLE,
    CellKind.YUAN: Type.WHOLE,
    CellKind.BOOL: Type.BOOL,
    CellKind.DATE: Type.DATE,
    CellKind.DECIMAL: Type.DECIMAL,
}
_SILENT = "report_status = 'missing' AND report_due"


@dataclass(frozen=True, slots=True)
class Figures:
    """Where each measure's two figures are found."""

    reported: Mapping[str, Sql]
    no_progress: Mapping[str, Sql]


def params_sql(plan: MonthScheme) -> dict[str, Sql]:
    return {name: constant(value) for name, value in plan.params.items()}


def columns_sql(table: str) -> dict[str, Sql]:
    found = {c.name: Sql(c.name, _TYPES[c.kind]) for c in TABLES[table].columns}
    return found | {name: sql.column(name) for name in SCALED.get(table, {})}


def _source(table: str) -> str:
    """The table with its scaled whole numbers as decimals beside them."""
    scaled = [f"{_scaled(*pair)} AS {name}" for name, pair in SCALED.get(table, {}).items()]
    if not scaled:
        return table
    listed = ",\n               ".join(scaled)
    return f"(SELECT *,\n               {listed}\n          FROM {table}) AS {table}"


def _scaled(value: str, decimals: str | int) -> str:
    unit = "CAST({:.12f} AS DECIMAL(14,12))"
    if isinstance(decimals, int):
        factor = unit.format(10**-decimals)
    else:
        whens = " ".join(f"WHEN {n} THEN {unit.format(10**-n)}" for n in range(13))
        factor = f"CASE {decimals} {whens} END"
    return f"CAST(CAST({value} AS DECIMAL(38,0)) * {factor} AS {sql.DECIMAL})"


def _silent_columns() -> dict[str, Sql]:
    """``rows.no_progress`` in SQL."""

    def said(column: str, instead: str, kind: Type) -> Sql:
        return Sql(f"CASE WHEN {_SILENT} THEN {instead} ELSE {column} END", kind)

    return columns_sql("project_months") | {
        "report_status": said("report_status", "'approved'", Type.TEXT),
        "this_month": said("this_month", "0", Type.WHOLE),
        "year_to_date": said("year_to_date", "COALESCE(previous_year_to_date, 0)", Type.WHOLE),
        "is_on_time": said("is_on_time", "TRUE", Type.BOOL),
        "first_submitted_on": said("first_submitted_on", "due_on", Type.DATE),
    }


def measure_steps(plan: MonthScheme) -> tuple[list[Cte], Figures]:
    """Steps ending in ``figures``: one row per unit of any league."""
    steps: list[Cte] = []
    joins: list[str] = []
    columns: list[str] = []
    ordered = sorted(plan.scheme.base_measures, key=_scan)
    for number, ((table, by, subtree), group) in enumerate(groupby(ordered, key=_scan), 1):
        scan = _Scan(plan, table, by, tuple(group))
        steps.append(Cte(f"scan_{number}", scan.select(), kept=True))
        steps.append(Cte(f"total_{number}", scan.rolled_up(f"scan_{number}", subtree=subtree)))
        joins.append(f"LEFT JOIN total_{number} USING (unit_uid)")
        columns += scan.figures()
    units = "(SELECT DISTINCT unit_uid FROM members) AS units"
    listed = ",\n       ".join(["unit_uid", *columns])
    joined = "\n".join([f"  FROM {units}", *joins])
    steps.append(Cte("base_figures", f"SELECT {listed}\n{joined}"))
    return _derived(plan, steps)


def _scan(measure: BaseMeasure) -> tuple[str, str, bool]:
    return measure.table, measure.by, measure.subtree


class _Scan:
    """One pass over one fact table, grouped by whose row it is."""

    def __init__(
        self, plan: MonthScheme, table: str, by: str, measures: tuple[BaseMeasure, ...]
    ) -> None:
        self.plan = plan
        self.table = table
        self.by = by
        self.measures = measures
        self.params = params_sql(plan)
        self.partials: dict[str, tuple[str, str]] = {}  # column → (aggregate, how it adds up)
        for measure in measures:
            self._add(measure, f"a_{measure.key}", columns_sql(table))
            if hears_silence(measure):
                self._add(measure, f"n_{measure.key}", _silent_columns())

    def _add(self, measure: BaseMeasure, name: str, columns: Mapping[str, Sql]) -> None:
        conditions = []
        if measure.months == "month" and self._spans():
            conditions.append(f"month = '{self.plan.month}'")
        elif measure.months == "year_to_date" and self._reaches_back():
            conditions.append(f"month >= '{self.plan.month.year:04d}-01'")
        if measure.where is not None:
            conditions.append(str(to_sql(measure.where, columns, self.params)))
        only = f" FILTER (WHERE {' AND '.join(conditions)})" if conditions else ""
        value = self._value(measure.value, columns)
        rows, values = (f"COUNT(*){only}", "SUM"), (f"COUNT({value}){only}", "SUM")
        if measure.aggregate is Aggregate.COUNT or measure.absent is not None:
            self.partials[f"{name}_rows"] = rows
        if measure.aggregate is Aggregate.AVG:
            self.partials[f"{name}_values"] = values
        if measure.aggregate in (Aggregate.SUM, Aggregate.AVG):
            self.partials[f"{name}_total"] = (f"SUM({value}){only}", "SUM")
        if measure.aggregate in (Aggregate.MIN, Aggregate.MAX):
            extreme = measure.aggregate.upper()
            self.partials[f"{name}_total"] = (f"{extreme}({value}){only}", extreme)

    def _value(self, value: Expression | None, columns: Mapping[str, Sql]) -> str:
        return "1" if value is None else str(to_sql(value, columns, self.params))

    def _spans(self) -> bool:
        return any(m.months != "month" for m in self.measures)

    def _reaches_back(self) -> bool:
        return any(m.months == "all" for m in self.measures)

    def select(self) -> str:
        month = self.plan.month
        window = f"month = '{month}'"
        if self._spans():
            start = "0000-00" if self._reaches_back() else f"{month.year:04d}-01"
            window = f"month BETWEEN '{start}' AND '{month}'"
        columns = ",\n       ".join(f"{how} AS {name}" for name, (how, _) in self.partials.items())
        return (
            f"SELECT {self.by} AS owner,\n       {columns}\n"
            f"  FROM {_source(self.table)}\n WHERE {window}\n GROUP BY {self.by}"
        )

    def rolled_up(self, scan: str, *, subtree: bool) -> str:
        """Partial figures added up along the scored month's tree."""
        if not subtree:
            columns = ", ".join(self.partials)
            return f"SELECT owner AS unit_uid, {columns}\n  FROM {scan}"
        columns = ",\n       ".join(f"{add}({n}) AS {n}" for n, (_, add) in self.partials.items())
        return (
            f"SELECT ancestor_uid AS unit_uid,\n       {columns}\n  FROM {scan}\n"
            f"  JOIN unit_paths ON unit_paths.unit_uid = {scan}.owner\n"
            f" WHERE unit_paths.month = '{self.plan.month}'\n GROUP BY ancestor_uid"
        )

    def figures(self) -> list[str]:
        found = []
        for measure in self.measures:
            found.append(f"{_figure(measure, f'a_{measure.key}')} AS a_{measure.key}")
            if hears_silence(measure):
                found.append(f"{_figure(measure, f'n_{measure.key}')} AS n_{measure.key}")
        return found


def _figure(measure: BaseMeasure, name: str) -> str:
    if measure.aggregate is Aggregate.AVG:
        total = Sql(f"{name}_total", Type.DECIMAL)
        return str(sql.div(total.decimal, Sql(f"{name}_values", Type.WHOLE)))
    owed = measure.absent is None
    if measure.aggregate is Aggregate.COUNT:
        rows = f"CAST({name}_rows AS {sql.DECIMAL})"
        return f"NULLIF({rows}, 0)" if owed else f"COALESCE({rows}, 0)"
    summed = f"CAST({name}_total AS {sql.DECIMAL})"
    if owed:
        return summed
    return f"CASE WHEN COALESCE({name}_rows, 0) = 0 THEN 0 ELSE {summed} END"


def _derived(plan: MonthScheme, steps: list[Cte]) -> tuple[list[Cte], Figures]:
    """Each derived figure is a step that adds its columns to the row before."""
    scheme: Scheme = plan.scheme
    params = params_sql(plan)
    reported = {m.key: sql.column(f"a_{m.key}") for m in scheme.base_measures}
    assumed = {
        m.key: sql.column(f"n_{m.key}" if hears_silence(m) else f"a_{m.key}")
        for m in scheme.base_measures
    }
    before = "base_figures"
    for number, measure in enumerate(scheme.derived_measures, 1):
        said = to_sql(measure.value, reported, params).decimal
        silent = to_sql(measure.value, assumed, params).decimal
        columns = f"{said} AS a_{measure.key}"
        reported[measure.key] = assumed[measure.key] = sql.column(f"a_{measure.key}")
        if silent != said:
            columns += f",\n       {silent} AS n_{measure.key}"
            assumed[measure.key] = sql.column(f"n_{measure.key}")
        steps.append(Cte(f"derived_{number}", f"SELECT *,\n       {columns}\n  FROM {before}"))
        before = f"derived_{number}"
    steps.append(Cte("figures", f"SELECT * FROM {before}", kept=True))
    return steps, Figures(reported, assumed)
