"""The storyboard on its page: scenes in order, each with its still; the film when it is cut."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.meeting.film import actions, queries
from yipanqi.apps.meeting.film.access import check_maker, may_vouch
from yipanqi.apps.meeting.film.actions import SceneWish
from yipanqi.apps.meeting.film.models import Scene, Storyboard
from yipanqi.apps.meeting.film.screening import shown_scene_for
from yipanqi.apps.meeting.meetings.access import is_office
from yipanqi.apps.meeting.meetings.live.slides import frozen_for
from yipanqi.apps.meeting.meetings.queries import meeting_for
from yipanqi.apps.month.snapshots.pages import (
    ShownAs,
    asking,
    job_line,
    key_of,
    month_of,
    told,
    version_of,
)
from yipanqi.apps.month.snapshots.queries import current_snapshot
from yipanqi.core.meetings.storyboard import LONGEST, SHORTEST, SceneDraft, SceneKind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import evidence
from yipanqi.infra.clips import keep_clip
from yipanqi.infra.inputs import whole
from yipanqi.infra.models import Job
from yipanqi.infra.ranges import played
from yipanqi.infra.uid import new_uid
from yipanqi.packs.film import FilmScene, film_title, scene_strangers, still
from yipanqi.web.packing import film_content
from yipanqi.web.packing.film_jobs import keep_narration

SMALL, LARGE = 480, 1600
DRAWING = Lock()
BY_HAND = (SceneKind.PHOTO, SceneKind.CLIP, SceneKind.DEMANDS, SceneKind.FACTS, SceneKind.TITLE)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """For a meeting, from the newest frozen month it hears; else for the month asked for."""
    viewer = asking(request)
    check_maker(viewer)
    of_meeting = request.POST.get("meeting", "")
    meeting = meeting_for(viewer, of_meeting) if of_meeting else None
    month = month_of(request)
    with told(request):
        snapshot = frozen_for(meeting) if meeting else current_snapshot(month)
        board = actions.draft_storyboard(
            viewer=viewer,
            snapshot=snapshot,
            meeting=meeting,
            title=film_title(Month.parse(snapshot.month)),
            scenes=film_content.draft(snapshot, meeting),
            key=key_of(request),
        )
        return redirect(_page(board))
    return redirect(f"{reverse('pack:index')}?month={month}")


def _page(board: Storyboard) -> str:
    return reverse("pack:storyboard", args=[board.uid])


def storyboard(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    board = queries.storyboard_for(viewer, uid)
    content = film_content.film_content(board)
    rows = queries.scenes_of(board)
    scenes = _lines(viewer, rows, content.scenes, content)
    page = {
        "board": board,
        "scenes": scenes,
        "seconds": content.seconds,
        "length": _length(content.seconds),
        "strange": sum(bool(line["strange"]) for line in scenes),
        "footage": len(_fresh(board, rows)),
        "films": list(board.films.select_related("file")),
        "job": _job(queries.last_job(board)),
        "is_office": is_office(viewer),
        "kinds": [k.value for k in BY_HAND],
        "cases": list({s.project.pk: s.project for s in rows if s.project}.values()),
        "shortest": SHORTEST,
        "longest": LONGEST,
        "shown_as": ShownAs.of(board.snapshot),
        "month": board.month,
        "back": f"{reverse('pack:index')}?month={board.month}",
        "key": str(new_uid()),
    }
    return render(request, "web/packing/storyboard.html", page)


def _lines(
    viewer: Viewer, rows: list[Scene], scenes: tuple[FilmScene, ...], content: Any
) -> list[dict[str, Any]]:
    at, found = 0, []
    for row, scene in zip(rows, scenes, strict=True):
        found.append(
            {
                "row": row,
                "at": _length(at),
                "strange": scene_strangers(scene, content),
                "may_vouch": may_vouch(viewer, row.edited_by_id),
            }
        )
        at += row.seconds
    return found


def _fresh(board: Storyboard, rows: list[Scene]) -> list[SceneDraft]:
    """Footage of inspections that is not in the storyboard yet."""
    there = {str(s.file.uid) for s in rows if s.file is not None}
    return [s for s in film_content.inspection_scenes(board.meeting) if s.file not in there]


def _length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _job(job: Job | None) -> Any:
    if job is None or job.state == Job.State.DONE:
        return None
    return job_line(job, _("Cutting the film"), reverse("pack:job", args=[job.uid]))


def scene(request: HttpRequest, uid: str) -> HttpResponse:
    """One scene large, with its words."""
    viewer = asking(request)
    row = queries.scene_for(viewer, uid)
    board = queries.storyboard_for(viewer, row.storyboard.uid)
    rows = queries.scenes_of(board)
    content = film_content.film_content(board)
    lines = _lines(viewer, rows, content.scenes, content)
    at = next(n for n, one in enumerate(rows) if one.pk == row.pk)
    page = {
        "board": board,
        "line": lines[at],
        "scene": rows[at],
        "number": at + 1,
        "count": len(rows),
        "previous": rows[at - 1] if at else None,
        "next": rows[at + 1] if at + 1 < len(rows) else None,
        "is_office": is_office(viewer),
        "shortest": SHORTEST,
        "longest": LONGEST,
        "shown_as": ShownAs.of(board.snapshot),
        "month": board.month,
        "back": _page(board),
        "key": str(new_uid()),
    }
    return render(request, "web/packing/scene.html", page)


def still_picture(request: HttpRequest, uid: str) -> HttpResponse:
    row = queries.scene_for(asking(request), uid)
    return _drawn(row, LARGE if request.GET.get("large") else SMALL)


def shown_still(request: HttpRequest, uid: str) -> HttpResponse:
    """For the screens of a meeting that looks at the storyboard because no film is cut."""
    return _drawn(shown_scene_for(asking(request), uid), LARGE)


def _drawn(row: Scene, width: int) -> HttpResponse:
    with DRAWING:  # a hall of screens asks for one picture in one second: it is drawn once
        picture = _still(str(row.uid), row.storyboard.version, width)
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=600"
    return answer


@lru_cache(maxsize=120)
def _still(uid: str, version: int, width: int) -> bytes:
    """Kept while the storyboard stays as it is."""
    del version
    row = queries.scene_for(Viewer.system("a still"), uid)
    board = queries.storyboard_for(Viewer.system("a still"), row.storyboard.uid)
    scenes = [s for s in queries.scenes_of(board) if s.pk == row.pk]
    content = film_content.content_of(board, scenes)
    return still(content, content.scenes[0], width)


# --- verbs

Work = Callable[[HttpRequest, Viewer, str], Any]


def _wish(request: HttpRequest) -> SceneWish:
    post = request.POST
    return SceneWish(
        heading=post.get("heading", ""),
        text=post.get("text", "").replace("\r\n", "\n"),
        seconds=whole(post.get("seconds", "")) or 0,
        source=post.get("source", ""),
    )


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"expected_version": version_of(request), "key": key_of(request)}


def _add(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    check_maker(viewer)
    kind, file = request.POST.get("kind", ""), request.FILES.get("file")
    kept: Any = None
    if file is not None and kind == SceneKind.CLIP:
        kept = keep_clip(file, file.name or "").kept
    elif file is not None and kind == SceneKind.PHOTO:
        kept = evidence.keep(file, file.name or "")
    return actions.add_scene(
        viewer=viewer,
        uid=uid,
        kind=kind,
        wish=_wish(request),
        project=request.POST.get("project", ""),
        kept=kept,
        after=whole(request.POST.get("after", "")),
        **_common(request),
    )


def _narrate(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    check_maker(viewer)
    file = request.FILES.get("file")
    kept = keep_narration(file, file.name or "") if file is not None else None
    return actions.set_narration(viewer=viewer, uid=uid, kept=kept, **_common(request))


def _footage(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    """Put what inspections have chosen for the film before the last scene, each once."""
    check_maker(viewer)
    board = queries.storyboard_for(viewer, uid)
    rows = queries.scenes_of(board)
    for number, one in enumerate(_fresh(board, rows)):
        actions.add_scene(
            viewer=viewer,
            uid=uid,
            kind=one.kind,
            wish=SceneWish(one.heading, one.text, one.seconds, one.source),
            kept=queries.evidence_row(one.file),
            after=max(0, len(rows) - 1) + number,
            key=f"{key_of(request)}-{one.file}",
        )


def _order(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    return actions.order_film(viewer=viewer, uid=uid, key=key_of(request))


def _stop(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    return actions.stop_film(viewer=viewer, uid=uid, key=key_of(request))


def _edit(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    return actions.edit_scene(viewer=viewer, scene=uid, wish=_wish(request), **_common(request))


def _move(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    to = whole(request.POST.get("to", "")) or 1
    return actions.move_scene(viewer=viewer, scene=uid, to=to, **_common(request))


def _drop(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    return actions.drop_scene(viewer=viewer, scene=uid, **_common(request))


def _vouch(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    reason = request.POST.get("reason", "")
    return actions.vouch_scene(viewer=viewer, scene=uid, reason=reason, key=key_of(request))


BOARD_VERBS: Mapping[str, Work] = {
    "add": _add,
    "footage": _footage,
    "narration": _narrate,
    "order": _order,
    "stop": _stop,
}
SCENE_VERBS: Mapping[str, Work] = {"edit": _edit, "move": _move, "drop": _drop, "vouch": _vouch}


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = asking(request)
    board = queries.storyboard_for(viewer, uid)
    _carry_out(request, viewer, uid, BOARD_VERBS.get(verb))
    return redirect(_page(board))


@require_POST
def do_scene(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = asking(request)
    row = queries.scene_for(viewer, uid)
    _carry_out(request, viewer, uid, SCENE_VERBS.get(verb))
    to_scene = request.POST.get("stay") and verb != "drop"
    return redirect(reverse("pack:scene", args=[row.uid]) if to_scene else _page(row.storyboard))


def _carry_out(request: HttpRequest, viewer: Viewer, uid: str, work: Work | None) -> None:
    if work is None:
        raise Missing("film.not_found")
    with told(request):
        work(request, viewer, uid)
        messages.success(request, _("Done."))


# --- the film


def play(request: HttpRequest, uid: str) -> HttpResponseBase:
    return played(request, queries.film_for(asking(request), uid).file)


def film_file(request: HttpRequest, uid: str, kind: str) -> HttpResponseBase:
    film = queries.film_for(asking(request), uid)
    files = {"mp4": film.file, "srt": film.srt, "vtt": film.vtt}
    if kind not in files:
        raise Missing("film.not_found")
    return evidence.response(files[kind])
