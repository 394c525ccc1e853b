"""Reads of meetings; ``viewer`` first."""

from yipanqi.apps.meeting.meetings.queries.agenda import (
    SECRET,
    ItemLine,
    item_for,
    items_of,
    live_items,
    material_for,
    named_items,
)
from yipanqi.apps.meeting.meetings.queries.decisions import (
    DecisionLine,
    closure,
    decision_for,
    decisions_of,
    lines_of,
)
from yipanqi.apps.meeting.meetings.queries.documents import (
    FILM,
    document_for,
    documents_of,
    film_for,
    was_shown,
)
from yipanqi.apps.meeting.meetings.queries.meetings import (
    all_series,
    meeting_for,
    meetings_for,
    series_by_uid,
)
from yipanqi.apps.meeting.meetings.queries.seats import (
    attendances_of,
    own_venue,
    seat_for,
    venue_for,
)

__all__ = [
    "FILM",
    "SECRET",
    "DecisionLine",
    "ItemLine",
    "all_series",
    "attendances_of",
    "closure",
    "decision_for",
    "decisions_of",
    "document_for",
    "documents_of",
    "film_for",
    "item_for",
    "items_of",
    "lines_of",
    "live_items",
    "material_for",
    "meeting_for",
    "meetings_for",
    "named_items",
    "own_venue",
    "seat_for",
    "series_by_uid",
    "venue_for",
    "was_shown",
]
