"""What the room is told: events in one order per meeting, kept before anybody hears of them.

The number is taken under the meeting's row lock: a larger number is never seen before a
smaller one is committed, which a table's own key does not promise.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from yipanqi.apps.meeting.meetings.models import LiveEvent, Meeting
from yipanqi.infra import clock
from yipanqi.infra.verbs import plain

CATCH_UP_MOST = 2_000  # events of one meeting; a meeting has some hundreds


@dataclass(frozen=True, slots=True)
class Told:
    sequence: int
    kind: str
    payload: dict[str, Any]
    at_ms: int  # since 1970


def tell_room(meeting: Meeting, kind: str, payload: dict[str, Any]) -> int:
    """Append an event; ``meeting`` is locked by the verb. Returns its number."""
    meeting.live_sequence += 1
    meeting.save(update_fields=["live_sequence"])
    LiveEvent.objects.create(
        meeting=meeting,
        sequence=meeting.live_sequence,
        kind=kind,
        payload=plain(payload),
        at=clock.now(),
    )
    return meeting.live_sequence


def events_after(meeting: int, sequence: int, most: int = CATCH_UP_MOST) -> list[Told]:
    rows = LiveEvent.objects.filter(meeting=meeting, sequence__gt=sequence)
    return [_told(row) for row in rows.order_by("sequence")[:most]]


def last_of_each_kind(meeting: int) -> list[Told]:
    """The state of the room: what was said last of each kind, in order."""
    newest = (
        LiveEvent.objects.filter(meeting=meeting)
        .order_by()
        .values("kind")
        .annotate(last=Max("sequence"))
        .values("last")
    )
    rows = LiveEvent.objects.filter(meeting=meeting, sequence__in=newest)
    return [_told(row) for row in rows.order_by("sequence")]


def sequences(meetings: list[int]) -> dict[int, int]:
    """Number of the last event of each; one query however many there are."""
    return dict(Meeting.objects.filter(pk__in=meetings).values_list("pk", "live_sequence"))


def milliseconds(at: Any) -> int:
    return int(at.timestamp() * 1000)


def _told(row: LiveEvent) -> Told:
    return Told(row.sequence, row.kind, row.payload, milliseconds(row.at))
