"""Items of an agenda with their papers, as far as the viewer may learn of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.access import sees_papers
from yipanqi.apps.meeting.meetings.models import AgendaItem, Decision, Material, Meeting
from yipanqi.apps.meeting.meetings.queries.meetings import meetings_for
from yipanqi.core.meetings.agenda import starts
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import render

SECRET: set[str] = set()  # subjects that nobody but the root learns of before they are shown


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
