"""Set up the rhythm, plan a meeting with its venues and seats, call it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.meeting.meetings.actions._common import (
    audited,
    invited_units,
    kept,
    not_held,
    office_locked,
    words,
)
from yipanqi.apps.meeting.meetings.actions.documents import NOTICE, order_documents
from yipanqi.apps.meeting.meetings.models import Attendance, Meeting, MeetingSeries, Venue
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import COUNTY_LEVEL, UnitKind
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.templatetags.figures import day_short, moment
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import act

BRANCHES = COUNTY_LEVEL | {UnitKind.FUNCTIONAL_ZONE}
OBSERVERS = (UnitKind.OFFICE, UnitKind.GROUP, UnitKind.TASK_FORCE)


@dataclass(frozen=True, slots=True)
class Rhythm:
    name: str
    day: int  # of the month, moved on to a worked day
    begins_at: time
    place: str = ""
    chair: str = ""
    video_link: str = ""
    phone: str = ""
    materials_workdays: int = 1


def open_series(*, viewer: Viewer, rhythm: Rhythm, key: str | None = None) -> MeetingSeries:
    """Raises ``meeting.day_of_month`` for a day that some months don't have."""
    check_office(viewer)
    if not 1 <= rhythm.day <= 28:
        raise Refusal("meeting.day_of_month", field="day", day=rhythm.day)
    with act(viewer, "open_series", key=key) as verb:
        if verb.repeated:
            return MeetingSeries.objects.get(uid=verb.subject_uid)
        row = MeetingSeries.objects.create(
            name=words(rhythm.name, "name", 60),
            day=rhythm.day,
            begins_at=rhythm.begins_at,
            place=rhythm.place.strip()[:80],
            chair=rhythm.chair.strip()[:40],
            video_link=rhythm.video_link,
            phone=rhythm.phone.strip()[:40],
            materials_workdays=rhythm.materials_workdays,
        )
        verb.record(row, after={"name": row.name, "day": row.day})
    return row


def regular_day(series: MeetingSeries, month: Month) -> date:
    """The day of the meeting held in ``month``."""
    return rules().calendar.next_workday(month.first.replace(day=series.day))


@dataclass(frozen=True, slots=True)
class Call:
    """Where a meeting differs from its series' rhythm; None and "" keep it."""

    month: Month  # that is heard; the meeting is held in the next one
    on: date | None = None
    at: time | None = None
    place: str = ""
    chair: str = ""
    title: str = ""


def plan_meeting(
    *, viewer: Viewer, series: MeetingSeries, call: Call, key: str | None = None
) -> Meeting:
    """A meeting with its usual venues and seats; nobody but the office sees it yet."""
    check_office(viewer)
    with act(viewer, "plan_meeting", key=key) as verb:
        if verb.repeated:
            return Meeting.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        MeetingSeries.objects.select_for_update().get(pk=series.pk)  # one number at a time
        day = call.on or regular_day(series, call.month.next)
        number = series.meetings.filter(year=day.year).count() + 1
        title = call.title.strip() or render(
            "meeting.title", {"name": series.name, "year": day.year, "number": number}
        )
        starts_at = datetime.combine(day, call.at or series.begins_at, tzinfo=CITY_ZONE)
        row = Meeting.objects.unscoped("made here").create(
            series=series,
            year=day.year,
            number=number,
            title=title[:120],
            month=str(call.month),
            starts_at=starts_at,
            place=call.place.strip()[:80] or series.place,
            chair=call.chair.strip()[:40] or series.chair,
            video_link=series.video_link,
            phone=series.phone,
            materials_due_on=rules().calendar.add_workdays(day, -series.materials_workdays),
        )
        _usual_venues(row)
        verb.record(row, after=audited(row), month=row.month)
    return row


def _usual_venues(row: Meeting) -> None:
    """The main venue, then one for every county-level unit and functional zone; departments
    and the leading group sit in the main one.
    """
    tree = tree_on()
    branches = [n for _, n in tree.walk() if UnitKind(n.kind) in BRANCHES]
    main = Venue.objects.create(
        meeting=row,
        unit_id=tree.root.pk,
        is_main=True,
        name=render("meeting.main_venue"),
        place=row.place,
    )
    venues = [
        Venue(
            meeting=row,
            unit_id=n.pk,
            sort=sort,
            name=render("meeting.branch_venue", {"unit": n.short_name}),
        )
        for sort, n in enumerate(branches, 1)
    ]
    Venue.objects.bulk_create(venues)
    head = render("meeting.post_head")
    seats = [_seat(row, v, v.unit_id, head) for v in row.venues.filter(is_main=False)]
    seats += [_seat(row, main, n.pk, head, n) for n in tree.children(tree.root.pk) if _sits(n)]
    groups = [n for n in tree.nodes.values() if UnitKind(n.kind) in OBSERVERS]
    seats += [_seat(row, main, n.pk, head, n) for n in groups if n.parent != tree.root.pk]
    Attendance.objects.bulk_create(seats)


def _sits(unit: Node) -> bool:
    return UnitKind(unit.kind) in {UnitKind.DEPARTMENT, UnitKind.OFFICE}


def _seat(row: Meeting, venue: Venue, unit: int, post: str, n: Node | None = None) -> Attendance:
    observes = n is not None and UnitKind(n.kind) in OBSERVERS
    role = Attendance.Role.OBSERVES if observes else Attendance.Role.ATTENDS
    return Attendance(meeting=row, venue=venue, unit_id=unit, post=post, role=role)


def amend_meeting(
    *,
    viewer: Viewer,
    uid: object,
    call: Call,
    video_link: str | None = None,
    phone: str | None = None,
    materials_due_on: date | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Meeting:
    """Another day, place, chair; raises ``meeting.is_over``, ``meeting.papers_after_meeting``."""
    with act(viewer, "amend_meeting", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        not_held(row)
        before = audited(row)
        begins = row.starts_at.astimezone(CITY_ZONE)
        day, at = call.on or begins.date(), call.at or begins.time()
        row.starts_at = datetime.combine(day, at, tzinfo=CITY_ZONE)
        row.title = call.title.strip()[:120] or row.title
        row.place = call.place.strip()[:80] or row.place
        row.chair = call.chair.strip()[:40] or row.chair
        row.month = str(call.month)
        row.video_link = row.video_link if video_link is None else video_link
        row.phone = row.phone if phone is None else phone.strip()[:40]
        row.materials_due_on = materials_due_on or row.materials_due_on
        if row.materials_due_on > day:
            raise Refusal("meeting.papers_after_meeting", field="materials_due_on", day=day)
        kept(verb, row, before)
    return row


def call_meeting(
    *, viewer: Viewer, uid: object, expected_version: int | None = None, key: str | None = None
) -> Meeting:
    """Send the notice: all invited units are told, and from now on see the meeting.

    Raises ``meeting.no_agenda``.
    """
    with act(viewer, "call_meeting", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        not_held(row)
        if not row.items.filter(dropped_at=None).exists():
            raise Refusal("meeting.no_agenda")
        before = audited(row)
        row.state, row.called_on = Meeting.State.CALLED, clock.business_today()
        kept(verb, row, before, called_on=row.called_on)
        tell(
            Told(
                units=sorted(invited_units(row) - {tree_on().root.pk}),
                code="notice.meeting_called",
                key=f"{row.uid}:called:{row.version}",
                params={
                    "title": row.title,
                    "starts_at": moment(row.starts_at),
                    "papers_by": day_short(row.materials_due_on),
                },
                url_name="meetings:record",
                subject_uid=str(row.uid),
            )
        )
        order_documents(viewer, row, NOTICE)
    return row
