"""A scheme's month as one flat SQL text for DuckDB over the frozen tables.

The text needs nothing but tables named as in ``yipanqi.core.facts.current``: an auditor can run
it by hand. It gives one row for each unit in a league: ``a_<measure>`` figures as reported,
``n_<measure>`` where silence read as "no progress" changes them, ``c_<criterion>__…`` the
cells, ``v_<veto>``, and the total.
"""

# ruff: noqa: S608  (names are checked keys and known columns, texts are quoted literals)

from collections.abc import Callable
from dataclasses import dataclass

from yipanqi.core.month import Month
from yipanqi.core.scheme import sql
from yipanqi.core.scheme.compile_criteria import (
    Column,
    adding,
    cell_columns,
    column_of,
    criteria_steps,
    published,
    quoted,
)
from yipanqi.core.scheme.compile_measures import (
    Figures,
    columns_sql,
    measure_steps,
    params_sql,
)
from yipanqi.core.scheme.model import League, Scheme, Veto, VetoEffect
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme, at
from yipanqi.core.scheme.number import ZERO, wide
from yipanqi.core.scheme.sheet import EXCLUDED, UNRANKED
from yipanqi.core.scheme.sql import Cte, Sql, Type
from yipanqi.core.scheme.translate import to_sql

_TOTAL = Sql("total_exact", Type.DECIMAL)


@dataclass(frozen=True, slots=True)
class Compiled:
    """``figures`` say in which column each measure's two figures are."""

    text: str
    figures: Figures


def compile_sql(scheme: Scheme, month: Month) -> str:
    """Raises ``score.scheme_not_in_force``."""
    with wide():
        return compiled(at(scheme, month)).text


def compiled(plan: MonthScheme) -> Compiled:
    measured, figures = measure_steps(plan)
    rows = "SELECT * FROM members JOIN figures USING (unit_uid)"
    steps = [Cte("members", _members(plan), kept=True), *measured, Cte("unit_rows", rows)]
    steps += criteria_steps(plan, figures, "unit_rows")
    steps += _total_steps(plan, figures, steps[-1].name)
    head = (
        f"-- {plan.scheme.title} {plan.scheme.version}, {plan.month}\n"
        f"-- scheme sha256 {plan.scheme.hash}\n"
    )
    body = ",\n".join(str(step) for step in steps)
    listed = ",\n       ".join(_columns(plan, figures))
    return Compiled(
        f"{head}WITH {body}\nSELECT {listed}\n  FROM totals\n ORDER BY league, place\n", figures
    )


def _members(plan: MonthScheme) -> str:
    scored = [g for g in plan.scheme.leagues if plan.of_league(g.key)]
    nobody = "SELECT '' AS league, uid AS unit_uid, 0 AS place FROM units WHERE FALSE"
    return "\nUNION ALL\n".join([nobody, *(_league_members(plan, g) for g in scored)])


def _league_members(plan: MonthScheme, league: League) -> str:
    if league.where is not None:
        condition = str(to_sql(league.where, columns_sql("units"), {}))
    else:
        listed = ", ".join(str(sql.text(u)) for u in sorted(league.units))
        condition = f"(code IN ({listed}) OR uid IN ({listed}))"
    return (
        f"SELECT '{league.key}' AS league, uid AS unit_uid,\n"
        f"       ROW_NUMBER() OVER (ORDER BY COALESCE(sort, 0), uid) AS place\n"
        f"  FROM units\n WHERE month = '{plan.month}' AND {condition}"
    )


def _columns(plan: MonthScheme, figures: Figures) -> list[str]:
    found = ["league", "unit_uid", "place", *figures.columns]
    for criterion in plan.criteria:
        found += cell_columns(plan, criterion, figures)
    found += [f"v_{veto.key}" for veto in plan.vetoes]
    return [*found, "total_reason", "total_exact", "total_points"]


