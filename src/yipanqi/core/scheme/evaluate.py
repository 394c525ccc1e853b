"""The reference evaluation: what a scheme means, in Decimal over plain rows.

The SQL of ``compile`` is a translation of this and is tested against it; where the two
could differ in the twelfth place, this decides.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import rounded
from yipanqi.core.scheme.cells import criterion_cells, published
from yipanqi.core.scheme.interpret import value_of
from yipanqi.core.scheme.measures import UnitFigures, base_figures, with_derived
from yipanqi.core.scheme.model import Scheme, VetoEffect
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme, at
from yipanqi.core.scheme.number import ZERO, div, mul, settle, wide
from yipanqi.core.scheme.rows import Facts, members
from yipanqi.core.scheme.sheet import (
    EXCLUDED,
    RULES_VERSION,
    UNRANKED,
    Cell,
    Figure,
    ScoreSheet,
    Total,
)

Members = Mapping[str, tuple[str, ...]]  # league → units


def evaluate(scheme: Scheme, facts: Facts, month: Month, inputs: Sequence[str] = ()) -> ScoreSheet:
    """Score ``month`` from fact rows (``yipanqi.core.facts.current``) of one or more months.

    ``inputs`` are the snapshot ids the rows come from. Raises ``score.scheme_not_in_force``,
    ``score.no_units``, ``score.figure_missing`` (policy refuse), ``score.figure_too_large``.
    """
    with wide():
        plan = at(scheme, month)
        leagues = members(scheme, facts, month)
        units = dict.fromkeys(u for league in leagues.values() for u in league)
        base = base_figures(scheme, facts, month, plan.params, units)
        return sheet_from(plan, leagues, base, tuple(inputs))


def sheet_from(
    plan: MonthScheme,
    leagues: Members,
    base: Mapping[str, UnitFigures],
    inputs: tuple[str, ...],
) -> ScoreSheet:
    """The sheet from base figures, whoever added them up."""
    if not any(leagues.values()):
        raise Refusal("score.no_units", month=str(plan.month), scheme=plan.scheme.title)
    with wide():
        figures = with_derived(plan.scheme, base, plan.params)
        cells: list[Cell] = []
        totals: list[Total] = []
        for league, units in leagues.items():
            if not plan.of_league(league):
                continue
            found = _league_cells(plan, league, units, figures)
            for unit in units:
                cells.extend(found[unit].values())
                totals.append(_total(plan, league, unit, found[unit], figures[unit]))
        return assembled(plan, inputs, cells, totals, figures)


def assembled(
    plan: MonthScheme,
    inputs: tuple[str, ...],
    cells: list[Cell],
    totals: list[Total],
    figures: Mapping[str, UnitFigures],
) -> ScoreSheet:
    order = [m.key for m in plan.scheme.measures]
    return ScoreSheet(
        scheme_key=plan.scheme.key,
        scheme_version=plan.scheme.version,
        scheme_hash=plan.scheme.hash,
        rules_version=RULES_VERSION,
        month=plan.month,
        inputs=inputs,
        cells=tuple(cells),
        totals=tuple(totals),
        figures=tuple(
            Figure(unit, key, _settled(f.reported[key]), _settled(f.no_progress[key]))
            for unit, f in sorted(figures.items())
            for key in order
        ),
    )


def _settled(value: Decimal | None) -> Decimal | None:
    return None if value is None else settle(value)


def _league_cells(
    plan: MonthScheme,
    league: str,
    units: tuple[str, ...],
    figures: Mapping[str, UnitFigures],
) -> dict[str, dict[str, Cell]]:
    """Unit → criterion → cell, combiners after their parts."""
    found: dict[str, dict[str, Cell]] = {unit: {} for unit in units}
    for criterion in plan.of_league(league):
        if criterion.combiner is not None:
            for unit in units:
                found[unit][criterion.key] = _combined(plan, criterion, league, unit, found[unit])
            continue
        for cell in criterion_cells(criterion, plan, league, units, figures):
            found[cell.unit_uid][criterion.key] = cell
    return found


def _combined(
    plan: MonthScheme,
    criterion: MonthCriterion,
    league: str,
    unit: str,
    cells: Mapping[str, Cell],
) -> Cell:
    assert criterion.combiner is not None  # noqa: S101
    parts = [cells[name] for name in criterion.combiner.parts]
    reason = "score.combined"
    points = None
    if any(p.reason in UNRANKED for p in parts):
        reason = "score.part_unranked"
    else:
        points = criterion.combiner.points([p.points for p in parts])
        if points is None:
            reason = "score.parts_excluded"
    shown = None if points is None else published(points, criterion, plan)
    params = {p.criterion: p.points for p in parts}
    return Cell(unit, league, criterion.key, None, shown, reason, params)


def _total(
    plan: MonthScheme,
    league: str,
    unit: str,
    cells: Mapping[str, Cell],
    figures: UnitFigures,
) -> Total:
    counted = [(c, cells[c.key]) for c in plan.in_total(league)]
    vetoes = _vetoes(plan, league, figures)
    effects = {v.effect for v in plan.vetoes if v.key in vetoes}
    if any(cell.reason in UNRANKED for _, cell in counted):
        return Total(unit, league, None, None, "score.total_unranked", vetoes)
    points = _sum(plan, counted)
    if points is None:
        return Total(unit, league, None, None, "score.nothing_to_score", vetoes)
    if VetoEffect.ZERO in effects:
        points = min(points, ZERO)
    points = settle(points)
    shown = rounded(points, plan.scheme.total.places, plan.scheme.rounding)
    return Total(unit, league, shown, points, "score.total", vetoes)


def _sum(plan: MonthScheme, counted: list[tuple[MonthCriterion, Cell]]) -> Decimal | None:
    """Points, the weights of excluded criteria handed to the rest in proportion."""
    weights = [(plan.weight_of(c), cell) for c, cell in counted]
    extra = sum((cell.points or ZERO for w, cell in weights if w is None), ZERO)
    whole = sum((w for w, _ in weights if w is not None), ZERO)
    present = [(w, c) for w, c in weights if w is not None and c.reason not in EXCLUDED]
    held = sum((w for w, _ in present), ZERO)
    points = sum((c.points or ZERO for _, c in present), ZERO)
    if held == whole:
        return points + extra
    shared = div(mul(points, whole), held)
    return None if shared is None else shared + extra


def _vetoes(plan: MonthScheme, league: str, figures: UnitFigures) -> tuple[str, ...]:
    """Vetoes that hold for the reported figures or for those without progress."""
    return tuple(
        veto.key
        for veto in plan.vetoes
        if league in veto.leagues
        and any(
            value_of(veto.when, f, plan.params) is True
            for f in (figures.reported, figures.no_progress)
        )
    )
