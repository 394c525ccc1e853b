"""One cell of a sheet, explained down to the last point: codes and figures, no language."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme.cells import published
from yipanqi.core.scheme.model import Criterion, DerivedMeasure, Scheme
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme, at
from yipanqi.core.scheme.number import ONE, div, mul, settle, wide
from yipanqi.core.scheme.primitives.base import Step
from yipanqi.core.scheme.sheet import Cell, ScoreSheet

_UNROUNDED = Decimal("1E-6")
_MADE_BY_PRIMITIVE = ("score.scored", "score.as_no_progress")


@dataclass(frozen=True, slots=True)
class Explanation:
    """``steps`` in the order in which the points were made: figures read, pace, rule, policy,
    rounding. Every code is ``explain.…`` and has a sentence in the catalogue."""

    unit_uid: str
    league: str
    criterion: str
    title: str
    value: Decimal | None
    points: Decimal | None
    reason: str
    steps: tuple[Step, ...]


def explain(
    scheme: Scheme,
    sheet: ScoreSheet,
    unit_uid: str,
    criterion_key: str,
    league: str | None = None,
) -> Explanation:
    """KeyError where the sheet has no such cell."""
    cell = sheet.cell(unit_uid, criterion_key, league)
    with wide():
        plan = at(scheme, sheet.month)
        criterion = next(c for c in plan.criteria if c.key == criterion_key)
        steps = (
            *_figures(scheme, sheet, criterion.rule, unit_uid),
            *_rule(criterion, cell, plan),
            *_rounding(criterion, cell),
        )
    return Explanation(
        unit_uid=unit_uid,
        league=cell.league,
        criterion=criterion_key,
        title=criterion.rule.title,
        value=cell.value,
        points=cell.points,
        reason=cell.reason,
        steps=steps,
    )


def measures_behind(scheme: Scheme, criterion: Criterion) -> tuple[str, ...]:
    """Measures a criterion reads, directly or through others, in the scheme's order."""
    expressions = [*criterion.inputs.values(), *((criterion.gate,) if criterion.gate else ())]
    wanted = {name for e in expressions for name in e.names}
    for measure in reversed(scheme.derived_measures):
        if measure.key in wanted:
            wanted |= measure.value.names
    return tuple(m.key for m in scheme.measures if m.key in wanted)


def _figures(scheme: Scheme, sheet: ScoreSheet, criterion: Criterion, unit: str) -> Iterator[Step]:
    for key in measures_behind(scheme, criterion):
        figure, measure = sheet.figure(unit, key), scheme.measure(key)
        derived = isinstance(measure, DerivedMeasure)
        yield Step(
            "explain.derived_figure" if derived else "explain.figure",
            {
                "measure": key,
                "title": measure.title,
                "value": figure.reported,
                "no_progress": figure.no_progress,
                "formula": measure.value.text if isinstance(measure, DerivedMeasure) else None,
            },
        )


def _rule(criterion: MonthCriterion, cell: Cell, plan: MonthScheme) -> Iterator[Step]:
    if criterion.combiner is not None:
        yield from _parts(criterion, cell)
        return
    if criterion.pace is not None:
        due = cell.params.get("target")
        yield Step("explain.pace", _pace(criterion, due))
    if cell.reason in _MADE_BY_PRIMITIVE:
        yield from _made(criterion, cell, plan)
    if cell.reason != "score.scored":
        yield Step(
            cell.reason.replace("score.", "explain."),
            {
                "points": cell.points,
                "least": criterion.least,
                "gate": criterion.rule.gate.text if criterion.rule.gate else None,
                "reported": cell.params.get("reported"),
            },
        )


def _made(criterion: MonthCriterion, cell: Cell, plan: MonthScheme) -> tuple[Step, ...]:
    """The primitive's steps, if it is the primitive that made the points: read as "no
    progress", a unit may have failed the gate or had no base."""
    known = {"value": cell.value, **cell.params}
    inputs = {k: v for k, v in known.items() if v is not None and k != "reported"}
    wanted = {*criterion.rule.inputs, *criterion.league_needs}
    if criterion.primitive is None or not wanted <= inputs.keys():
        return ()
    if criterion.base is not None and inputs[criterion.base] == 0:
        return ()
    made = published(criterion.primitive.points(inputs), criterion, plan)
    return criterion.primitive.steps(inputs) if _is_same(made, cell.points, criterion) else ()


def _is_same(made: Decimal | None, points: Decimal | None, criterion: MonthCriterion) -> bool:
    """The sheet keeps ten places of a figure: points that are not rounded may differ in their
    last ones when they are made again from these."""
    if made is None or points is None or criterion.rule.places is not None:
        return made == points
    return abs(made - points) <= _UNROUNDED


def _pace(criterion: MonthCriterion, due: Decimal | None) -> dict[str, Decimal | str | int | None]:
    share = criterion.pace or ONE
    target = None if due is None else div(due, share)
    return {
        "curve": criterion.rule.pace,
        "share": share,
        "target": None if target is None else settle(target),
        "due": due,
    }


def _parts(criterion: MonthCriterion, cell: Cell) -> Iterator[Step]:
    assert criterion.combiner is not None  # noqa: S101
    for name, weight in zip(criterion.combiner.parts, criterion.combiner.weights, strict=True):
        points = cell.params.get(name)
        made = None if points is None else mul(points, weight)
        yield Step(
            "explain.part",
            {"criterion": name, "weight": weight, "points": points, "weighted": made},
        )
    code = cell.reason.replace("score.", "explain.")
    if cell.reason == "score.combined":
        code = f"explain.{criterion.combiner.combination}"
    yield Step(code, {"points": cell.points})


def _rounding(criterion: MonthCriterion, cell: Cell) -> Iterator[Step]:
    places = criterion.rule.places
    if cell.points is not None and places is not None:
        yield Step("explain.rounded", {"places": places, "points": cell.points})
