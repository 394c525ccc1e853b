"""SQL of the criteria, all in the same few steps: figures, league, state, points, cell.

``cells`` in translation. Every step adds columns to the row of a unit in a league, so there
is nothing to join: ``c_<criterion>__<name>``. Variants: ``a`` as reported and, under the null
policy ``worst``, ``n`` as if silent reports had said "no progress".
"""

# ruff: noqa: S608  (names are checked keys and known columns, texts are quoted literals)

from collections.abc import Iterable, Mapping
from decimal import Decimal

from yipanqi.core.rounding import Rounding
from yipanqi.core.scheme import sql
from yipanqi.core.scheme.compile_measures import Figures, params_sql
from yipanqi.core.scheme.model import Better, NullPolicy
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme
from yipanqi.core.scheme.number import ZERO
from yipanqi.core.scheme.sheet import EXCLUDED, UNRANKED
from yipanqi.core.scheme.sql import Cte, Sql, Type
from yipanqi.core.scheme.translate import to_sql

Column = tuple[str, str]  # name, expression
_NULL = Sql("NULL", Type.DECIMAL)
_MISSING = {
    NullPolicy.WORST: "missing_worst",
    NullPolicy.ZERO: "missing_zero",
    NullPolicy.EXCLUDE: "missing_excluded",
    NullPolicy.UNRANKED: "missing_unranked",
    NullPolicy.REFUSE: "missing_refused",
}


def column_of(criterion: str, name: str) -> str:
    return f"c_{criterion}__{name}"


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{n}'" for n in sorted(names))


def published(exact: Sql, places: int | None, plan: MonthScheme) -> Sql:
    if places is None:
        return exact
    if plan.scheme.rounding is Rounding.TRUNCATE:
        return sql.truncate(exact, places)
    return sql.half_up(exact, places)


def adding(name: str, before: str, columns: Iterable[Column], kept: Iterable[str] = ("*",)) -> Cte:
    """A step that keeps the row before, or some of it, and adds to it."""
    added = [f"{expression} AS {column}" for column, expression in columns]
    listed = ",\n       ".join([", ".join(kept), *added])
    return Cte(name, f"SELECT {listed}\n  FROM {before}")


def criteria_steps(plan: MonthScheme, figures: Figures, before: str) -> list[Cte]:
    """Steps ending in one that has every criterion's cell."""
    single = [_Criterion(plan, c, figures) for c in plan.criteria if c.combiner is None]
    stages = {
        "inputs": [c.inputs() for c in single],
        "standings": [c.standing() for c in single],
        "league": [c.placed() for c in single],
        "states": [c.states() for c in single],
        "raw_points": [c.raw() for c in single],
        "chosen": [c.chosen() for c in single],
        "exact_points": [c.exact() for c in single],
    }
    steps: list[Cte] = []
    for name, columns in stages.items():
        steps.append(adding(name, before, [column for each in columns for column in each]))
        before = name
    kept = ["league", "unit_uid", "place", *figures.columns]
    kept += [name for c in single for name in c.kept()]
    steps.append(adding("cells", before, [column for c in single for column in c.cell()], kept))
    before = "cells"
    for criterion in plan.criteria:
        if criterion.combiner is not None:
            name = f"combined_{criterion.key}"
            steps.append(adding(f"{name}_exact", before, [_combined_exact(criterion)]))
            steps.append(adding(name, f"{name}_exact", _combined(plan, criterion)))
            before = name
    return steps


