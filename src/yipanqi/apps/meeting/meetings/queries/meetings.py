"""Meetings and their series."""

from django.db.models import QuerySet

from yipanqi.apps.meeting.meetings.models import Meeting, MeetingSeries
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer


def meetings_for(viewer: Viewer) -> "QuerySet[Meeting]":
    return Meeting.objects.visible_to(viewer).select_related("series").order_by("-starts_at")


def meeting_for(viewer: Viewer, uid: object) -> Meeting:
    """Raises ``meeting.not_found`` for whoever is not invited, as if there were none."""
    found = meetings_for(viewer).filter(uid=str(uid)).first()
    if found is None:
        raise Missing("meeting.not_found")
    return found


def all_series() -> list[MeetingSeries]:
    return list(MeetingSeries.objects.order_by("pk"))


def series_by_uid(uid: str) -> MeetingSeries:
    found = MeetingSeries.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("meeting.no_series")
    return found
