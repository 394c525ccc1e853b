"""What the pipeline page shows, from entries read once: funnel, groups, cohorts, waiting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yipanqi.apps.ledger.projects.models import Programme
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.entries import Choice, Tagged
from yipanqi.core.month import Month
from yipanqi.core.pipeline.dwell import Dwell, Reserves, Stuck, dwells, reserves, stuck
from yipanqi.core.pipeline.funnel import Amount, Cohort, Entry, Step, cohorts, flow, funnel, grouped
from yipanqi.core.pipeline.starts import BothWays, both_ways
from yipanqi.core.projects.stages import Domain, Stage
from yipanqi.core.units.kinds import ORGANISATIONS
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import label

BACK = 16  # months of cohorts and of the flow
HORIZON = 12  # months each cohort is followed
MARKS = (3, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group across the stages; ``query`` narrows the register to it."""

    name: str
    query: str
    stages: tuple[Amount, ...]
    total: Amount
    is_view: bool = False


@dataclass(frozen=True, slots=True)
class Conversion:
    """Cohorts of one step of the pipeline."""

    first: Stage
    then: Stage
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    stuck: Stuck
    row: Tagged
    unit: str


@dataclass(frozen=True, slots=True)
class Health:
    steps: tuple[Step, ...]
    by_track: dict[Any, dict[Stage, Amount]]
    groups: tuple[GroupLine, ...]
    conversions: tuple[Conversion, ...]
    flow: dict[Stage, list[Amount]]
    months: tuple[Month, ...]
    dwells: tuple[Dwell, ...]
    stuck: tuple[Waiting, ...]
    reserves: Reserves
    starts: BothWays


PAIRS = ((Stage.SIGNED, Stage.LANDED), (Stage.SIGNED, Stage.STARTED), (Stage.LANDED, Stage.STARTED))


def health(rows: Sequence[Tagged], month: Month, *, by: str, node: Node) -> Health:
    found = [row.entry for row in rows]
    by_uid = {row.entry.uid: row for row in rows}
    nodes = tree_on().nodes
    waiting = stuck(found, month.last)
    return Health(
        steps=funnel(found),
        by_track=grouped(found, lambda e: [e.track]),
        groups=tuple(_groups(rows, by, node, month)),
        conversions=tuple(
            Conversion(
                first, then, cohorts(found, first, then, until=month, months=BACK, horizon=HORIZON)
            )
            for first, then in PAIRS
        ),
        flow=flow(found, [Stage.SIGNED, Stage.LANDED, Stage.STARTED], until=month, months=BACK),
        months=tuple(month.plus(-back) for back in reversed(range(BACK))),
        dwells=dwells(found, month.last),
        stuck=tuple(
            Waiting(one, row, nodes[row.unit].short_name if row.unit in nodes else "")
            for one in waiting
            for row in [by_uid[one.entry.uid]]
        ),
        reserves=reserves(found, month),
        starts=both_ways((e.planned for e in found if e.is_new_start and not e.is_ended), month),
    )


def chosen(rows: Iterable[Tagged], choice: Choice) -> list[Tagged]:
    taken = [row for row in rows if choice.takes(row)]
    units = choice.units
    return taken if units is None else [row.within(units) for row in taken]


def _groups(rows: Sequence[Tagged], by: str, node: Node, month: Month) -> Iterable[GroupLine]:
    tags = {row.entry.uid: row for row in rows}
    entries = [row.entry for row in rows]
    if by == "domain":
        keyed = grouped(entries, lambda e: [tags[e.uid].domain])
        for domain in Domain:
            yield _line(label(domain), f"domain={domain}", keyed.get(domain, {}))
    elif by == "programme":
        keyed = grouped(entries, lambda e: tags[e.uid].programmes)
        for key, name in Programme.objects.values_list("key", "name"):
            yield _line(name, f"programme={key}", keyed.get(key, {}))
    elif by == "month":
        yield from _by_month(entries, month)
    else:
        yield from _by_unit(entries, tags, node)


def _by_month(entries: Sequence[Entry], month: Month) -> Iterable[GroupLine]:
    """By the month in which the project reached where it stands now."""
    keyed = grouped(entries, lambda e: [Month.of(e.since)] if e.since else [])
    for back in range(BACK):
        at = month.plus(-back)
        yield _line(str(at), "", keyed.get(at, {}))


def _by_unit(entries: Sequence[Entry], tags: dict[str, Tagged], node: Node) -> Iterable[GroupLine]:
    tree = tree_on()
    below = [c for c in tree.children(node.pk) if c.kind not in ORGANISATIONS and not c.is_view]
    home = {pk: child.pk for child in below for pk in tree.under(child.pk)}
    pieces = _pieces(entries, tags, tree.under(node.pk))
    at = {id(entry): unit for entry, unit in pieces}
    keyed = grouped([e for e, _ in pieces], lambda e: [home.get(at[id(e)], node.pk)])
    views = grouped(entries, lambda e: [z for z in [tags[e.uid].zone] if z is not None])
    for child in below:
        yield _line(child.short_name, f"unit={child.uid}", keyed.get(child.pk, {}))
    if node.pk in keyed:
        yield _line(node.short_name, f"unit={node.uid}", keyed[node.pk])
    for pk, amounts in views.items():
        if pk in tree.nodes and pk != node.pk:
            zone = tree.nodes[pk]
            yield _line(zone.short_name, f"unit={zone.uid}", amounts, is_view=True)


def _pieces(
    entries: Sequence[Entry], tags: dict[str, Tagged], under: frozenset[int]
) -> list[tuple[Entry, int]]:
    """Entries with the unit they stand in; a divided project stands in each of its units with
    that unit's share of its size.
    """
    found = []
    for entry in entries:
        row = tags[entry.uid]
        parts = {unit: yuan for unit, yuan in row.parts.items() if unit in under}
        if not parts:
            found.append((entry, row.unit))
        for unit, yuan in parts.items():
            found.append((replace(entry, total_investment=yuan), unit))
    return found


def _line(name: str, query: str, at: dict[Stage, Amount], *, is_view: bool = False) -> GroupLine:
    amounts = tuple(at.get(stage, Amount()) for stage in Stage)
    return GroupLine(name, query, amounts, sum(amounts, Amount()), is_view)
