"""The rows behind a figure: what a click on a cell opens."""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.month import Month
from yipanqi.core.scheme.explain import measures_behind
from yipanqi.core.scheme.interpret import value_of
from yipanqi.core.scheme.model import BaseMeasure, Criterion, Scheme
from yipanqi.core.scheme.month_scheme import at
from yipanqi.core.scheme.number import ONE, wide
from yipanqi.core.scheme.rows import Facts, Row, ancestors, is_silent, rows_of


@dataclass(frozen=True, slots=True)
class Contribution:
    """One fact row in one measure of one unit.

    ``value`` is what the row adds, None where the row is silent on it. ``row`` is the fact
    row with its keys (``project_uid``, ``month`` …).
    """

    measure: str
    table: str
    value: Decimal | None
    is_silent: bool
    row: Row


def contributions(
    scheme: Scheme, facts: Facts, month: Month, unit_uid: str, criterion: str
) -> tuple[Contribution, ...]:
    """Rows of every measure that the criterion reads, as reported, in the facts' order."""
    with wide():
        params = at(scheme, month).params
        above = ancestors(facts, month)
        found: list[Contribution] = []
        for measure in base_measures(scheme, scheme.criterion(criterion)):
            for row in rows_of(measure, facts, month, params):
                owner = row[measure.by]
                if unit_uid in (above.get(owner, ()) if measure.subtree else (owner,)):
                    found.append(_contribution(measure, row, params))
        return tuple(found)


def base_measures(scheme: Scheme, criterion: Criterion) -> tuple[BaseMeasure, ...]:
    """Of the criterion and, for a combiner, of its parts."""
    lines, waiting = [criterion], list(criterion.parts)
    while waiting:
        part = scheme.criterion(waiting.pop()[0])
        lines.append(part)
        waiting.extend(part.parts)
    wanted = {key for line in lines for key in measures_behind(scheme, line)}
    return tuple(m for m in scheme.base_measures if m.key in wanted)


def _contribution(measure: BaseMeasure, row: Row, params: Row) -> Contribution:
    value = ONE if measure.value is None else value_of(measure.value, row, params)
    return Contribution(measure.key, measure.table, value, is_silent(row), row)
