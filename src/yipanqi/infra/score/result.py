"""Rows of a compiled scheme's SQL, read into a score sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import Rounding
from yipanqi.core.scheme.evaluate import assembled
from yipanqi.core.scheme.measures import UnitFigures
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme, inexact_names
from yipanqi.core.scheme.number import SETTLED, settle
from yipanqi.core.scheme.sheet import Cell, ScoreSheet, Total

Row = Mapping[str, Any]
NEAR = Decimal("2E-10")  # of a rounding edge: ln and power may differ there
_HALF = Decimal("0.5")


class Result:
    """What the engine said, by league and place."""

    def __init__(self, plan: MonthScheme, rows: Sequence[Row]) -> None:
        self.plan = plan
        self.cells: dict[tuple[str, str, str], Row] = {}
        self.totals: dict[tuple[str, str], Row] = {}
        self.vetoes: dict[tuple[str, str], set[str]] = {}
        self._reported: dict[str, dict[str, Decimal | None]] = {}
        self._assumed: dict[str, dict[str, Decimal | None]] = {}
        for row in rows:
            self._keep(row)

    def _keep(self, row: Row) -> None:
        league, unit, key = row["league"], row["unit_uid"], row["key"]
        if row["kind"] == "figure":
            self._reported.setdefault(unit, {})[key] = row["value"]
            self._assumed.setdefault(unit, {})[key] = row["reported"]
        elif row["kind"] == "cell":
            self.cells[league, unit, key] = row
        elif row["kind"] == "total":
            self.totals[league, unit] = row
        else:
            self.vetoes.setdefault((league, unit), set()).add(key)

    @property
    def figures(self) -> dict[str, UnitFigures]:
        """With all twelve places."""
        return {u: UnitFigures(f, self._assumed[u]) for u, f in self._reported.items()}

    @property
    def leagues(self) -> dict[str, tuple[str, ...]]:
        """League → units in their order."""
        found: dict[str, tuple[str, ...]] = {}
        for league in self.plan.scheme.leagues:
            rows = [r for (key, _), r in self.totals.items() if key == league.key]
            rows.sort(key=lambda r: r["place"])
            found[league.key] = tuple(r["unit_uid"] for r in rows)
        return found

    def sheet(self, inputs: tuple[str, ...]) -> ScoreSheet:
        cells: list[Cell] = []
        totals: list[Total] = []
        for league, units in self.leagues.items():
            criteria = self.plan.of_league(league)
            for unit in units:
                cells.extend(self._cell(c, league, unit) for c in criteria)
                totals.append(self._total(league, unit))
        return assembled(self.plan, inputs, cells, totals, self.figures)

    def _cell(self, criterion: MonthCriterion, league: str, unit: str) -> Cell:
        row = self.cells[league, unit, criterion.key]
        if row["reason"] == "score.missing_refused":
            raise Refusal("score.figure_missing", unit=unit, criterion=criterion.rule.title)
        if criterion.combiner is not None:
            parts = criterion.combiner.parts
            params = {p: _settled(self.cells[league, unit, p]["points"]) for p in parts}
        else:
            names = [n for n in criterion.rule.inputs if n != "value"]
            params = {n: _settled(row[n]) for n in (*names, *criterion.league_needs)}
            if row["assumed"]:
                params["reported"] = _settled(row["reported"])
        return Cell(
            unit_uid=unit,
            league=league,
            criterion=criterion.key,
            value=_settled(row["value"]),
            points=_settled(row["points"]),
            reason=row["reason"],
            params=params,
        )

    def _total(self, league: str, unit: str) -> Total:
        row = self.totals[league, unit]
        held = self.vetoes.get((league, unit), set())
        vetoes = tuple(v.key for v in self.plan.vetoes if v.key in held)
        points, exact = _settled(row["points"]), _settled(row["exact"])
        return Total(unit, league, points, exact, row["reason"], vetoes)

    def needs_reference(self) -> bool:
        """Some figure that ``ln`` or ``power`` touched is too near an edge to be sure of."""
        inexact = {c.key: c for c in self.plan.criteria if c.is_inexact}
        if any(c.jumps_on_inexact for c in inexact.values()):
            return True
        measures = inexact_names(self.plan.scheme)
        read = [self._reported[u][m] for u in self._reported for m in measures]
        rows = [(inexact[k[2]], r) for k, r in self.cells.items() if k[2] in inexact]
        read += [r["value"] for _, r in rows]
        if any(_is_near(v, SETTLED, Rounding.HALF_UP) for v in read):
            return True
        rounding = self.plan.scheme.rounding
        return any(_is_near(r["exact"], c.rule.places, rounding) for c, r in rows)


def _is_near(value: Decimal | None, places: int | None, rounding: Rounding) -> bool:
    if value is None:
        return False
    if places is None:
        return True
    past = abs(value) % Decimal(1).scaleb(-places)
    unit = Decimal(1).scaleb(-places)
    edge = unit * _HALF
    near = min(NEAR, unit / 20)
    if rounding is Rounding.TRUNCATE:
        return past <= near or unit - past <= near
    return abs(past - edge) <= near


def _settled(value: Decimal | None) -> Decimal | None:
    return None if value is None else settle(value)