class _Criterion:
    """The columns of one criterion, step by step."""

    def __init__(self, plan: MonthScheme, criterion: MonthCriterion, figures: Figures) -> None:
        self.plan = plan
        self.criterion = criterion
        self.rule = criterion.rule
        said = self._expressions(figures.reported)
        silent = self._expressions(figures.no_progress)
        self.variants = {"a": said}
        if self.rule.null is NullPolicy.WORST and said != silent:
            self.variants["n"] = silent

    def at(self, name: str) -> str:
        return column_of(self.criterion.key, name)

    def _expressions(self, names: Mapping[str, Sql]) -> dict[str, Sql]:
        params = params_sql(self.plan)
        found = {n: to_sql(e, names, params).decimal for n, e in self.rule.inputs.items()}
        if self.criterion.pace is not None and "target" in found:
            found["target"] = sql.times(found["target"], self.criterion.pace)
        if self.rule.gate is not None:
            found["gate"] = to_sql(self.rule.gate, names, params)
        return found

    def inputs(self) -> list[Column]:
        return [
            (self.at(f"{variant}_{name}"), str(expression))
            for variant, named in self.variants.items()
            for name, expression in named.items()
        ]

    def standing(self) -> list[Column]:
        """LEAST and GREATEST skip nulls, which is just what a standing needs."""
        if not self.criterion.league_needs:
            return []
        figures = [str(sql.settle(sql.column(self.at(f"{v}_value")))) for v in self.variants]
        worse = "LEAST" if self.rule.better is Better.HIGHER else "GREATEST"
        stand = f"{worse}({', '.join(figures)})" if len(figures) > 1 else figures[0]
        if self.rule.null is NullPolicy.WORST and self.rule.silent_value is not None:
            stand = f"COALESCE({stand}, {sql.constant(self.rule.silent_value)})"
        return [(self.at("stand"), stand)]

    def placed(self) -> list[Column]:
        if not self.criterion.league_needs:
            return []
        higher = self.rule.better is Better.HIGHER
        low, high, order = ("MIN", "MAX", "DESC") if higher else ("MAX", "MIN", "ASC")
        stand = self.at("stand")
        league = "OVER (PARTITION BY league"
        ranked = f"RANK() {league} ORDER BY {stand} {order} NULLS LAST)"
        found = {
            "worst": f"{low}({stand}) {league})",
            "best": f"{high}({stand}) {league})",
            "rank": f"CAST(CASE WHEN {stand} IS NOT NULL THEN {ranked} END AS {sql.DECIMAL})",
        }
        levels = [
            (
                self.at(f"{v}_level"),
                f"CASE WHEN {self.at(f'{v}_value')} IS NOT NULL THEN {stand} END",
            )
            for v in self.variants
        ]
        wanted = [(self.at(n), found[n]) for n in sorted(self.criterion.league_needs)]
        return levels + wanted

    def _input(self, variant: str, name: str) -> str:
        """In a league a unit is scored at its standing."""
        if name == "value" and self.criterion.league_needs:
            return self.at(f"{variant}_level")
        return self.at(f"{variant}_{name}")

    def states(self) -> list[Column]:
        return [(self.at(f"{v}_state"), self._state(v)) for v in self.variants]

    def _state(self, variant: str) -> str:
        whens = []
        if self.rule.gate is not None:
            whens.append(f"WHEN {self.at(f'{variant}_gate')} IS NOT TRUE THEN 'gate_closed'")
        nulls = [f"{self._input(variant, name)} IS NULL" for name in self.rule.inputs]
        whens.append(f"WHEN {' OR '.join(nulls)} THEN 'missing'")
        if self.criterion.base is not None:
            paid = isinstance(self.criterion.no_base, Decimal)
            state = "no_base" if paid else "no_base_excluded"
            whens.append(f"WHEN {self._input(variant, self.criterion.base)} = 0 THEN '{state}'")
        return f"CASE {' '.join(whens)} ELSE 'scored' END"

    def raw(self) -> list[Column]:
        return [(self.at(f"{v}_points"), self._points(v)) for v in self.variants]

    def _points(self, variant: str) -> str:
        assert self.criterion.primitive is not None  # noqa: S101
        inputs = {name: sql.column(self._input(variant, name)) for name in self.rule.inputs}
        inputs |= {name: sql.column(self.at(name)) for name in self.criterion.league_needs}
        no_base = self.criterion.no_base
        earned = {
            "gate_closed": self.criterion.gate_else,
            "missing": self._missing(),
            "no_base": no_base if isinstance(no_base, Decimal) else None,
        }
        state = self.at(f"{variant}_state")
        branches = [(f"{state} = 'scored'", self.criterion.primitive.sql(inputs))]
        branches += [
            (f"{state} = '{name}'", sql.constant(points))
            for name, points in earned.items()
            if points is not None
        ]
        return str(sql.case(branches, None))

    def _missing(self) -> Decimal | None:
        if self.rule.null is NullPolicy.WORST:
            return self.criterion.least
        return ZERO if self.rule.null is NullPolicy.ZERO else None

    def chosen(self) -> list[Column]:
        """Whether the no-progress variant stands in, as in ``cells._under_worst``."""
        if "n" not in self.variants:
            return []
        said, silent = self.at("a_points"), self.at("n_points")
        differs = f"({said} IS NULL) <> ({silent} IS NULL)"
        lower = f"COALESCE({silent} < {said}, FALSE) AND {self.at('a_state')} <> 'missing'"
        return [
            (self.at("differs"), differs),
            (self.at("assumed"), f"{differs} OR ({lower})"),
        ]

    def exact(self) -> list[Column]:
        said, silent = self.at("a_points"), self.at("n_points")
        points = said
        if "n" in self.variants:
            lower = f"{self.at('differs')} OR {silent} < {said}"
            points = f"CASE WHEN {lower} THEN {silent} ELSE {said} END"
        return [(self.at("exact"), str(sql.settle(Sql(points, Type.DECIMAL))))]

    def cell(self) -> list[Column]:
        value = f"CASE WHEN {self.at('a_state')} <> 'missing' THEN {self._used('value')} END"
        exact = Sql(self.at("exact"), Type.DECIMAL)
        found = [
            ("reason", self._reason()),
            ("value", value),
            ("points", str(published(exact, self.rule.places, self.plan))),
        ]
        if "target" in self.rule.inputs:
            found.append(("target", self._used("target")))
        return [(self.at(name), expression) for name, expression in found]

    def kept(self) -> list[str]:
        """Columns of earlier steps that belong to the cell."""
        names = ["exact", *sorted(self.criterion.league_needs)]
        if "n" in self.variants:
            names += ["assumed", "a_level" if self.criterion.league_needs else "a_value"]
        return [self.at(name) for name in names]

    def _used(self, name: str) -> str:
        said = self._input("a", name)
        if "n" not in self.variants:
            return said
        return f"CASE WHEN {self.at('assumed')} THEN {self._input('n', name)} ELSE {said} END"

    def _reason(self) -> str:
        state = self.at("a_state")
        whens = [f"WHEN {state} = 'missing' THEN 'score.{_MISSING[self.rule.null]}'"]
        if "n" in self.variants:
            excluded = f"{self.at('differs')} AND {self.at('n_points')} IS NULL"
            whens = [
                f"WHEN {excluded} THEN 'score.no_base_excluded'",
                f"WHEN {self.at('assumed')} THEN 'score.as_no_progress'",
                *whens,
            ]
        return f"CASE {' '.join(whens)} ELSE 'score.' || {state} END"


