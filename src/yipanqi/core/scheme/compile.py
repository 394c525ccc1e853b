"""A scheme's month as one flat SQL text for DuckDB over the frozen tables.

The text needs nothing but tables named as in ``yipanqi.core.facts.v1``: an auditor can run
it by hand. Its rows are of four kinds: ``figure`` (a measure of a unit), ``cell``, ``veto``
and ``total``.
"""

# ruff: noqa: S608  (names are checked keys and known columns, texts are quoted literals)

from yipanqi.core.month import Month
from yipanqi.core.scheme import sql
from yipanqi.core.scheme.compile_criteria import (
    LEAGUE_COLUMNS,
    criterion_steps,
    published,
    quoted,
)
from yipanqi.core.scheme.compile_measures import (
    Figures,
    columns_sql,
    measure_steps,
    params_sql,
)
from yipanqi.core.scheme.model import League, Scheme, VetoEffect
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme, at
from yipanqi.core.scheme.number import ZERO, wide
from yipanqi.core.scheme.sheet import EXCLUDED, UNRANKED
from yipanqi.core.scheme.sql import Cte, Sql, Type
from yipanqi.core.scheme.translate import to_sql

COLUMNS = (
    "kind", "league", "unit_uid", "place", "key", "reason", "value", "target",
    *LEAGUE_COLUMNS, "reported", "assumed", "points", "exact",
)  # fmt: skip
_NULL = f"CAST(NULL AS {sql.DECIMAL})"


def compile_sql(scheme: Scheme, month: Month) -> str:
    """Raises ``score.scheme_not_in_force``."""
    with wide():
        return compiled(at(scheme, month))


def compiled(plan: MonthScheme) -> str:
    steps = [Cte("members", _members(plan), kept=True)]
    measured, figures = measure_steps(plan)
    steps += measured
    for criterion in plan.criteria:
        steps += criterion_steps(plan, criterion, figures)
    rows = [_figure_row(m.key, figures) for m in plan.scheme.measures]
    rows += [_cell_row(c) for c in plan.criteria]
    for league in plan.scheme.leagues:
        if plan.of_league(league.key):
            steps += _total_steps(plan, league, figures)
            rows += _total_rows(plan, league)
    head = (
        f"-- {plan.scheme.title} {plan.scheme.version}, {plan.month}\n"
        f"-- scheme sha256 {plan.scheme.hash}\n"
    )
    body = ",\n".join(str(step) for step in steps)
    return f"{head}WITH {body}\n" + "\nUNION ALL\n".join(rows) + "\n"


def _members(plan: MonthScheme) -> str:
    return "\nUNION ALL\n".join(_league_members(plan, g) for g in plan.scheme.leagues)


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


def _row(kind: str, key: str, source: str, **columns: str) -> str:
    """A SELECT of COLUMNS; what is not given is null."""
    null_text = "CAST(NULL AS VARCHAR)"
    given = {
        "kind": f"'{kind}'",
        "key": f"'{key}'",
        "league": null_text,
        "place": "CAST(NULL AS BIGINT)",
        "reason": null_text,
        "assumed": "FALSE",
        "unit_uid": "unit_uid",
    } | columns
    listed = ", ".join(f"{given.get(c, _NULL)} AS {c}" for c in COLUMNS)
    return f"SELECT {listed}\n  FROM {source}"


def _figure_row(key: str, figures: Figures) -> str:
    said, silent = figures.reported[key], figures.no_progress[key]
    return _row("figure", key, "figures", value=str(said), reported=str(silent))


def _cell_row(criterion: MonthCriterion) -> str:
    plain = ("league", "place", "reason", "value", "target", *LEAGUE_COLUMNS, "reported")
    names = {n: n for n in (*plain, "assumed", "points", "exact")}
    return _row("cell", criterion.key, f"cell_{criterion.key}", **names)


