"""Measures by reference: from fact rows to one figure per unit, twice.

Every figure exists as reported and as if silent reports had said "no progress"; by default
the one that earns less counts, so that silence can never pay.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.month import Month
from yipanqi.core.scheme.interpret import value_of
from yipanqi.core.scheme.model import Aggregate, BaseMeasure, Scheme
from yipanqi.core.scheme.number import ONE, ZERO, div
from yipanqi.core.scheme.rows import Facts, Row, ancestors, hears_silence, no_progress, rows_of

Figures = Mapping[str, Decimal | None]  # by measure


@dataclass(frozen=True, slots=True)
class UnitFigures:
    reported: Figures
    no_progress: Figures


@dataclass(slots=True)
class _Running:
    rows: int = 0
    values: int = 0
    total: Decimal = ZERO
    low: Decimal | None = None
    high: Decimal | None = None

    def add(self, value: Decimal | None) -> None:
        self.rows += 1
        if value is not None:
            self.values += 1
            self.total += value
            self.low = value if self.low is None else min(self.low, value)
            self.high = value if self.high is None else max(self.high, value)


def base_figures(
    scheme: Scheme, facts: Facts, month: Month, params: Row, units: Iterable[str]
) -> dict[str, UnitFigures]:
    """The figures of ``units`` that come from rows."""
    above = ancestors(facts, month)
    silent = {**facts, "project_months": [no_progress(r) for r in facts.get("project_months", ())]}
    reported: dict[str, dict[str, Decimal | None]] = {u: {} for u in units}
    assumed: dict[str, dict[str, Decimal | None]] = {u: {} for u in reported}
    for measure in scheme.base_measures:
        as_said = _per_unit(measure, facts, month, params, above)
        without = as_said
        if hears_silence(measure):
            without = _per_unit(measure, silent, month, params, above)
        for unit, figures in reported.items():
            figures[measure.key] = as_said.get(unit, measure.absent)
            assumed[unit][measure.key] = without.get(unit, measure.absent)
    return {u: UnitFigures(reported[u], assumed[u]) for u in reported}


def _per_unit(
    measure: BaseMeasure,
    facts: Facts,
    month: Month,
    params: Row,
    above: Mapping[str, tuple[str, ...]],
) -> dict[str, Decimal | None]:
    running: defaultdict[str, _Running] = defaultdict(_Running)
    for row in rows_of(measure, facts, month, params):
        value = ONE if measure.value is None else value_of(measure.value, row, params)
        owner = row[measure.by]
        for unit in above.get(owner, ()) if measure.subtree else (owner,):
            running[unit].add(value)
    return {unit: _settled(measure.aggregate, r) for unit, r in running.items()}


def _settled(aggregate: Aggregate, running: _Running) -> Decimal | None:
    if aggregate is Aggregate.COUNT:
        return Decimal(running.rows)
    if running.values == 0:
        return None
    if aggregate is Aggregate.SUM:
        return running.total
    if aggregate is Aggregate.AVG:
        return div(running.total, Decimal(running.values))
    return running.low if aggregate is Aggregate.MIN else running.high


def with_derived(
    scheme: Scheme, base: Mapping[str, UnitFigures], params: Row
) -> dict[str, UnitFigures]:
    """All figures, derived ones added in the order in which they rest on each other."""
    found: dict[str, UnitFigures] = {}
    for unit, figures in base.items():
        reported, assumed = dict(figures.reported), dict(figures.no_progress)
        for measure in scheme.derived_measures:
            reported[measure.key] = value_of(measure.value, reported, params)
            assumed[measure.key] = value_of(measure.value, assumed, params)
        found[unit] = UnitFigures(reported, assumed)
    return found
