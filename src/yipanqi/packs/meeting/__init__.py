"""Documents of a meeting: the notice, the minutes (纪要) and the list of tasks (交办清单)."""

from yipanqi.packs.meeting.content import (
    AgendaLine,
    MeetingContent,
    People,
    Promise,
    Settled,
)
from yipanqi.packs.meeting.minutes import minutes
from yipanqi.packs.meeting.notice import notice
from yipanqi.packs.meeting.tasks import tasks

__all__ = [
    "AgendaLine",
    "MeetingContent",
    "People",
    "Promise",
    "Settled",
    "minutes",
    "notice",
    "tasks",
]
