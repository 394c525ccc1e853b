"""Counts over commitments: by unit, cause and origin, the closure rate that all units read."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.apps.promises.supervision.boards import tile_of
from yipanqi.apps.promises.supervision.queries import Filters, Line, commitments, lines
from yipanqi.core.commitments.lateness import Dates
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.commitments.statistics import Counted, Tally, tally
from yipanqi.core.ledgers.problems import Cause
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label

WORST = 10
PUBLISHED = "the closure rate is published to all units as counts, without a title"


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
        by_unit[tile_of(row["lead_unit_id"], filters.unit)].append(counted)
        by_cause[row["cause"]].append(counted)
        by_origin[row["origin_kind"]].append(counted)
    today, nodes = clock.business_today(), tree_on().nodes
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
        worst=worst(viewer, filters.unit),
    )


def worst(viewer: Viewer, unit: str) -> list[Line]:
    """The worst ten of today that the viewer sees."""
    late_first = commitments(viewer, Filters(unit=unit, state="running", light="late"))
    return lines(late_first.prefetch_related("slips")[:WORST])


def _counted(row: dict[str, Any]) -> Counted:
    state = CommitmentState(row["state"])
    return Counted(
        Dates(state, row["due_on"], row["clean_due_on"], row["done_on"]),
        row["assigned_on"],
        row["closed_on"],
        row["times_returned"],
        row["times_reopened"],
    )


def closure(year: int) -> tuple[Tally, list[Group]]:
    """The published closure rate (销号率): what was assigned in the year, by the unit under the
    root that leads it or stands above its lead; lowest rate first. Confined ones count nowhere.
    """
    rows = Commitment.objects.unscoped(PUBLISHED).filter(assigned_on__year=year, is_confined=False)
    by_unit: dict[int, list[Counted]] = defaultdict(list)
    for row in rows.values(*FIELDS):
        by_unit[tile_of(row["lead_unit_id"], "")].append(_counted(row))
    today, nodes = clock.business_today(), tree_on().nodes
    groups = [
        Group(nodes[pk].short_name, tally(found, today), unit=nodes[pk].uid)
        for pk, found in by_unit.items()
        if pk in nodes
    ]
    groups.sort(key=lambda g: (g.tally.closure_rate or 0, -g.tally.late, g.name))
    return tally((c for found in by_unit.values() for c in found), today), groups