def cell_columns(plan: MonthScheme, criterion: MonthCriterion, figures: Figures) -> list[str]:
    """The columns of a criterion's cell, as ``infra.score.result`` reads them."""
    if criterion.combiner is not None:
        return [column_of(criterion.key, name) for name in ("reason", "points", "exact")]
    found = _Criterion(plan, criterion, figures)
    return [*found.kept(), *(name for name, _ in found.cell())]


def _is_in(criteria: tuple[str, ...], reasons: Iterable[str]) -> list[str]:
    return [f"{column_of(c, 'reason')} IN ({quoted(reasons)})" for c in criteria]


def _combined_exact(criterion: MonthCriterion) -> Column:
    assert criterion.combiner is not None  # noqa: S101
    parts = criterion.combiner.parts
    unranked = sql.either(_is_in(parts, UNRANKED))
    points = [Sql(column_of(p, "points"), Type.DECIMAL) for p in parts]
    made = sql.case([(unranked, _NULL)], criterion.combiner.sql(points))
    return column_of(criterion.key, "exact"), str(sql.settle(made))


def _combined(plan: MonthScheme, criterion: MonthCriterion) -> list[Column]:
    assert criterion.combiner is not None  # noqa: S101
    parts = criterion.combiner.parts
    exact = Sql(column_of(criterion.key, "exact"), Type.DECIMAL)
    unranked = sql.either(_is_in(parts, UNRANKED))
    excluded = " AND ".join(_is_in(parts, EXCLUDED))
    reason = (
        f"CASE WHEN {unranked} THEN 'score.part_unranked'"
        f" WHEN {excluded} THEN 'score.parts_excluded' ELSE 'score.combined' END"
    )
    shown = published(exact, criterion.rule.places, plan)
    return [
        (column_of(criterion.key, "reason"), reason),
        (column_of(criterion.key, "points"), str(shown)),
    ]