def _total_steps(plan: MonthScheme, league: League, figures: Figures) -> list[Cte]:
    counted = plan.in_total(league.key)
    joins = "\n".join(f"  JOIN cell_{c.key} USING (league, unit_uid)" for c in counted)
    weights = [(c, plan.weight_of(c)) for c in counted]
    whole = sql.constant(sum((w for _, w in weights if w is not None), ZERO))
    held = [_unless_excluded(c, sql.constant(w)) for c, w in weights if w is not None]
    points = [_unless_excluded(c, _points(c)) for c, w in weights if w is not None]
    extra = [_points(c) for c, w in weights if w is None]
    nothing = sql.constant(ZERO)
    unranked = sql.either([f"cell_{c.key}.reason IN ({quoted(UNRANKED)})" for c in counted])
    vetoes = "".join(
        f"       {_veto(plan, figures, v.key)} AS veto_{v.key},\n"
        for v in plan.vetoes
        if league.key in v.leagues
    )
    gathered = (
        f"SELECT league, unit_uid, members.place,\n{vetoes}"
        f"       {unranked} AS unranked,\n"
        f"       {sql.add(nothing, *held)} AS held,\n"
        f"       {sql.add(nothing, *points)} AS weighted,\n"
        f"       {sql.add(nothing, *extra)} AS extra\n"
        f"  FROM members JOIN figures USING (unit_uid)\n{joins}\n WHERE league = '{league.key}'"
    )
    held_column, weighted = sql.column("held"), sql.column("weighted")
    shared = sql.mul(weighted, sql.div(whole, held_column))
    total = sql.case(
        [
            ("unranked", Sql("NULL", Type.DECIMAL)),
            (f"held = {whole}", sql.add(weighted, sql.column("extra"))),
        ],
        sql.add(shared, sql.column("extra")),
    )
    return [
        Cte(f"gathered_{league.key}", gathered),
        Cte(
            f"sum_{league.key}",
            f"SELECT *,\n       {sql.settle(_zeroed(plan, league, total))} AS exact\n"
            f"  FROM gathered_{league.key}",
            kept=True,
        ),
    ]


def _points(criterion: MonthCriterion) -> Sql:
    return Sql(f"COALESCE(cell_{criterion.key}.points, 0)", Type.DECIMAL)


def _unless_excluded(criterion: MonthCriterion, value: Sql) -> Sql:
    excluded = f"cell_{criterion.key}.reason IN ({quoted(EXCLUDED)})"
    return sql.case([(excluded, sql.constant(ZERO))], value)


def _veto(plan: MonthScheme, figures: Figures, key: str) -> str:
    veto = next(v for v in plan.vetoes if v.key == key)
    params = params_sql(plan)
    said = to_sql(veto.when, figures.reported, params)
    silent = to_sql(veto.when, figures.no_progress, params)
    if said == silent:
        return f"COALESCE({said}, FALSE)"
    return f"(COALESCE({said}, FALSE) OR COALESCE({silent}, FALSE))"


def _zeroed(plan: MonthScheme, league: League, total: Sql) -> Sql:
    zeroing = [
        f"veto_{v.key}"
        for v in plan.vetoes
        if league.key in v.leagues and v.effect is VetoEffect.ZERO
    ]
    if not zeroing:
        return total
    least = Sql(f"CASE WHEN ({total}) > 0 THEN 0 ELSE ({total}) END", Type.DECIMAL)
    return sql.case([(sql.either(zeroing), least)], total)


def _total_rows(plan: MonthScheme, league: League) -> list[str]:
    source = f"sum_{league.key}"
    exact = Sql("exact", Type.DECIMAL)
    reason = (
        "CASE WHEN unranked THEN 'score.total_unranked' "
        "WHEN exact IS NULL THEN 'score.nothing_to_score' ELSE 'score.total' END"
    )
    shown = str(published(exact, plan.scheme.total.places, plan))
    where = {"league": "league", "place": "place"}
    rows = [_row("total", "", source, **where, reason=reason, points=shown, exact="exact")]
    rows += [
        _row("veto", v.key, f"{source} WHERE veto_{v.key}", **where)
        for v in plan.vetoes
        if league.key in v.leagues
    ]
    return rows
