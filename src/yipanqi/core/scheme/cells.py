"""From a unit's figures to one cell: gates, missing figures, base, primitive, rounding."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import rounded
from yipanqi.core.scheme.interpret import value_of
from yipanqi.core.scheme.measures import Figures, UnitFigures
from yipanqi.core.scheme.model import Better, NullPolicy
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme
from yipanqi.core.scheme.number import ZERO, mul, settle
from yipanqi.core.scheme.sheet import Cell

Inputs = dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Points before null policy and rounding. ``state`` as in SQL's column of that name."""

    state: str  # scored, missing, no_base, no_base_excluded, gate_closed
    points: Decimal | None
    inputs: Mapping[str, Decimal | None]


def criterion_cells(
    criterion: MonthCriterion,
    plan: MonthScheme,
    league: str,
    units: tuple[str, ...],
    figures: Mapping[str, UnitFigures],
) -> list[Cell]:
    """One cell for each unit of the league."""
    reported = {u: _inputs(criterion, figures[u].reported, plan) for u in units}
    assumed = {u: _inputs(criterion, figures[u].no_progress, plan) for u in units}
    if criterion.league_needs:
        _place_in_league(criterion, units, reported, assumed)
    cells = []
    for unit in units:
        said = _outcome(criterion, figures[unit].reported, reported[unit], plan)
        silent = _outcome(criterion, figures[unit].no_progress, assumed[unit], plan)
        cells.append(_cell(criterion, plan, (unit, league), said, silent))
    return cells


def _inputs(criterion: MonthCriterion, figures: Figures, plan: MonthScheme) -> Inputs:
    found = {n: value_of(e, figures, plan.params) for n, e in criterion.rule.inputs.items()}
    if criterion.pace is not None and found.get("target") is not None:
        found["target"] = mul(found["target"], criterion.pace)
    return found


def _place_in_league(
    criterion: MonthCriterion,
    units: tuple[str, ...],
    reported: dict[str, Inputs],
    assumed: dict[str, Inputs],
) -> None:
    """Put each unit's standing figure and the league's into its inputs.

    Under ``worst`` a unit stands with the worse of its two figures, or with the scheme's
    silent value: withholding a figure must not lift the ends of the scale.
    """
    better = max if criterion.rule.better is Better.HIGHER else min
    worse = min if better is max else max
    standing: dict[str, Decimal] = {}
    for unit in units:
        options = [reported[unit]["value"]]
        if criterion.rule.null is NullPolicy.WORST:
            options.append(assumed[unit]["value"])
        known = [settle(v) for v in options if v is not None]
        if known:
            standing[unit] = worse(known)
        elif criterion.rule.null is NullPolicy.WORST and criterion.rule.silent_value is not None:
            standing[unit] = criterion.rule.silent_value
    for unit in units:
        own = standing.get(unit)
        league: Inputs = {
            "worst": worse(standing.values()) if standing else None,
            "best": better(standing.values()) if standing else None,
            "rank": None if own is None else _rank(own, standing.values(), better),
        }
        wanted = {k: v for k, v in league.items() if k in criterion.league_needs}
        for inputs in (reported[unit], assumed[unit]):
            if inputs["value"] is not None:
                inputs["value"] = own
            inputs.update(wanted)


def _rank(own: Decimal, all_figures: Iterable[Decimal], better: Callable[..., Decimal]) -> Decimal:
    """Competition rank: one more than the number of figures ahead."""
    return Decimal(1 + sum(1 for v in all_figures if v != own and better(v, own) == v))


def _outcome(
    criterion: MonthCriterion, figures: Figures, inputs: Inputs, plan: MonthScheme
) -> _Outcome:
    gate = criterion.rule.gate
    if gate is not None and value_of(gate, figures, plan.params) is not True:
        return _Outcome("gate_closed", criterion.gate_else, inputs)
    known = {k: v for k, v in inputs.items() if v is not None}
    if len(known) < len(inputs):
        return _Outcome("missing", None, inputs)
    if criterion.base is not None and known[criterion.base] == 0:
        if isinstance(criterion.no_base, Decimal):
            return _Outcome("no_base", criterion.no_base, inputs)
        return _Outcome("no_base_excluded", None, inputs)
    assert criterion.primitive is not None  # noqa: S101
    return _Outcome("scored", criterion.primitive.points(known), inputs)


def _cell(
    criterion: MonthCriterion,
    plan: MonthScheme,
    where: tuple[str, str],
    said: _Outcome,
    silent: _Outcome,
) -> Cell:
    used, reason, points = said, f"score.{said.state}", said.points
    if criterion.rule.null is NullPolicy.WORST:
        used, reason, points = _under_worst(criterion, said, silent)
    elif said.state == "missing":
        if criterion.rule.null is NullPolicy.REFUSE:
            raise Refusal("score.figure_missing", unit=where[0], criterion=criterion.rule.title)
        reason = f"score.missing_{_MISSING[criterion.rule.null]}"
        points = ZERO if criterion.rule.null is NullPolicy.ZERO else None
    value = None if said.state == "missing" else used.inputs.get("value")
    params = {k: _settled(v) for k, v in used.inputs.items() if k != "value"}
    if used is not said:
        params["reported"] = _settled(said.inputs.get("value"))
    return Cell(
        unit_uid=where[0],
        league=where[1],
        criterion=criterion.key,
        value=_settled(value),
        points=None if points is None else published(points, criterion, plan),
        reason=reason,
        params=params,
    )


_MISSING = {
    NullPolicy.ZERO: "zero",
    NullPolicy.EXCLUDE: "excluded",
    NullPolicy.UNRANKED: "unranked",
}


def _under_worst(
    criterion: MonthCriterion, said: _Outcome, silent: _Outcome
) -> tuple[_Outcome, str, Decimal | None]:
    """The reported outcome, unless "no progress" would have earned less."""
    least = criterion.least
    points = least if said.state == "missing" else said.points
    other = least if silent.state == "missing" else silent.points
    reason = "score.missing_worst" if said.state == "missing" else f"score.{said.state}"
    if points is None or other is None:  # one is excluded: stand as no progress would
        if (points is None) == (other is None):
            return said, reason, points
        return silent, "score.no_base_excluded" if other is None else "score.as_no_progress", other
    if other < points:
        if said.state == "missing":
            return said, reason, other
        return silent, "score.as_no_progress", other
    return said, reason, points


def _settled(value: Decimal | None) -> Decimal | None:
    return None if value is None else settle(value)


def published(points: Decimal, criterion: MonthCriterion, plan: MonthScheme) -> Decimal:
    """Settled, then rounded once as the criterion says."""
    places = criterion.rule.places
    return (
        settle(points) if places is None else rounded(settle(points), places, plan.scheme.rounding)
    )
