"""Fact rows as expressions see them, and as they would stand had silence been "no progress"."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yipanqi.core.month import Month
from yipanqi.core.scheme.interpret import value_of
from yipanqi.core.scheme.model import BaseMeasure, League, Scheme
from yipanqi.core.scheme.number import scaled
from yipanqi.core.scheme.vocabulary import SCALED, SILENT_COLUMNS, columns_of

Row = Mapping[str, Any]
Facts = Mapping[str, Sequence[Row]]


def seen(table: str, row: Row) -> dict[str, Any]:
    """A row with its scaled numbers as numbers. A column the row lacks is null."""
    found = {name: row.get(name) for name in columns_of(table)}
    for name, (value, decimals) in SCALED.get(table, {}).items():
        places = decimals if isinstance(decimals, int) else row.get(decimals)
        found[name] = _number(row.get(value), places)
    return found


def _number(value: int | None, places: int | None) -> Decimal | None:
    return None if value is None or places is None else scaled(value, places)


def is_silent(row: Row) -> bool:
    """A report was due and there is none."""
    return row.get("report_status") == "missing" and row.get("report_due") is True


def no_progress(row: Row) -> Row:
    """The row as if "no progress" had been reported in time: nothing this month, the year's
    sum as at the month before."""
    if not is_silent(row):
        return row
    return {
        **row,
        "report_status": "approved",
        "this_month": 0,
        "year_to_date": row.get("previous_year_to_date") or 0,
        "is_on_time": True,
        "first_submitted_on": row.get("due_on"),
    }


def hears_silence(measure: BaseMeasure) -> bool:
    """The measure reads a column that a missing report leaves empty."""
    if measure.table != "project_months":
        return False
    read = [e.names for e in (measure.where, measure.value) if e is not None]
    return any(not names.isdisjoint(SILENT_COLUMNS) for names in read)


def in_window(measure: BaseMeasure, month: Month, row_month: str) -> bool:
    if measure.months == "month":
        return row_month == str(month)
    start = f"{month.year:04d}-01" if measure.months == "year_to_date" else ""
    return start <= row_month <= str(month)


def rows_of(measure: BaseMeasure, facts: Facts, month: Month, params: Row) -> Iterator[Row]:
    """Rows of the measure's window under its condition, as reported."""
    for row in facts.get(measure.table, ()):
        if in_window(measure, month, row["month"]):
            candidate = seen(measure.table, row)
            if measure.where is None or value_of(measure.where, candidate, params) is True:
                yield candidate


def ancestors(facts: Facts, month: Month) -> dict[str, tuple[str, ...]]:
    """Unit → the units its rows count for, itself among them, in the scored month's tree."""
    found: dict[str, list[str]] = {}
    for path in facts.get("unit_paths", ()):
        if path["month"] == str(month):
            found.setdefault(path["unit_uid"], []).append(path["ancestor_uid"])
    return {unit: tuple(above) for unit, above in found.items()}


def members(scheme: Scheme, facts: Facts, month: Month) -> dict[str, tuple[str, ...]]:
    """League → uids of its units, in the order of the units' ``sort``."""
    units = [u for u in facts.get("units", ()) if u["month"] == str(month)]
    units.sort(key=lambda u: (u.get("sort") or 0, u["uid"]))
    return {
        league.key: tuple(u["uid"] for u in units if _belongs(league, u))
        for league in scheme.leagues
    }


def _belongs(league: League, unit: Row) -> bool:
    if league.where is not None:
        return value_of(league.where, seen("units", unit), {}) is True
    return unit.get("code") in league.units or unit["uid"] in league.units
