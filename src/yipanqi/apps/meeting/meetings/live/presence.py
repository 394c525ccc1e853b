"""What venue screens say of themselves. No business write: it leaves no audit row."""

from django.http import QueryDict

from yipanqi.apps.meeting.meetings.access import check_venue
from yipanqi.apps.meeting.meetings.models import Meeting, Venue
from yipanqi.apps.meeting.meetings.queries import venue_for
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import whole

LAG_MOST = 600_000  # ms


def report_screen(viewer: Viewer, meeting: Meeting, said: QueryDict) -> None:
    """``venue``, ``sequence`` (seen up to) and ``lag`` in ms; without a venue nothing is kept."""
    if not said.get("venue"):
        return
    venue = venue_for(meeting, said["venue"])
    check_venue(viewer, venue)
    sequence = _number(said.get("sequence", ""))
    Venue.objects.filter(pk=venue.pk).update(
        seen_at=clock.now(),
        seen_sequence=min(sequence, meeting.live_sequence),
        lag_ms=min(_number(said.get("lag", "")), LAG_MOST),
    )


def _number(text: str) -> int:
    return whole(text) or 0
