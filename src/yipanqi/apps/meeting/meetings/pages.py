"""What the pages of a meeting show: ready values, and what this viewer may do next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings import queries
from yipanqi.apps.meeting.meetings.access import is_office, may_keep_venue, works_for
from yipanqi.apps.meeting.meetings.actions.documents import MINUTES, NOTICE, PACK, last_job
from yipanqi.apps.meeting.meetings.actions.plan import regular_day
from yipanqi.apps.meeting.meetings.live.films import films_of, reel_of
from yipanqi.apps.meeting.meetings.live.subjects import subjects
from yipanqi.apps.meeting.meetings.models import AgendaItem, Attendance, Decision, Meeting
from yipanqi.apps.month.snapshots.pages import JobLine, job_line
from yipanqi.apps.month.snapshots.queries import default_month
from yipanqi.core.meetings.agenda import ItemForm, ItemKind
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import ORGANISATIONS, TOWN_LEVEL, UnitKind
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.models import Job
from yipanqi.infra.uid import new_uid

# part of an address → its system, as participants call it
VIDEO_SYSTEMS = {
    "meeting.tencent.": pgettext_lazy("video", "Tencent Meeting"),
    "jitsi": pgettext_lazy("video", "Jitsi"),
    "meet.jit.si": pgettext_lazy("video", "Jitsi"),
    "bigbluebutton": pgettext_lazy("video", "BigBlueButton"),
    "/bbb/": pgettext_lazy("video", "BigBlueButton"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    row: Attendance
    unit: Node | None
    may_answer: bool
    may_tick: bool

    @property
    def uid_text(self) -> str:
        return str(self.row.uid)


@dataclass(frozen=True, slots=True)
class UnitGroup:
    label: str
    units: tuple[Node, ...]


def fresh_key() -> str:
    return str(new_uid())


def station(viewer: Viewer) -> dict[str, Any]:
    rows = list(queries.meetings_for(viewer)[:60])
    office = is_office(viewer)
    series = queries.all_series()
    month = default_month()
    plans = [
        {"series": s, "heard": month, "day": regular_day(s, month.next)} for s in series if month
    ]
    return {
        "meetings": rows,
        "coming": [m for m in reversed(rows) if not m.is_held],
        "held": [m for m in rows if m.is_held],
        "closures": [(s, queries.closure(s)) for s in series] if viewer.whole_tree else [],
        "is_office": office,
        "plans": plans if office else [],
        "series": series,
        "key": fresh_key(),
    }


def record(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    office = is_office(viewer)
    lines = queries.items_of(viewer, meeting)
    decided = queries.decisions_of(viewer, meeting)
    return _head(viewer, meeting) | {
        "lines": lines,
        "mine": {line.item.pk for line in lines if works_for(viewer, line.item.unit_id)},
        "minutes": sum(line.item.minutes for line in lines),
        "venues": list(meeting.venues.all()),
        "seats": _seats(viewer, meeting),
        "decisions": decided,
        "documents": queries.documents_of(meeting),
        "jobs": [line for kind in (NOTICE, MINUTES, PACK) if (line := _job(meeting, kind))],
        "reel": reel_of(meeting) if office and not films_of(meeting) else None,
        "missing_papers": sum(_owes_paper(line) for line in lines) if office else 0,
    }


def _owes_paper(line: queries.ItemLine) -> bool:
    spoken = line.item.kind in {ItemKind.EXCHANGE, ItemKind.REPORT}
    return spoken and line.item.unit_id is not None and not line.papers


def _head(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    begins = meeting.starts_at.astimezone(CITY_ZONE)
    own = queries.own_venue(viewer, meeting)
    return {
        "meeting": meeting,
        "is_office": is_office(viewer),
        "begins": begins,
        "own_venue": own,
        "may_pack": may_keep_venue(viewer, own),
        "papers_are_due": clock.business_today() <= meeting.materials_due_on,
        "steps": _steps(meeting),
        "video": video_system(meeting.video_link),
        "key": fresh_key(),
    }


def video_system(link: str) -> str:
    """What participants know the system by; empty for one of the city's own."""
    for mark, name in VIDEO_SYSTEMS.items():
        if mark in link.lower():
            return str(name)
    return ""


