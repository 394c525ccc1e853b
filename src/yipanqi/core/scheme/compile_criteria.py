"""SQL of one criterion: its figures, its state, its points; ``cells`` in translation."""

# ruff: noqa: S608  (names are checked keys and known columns, texts are quoted literals)

from collections.abc import Mapping
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

LEAGUE_COLUMNS = ("worst", "best", "rank")
_NULL = Sql("NULL", Type.DECIMAL)


def quoted(names: frozenset[str]) -> str:
    return ", ".join(f"'{n}'" for n in sorted(names))


def published(exact: Sql, places: int | None, plan: MonthScheme) -> Sql:
    if places is None:
        return exact
    if plan.scheme.rounding is Rounding.TRUNCATE:
        return sql.truncate(exact, places)
    return sql.half_up(exact, places)


def criterion_steps(plan: MonthScheme, criterion: MonthCriterion, figures: Figures) -> list[Cte]:
    if criterion.combiner is not None:
        return [_combined(plan, criterion)]
    return _Criterion(plan, criterion, figures).steps()


class _Criterion:
    """Variants: ``a`` as reported and, under ``worst``, ``n`` as without progress."""

    def __init__(self, plan: MonthScheme, criterion: MonthCriterion, figures: Figures) -> None:
        self.plan = plan
        self.criterion = criterion
        self.rule = criterion.rule
        said = self._columns(figures.reported)
        silent = self._columns(figures.no_progress)
        self.columns = {"a": said}
        if self.rule.null is NullPolicy.WORST and (said != silent):
            self.columns["n"] = silent

    def _columns(self, names: Mapping[str, Sql]) -> dict[str, Sql]:
        params = params_sql(self.plan)
        found = {n: to_sql(e, names, params).decimal for n, e in self.rule.inputs.items()}
        if self.criterion.pace is not None and "target" in found:
            found["target"] = sql.times(found["target"], self.criterion.pace)
        if self.rule.gate is not None:
            found["gate"] = to_sql(self.rule.gate, names, params)
        return found

    def steps(self) -> list[Cte]:
        key = self.criterion.key
        found = [Cte(f"in_{key}", self._inputs())]
        source = f"in_{key}"
        if self.criterion.league_needs:
            found.append(Cte(f"stand_{key}", self._standing(source)))
            found.append(Cte(f"league_{key}", self._placed(f"stand_{key}")))
            source = f"league_{key}"
        found.append(Cte(f"state_{key}", self._states(source)))
        found.append(Cte(f"raw_{key}", self._raw(f"state_{key}")))
        found.append(Cte(f"chosen_{key}", self._chosen(f"raw_{key}")))
        found.append(Cte(f"cell_{key}", self._cell(f"chosen_{key}"), kept=True))
        return found

    def _inputs(self) -> str:
        columns = ",\n       ".join(
            f"{value} AS {variant}_{name}"
            for variant, named in self.columns.items()
            for name, value in named.items()
        )
        return (
            f"SELECT league, unit_uid, place,\n       {columns}\n"
            f"  FROM members JOIN figures USING (unit_uid)\n"
            f" WHERE league IN ({quoted(self.rule.leagues)})"
        )

    def _standing(self, source: str) -> str:
        """LEAST and GREATEST skip nulls, which is just what a standing needs."""
        figures = [str(sql.settle(sql.column(f"{v}_value"))) for v in self.columns]
        worse = "LEAST" if self.rule.better is Better.HIGHER else "GREATEST"
        stand = f"{worse}({', '.join(figures)})" if len(figures) > 1 else figures[0]
        if self.rule.null is NullPolicy.WORST and self.rule.silent_value is not None:
            stand = f"COALESCE({stand}, {sql.constant(self.rule.silent_value)})"
        return f"SELECT *,\n       {stand} AS stand\n  FROM {source}"

    def _placed(self, source: str) -> str:
        higher = self.rule.better is Better.HIGHER
        low, high, order = ("MIN", "MAX", "DESC") if higher else ("MAX", "MIN", "ASC")
        replaced = ", ".join(
            f"CASE WHEN {v}_value IS NOT NULL THEN stand END AS {v}_value" for v in self.columns
        )
        ranked = f"RANK() OVER (PARTITION BY league ORDER BY stand {order} NULLS LAST)"
        return (
            f"SELECT * REPLACE ({replaced}),\n"
            f"       {low}(stand) OVER (PARTITION BY league) AS worst,\n"
            f"       {high}(stand) OVER (PARTITION BY league) AS best,\n"
            f"       CAST(CASE WHEN stand IS NOT NULL THEN {ranked} END AS {sql.DECIMAL}) AS rank\n"
            f"  FROM {source}"
        )

    def _states(self, source: str) -> str:
        columns = ",\n       ".join(f"{self._state(v)} AS {v}_state" for v in self.columns)
        return f"SELECT *,\n       {columns}\n  FROM {source}"

    def _state(self, variant: str) -> str:
        whens = []
        if self.rule.gate is not None:
            whens.append(f"WHEN {variant}_gate IS NOT TRUE THEN 'gate_closed'")
        nulls = [f"{variant}_{name} IS NULL" for name in self.rule.inputs]
        whens.append(f"WHEN {' OR '.join(nulls)} THEN 'missing'")
        if self.criterion.base is not None:
            paid = _is_points(self.criterion.no_base)
            state = "no_base" if paid is not None else "no_base_excluded"
            whens.append(f"WHEN {variant}_{self.criterion.base} = 0 THEN '{state}'")
        return f"CASE {' '.join(whens)} ELSE 'scored' END"

    def _raw(self, source: str) -> str:
        columns = ",\n       ".join(f"{self._points(v)} AS {v}_points" for v in self.columns)
        return f"SELECT *,\n       {columns}\n  FROM {source}"

    def _points(self, variant: str) -> str:
        assert self.criterion.primitive is not None  # noqa: S101
        inputs = {name: sql.column(f"{variant}_{name}") for name in self.rule.inputs}
        inputs |= {name: sql.column(name) for name in self.criterion.league_needs}
        earned = {
            "gate_closed": self.criterion.gate_else,
            "missing": self._missing(),
            "no_base": _is_points(self.criterion.no_base),
        }
        branches = [(f"{variant}_state = 'scored'", self.criterion.primitive.sql(inputs))]
        branches += [
            (f"{variant}_state = '{state}'", sql.constant(points))
            for state, points in earned.items()
            if points is not None
        ]
        return str(sql.case(branches, None))

    def _missing(self) -> Decimal | None:
        if self.rule.null is NullPolicy.WORST:
            return self.criterion.least
        return ZERO if self.rule.null is NullPolicy.ZERO else None

    def _chosen(self, source: str) -> str:
        """Whether the no-progress variant stands in, as in ``cells._under_worst``."""
        if "n" not in self.columns:
            return f"SELECT *, FALSE AS differs, FALSE AS assumed\n  FROM {source}"
        differs = "(a_points IS NULL) <> (n_points IS NULL)"
        lower = "COALESCE(n_points < a_points, FALSE) AND a_state <> 'missing'"
        return (
            f"SELECT *,\n       {differs} AS differs,\n"
            f"       {differs} OR ({lower}) AS assumed\n  FROM {source}"
        )

    def _cell(self, source: str) -> str:
        exact = sql.settle(Sql(self._exact(), Type.DECIMAL))
        shown = published(exact, self.rule.places, self.plan)
        columns = [
            f"{self._reason()} AS reason",
            f"CASE WHEN a_state <> 'missing' THEN {self._used('value')} END AS value",
            f"{self._used('target') if 'target' in self.rule.inputs else _null()} AS target",
            *(
                f"{n if n in self.criterion.league_needs else _null()} AS {n}"
                for n in LEAGUE_COLUMNS
            ),
            "CASE WHEN assumed THEN a_value END AS reported",
            "assumed",
            f"{shown} AS points",
            f"{exact} AS exact",
        ]
        listed = ",\n       ".join(columns)
        return f"SELECT league, unit_uid, place,\n       {listed}\n  FROM {source}"

    def _of_league(self, name: str) -> str:
        return name if name in self.criterion.league_needs else _null()

    def _used(self, name: str) -> str:
        if "n" not in self.columns:
            return f"a_{name}"
        return f"CASE WHEN assumed THEN n_{name} ELSE a_{name} END"

    def _exact(self) -> str:
        if "n" not in self.columns:
            return "a_points"
        return "CASE WHEN differs OR n_points < a_points THEN n_points ELSE a_points END"

    def _reason(self) -> str:
        missing = {
            NullPolicy.WORST: "missing_worst",
            NullPolicy.ZERO: "missing_zero",
            NullPolicy.EXCLUDE: "missing_excluded",
            NullPolicy.UNRANKED: "missing_unranked",
            NullPolicy.REFUSE: "missing_refused",
        }[self.rule.null]
        whens = [
            f"WHEN a_state = 'missing' THEN 'score.{missing}'",
        ]
        if "n" in self.columns:
            whens = [
                "WHEN differs AND n_points IS NULL THEN 'score.no_base_excluded'",
                "WHEN assumed THEN 'score.as_no_progress'",
                *whens,
            ]
        return f"CASE {' '.join(whens)} ELSE 'score.' || a_state END"


