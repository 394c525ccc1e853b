"""SQL of the figures: one scan of each fact table and span of months, then one row per unit.

Columns ``a_<measure>`` hold figures as reported; ``n_<measure>`` as if silent reports had
said "no progress", only where that can differ.
"""

# ruff: noqa: S608  (names are checked keys and known columns, texts are quoted literals)

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from yipanqi.core.facts.current import TABLES
from yipanqi.core.facts.current import Kind as CellKind
from yipanqi.core.scheme import sql
from yipanqi.core.scheme.model import Aggregate, BaseMeasure, Scheme
from yipanqi.core.scheme.month_scheme import MonthScheme
from yipanqi.core.scheme.rows import hears_silence
from yipanqi.core.scheme.sql import Cte, Sql, Type
from yipanqi.core.scheme.translate import conjuncts, constant, to_sql
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

    @property
    def columns(self) -> tuple[str, ...]:
        both = [*self.reported.values(), *self.no_progress.values()]
        return tuple(dict.fromkeys(str(column) for column in both))


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
    ordered = sorted(plan.scheme.base_measures, key=lambda m: (_scanned(m), _owner(m)))
    for (table, months), scanned in groupby(ordered, key=_scanned):
        scan = _Scan(plan, table, months, tuple(scanned))
        steps.append(Cte(scan.name, scan.select(), kept=True))
        for (by, subtree), measures in groupby(scan.measures, key=_owner):
            total = f"total_{len(joins) + 1}"
            group = tuple(measures)
            steps.append(Cte(total, scan.rolled_up(by, group, subtree=subtree)))
            joins.append(f"LEFT JOIN {total} USING (unit_uid)")
            columns += scan.figures(total, group)
    units = "(SELECT DISTINCT unit_uid FROM members) AS units"
    listed = ",\n       ".join(["unit_uid", *columns])
    joined = "\n".join([f"  FROM {units}", *joins])
    steps.append(Cte("base_figures", f"SELECT {listed}\n{joined}"))
    return _derived(plan, steps)


def _scanned(measure: BaseMeasure) -> tuple[str, str]:
    return measure.table, measure.months


def _owner(measure: BaseMeasure) -> tuple[str, bool]:
    return measure.by, measure.subtree


