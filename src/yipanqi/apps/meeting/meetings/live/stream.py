"""The live stream of a meeting, seen from the web framework: who may enter, and from where.

The view answers with what was missed and ends; a browser comes back after ``RETRY_MS``. Under
the product's own server ``lines`` takes it from there and keeps the line open instead.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from yipanqi.apps.ledger.units.queries import person_by_uid
from yipanqi.apps.meeting.meetings.access import is_office, works_for
from yipanqi.apps.meeting.meetings.live import outbox
from yipanqi.apps.meeting.meetings.live.rights import Ticket
from yipanqi.apps.meeting.meetings.live.wire import RETRY, frame_of
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.meeting.meetings.queries import meeting_for
from yipanqi.apps.month.snapshots.pages import asking
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import whole


@dataclass(frozen=True, slots=True)
class Entry:
    ticket: Ticket
    after: int


class EntryResponse(HttpResponse):
    """An answer that says whose line it is, for the server that can hold it."""

    entry: Entry


def state_of(meeting: Meeting) -> dict[str, Any]:
    """What a screen needs to begin: the last of each kind, and the number to go on from."""
    last = outbox.last_of_each_kind(meeting.pk)
    return {
        "sequence": max((t.sequence for t in last), default=0),
        "now": outbox.milliseconds(clock.now()),
        "last": {t.kind: t.payload for t in last},
    }


def roll_code(viewer: Viewer, meeting: Meeting, venue: str) -> str:
    """The code of a running roll call, for the screen of a venue and for the office."""
    if is_office(viewer):
        return meeting.roll_code
    found = next((v for v in meeting.venues.all() if str(v.uid) == venue), None)
    return meeting.roll_code if found and works_for(viewer, found.unit_id) else ""


def stream(request: HttpRequest, uid: str) -> HttpResponse:
    """Events after ``Last-Event-ID`` (a reconnecting browser sends it) or ``?after=``."""
    viewer = asking(request)
    meeting = meeting_for(viewer, uid)
    user = viewer.user or 0
    acting = request.session.get("acting_for")
    ticket = Ticket(
        meeting=meeting.pk,
        user=user,
        session=request.session.session_key or "",
        principal=person_by_uid(acting).pk if acting else user,
    )
    asked = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    after = min(whole(asked) or 0, meeting.live_sequence)
    told = outbox.events_after(meeting.pk, after)
    answer = EntryResponse(
        RETRY + b"".join(frame_of(t).wire for t in told), content_type="text/event-stream"
    )
    answer.entry = Entry(ticket, after)
    answer["Cache-Control"] = "no-cache, no-transform"
    answer["X-Accel-Buffering"] = "no"
    return answer
