"""The same commitments as columns, as a month of due dates, as a wall of lights."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.supervision.queries import (
    LIGHT_OF_SEVERITY,
    NOT_OVER,
    Filters,
    Line,
    commitments,
    lines,
)
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import ORGANISATIONS, UnitKind
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.texts import render

CARDS = 30
CLOSED_LATELY = timedelta(days=30)
LAMPS = 120
A_DAY = 6


@dataclass(frozen=True, slots=True)
class Column:
    """One state of the board; ``count`` may be more than the cards shown."""

    state: str
    cards: list[Line]
    count: int


def kanban(viewer: Viewer, filters: Filters) -> list[Column]:
    """Work, work sent back, reports waiting, and what was closed in the last thirty days."""
    rows = commitments(viewer, _all(filters)).prefetch_related("slips")
    since = clock.business_today() - CLOSED_LATELY
    found = []
    for state in ("open", "returned", "reported_done", "closed"):
        mine = rows.filter(state=state)
        if state == "closed":
            mine = mine.filter(closed_on__gte=since).order_by("-closed_on", "pk")
        found.append(Column(state, lines(mine[:CARDS]), mine.count()))
    return found


def _all(filters: Filters) -> Filters:
    return Filters(
        state="all",
        light=filters.light,
        whose=filters.whose,
        origin=filters.origin,
        cause=filters.cause,
        unit=filters.unit,
        words=filters.words,
    )


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    is_worked: bool
    is_today: bool
    is_outside: bool  # of the month shown
    items: list[Line]
    more: int


def calendar(viewer: Viewer, filters: Filters, month: Month) -> list[list[Day]]:
    """Whole weeks, Monday first; what is not over stands on the day it is due."""
    first = month.first - timedelta(days=month.first.weekday())
    last = month.last + timedelta(days=6 - month.last.weekday())
    rows = commitments(viewer, _all(filters)).filter(
        state__in=NOT_OVER, due_on__gte=first, due_on__lte=last
    )
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in lines(rows.prefetch_related("slips")):
        by_day[line.row.due_on].append(line)
    worked, today = rules().calendar, clock.business_today()
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    shown = [
        Day(
            day=day,
            is_worked=worked.is_workday(day),
            is_today=day == today,
            is_outside=not month.first <= day <= month.last,
            items=by_day[day][:A_DAY],
            more=max(0, len(by_day[day]) - A_DAY),
        )
        for day in days
    ]
    return [shown[n : n + 7] for n in range(0, len(shown), 7)]


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit on the wall with the lamps of its running commitments, worst first."""

    node: Node
    lamps: list[dict[str, Any]]
    counts: dict[str, int]
    more: int


def wall(viewer: Viewer, filters: Filters) -> tuple[list[Tile], list[Tile]]:
    """Tiles of territorial units and of departments, those with anything to show."""
    rows = commitments(viewer, Filters(unit=filters.unit, state="running")).values_list(
        "uid", "title", "lead_unit_id", "severity", "due_on", "is_confined"
    )
    hidden = render("commitment.confined_title")  # a wall is looked at by whoever passes
    lamps: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for uid, title, lead, severity, due_on, is_confined in rows:
        light = LIGHT_OF_SEVERITY[severity].value
        said = hidden if is_confined else title
        lamps[tile_of(lead, filters.unit)].append(
            {"uid": uid, "title": said, "light": light, "due_on": due_on}
        )
    tiles = [_tile(n, lamps[n.pk]) for _d, n in tree_on().walk() if n.pk in lamps]
    places = [t for t in tiles if UnitKind(t.node.kind) not in ORGANISATIONS]
    organs = [t for t in tiles if UnitKind(t.node.kind) in ORGANISATIONS]
    return places, sorted(organs, key=lambda t: (-t.counts["red"], -t.counts["yellow"]))


def tile_of(lead: int, unit: str) -> int:
    """The child of the shown unit under which the lead unit stands."""
    tree = tree_on()
    top = tree.by_uid.get(unit, tree.root)
    above = [n.pk for n in tree.above(lead)]
    if top.pk not in above:
        return lead
    at = above.index(top.pk)
    return above[at - 1] if at else top.pk


def _tile(node: Node, lamps: list[dict[str, Any]]) -> Tile:
    counts = dict.fromkeys(("red", "yellow", "green", "grey"), 0)
    lamps.sort(key=lambda lamp: list(counts).index(lamp["light"]))  # reports waiting, too
    for lamp in lamps:
        counts[lamp["light"]] += 1
    return Tile(node, lamps[:LAMPS], counts, max(0, len(lamps) - LAMPS))
