"""Divided projects on the desk's board: each unit has its share, what lies above counts it once."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.month import Month
from yipanqi.web.register.shares import Division, division_of, summed

NOW = {"plan": "annual_plan", "plan_to_date": "plan_to_date", "done": "year_to_date"}
BEFORE = {"plan_before": "plan_to_date", "done_before": "year_to_date"}


def give_shares(
    tallies: MutableMapping[int, Any],
    projects: QuerySet[Project],
    month: Month,
    counted: Mapping[Month, tuple[str, ...]],
    empty: type[Any],
) -> None:
    """Move what others have of a divided project from where it counts whole to them.

    ``counted``: the states of reports whose figure the board takes, by month; a figure that it
    does not take is nobody's and moves nothing. Nothing is moved between years.
    """
    for when, columns in ((month, NOW), (month.previous, BEFORE)):
        if when.year != month.year or when not in counted:
            continue
        division = division_of(projects, when)
        if not division.parts:
            continue
        told = _told(division, when, counted[when])
        own = projects.filter(pk__in=list(division.parts)).order_by()
        homes = dict(own.values_list("pk", "current__counting_unit"))
        for pk, parts in division.parts.items():
            for name, column in columns.items():
                if column == "year_to_date" and pk not in told:
                    continue
                whole = summed(parts, column)
                if whole is None or pk not in homes:
                    continue
                _add(tallies, homes[pk], name, -whole, empty)
                for part in parts:
                    _add(tallies, part.unit, name, getattr(part, column) or 0, empty)


def _told(division: Division, month: Month, states: tuple[str, ...]) -> frozenset[int]:
    rows = MonthReport.objects.unscoped("states of projects the board already shows").filter(
        window__month=str(month), project__in=list(division.parts), state__in=states
    )
    return frozenset(rows.values_list("project_id", flat=True))


def _add(
    tallies: MutableMapping[int, Any], unit: int, name: str, amount: int, empty: type[Any]
) -> None:
    tally = tallies.setdefault(unit, empty())
    setattr(tally, name, getattr(tally, name) + amount)
