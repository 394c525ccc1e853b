"""Every dated node of a project side by side: first planned, planned now, actual; and what moved.

Nodes are the register's milestones and the papers of the preliminary work. A paper's moves are
read from its audit rows: the paper itself keeps its first plan and its day of now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.gates.queries import spells_of
from yipanqi.apps.life.pipeline.months import snapshot_of
from yipanqi.apps.life.pipeline.slips import Asked, SlipLine, by_end_of, last_day, told
from yipanqi.apps.life.preliminary.models import PreliminaryStep
from yipanqi.core.month import Month
from yipanqi.core.projects.pauses import Spell
from yipanqi.core.projects.slips import Move, Standing, excused_days, proposed_cause
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import AuditEntry

STEP = "step"  # the node of every preliminary paper
NODES = (*MilestoneDate.Milestone.values, STEP)
ORDER = {node: at for at, node in enumerate(NODES)}


class Shown(StrEnum):
    """Which nodes are asked for."""

    MOVED = "moved"  # whose plan was moved
    LATE = "late"  # later than first planned, moved or silently passed
    ALL = "all"


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One dated node. ``moves`` newest first; ``late``: days from the first plan to the fact,
    else to the plan of now, else, once that has passed unreached, to today.
    """

    project_uid: str
    name: str
    unit: int
    zone: int | None
    node: str
    text: str  # a paper's own name
    standing: Standing
    late: int | None
    moves: tuple[SlipLine, ...] = ()
    place: str = ""

    @property
    def days(self) -> int:
        """Days that count of all moves to a later day."""
        return sum(move.days for move in self.moves if move.days > 0)

    @property
    def last(self) -> SlipLine | None:
        return self.moves[0] if self.moves else None


@dataclass(frozen=True, slots=True)
class _Step:
    """A paper with its project, and its moves by now, oldest first."""

    pk: int
    uid: str
    text: str
    project: int
    planned_on: date | None
    current_on: date | None
    actual_on: date | None


def step_moves(viewer: Viewer, month: Month) -> list[SlipLine]:
    """Every move of a preliminary paper known by the month's end, newest first."""
    mine = _mine(viewer)
    steps = _steps(mine.values("pk"))
    rows = _audited(month, _uids(steps))
    return sorted(_step_lines(steps, rows, _named(mine)), key=_when, reverse=True)


def node_lines(
    viewer: Viewer, month: Month, moved: Iterable[SlipLine], today: date, *, every: bool = True
) -> list[NodeLine]:
    """All dated nodes of the viewer's projects by the month's end, or of those with a move;
    ``moved`` are all moves known by then. A constant number of queries.
    """
    moved = list(moved)
    mine = _mine(viewer)
    if not every:
        mine = mine.filter(uid__in={line.project_uid for line in moved})
    named = _named(mine)
    grouped: dict[tuple[str, str, str], list[SlipLine]] = defaultdict(list)
    for line in moved:
        grouped[line.project_uid, line.milestone, line.text].append(line)
    found = []
    for (pk, node, text), standing in _standings(mine, month, grouped, named).items():
        uid, name, unit, zone = named[pk]
        moves = tuple(grouped.get((str(uid), node, text), ()))
        late = standing.days_late(today)
        found.append(NodeLine(str(uid), name, unit, zone, node, text, standing, late, moves))
    return found


def chosen(lines: Iterable[NodeLine], asked: Asked, shown: Shown) -> list[NodeLine]:
    """Conditions on moves (cause, period, verdict) keep the nodes with such a move."""
    narrow = bool(asked.cause or asked.since or asked.verdict)
    return [line for line in lines if _takes(line, asked, shown, narrow=narrow)]


def _takes(line: NodeLine, asked: Asked, shown: Shown, *, narrow: bool) -> bool:
    if asked.units is not None and asked.units.isdisjoint({line.unit, line.zone}):
        return False
    if asked.project and line.project_uid != asked.project:
        return False
    if asked.milestone and line.node != asked.milestone:
        return False
    if narrow:
        return any(asked.takes(move) for move in line.moves)
    if shown is Shown.MOVED:
        return bool(line.moves)
    return shown is Shown.ALL or bool(line.late and line.late > 0)


_FAR = date.max
SORTS: Mapping[str, Callable[[NodeLine], Any]] = {
    "name": lambda line: (line.name, ORDER[line.node]),
    "node": lambda line: (ORDER[line.node], line.text, line.name),
    "original": lambda line: line.standing.original or _FAR,
    "planned": lambda line: line.standing.planned or _FAR,
    "actual": lambda line: line.standing.actual or _FAR,
    "late": lambda line: line.late or 0,
    "moves": lambda line: len(line.moves),
    "days": lambda line: line.days,
    "told": lambda line: line.last.told_on if line.last else date.min,
}


def ordered(lines: Iterable[NodeLine], sort: str) -> list[NodeLine]:
    """By ``sort`` (``-days``: turned); else the latest first, a project's nodes together."""
    by = SORTS.get(sort.removeprefix("-"))
    rows = sorted(lines, key=SORTS["name"])
    if by is not None:
        return sorted(rows, key=by, reverse=sort.startswith("-"))
    worst: dict[str, int] = defaultdict(int)
    for line in rows:
        worst[line.project_uid] = max(worst[line.project_uid], line.late or 0)
    return sorted(rows, key=lambda line: -worst[line.project_uid])