def _steps(meeting: Meeting) -> list[dict[str, Any]]:
    """Planned → called → open → held, as the stepper draws it."""
    at = 0
    if meeting.state == Meeting.State.CALLED:
        at = 2 if meeting.room == Meeting.Room.LIVE else 1
    if meeting.is_held:
        at = 4
    names = [
        pgettext("meeting", "Agenda prepared"),
        pgettext("meeting", "Notice sent"),
        pgettext("meeting", "In session"),
        pgettext("meeting", "Held, tasks assigned"),
    ]
    return [
        {"label": name, "state": "done" if n < at else "current" if n == at else "todo"}
        for n, name in enumerate(names)
    ]


def _seats(viewer: Viewer, meeting: Meeting) -> list[Seat]:
    nodes, office = tree_on().nodes, is_office(viewer)
    return [
        Seat(
            row=row,
            unit=nodes.get(row.unit_id),
            may_answer=not meeting.is_held and (office or works_for(viewer, row.unit_id)),
            may_tick=meeting.is_open
            and row.present_at is None
            and (office or works_for(viewer, row.venue.unit_id)),
        )
        for row in queries.attendances_of(viewer, meeting)
    ]


def _job(meeting: Meeting, kind: str) -> JobLine | None:
    found = last_job(meeting, kind)
    if found is None or found.state == Job.State.DONE:
        return None
    return documents_line(found)


def documents_line(found: Job) -> JobLine | None:
    words = {
        NOTICE: _("Making the notice"),
        MINUTES: _("Making the minutes and the list of tasks"),
        PACK: _("Making the pack"),
    }
    href = reverse("meetings:job", args=[found.uid])
    return job_line(found, words.get(found.args["kind"], ""), href)


def agenda(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    lines = queries.items_of(viewer, meeting)
    return _head(viewer, meeting) | {
        "lines": lines,
        "minutes": sum(line.item.minutes for line in lines),
        "units": unit_groups(),
        "kinds": list(ItemKind),
        "forms": list(ItemForm),
        "subjects": subjects(meeting),
    }


def item(viewer: Viewer, row: AgendaItem) -> dict[str, Any]:
    meeting = row.meeting
    line = next(one for one in queries.items_of(viewer, meeting) if one.item.pk == row.pk)
    decided = [d for d in queries.decisions_of(viewer, meeting) if d.row.item_id == row.pk]
    mine = works_for(viewer, row.unit_id)
    return _head(viewer, meeting) | {
        "line": line,
        "may_hand_in": not meeting.is_held and (mine or is_office(viewer)),
        "decisions": decided,
        "units": unit_groups() if is_office(viewer) else [],
        "forms": list(ItemForm),
    }


def decisions(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    found = queries.decisions_of(viewer, meeting)
    noted = [line for line in found if line.row.state == Decision.State.NOTED]
    office = is_office(viewer)
    return _head(viewer, meeting) | {
        "decisions": found,
        "noted": len(noted),
        "closure": queries.closure(meeting.series, meeting),
        "items": list(queries.live_items(meeting)) if office else [],
        "units": unit_groups() if office else [],
        "kinds": Decision.Kind.values,
        "documents": queries.documents_of(meeting),
        "today": clock.business_today(),
    }


def unit_groups() -> list[UnitGroup]:
    """Units of today's tree to choose from, by where they stand; the root is no choice."""
    tree = tree_on()
    nodes = [n for _depth, n in tree.walk() if n.pk != tree.root.pk]
    organs = [n for n in nodes if UnitKind(n.kind) in ORGANISATIONS and _is_top(n)]
    towns = [n for n in nodes if UnitKind(n.kind) in TOWN_LEVEL]
    rest = [n for n in nodes if n not in towns and n not in organs and _is_place(n)]
    groups = [
        UnitGroup(_("Counties, districts and zones"), tuple(rest)),
        UnitGroup(_("Municipal departments"), tuple(organs)),
        UnitGroup(_("Towns and streets"), tuple(towns)),
    ]
    return [group for group in groups if group.units]


def _is_place(node: Node) -> bool:
    return UnitKind(node.kind) not in ORGANISATIONS


def _is_top(node: Node) -> bool:
    """Of the city itself, or of its leading group; a county's own departments are not."""
    tree = tree_on()
    heads = {tree.root.pk} | {n.pk for n in tree.children(tree.root.pk) if n.kind == "office"}
    return node.parent in heads


def check_browsing(viewer: Viewer, row: AgendaItem) -> None:
    """Looking around is for those in the room; before and after it for the root. A case that
    has not been taken up yet stays with those who see its project.
    """
    if not (row.meeting.room == Meeting.Room.LIVE or viewer.whole_tree):
        raise Forbidden("meeting.room_is_shut", title=row.meeting.title)
    if row.pk not in queries.named_items(viewer, [row]):
        raise Forbidden("meeting.case_to_come")
