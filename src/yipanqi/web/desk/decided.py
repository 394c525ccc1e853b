"""What the last meeting settled and how it fares: read on the desk before the next one."""

from dataclasses import dataclass
from datetime import date

from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.meeting.meetings.queries import decisions_of, meetings_for
from yipanqi.apps.meeting.meetings.queries.decisions import DecisionLine
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.scope import Viewer

SHOWN = 5
WORST = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2}


@dataclass(frozen=True, slots=True)
class LastDecided:
    meeting: Meeting
    lines: list[DecisionLine]  # tasks, the worst first
    count: int


def last_decided(viewer: Viewer) -> LastDecided | None:
    """Tasks of the last meeting that was held, as far as the viewer follows them."""
    meeting = meetings_for(viewer).filter(state=Meeting.State.HELD).first()
    if meeting is None:
        return None
    tasks = [line for line in decisions_of(viewer, meeting) if line.commitment is not None]
    if not tasks:
        return None
    return LastDecided(meeting, sorted(tasks, key=_urgency)[:SHOWN], len(tasks))


def _urgency(line: DecisionLine) -> tuple[int, date]:
    due = line.commitment.due_on if line.commitment else None
    return WORST.get(line.light, len(WORST)) if line.light else len(WORST), due or date.max