class _Scan:
    """One pass over the months of one fact table, grouped by whose rows they are.

    A pass of its own for the scored month costs its rows; asking each row of a year whether
    it is of that month costs more. Figures of several owners (county, zone, lead department)
    come from the same pass, and what two measures both need is added up once.
    """

    def __init__(
        self, plan: MonthScheme, table: str, months: str, measures: tuple[BaseMeasure, ...]
    ) -> None:
        self.plan = plan
        self.table = table
        self.months = months
        self.name = f"scan_{table}" if months == "month" else f"scan_{table}_{months}"
        self.measures = measures
        self.params = params_sql(plan)
        self.columns: dict[str, str] = {}  # aggregate → its column
        self.adds_up: dict[str, str] = {}  # column → how it is added up along the tree
        self.parts: dict[str, dict[str, str]] = {}  # a_… or n_… → part of it → column
        said, silent = columns_sql(table), _silent_columns()
        variants = [(m, f"a_{m.key}", said) for m in measures]
        variants += [(m, f"n_{m.key}", silent) for m in measures if hears_silence(m)]
        conditions = {name: self._conditions(m, columns) for m, name, columns in variants}
        self.common = [
            c for c in next(iter(conditions.values())) if all(c in o for o in conditions.values())
        ]
        for measure, name, columns in variants:
            own = [c for c in conditions[name] if c not in self.common]
            self._add(measure, name, columns, f" FILTER (WHERE {' AND '.join(own)})" if own else "")

    def _add(self, measure: BaseMeasure, name: str, columns: Mapping[str, Sql], only: str) -> None:
        value = "1" if measure.value is None else str(to_sql(measure.value, columns, self.params))
        wanted: dict[str, tuple[str, str]] = {}
        if measure.aggregate is Aggregate.COUNT or measure.absent is not None:
            wanted["rows"] = (f"COUNT(*){only}", "SUM")
        if measure.aggregate is Aggregate.AVG:
            wanted["values"] = (f"COUNT({value}){only}", "SUM")
        if measure.aggregate in (Aggregate.SUM, Aggregate.AVG):
            wanted["total"] = (f"SUM({value}){only}", "SUM")
        if measure.aggregate in (Aggregate.MIN, Aggregate.MAX):
            extreme = measure.aggregate.upper()
            wanted["total"] = (f"{extreme}({value}){only}", extreme)
        self.parts[name] = {}
        for part, (aggregate, adds_up) in wanted.items():
            column = self.columns.setdefault(aggregate, f"{name}_{part}")
            self.adds_up[column] = adds_up
            self.parts[name][part] = column

    def _conditions(self, measure: BaseMeasure, columns: Mapping[str, Sql]) -> list[str]:
        """What must hold of a row, all of it; what all measures ask for filters the scan."""
        if measure.where is None:
            return []
        return [str(part) for part in conjuncts(measure.where, columns, self.params)]

    def select(self) -> str:
        window = " AND ".join([self._window(), *self.common])
        owners = ", ".join(dict.fromkeys(m.by for m in self.measures))
        columns = ",\n       ".join(f"{how} AS {name}" for how, name in self.columns.items())
        return (
            f"SELECT {owners},\n       {columns}\n"
            f"  FROM {_source(self.table)}\n WHERE {window}\n GROUP BY {owners}"
        )

    def _window(self) -> str:
        month = self.plan.month
        spans = {
            "month": f"month = '{month}'",
            "year_to_date": f"month BETWEEN '{month.year:04d}-01' AND '{month}'",
            "all": f"month <= '{month}'",
        }
        return spans[self.months]

    def rolled_up(self, by: str, measures: tuple[BaseMeasure, ...], *, subtree: bool) -> str:
        """Partial figures added up by owner, or along the scored month's tree."""
        names = dict.fromkeys(
            column
            for m in measures
            for variant in ("a", "n")
            for column in self.parts.get(f"{variant}_{m.key}", {}).values()
        )
        columns = ",\n       ".join(f"{self.adds_up[n]}({n}) AS {n}" for n in names)
        scan = self.name
        if not subtree:
            return f"SELECT {by} AS unit_uid,\n       {columns}\n  FROM {scan}\n GROUP BY {by}"
        return (
            f"SELECT ancestor_uid AS unit_uid,\n       {columns}\n  FROM {scan}\n"
            f"  JOIN unit_paths ON unit_paths.unit_uid = {scan}.{by}\n"
            f" WHERE unit_paths.month = '{self.plan.month}'\n GROUP BY ancestor_uid"
        )

    def figures(self, total: str, measures: tuple[BaseMeasure, ...]) -> list[str]:
        return [
            f"{_figure(measure, total, self.parts[name])} AS {name}"
            for measure in measures
            for name in (f"a_{measure.key}", f"n_{measure.key}")
            if name in self.parts
        ]


def _figure(measure: BaseMeasure, total: str, parts: Mapping[str, str]) -> str:
    at = {part: f"{total}.{column}" for part, column in parts.items()}
    if measure.aggregate is Aggregate.AVG:
        summed = Sql(at["total"], Type.DECIMAL)
        cast = Sql(f"CAST({summed} AS {sql.DECIMAL})", Type.DECIMAL)
        return str(sql.div(cast, Sql(at["values"], Type.WHOLE)))
    owed = measure.absent is None
    if measure.aggregate is Aggregate.COUNT:
        rows = f"CAST({at['rows']} AS {sql.DECIMAL})"
        return f"NULLIF({rows}, 0)" if owed else f"COALESCE({rows}, 0)"
    known = f"CAST({at['total']} AS {sql.DECIMAL})"
    if owed:
        return known
    return f"CASE WHEN COALESCE({at['rows']}, 0) = 0 THEN 0 ELSE {known} END"


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
    steps.append(Cte("figures", f"SELECT * FROM {before}"))
    return steps, Figures(reported, assumed)
