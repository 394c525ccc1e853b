"""Rows of a compiled scheme's SQL, read into a score sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import Rounding
from yipanqi.core.scheme.compile_criteria import column_of
from yipanqi.core.scheme.compile_measures import Figures
from yipanqi.core.scheme.evaluate import assembled
from yipanqi.core.scheme.measures import UnitFigures
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme, inexact_names
from yipanqi.core.scheme.number import SETTLED, settle
from yipanqi.core.scheme.sheet import Cell, ScoreSheet, Total

Row = Mapping[str, Any]
NEAR = Decimal("2E-10")  # of a rounding edge: ln and power may differ there
_HALF = Decimal("0.5")


class Result:
    """What the engine said: a row for each unit in a league, leagues apart, in order."""

    def __init__(self, plan: MonthScheme, columns: Figures, rows: Sequence[Row]) -> None:
        self.plan = plan
        self.columns = columns
        self.rows = rows

    @property
    def figures(self) -> dict[str, UnitFigures]:
        """With all twelve places."""
        return {
            row["unit_uid"]: UnitFigures(
                {key: row[str(column)] for key, column in self.columns.reported.items()},
                {key: row[str(column)] for key, column in self.columns.no_progress.items()},
            )
            for row in self.rows
        }

    @property
    def leagues(self) -> dict[str, tuple[str, ...]]:
        """League → units in their order."""
        return {
            league.key: tuple(r["unit_uid"] for r in self.rows if r["league"] == league.key)
            for league in self.plan.scheme.leagues
        }

    def sheet(self, inputs: tuple[str, ...]) -> ScoreSheet:
        cells: list[Cell] = []
        totals: list[Total] = []
        for league in self.plan.scheme.leagues:
            criteria = self.plan.of_league(league.key)
            for row in self.rows:
                if row["league"] == league.key:
                    cells.extend(self._cell(c, row) for c in criteria)
                    totals.append(self._total(row))
        return assembled(self.plan, inputs, cells, totals, self.figures)

    def _cell(self, criterion: MonthCriterion, row: Row) -> Cell:
        reason = row[column_of(criterion.key, "reason")]
        if reason == "score.missing_refused":
            raise Refusal(
                "score.figure_missing", unit=row["unit_uid"], criterion=criterion.rule.title
            )
        return Cell(
            unit_uid=row["unit_uid"],
            league=row["league"],
            criterion=criterion.key,
            value=_settled(row.get(column_of(criterion.key, "value"))),
            points=_settled(row[column_of(criterion.key, "points")]),
            reason=reason,
            params=self._params(criterion, row),
        )

    def _params(self, criterion: MonthCriterion, row: Row) -> dict[str, Decimal | None]:
        if criterion.combiner is not None:
            parts = criterion.combiner.parts
            return {p: _settled(row[column_of(p, "points")]) for p in parts}
        inputs = [name for name in criterion.rule.inputs if name != "value"]
        names = [*inputs, *criterion.league_needs]
        params = {n: _settled(row[column_of(criterion.key, n)]) for n in names}
        if row.get(column_of(criterion.key, "assumed")):
            reported = "a_level" if criterion.league_needs else "a_value"
            params["reported"] = _settled(row[column_of(criterion.key, reported)])
        return params

    def _total(self, row: Row) -> Total:
        return Total(
            unit_uid=row["unit_uid"],
            league=row["league"],
            points=_settled(row["total_points"]),
            unrounded=_settled(row["total_exact"]),
            reason=row["total_reason"],
            vetoes=tuple(v.key for v in self.plan.vetoes if row[f"v_{v.key}"]),
        )

    def needs_reference(self) -> bool:
        """Some figure that ``ln`` or ``power`` touched is too near an edge to be sure of."""
        inexact = [c for c in self.plan.criteria if c.is_inexact]
        if any(c.jumps_on_inexact for c in inexact):
            return True
        measures = inexact_names(self.plan.scheme)
        columns = {str(f[m]) for f in self._both() for m in measures}
        columns |= {column_of(c.key, "value") for c in inexact}
        if any(_is_near(r.get(c), SETTLED, Rounding.HALF_UP) for c in columns for r in self.rows):
            return True
        rounding = self.plan.scheme.rounding
        return any(
            _is_near(row[column_of(c.key, "exact")], c.rule.places, rounding)
            for c in inexact
            for row in self.rows
            if row["league"] in c.rule.leagues
        )

    def _both(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return self.columns.reported, self.columns.no_progress


def _is_near(value: Decimal | None, places: int | None, rounding: Rounding) -> bool:
    if value is None:
        return False
    if places is None:
        return True
    unit = Decimal(1).scaleb(-places)
    past = abs(value) % unit
    near = min(NEAR, unit / 20)
    if rounding is Rounding.TRUNCATE:
        return past <= near or unit - past <= near
    return abs(past - unit * _HALF) <= near


def _settled(value: Decimal | None) -> Decimal | None:
    return None if value is None else settle(value)
