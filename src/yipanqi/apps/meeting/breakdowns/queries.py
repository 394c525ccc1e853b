"""Reads of breakdowns; ``viewer`` first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from yipanqi.apps.ledger.units.names import aliases
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.breakdowns.models import Breakdown, BreakdownTask, Reply
from yipanqi.apps.meeting.meetings.access import works_for
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.meetings.breakdown import Sentence, may_issue, sentences
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock


def breakdowns_of(viewer: Viewer, meeting: Meeting) -> list[Breakdown]:
    return list(Breakdown.objects.visible_to(viewer).filter(meeting=meeting))


def breakdown_for(viewer: Viewer, uid: object) -> Breakdown:
    """Raises ``breakdown.not_found``."""
    rows = Breakdown.objects.visible_to(viewer).select_related("meeting", "scan")
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("breakdown.not_found")
    return found


def task_for(viewer: Viewer, uid: object) -> BreakdownTask:
    """Raises ``breakdown.no_task``."""
    rows = BreakdownTask.objects.visible_to(viewer).select_related("breakdown__meeting")
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("breakdown.no_task")
    return found


def names_of_units() -> dict[str, int]:
    """Every name that means one unit: full and short names, aliases in force."""
    tree, today = tree_on(), clock.business_today()
    told = [(n.name, n.pk) for n in tree.nodes.values()]
    told += [(n.short_name, n.pk) for n in tree.nodes.values()]
    told += [
        (a.name, a.unit_id)
        for a in aliases()
        if a.unit_id in tree.nodes and (a.to_on is None or a.to_on > today)
    ]
    borne = Counter(name for name, _pk in set(told))
    return {name: pk for name, pk in told if borne[name] == 1 and pk != tree.root.pk}


@dataclass(frozen=True, slots=True)
class UnitReply:
    """Where a unit stands with a task; ``row`` None: it has not answered."""

    unit: Node
    leads: bool
    row: Reply | None
    may_reply: bool

    @property
    def unit_text(self) -> str:
        return str(self.unit.pk)


@dataclass(frozen=True, slots=True)
class TaskLine:
    row: BreakdownTask
    lead: Node | None
    supports: tuple[Node, ...]
    replies: tuple[UnitReply, ...]
    is_whole: bool  # has all that issuing asks for

    @property
    def id_text(self) -> str:
        return str(self.row.pk)

    @property
    def contested(self) -> bool:
        return any(r.row is not None and r.row.is_open for r in self.replies)


def tasks_of(viewer: Viewer, row: Breakdown) -> list[TaskLine]:
    """Four queries, however many tasks."""
    rows = BreakdownTask.objects.visible_to(viewer).filter(breakdown=row, dropped_at=None)
    return lines_of(
        viewer, rows.prefetch_related("supporting_units", "replies").order_by("position", "pk")
    )


def lines_of(viewer: Viewer, rows: Iterable[BreakdownTask]) -> list[TaskLine]:
    nodes = tree_on().nodes
    found = []
    for row in rows:
        lead = nodes.get(row.lead_unit_id) if row.lead_unit_id else None
        supports = tuple(nodes[u.pk] for u in row.supporting_units.all() if u.pk in nodes)
        newest = {r.unit_id: r for r in row.replies.all() if counts(r, row)}
        asked = [*filter(None, [lead]), *supports]
        seen = [n for n in asked if viewer.whole_tree or n.pk in viewer.units]
        found.append(
            TaskLine(
                row=row,
                lead=lead,
                supports=supports,
                replies=tuple(
                    UnitReply(n, n is lead, newest.get(n.pk), _may_reply(viewer, n)) for n in seen
                ),
                is_whole=lead is not None and row.due_on is not None and bool(row.acceptance),
            )
        )
    return found


def counts(reply: Reply, task: BreakdownTask) -> bool:
    """A contest stands until it is answered; having accepted other words is no consent."""
    return reply.is_open or reply.task_version == task.version


def _may_reply(viewer: Viewer, unit: Node) -> bool:
    return not viewer.whole_tree and works_for(viewer, unit.pk)


@dataclass(frozen=True, slots=True)
class Progress:
    """Replies in, replies asked for, contests without an answer."""

    asked: int
    replied: int
    contested: int
    may_issue: bool


def progress_of(row: Breakdown, lines: Iterable[TaskLine]) -> Progress:
    every = [r for line in lines for r in line.replies]
    contested = sum(r.row is not None and r.row.is_open for r in every)
    accepted = all(r.row is not None and not r.row.is_open for r in every)
    ready = (
        row.state == Breakdown.State.CIRCULATED
        and row.reply_by is not None
        and contested == 0
        and may_issue(clock.business_today(), row.reply_by, all_accepted=accepted)
    )
    return Progress(len(every), sum(r.row is not None for r in every), contested, ready)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A sentence of the source and whether a task stands beside it."""

    sentence: Sentence
    task: BreakdownTask | None


def source_of(row: Breakdown, lines: Iterable[TaskLine]) -> list[SourceLine]:
    by_start = {line.row.start: line.row for line in lines if line.row.start is not None}
    return [SourceLine(s, by_start.get(s.start)) for s in sentences(row.source)]
