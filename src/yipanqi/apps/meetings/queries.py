"""Reads of meetings; ``viewer`` first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from yipanqi.apps.commitments.models import Commitment
from yipanqi.apps.meetings.access import is_office, sees_papers
from yipanqi.apps.meetings.ground import lit
from yipanqi.apps.meetings.models import (
    AgendaItem,
    Attendance,
    Decision,
    LiveEvent,
    Material,
    Meeting,
    MeetingDocument,
    MeetingSeries,
    Venue,
)
from yipanqi.apps.projects.models import Project
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.agenda import starts
from yipanqi.core.commitments.statistics import Counted, Tally, tally
from yipanqi.core.lights import Light
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.texts import render

FILM = "film"  # kind of a document that the room shows before anybody opens it
SECRET: set[str] = set()  # subjects that nobody but the root learns of before they are shown


def meetings_for(viewer: Viewer) -> "QuerySet[Meeting]":
    return Meeting.objects.visible_to(viewer).select_related("series").order_by("-starts_at")


def meeting_for(viewer: Viewer, uid: object) -> Meeting:
    """Raises ``meeting.not_found`` for whoever is not invited, as if there were none."""
    found = meetings_for(viewer).filter(uid=str(uid)).first()
    if found is None:
        raise Missing("meeting.not_found")
    return found


def all_series() -> list[MeetingSeries]:
    return list(MeetingSeries.objects.order_by("pk"))


def series_by_uid(uid: str) -> MeetingSeries:
    found = MeetingSeries.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("meeting.no_series")
    return found


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with the words and papers this viewer may see. ``title`` names a case's project
    only to whoever sees the project, until the meeting takes it up.
    """

    item: AgendaItem
    title: str
    begins: int  # minutes after the opening
    unit: Node | None
    why: str
    papers: tuple[Material, ...]  # newest first
    sees_papers: bool
    decisions: int = 0

    @property
    def id_text(self) -> str:
        return str(self.item.pk)


def items_of(viewer: Viewer, meeting: Meeting) -> list[ItemLine]:
    """The agenda in order. Five queries."""
    papers = Prefetch("materials", Material.objects.select_related("file"))
    rows = list(live_items(meeting).prefetch_related(papers, "decisions"))
    nodes = tree_on().nodes
    named = named_items(viewer, rows)
    found = []
    for item, begins in zip(rows, starts([i.minutes for i in rows]), strict=True):
        seen = sees_papers(viewer, meeting, item)
        found.append(
            ItemLine(
                item=item,
                title=item.title if item.pk in named else render(f"ItemKind.{item.kind}"),
                begins=begins,
                unit=nodes.get(item.unit_id) if item.unit_id else None,
                why=render(item.why, item.why_params) if item.why and item.pk in named else "",
                papers=tuple(item.materials.all()) if seen else (),
                sees_papers=seen,
                decisions=sum(d.state != Decision.State.VOID for d in item.decisions.all()),
            )
        )
    return found


def named_items(viewer: Viewer, items: Iterable[AgendaItem]) -> set[int]:
    """Keys of the items this viewer may learn all of: what the meeting has taken up is open to
    all who meet, a case still to come follows the scope of its project.
    """
    items = list(items)
    if viewer.whole_tree:
        return {i.pk for i in items}
    cases = [i for i in items if i.subject_kind == "project" and i.started_at is None]
    hidden = {i.pk for i in items if i.subject_kind in SECRET and i.started_at is None}
    if cases:
        uids = {i.subject_uid for i in cases}
        seen = Project.objects.visible_to(viewer).filter(uid__in=uids)
        known = {str(uid) for uid in seen.values_list("uid", flat=True)}
        hidden |= {
            i.pk for i in cases if i.subject_uid not in known and i.unit_id not in viewer.units
        }
    return {i.pk for i in items} - hidden


def live_items(meeting: Meeting) -> "QuerySet[AgendaItem]":
    """What is on the agenda: dropped items are kept, not shown."""
    return meeting.items.filter(dropped_at=None)


def item_for(viewer: Viewer, uid: object) -> AgendaItem:
    """Raises ``meeting.no_item``."""
    rows = AgendaItem.objects.filter(dropped_at=None).select_related("meeting__series")
    found = rows.filter(uid=str(uid)).first()
    if found is None or not meetings_for(viewer).filter(pk=found.meeting_id).exists():
        raise Missing("meeting.no_item")
    return found


def material_for(viewer: Viewer, uid: object) -> Material:
    """A paper whose audience the viewer belongs to; raises ``meeting.no_paper``."""
    rows = Material.objects.select_related("item__meeting", "file")
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("meeting.no_paper")
    item = found.item
    invited = meetings_for(viewer).filter(pk=item.meeting_id).exists()
    if not invited or not sees_papers(viewer, item.meeting, item):
        raise Missing("meeting.no_paper")
    return found


def venue_for(meeting: Meeting, uid: object) -> Venue:
    """A venue of a meeting the viewer sees; raises ``meeting.no_venue``."""
    found = meeting.venues.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("meeting.no_venue")
    return found


def own_venue(viewer: Viewer, meeting: Meeting) -> Venue | None:
    """The nearest venue of the viewer's units: its own, else the main one for the root."""
    posts = viewer.posts_as(*{g.role for g in viewer.grants})
    venues = {v.unit_id: v for v in meeting.venues.all()}
    tree = tree_on()
    for post in sorted(posts):
        for node in tree.above(post):
            if node.pk in venues:
                return venues[node.pk]
    return None


def attendances_of(viewer: Viewer, meeting: Meeting) -> list[Attendance]:
    """All seats for the office and the root; for others those of their units."""
    rows = meeting.attendances.select_related("venue")
    if not viewer.whole_tree:
        rows = rows.filter(unit__in=viewer.units)
    return list(rows)


def seat_for(viewer: Viewer, uid: object) -> Attendance:
    rows = Attendance.objects.select_related("meeting", "venue")
    found = rows.filter(uid=str(uid)).first()
    if found is None or not (viewer.whole_tree or found.unit_id in viewer.units):
        raise Missing("meeting.no_seat")
    return found


def documents_of(meeting: Meeting) -> list[MeetingDocument]:
    """The newest of each kind. Minutes and tasks go out to all who met."""
    newest: dict[str, MeetingDocument] = {}
    for row in meeting.documents.select_related("file"):
        newest.setdefault(row.kind, row)
    return list(newest.values())


def document_for(viewer: Viewer, uid: object) -> MeetingDocument:
    rows = MeetingDocument.objects.select_related("file", "meeting")
    found = rows.filter(uid=str(uid)).first()
    if found is None or not meetings_for(viewer).filter(pk=found.meeting_id).exists():
        raise Missing("meeting.no_document")
    if found.kind == FILM:
        return film_for(viewer, uid)
    return found


def film_for(viewer: Viewer, uid: object) -> MeetingDocument:
    """A film is seen by all who meet from the moment the room shows it; before, by the office.

    Raises ``meeting.no_film``.
    """
    found = MeetingDocument.objects.filter(uid=str(uid), kind=FILM).select_related(
        "file", "meeting"
    )
    row = found.first()
    if row is None or not meetings_for(viewer).filter(pk=row.meeting_id).exists():
        raise Missing("meeting.no_film")
    if not is_office(viewer) and not was_shown(row):
        raise Missing("meeting.no_film")
    return row


def was_shown(row: MeetingDocument) -> bool:
    return LiveEvent.objects.filter(
        meeting=row.meeting_id, kind="show", payload__document=str(row.uid)
    ).exists()


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