def nodes_told(lines: Sequence[NodeLine]) -> list[NodeLine]:
    """The same lines with unit and who told the last move: one query over those that are shown."""
    nodes = tree_on().nodes
    last = iter(told([line.last for line in lines if line.last]))
    return [
        replace(
            line,
            place=nodes[line.unit].short_name if line.unit in nodes else "",
            moves=(next(last), *line.moves[1:]) if line.last else (),
        )
        for line in lines
    ]


def _mine(viewer: Viewer) -> QuerySet[Project]:
    rows: QuerySet[Project] = Project.objects.visible_to(viewer).exclude(current=None)
    return rows


def _named(mine: QuerySet[Project]) -> dict[int, tuple[Any, ...]]:
    return {
        pk: tuple(rest)
        for pk, *rest in mine.values_list(
            "pk", "uid", "current__name", "current__counting_unit", "current__zone"
        )
    }


def _standings(
    mine: QuerySet[Project],
    month: Month,
    grouped: Mapping[tuple[str, str, str], Sequence[SlipLine]],
    named: Mapping[int, tuple[Any, ...]],
) -> dict[tuple[int, str, str], Standing]:
    rows = MilestoneDate.objects.filter(by_end_of(month), project__in=mine.values("pk"))
    dates: dict[tuple[int, str], dict[str, list[date | None]]] = {}
    for pk, milestone, basis, on in rows.order_by("recorded_at", "pk").values_list(
        "project_id", "milestone", "basis", "happens_on"
    ):
        dates.setdefault((pk, milestone), {}).setdefault(basis, []).append(on)
    found = {
        (pk, milestone, ""): standing
        for (pk, milestone), known in dates.items()
        if (standing := _standing(known)) is not None
    }
    end = last_day(month)
    for step in _steps(mine.values("pk")):
        moves = grouped.get((str(named[step.project][0]), STEP, step.text), ())
        planned = moves[0].move.later if moves else step.planned_on or step.current_on
        actual = step.actual_on if step.actual_on and step.actual_on <= end else None
        if step.planned_on or planned or actual:
            key = (step.project, STEP, step.text)
            found[key] = Standing(step.planned_on, planned, actual)
    return found


def _standing(known: Mapping[str, Sequence[date | None]]) -> Standing | None:
    planned = known.get(MilestoneDate.Basis.PLANNED, [None])
    actual = known.get(MilestoneDate.Basis.ACTUAL, [None])[-1]
    if not any(planned) and actual is None:
        return None
    return Standing(original=planned[0], planned=planned[-1], actual=actual)


def _steps(ids: Any) -> list[_Step]:
    rows = PreliminaryStep.objects.unscoped("the caller has scoped the ids")
    names = ("pk", "text", "project_id", "planned_on", "current_on", "actual_on", "uid")
    found = rows.filter(project__in=ids, is_needed=True).values_list(*names)
    return [
        _Step(pk, str(uid), text, project, planned, current, actual)
        for pk, text, project, planned, current, actual, uid in found
    ]


def _uids(steps: Iterable[_Step]) -> QuerySet[AuditEntry]:
    """Audit rows of papers whose day of now is not the first one, or was once."""
    wanted = [step.uid for step in steps if step.planned_on]
    rows: QuerySet[AuditEntry] = AuditEntry.objects.filter(
        subject_kind="PreliminaryStep", verb="set_step"
    )
    return rows.filter(subject_uid__in=wanted) if len(wanted) <= FEW else rows


FEW = 500  # more papers than that are asked for by their kind alone


def _audited(month: Month, rows: QuerySet[AuditEntry]) -> dict[str, list[AuditEntry]]:
    snapshot = snapshot_of(month)
    known = Q(at__lte=snapshot.frozen_at) if snapshot else Q()
    found: dict[str, list[AuditEntry]] = defaultdict(list)
    for row in rows.filter(known, business_on__lte=last_day(month)).order_by("pk"):
        found[row.subject_uid].append(row)
    return found


def _step_lines(
    steps: Sequence[_Step],
    rows: Mapping[str, Sequence[AuditEntry]],
    named: Mapping[int, tuple[Any, ...]],
) -> Iterable[SlipLine]:
    moved = [step for step in steps if step.uid in rows]
    spells = spells_of({step.project for step in moved})
    for step in moved:
        pairs = [(move, row) for row in rows[step.uid] if (move := _move(row)) is not None]
        yield from _lines_of(step, pairs, spells.get(step.project, ()), named[step.project])


def _lines_of(
    step: _Step,
    pairs: Sequence[tuple[Move, AuditEntry]],
    spells: Iterable[Spell],
    named: tuple[Any, ...],
) -> Iterable[SlipLine]:
    uid, name, unit, zone = named
    told_on = [(move, row.business_on) for move, row in pairs]
    for (move, row), excused in zip(pairs, excused_days(told_on, spells), strict=True):
        yield SlipLine(
            uid=str(row.uid),
            project_uid=str(uid),
            name=name,
            unit=unit,
            zone=zone,
            milestone=STEP,
            text=step.text,
            move=move,
            recorded_at=row.at,
            told_on=row.business_on,
            cause=proposed_cause(row.reason),
            is_set=False,
            excused=excused,
            who=row.actor_name,
        )


def _move(row: AuditEntry) -> Move | None:
    before, after = row.values.get("before.current_on"), row.values.get("after.current_on")
    if not before or not after or before == after:
        return None
    days = (date.fromisoformat(before), date.fromisoformat(after))
    return Move(*days, row.pk, row.reason)


def _when(line: SlipLine) -> Any:
    return line.recorded_at
