"""Meetings in the calendar that follows a person."""

from collections.abc import Iterator
from datetime import timedelta

from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.meetings.icalendar import DueDay
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock

BACK = timedelta(days=60)


def meeting_days(viewer: Viewer) -> Iterator[DueDay]:
    """Those the viewer sees, from two months ago on."""
    if viewer.roles <= {Role.ADMIN}:
        return
    since = clock.business_today() - BACK
    rows = Meeting.objects.visible_to(viewer).filter(starts_at__date__gte=since)
    for row in rows.distinct().order_by("starts_at"):
        yield DueDay(
            uid=f"{row.uid}@yipanqi",
            day=row.held_on,
            title=row.title,
            text=f"{row.chair}\n{row.video_link}".strip(),
            sequence=row.version,
            begins=row.starts_at,
            place=row.place,
        )