def _null() -> str:
    return f"CAST(NULL AS {sql.DECIMAL})"


def _is_points(no_base: Decimal | str | None) -> Decimal | None:
    return no_base if isinstance(no_base, Decimal) else None


def _combined(plan: MonthScheme, criterion: MonthCriterion) -> Cte:
    assert criterion.combiner is not None  # noqa: S101
    parts = criterion.combiner.parts
    points = [Sql(f"cell_{p}.points", Type.DECIMAL) for p in parts]
    unranked = sql.either([f"cell_{p}.reason IN ({quoted(UNRANKED)})" for p in parts])
    excluded = " AND ".join(f"cell_{p}.reason IN ({quoted(EXCLUDED)})" for p in parts)
    made = sql.case([(unranked, _NULL)], criterion.combiner.sql(points))
    exact = sql.settle(made)
    joins = "\n".join(f"  JOIN cell_{p} USING (league, unit_uid)" for p in parts)
    nulls = ",\n       ".join(
        f"{_null()} AS {n}" for n in ("value", "target", *LEAGUE_COLUMNS, "reported")
    )
    return Cte(
        f"cell_{criterion.key}",
        f"SELECT league, unit_uid, members.place,\n"
        f"       CASE WHEN {unranked} THEN 'score.part_unranked'\n"
        f"            WHEN {excluded} THEN 'score.parts_excluded'\n"
        f"            ELSE 'score.combined' END AS reason,\n"
        f"       {nulls},\n       FALSE AS assumed,\n"
        f"       {published(exact, criterion.rule.places, plan)} AS points,\n"
        f"       {exact} AS exact\n"
        f"  FROM members\n{joins}\n WHERE league IN ({quoted(criterion.rule.leagues)})",
        kept=True,
    )
