"""Reads of storyboards and films."""

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.meeting.film.access import check_seen
from yipanqi.apps.meeting.film.models import Film, Scene, Storyboard
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import EvidenceFile, Job

MAKE_FILM = "make_film"  # the job; what makes films lies above this app


def storyboards_of(viewer: Viewer, month: Month) -> "QuerySet[Storyboard]":
    check_seen(viewer)
    rows = Storyboard.objects.filter(snapshot__month=str(month))
    return rows.select_related("snapshot", "meeting", "drafted_by").prefetch_related("films")


def storyboard_for(viewer: Viewer, uid: object) -> Storyboard:
    """Raises ``film.not_found``."""
    check_seen(viewer)
    rows = Storyboard.objects.select_related("snapshot", "meeting", "narration", "drafted_by")
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("film.not_found")
    return found


def scenes_of(storyboard: Storyboard) -> list[Scene]:
    rows = storyboard.scenes.filter(dropped_at=None)
    return list(rows.select_related("project__current", "file", "edited_by", "vouched_by"))


def scene_for(viewer: Viewer, uid: object) -> Scene:
    """Raises ``film.no_such_scene``."""
    check_seen(viewer)
    rows = Scene.objects.filter(dropped_at=None).select_related("storyboard__snapshot", "file")
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("film.no_such_scene")
    return found


def film_for(viewer: Viewer, uid: object) -> Film:
    """Raises ``film.not_found``."""
    check_seen(viewer)
    rows = Film.objects.select_related("file", "srt", "vtt", "storyboard__snapshot")
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("film.not_found")
    return found


def last_job(storyboard: Storyboard) -> Job | None:
    rows = Job.objects.filter(name=MAKE_FILM, key=str(storyboard.uid))
    return rows.order_by("-id").first()


def project_row(viewer: Viewer, uid: str) -> Project:
    """Raises ``project.not_found``."""
    found = Project.objects.visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise Missing("project.not_found")
    return found


def evidence_row(uid: str) -> EvidenceFile:
    """Raises ``film.no_such_file``."""
    found = EvidenceFile.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("film.no_such_file")
    return found


def newest_of(meeting: Meeting) -> Film | None:
    """The newest film of a meeting: its file, its length, its subtitles."""
    rows = Film.objects.filter(storyboard__meeting=meeting).select_related("file", "vtt")
    return rows.order_by("-made_at", "-pk").first()
