"""Decisions with the lights of what they became."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.access import is_office
from yipanqi.apps.meeting.meetings.ground import lit
from yipanqi.apps.meeting.meetings.models import Decision, Meeting, MeetingSeries
from yipanqi.apps.meeting.meetings.queries.meetings import meetings_for
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.commitments.statistics import Counted, Tally, tally
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.texts import render


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision ready to show; the light is its commitment's today."""

    row: Decision
    lead: Node | None
    supports: tuple[Node, ...]
    light: Light | None
    why: str
    state: str  # of the commitment, else of the decision

    @property
    def id_text(self) -> str:
        return str(self.row.pk)

    @property
    def commitment(self) -> Commitment | None:
        return self.row.commitment


def decisions_of(viewer: Viewer, meeting: Meeting) -> list[DecisionLine]:
    """Notes are the office's; confirmed ones follow the scope of their commitment."""
    rows = _with_tasks(Decision.objects.filter(meeting=meeting))
    return lines_of(_seen(viewer, rows.exclude(state=Decision.State.VOID)))


def decision_for(viewer: Viewer, uid: object) -> Decision:
    """Raises ``meeting.no_decision``."""
    rows = _with_tasks(Decision.objects.filter(uid=str(uid)))
    found = next(iter(_seen(viewer, rows)), None)
    if found is None or not meetings_for(viewer).filter(pk=found.meeting_id).exists():
        raise Missing("meeting.no_decision")
    return found


def _with_tasks(rows: "QuerySet[Decision]") -> "QuerySet[Decision]":
    return rows.select_related("commitment", "item", "meeting").prefetch_related(
        "supporting_units", "commitment__slips"
    )


def _seen(viewer: Viewer, rows: "QuerySet[Decision]") -> list[Decision]:
    if is_office(viewer) or viewer.whole_tree:
        return list(rows)
    tasks = set(
        Commitment.objects.visible_to(viewer)
        .filter(pk__in=rows.values("commitment"))
        .values_list("pk", flat=True)
    )
    return [
        d
        for d in rows.filter(state=Decision.State.CONFIRMED)
        if d.commitment_id is None or d.commitment_id in tasks
    ]


def lines_of(rows: Iterable[Decision]) -> list[DecisionLine]:
    nodes = tree_on().nodes
    found = []
    for row in rows:
        task = row.commitment
        shown = lit(task) if task else None
        found.append(
            DecisionLine(
                row=row,
                lead=nodes.get(row.lead_unit_id) if row.lead_unit_id else None,
                supports=tuple(nodes[u.pk] for u in row.supporting_units.all() if u.pk in nodes),
                light=shown.light if shown else None,
                why=render(shown.code, shown.params) if shown else "",
                state=task.state if task else row.state,
            )
        )
    return found


def closure(series: MeetingSeries, until: Meeting | None = None) -> Tally:
    """How the tasks of a series' meetings fared, up to and with ``until``."""
    rows = Decision.objects.filter(
        meeting__series=series, state=Decision.State.CONFIRMED, commitment__isnull=False
    ).select_related("commitment")
    if until is not None:
        rows = rows.filter(meeting__starts_at__lte=until.starts_at)
    tasks = [d.commitment for d in rows if d.commitment is not None]
    return tally(
        (
            Counted(c.dates, c.assigned_on, c.closed_on, c.times_returned, c.times_reopened)
            for c in tasks
        ),
        clock.business_today(),
    )
