"""Regular meetings: who meets when and where, what is heard, what was shown."""

from yipanqi.apps.meeting.meetings.models.agenda import AgendaItem, Material
from yipanqi.apps.meeting.meetings.models.meeting import (
    Meeting,
    MeetingQuerySet,
    MeetingSeries,
    Venue,
)
from yipanqi.apps.meeting.meetings.models.outcome import ORIGIN, Decision, MeetingDocument
from yipanqi.apps.meeting.meetings.models.room import Attendance, LiveEvent

__all__ = [
    "ORIGIN",
    "AgendaItem",
    "Attendance",
    "Decision",
    "LiveEvent",
    "Material",
    "Meeting",
    "MeetingDocument",
    "MeetingQuerySet",
    "MeetingSeries",
    "Venue",
]