def _total_steps(plan: MonthScheme, figures: Figures, before: str) -> list[Cte]:
    gathered = [(f"v_{v.key}", _veto(plan, figures, v)) for v in plan.vetoes]
    gathered += [
        (name, _by_league(plan, part))
        for name, part in (
            ("unranked", _unranked),
            ("whole", _whole),
            ("held", _held),
            ("weighted", _weighted),
            ("extra", _extra),
        )
    ]
    reason = (
        "CASE WHEN unranked THEN 'score.total_unranked'"
        " WHEN total_exact IS NULL THEN 'score.nothing_to_score' ELSE 'score.total' END"
    )
    shown: list[Column] = [
        ("total_reason", reason),
        ("total_points", str(published(_TOTAL, plan.scheme.total.places, plan))),
    ]
    return [
        adding("gathered", before, gathered),
        adding("summed", "gathered", [("total_sum", str(_sum()))]),
        adding("exact_totals", "summed", [("total_exact", str(sql.settle(_zeroed(plan))))]),
        adding("totals", "exact_totals", shown),
    ]


def _by_league(plan: MonthScheme, part: Callable[[MonthScheme, str], Sql]) -> str:
    scored = [g.key for g in plan.scheme.leagues if plan.of_league(g.key)]
    whens = " ".join(f"WHEN '{key}' THEN {part(plan, key)}" for key in scored)
    return f"CASE league {whens} END" if scored else "NULL"


def _weights(plan: MonthScheme, league: str) -> list[tuple[MonthCriterion, Sql]]:
    found = [(c, plan.weight_of(c)) for c in plan.in_total(league)]
    return [(c, sql.constant(w)) for c, w in found if w is not None]


def _unranked(plan: MonthScheme, league: str) -> Sql:
    reasons = [column_of(c.key, "reason") for c in plan.in_total(league)]
    return Sql(sql.either([f"{r} IN ({quoted(UNRANKED)})" for r in reasons]), Type.BOOL)


def _whole(plan: MonthScheme, league: str) -> Sql:
    found = [plan.weight_of(c) for c in plan.in_total(league)]
    return sql.constant(sum((w for w in found if w is not None), ZERO))


def _held(plan: MonthScheme, league: str) -> Sql:
    """Weights of what could be scored."""
    held = [_unless_excluded(c, w) for c, w in _weights(plan, league)]
    return sql.add(sql.constant(ZERO), *held)


def _weighted(plan: MonthScheme, league: str) -> Sql:
    points = [_unless_excluded(c, _points(c)) for c, _ in _weights(plan, league)]
    return sql.add(sql.constant(ZERO), *points)


def _extra(plan: MonthScheme, league: str) -> Sql:
    """Ledgers and open-ended counts: on top, whatever the weights do."""
    points = [_points(c) for c in plan.in_total(league) if plan.weight_of(c) is None]
    return sql.add(sql.constant(ZERO), *points)


def _points(criterion: MonthCriterion) -> Sql:
    return Sql(f"COALESCE({column_of(criterion.key, 'points')}, 0)", Type.DECIMAL)


def _unless_excluded(criterion: MonthCriterion, value: Sql) -> Sql:
    excluded = f"{column_of(criterion.key, 'reason')} IN ({quoted(EXCLUDED)})"
    return sql.case([(excluded, sql.constant(ZERO))], value)


def _sum() -> Sql:
    whole, held = sql.column("whole"), sql.column("held")
    weighted, extra = sql.column("weighted"), sql.column("extra")
    shared = sql.div(sql.mul(weighted, whole), held)
    nothing = Sql("NULL", Type.DECIMAL)
    complete = ("held = whole", sql.add(weighted, extra))
    return sql.case([("unranked", nothing), complete], sql.add(shared, extra))


def _zeroed(plan: MonthScheme) -> Sql:
    total = Sql("total_sum", Type.DECIMAL)
    zeroing = [f"v_{v.key}" for v in plan.vetoes if v.effect is VetoEffect.ZERO]
    if not zeroing:
        return total
    least = Sql("CASE WHEN total_sum > 0 THEN 0 ELSE total_sum END", Type.DECIMAL)
    return sql.case([(sql.either(zeroing), least)], total)


def _veto(plan: MonthScheme, figures: Figures, veto: Veto) -> str:
    params = params_sql(plan)
    said = to_sql(veto.when, figures.reported, params)
    silent = to_sql(veto.when, figures.no_progress, params)
    either = dict.fromkeys(f"COALESCE({s}, FALSE)" for s in (said, silent))
    return f"league IN ({quoted(veto.leagues)}) AND ({' OR '.join(either)})"
