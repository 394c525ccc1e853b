"""What the live room shows while a meeting's film is not cut: its storyboard."""

from django.urls import reverse

from yipanqi.apps.meeting.film.access import may_see
from yipanqi.apps.meeting.film.models import Scene, Storyboard
from yipanqi.apps.meeting.meetings.live.films import Reel
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.meeting.meetings.queries import meeting_for, was_shown
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer


def reel_of(meeting: Meeting) -> Reel | None:
    """The meeting's newest storyboard."""
    board = Storyboard.objects.filter(meeting=meeting).order_by("-pk").first()
    if board is None:
        return None
    scenes = board.scenes.filter(dropped_at=None).values_list("uid", "seconds")
    pictures = [(reverse("pack:shown-still", args=[uid]), seconds) for uid, seconds in scenes]
    return Reel(
        uid=str(board.uid),
        title=board.title,
        stills=tuple((f"{src}?v={board.version}", seconds) for src, seconds in pictures),
        href=reverse("pack:storyboard", args=[board.uid]),
        order=reverse("pack:do", args=[board.uid, "order"]),
    )


def shown_scene_for(viewer: Viewer, uid: object) -> Scene:
    """A scene, for those who meet, from the moment the room shows its storyboard. Raises
    ``film.no_such_scene``.
    """
    rows = Scene.objects.filter(dropped_at=None).select_related("storyboard__meeting")
    found = rows.filter(uid=str(uid)).first()
    if found is None or found.storyboard.meeting is None:
        raise Missing("film.no_such_scene")
    meeting = meeting_for(viewer, found.storyboard.meeting.uid)
    told = str(found.storyboard.uid)
    if not may_see(viewer) and not was_shown(meeting, storyboard=told):
        raise Missing("film.no_such_scene")
    return found
