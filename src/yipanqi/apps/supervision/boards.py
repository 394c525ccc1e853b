"""The same commitments as columns, as a month of due dates, as a wall of lights, as counts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yipanqi.apps.commitments.access import ORDERING, WORKING
from yipanqi.apps.commitments.models import Commitment, Extension
from yipanqi.apps.commitments.origins import ORIGINS
from yipanqi.apps.commitments.rules import rules
from yipanqi.apps.supervision.queries import (
    LIGHT_OF_SEVERITY,
    NOT_OVER,
    RUNNING,
    Filters,
    Line,
    commitments,
    lines,
)
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.commitments.lateness import Dates
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.commitments.statistics import Counted, Tally, tally
from yipanqi.core.month import Month
from yipanqi.core.problems import Cause
from yipanqi.core.scope import Viewer
from yipanqi.core.tree import Node
from yipanqi.core.unit_kinds import ORGANISATIONS, UnitKind
from yipanqi.infra import clock
from yipanqi.infra.texts import label

CARDS = 30
CLOSED_LATELY = timedelta(days=30)
LAMPS = 120
A_DAY = 6
WORST = 10


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
        "uid", "title", "lead_unit_id", "severity", "due_on"
    )
    lamps: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for uid, title, lead, severity, due_on in rows:
        light = LIGHT_OF_SEVERITY[severity].value
        lamps[_tile_of(lead, filters.unit)].append(
            {"uid": uid, "title": title, "light": light, "due_on": due_on}
        )
    tiles = [_tile(n, lamps[n.pk]) for _d, n in tree_on().walk() if n.pk in lamps]
    places = [t for t in tiles if UnitKind(t.node.kind) not in ORGANISATIONS]
    organs = [t for t in tiles if UnitKind(t.node.kind) in ORGANISATIONS]
    return places, sorted(organs, key=lambda t: (-t.counts["red"], -t.counts["yellow"]))


def _tile_of(lead: int, unit: str) -> int:
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


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the statistics."""

    name: str
    tally: Tally
    unit: str = ""
    cause: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Statistics:
    total: Tally
    units: list[Group]
    causes: list[Group]
    origins: list[Group]
    worst: list[Line]


FIELDS = (
    "lead_unit_id",
    "cause",
    "origin_kind",
    "state",
    "due_on",
    "clean_due_on",
    "done_on",
    "assigned_on",
    "closed_on",
    "times_returned",
    "times_reopened",
)


def statistics(viewer: Viewer, filters: Filters, year: int) -> Statistics:
    """Counts over what was assigned in the year, three ways, and the worst ten of today."""
    rows = commitments(viewer, Filters(unit=filters.unit, state="all"))
    rows = rows.filter(assigned_on__year=year).order_by()
    by_unit: dict[int, list[Counted]] = defaultdict(list)
    by_cause: dict[str, list[Counted]] = defaultdict(list)
    by_origin: dict[str, list[Counted]] = defaultdict(list)
    everything = []
    for row in rows.values(*FIELDS):
        counted = _counted(row)
        everything.append(counted)
        by_unit[_tile_of(row["lead_unit_id"], filters.unit)].append(counted)
        by_cause[row["cause"]].append(counted)
        by_origin[row["origin_kind"]].append(counted)
    today, nodes = clock.business_today(), tree_on().nodes
    late_first = commitments(viewer, Filters(unit=filters.unit, state="running", light="late"))
    return Statistics(
        total=tally(everything, today),
        units=[
            Group(nodes[pk].short_name, tally(by_unit[pk], today), unit=nodes[pk].uid)
            for _d, node in tree_on().walk()
            if (pk := node.pk) in by_unit
        ],
        causes=[
            Group(label(cause), tally(by_cause[cause], today), cause=cause.value)
            for cause in Cause
            if cause in by_cause
        ],
        origins=[
            Group(str(ORIGINS[key].label), tally(found, today), origin=key)
            for key, found in sorted(by_origin.items())
            if key in ORIGINS
        ],
        worst=lines(late_first.prefetch_related("slips")[:WORST]),
    )


def _counted(row: dict[str, Any]) -> Counted:
    state = CommitmentState(row["state"])
    return Counted(
        Dates(state, row["due_on"], row["clean_due_on"], row["done_on"]),
        row["assigned_on"],
        row["closed_on"],
        row["times_returned"],
        row["times_reopened"],
    )


def concerning(viewer: Viewer) -> Q:
    """Running tasks, and reports to verify, that the viewer's units have to do with."""
    kinds = _kinds(viewer)
    return kinds["to_sign"] | kinds["to_do"] | kinds["to_verify"] | kinds["awaited"]


def waiting_count(viewer: Viewer) -> int:
    """How many tasks wait on the viewer, each once, in one query."""
    kinds = _kinds(viewer)
    any_of = Q(pk__in=[])
    for name, condition in kinds.items():
        if name != "awaited":
            any_of |= condition
    return Commitment.objects.visible_to(viewer).filter(any_of).count()


def waiting_on(viewer: Viewer) -> dict[str, tuple[int, date | None]]:
    """What waits on the viewer: how many of each kind, and the nearest date. ``awaited`` is
    what the viewer waits for.
    """
    rows = Commitment.objects.visible_to(viewer)
    found = {}
    for name, condition in _kinds(viewer).items():
        dates = sorted(rows.filter(condition).values_list("due_on", flat=True))
        found[name] = (len(dates), dates[0] if dates else None)
    return found


def _kinds(viewer: Viewer) -> dict[str, Q]:
    posts, ordering = viewer.posts_as(*WORKING), viewer.posts_as(*ORDERING)
    running, mine = Q(state__in=RUNNING), Q(lead_unit__in=posts)
    asked = Exists(Extension.objects.filter(commitment=OuterRef("pk"), state="asked"))
    verified_by_me = Q(closing_unit__in=ordering) | Q(closing_unit__in=posts, raiser_closes=True)
    return {
        "to_sign": running & mine & Q(signed_for_on=None),
        "to_do": running & mine & ~Q(signed_for_on=None),
        "to_verify": Q(state=CommitmentState.REPORTED_DONE) & verified_by_me,
        "to_decide": running & Q(assigning_unit__in=ordering) & Q(asked),
        "climbed": running & Q(level_unit__in=ordering),
        "awaited": running & Q(assigning_unit__in=ordering),
    }
