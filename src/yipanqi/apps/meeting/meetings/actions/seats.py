"""Who comes: excused, a deputy sent, present by code or by the clerk's tick; venues sign in."""

import secrets

from yipanqi.apps.meeting.meetings.access import WORKING, check_venue, is_office, works_for
from yipanqi.apps.meeting.meetings.actions._common import (
    locked,
    node,
    not_held,
    office_locked,
    words,
)
from yipanqi.apps.meeting.meetings.live.outbox import tell_room
from yipanqi.apps.meeting.meetings.models import Attendance, Meeting, Venue
from yipanqi.apps.meeting.meetings.queries import seat_for, venue_for
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

ROLL = "roll"


def _seat(viewer: Viewer, uid: object) -> Attendance:
    found = seat_for(viewer, uid)
    if not is_office(viewer) and not works_for(viewer, found.unit_id):
        raise Forbidden("meeting.seat_only", post=found.post)
    locked(viewer, found.meeting.uid)
    return Attendance.objects.select_related("meeting", "venue").get(pk=found.pk)


def ask_leave(
    *, viewer: Viewer, seat: object, reason: str, deputy: str = "", key: str | None = None
) -> Attendance:
    """Leave with a reason; with ``deputy`` (a post) somebody comes instead."""
    said = words(reason, "reason", 200)
    with act(viewer, "ask_leave", key=key) as verb:
        row = _seat(viewer, seat)
        if verb.repeated:
            return row
        not_held(row.meeting)
        before = {"state": row.state, "deputy": row.deputy}
        row.deputy, row.reason = deputy.strip()[:40], said
        row.state = Attendance.State.DEPUTY if row.deputy else Attendance.State.LEAVE
        row.save()
        verb.record(
            row,
            before=before,
            after={"state": row.state, "deputy": row.deputy},
            reason=said,
            unit=node(row.unit_id),
            month=row.meeting.month,
        )
    return row


def will_attend(*, viewer: Viewer, seat: object, key: str | None = None) -> Attendance:
    """Take the leave back."""
    with act(viewer, "will_attend", key=key) as verb:
        row = _seat(viewer, seat)
        if verb.repeated:
            return row
        not_held(row.meeting)
        before = {"state": row.state, "deputy": row.deputy}
        row.state, row.deputy, row.reason = Attendance.State.EXPECTED, "", ""
        row.save()
        after = {"state": row.state, "deputy": ""}
        verb.record(row, before=before, after=after, unit=node(row.unit_id))
    return row


def mark_present(*, viewer: Viewer, seat: object, key: str | None = None) -> Attendance:
    """The venue's clerk (or the office) ticks a seat; the room must be open."""
    with act(viewer, "mark_present", key=key) as verb:
        row = _seat(viewer, seat)
        if verb.repeated:
            return row
        check_venue(viewer, row.venue)
        _open(row.meeting)
        _take(row, viewer, by_code=False)
        verb.record(row, after={"present": True}, unit=node(row.unit_id), month=row.meeting.month)
    return row


def call_roll(*, viewer: Viewer, uid: object, key: str | None = None) -> Meeting:
    """Begin a roll call with a fresh six-digit code. The room learns that it runs; the code is
    given to venue screens only, so that answering takes being there.
    """
    with act(viewer, "call_roll", key=key) as verb:
        row = office_locked(viewer, uid)
        if verb.repeated:
            return row
        _open(row)
        row.roll_code = f"{secrets.randbelow(1_000_000):06d}"
        row.save(update_fields=["roll_code"])
        tell_room(row, ROLL, {"open": True})
        verb.record(row, after={"roll_call": "begun"}, month=row.month)
    return row


def end_roll(*, viewer: Viewer, uid: object, key: str | None = None) -> Meeting:
    with act(viewer, "end_roll", key=key) as verb:
        row = office_locked(viewer, uid)
        if verb.repeated:
            return row
        row.roll_code = ""
        row.save(update_fields=["roll_code"])
        tell_room(row, ROLL, {"open": False})
        present = row.attendances.exclude(present_at=None).count()
        verb.record(row, after={"roll_call": "ended", "present": present}, month=row.month)
    return row


def answer_roll(
    *, viewer: Viewer, uid: object, code: str, key: str | None = None
) -> list[Attendance]:
    """The viewer's units are present. Raises ``meeting.wrong_code``, ``meeting.no_roll_call``,
    ``meeting.no_seat_for_you``.
    """
    with act(viewer, "answer_roll", key=key) as verb:
        row = locked(viewer, uid)
        posts = viewer.posts_as(*WORKING)
        if not posts:
            raise Forbidden("meeting.no_seat_for_you")
        own = row.attendances.filter(unit__in=posts)
        if verb.repeated:
            return list(own)
        _open(row)
        if not row.roll_code:
            raise Refusal("meeting.no_roll_call", field="code")
        if not secrets.compare_digest(code.strip().encode(), row.roll_code.encode()):
            raise Refusal("meeting.wrong_code", field="code")
        seats = list(own.exclude(state=Attendance.State.LEAVE))
        if not seats:
            raise Refusal("meeting.no_seat_for_you")
        for seat in seats:
            _take(seat, viewer, by_code=True)
            verb.record(seat, after={"present": True, "by_code": True}, unit=node(seat.unit_id))
    return seats


def _take(seat: Attendance, viewer: Viewer, *, by_code: bool) -> None:
    seat.present_at = seat.present_at or clock.now()
    seat.present_by_id, seat.by_code = viewer.user, by_code
    seat.save()


def _open(row: Meeting) -> None:
    if not row.is_open:
        raise Refusal("meeting.room_is_shut", title=row.title)


def sign_in_venue(*, viewer: Viewer, uid: object, venue: object, key: str | None = None) -> Venue:
    """The venue is manned and its screen on."""
    with act(viewer, "sign_in_venue", key=key) as verb:
        row = locked(viewer, uid)
        found = venue_for(row, venue)
        if verb.repeated:
            return found
        check_venue(viewer, found)
        _open(row)
        found.signed_in_at, found.signed_in_by_id = clock.now(), viewer.user
        found.on_fallback = False
        found.save(update_fields=["signed_in_at", "signed_in_by", "on_fallback"])
        verb.record(found, after={"signed_in": True}, unit=node(found.unit_id), month=row.month)
    return found


def go_to_fallback(*, viewer: Viewer, uid: object, venue: object, key: str | None = None) -> Venue:
    """The line is down: the venue works from the downloaded pack and by telephone."""
    with act(viewer, "go_to_fallback", key=key) as verb:
        row = locked(viewer, uid)
        found = venue_for(row, venue)
        if verb.repeated:
            return found
        check_venue(viewer, found)
        found.on_fallback = True
        found.save(update_fields=["on_fallback"])
        verb.record(found, after={"fallback": True}, unit=node(found.unit_id), month=row.month)
    return found
