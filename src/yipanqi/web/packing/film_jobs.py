"""Cut the film in the background and keep it; narrations are checked before they are kept."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import File

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.meeting.film.actions import keep_film
from yipanqi.apps.meeting.film.models import Storyboard
from yipanqi.apps.meeting.film.queries import MAKE_FILM, storyboard_for
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import evidence
from yipanqi.infra.evidence import MEGABYTE, Kept
from yipanqi.infra.jobs import Progress, handler
from yipanqi.packs.film import MadeFilm, make_film
from yipanqi.packs.film.shoot import sound_kind
from yipanqi.web.packing.film_content import film_content, stored

NARRATION_MOST = 60 * MEGABYTE
MP4, SRT, VTT = "video/mp4", "application/x-subrip", "text/vtt"


@handler(MAKE_FILM)
def cut_film(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Run again after a crash it keeps the film once."""
    job = progress.job
    person = User.objects.filter(uid=job.requested_by).first() if job.requested_by else None
    viewer = viewer_for(person) if person else Viewer.system(MAKE_FILM)
    board = storyboard_for(Viewer.system(MAKE_FILM), args["storyboard"])
    made = film_of(board, progress)
    film = keep_film(
        viewer=viewer,
        storyboard=board,
        files=kept_files(board, made),
        seconds=made.seconds,
        made_from=board.version,
        key=f"film:{job.uid}",
    )
    return {"film": str(film.uid)}


def film_of(board: Storyboard, progress: Any = None) -> MadeFilm:
    narration = stored(board.narration) if board.narration else None
    more = {"progress": progress} if progress else {}
    return make_film(film_content(board), narration=narration, **more)


def kept_files(board: Storyboard, made: MadeFilm) -> tuple[Kept, Kept, Kept]:
    name = file_name(board)
    return (
        evidence.keep_made(made.film, f"{name}.mp4", MP4),
        evidence.keep_made(made.srt.encode(), f"{name}.srt", SRT),
        evidence.keep_made(made.vtt.encode(), f"{name}.vtt", VTT),
    )


def file_name(board: Storyboard) -> str:
    day: date | None = board.meeting.held_on if board.meeting else None
    return f"{day.month}月{day.day}日例会专题片" if day else board.title


def keep_narration(upload: "File[Any]", name: str) -> Kept:
    """A recording, told by its content in the child. Raises ``evidence.empty``,
    ``evidence.too_large``, ``film.not_a_recording``.
    """
    content = upload.read(NARRATION_MOST + 1)
    if not content:
        raise Refusal("evidence.empty", field="file", name=name)
    if len(content) > NARRATION_MOST:
        limit = NARRATION_MOST // MEGABYTE
        raise Refusal("evidence.too_large", field="file", name=name, limit=limit)
    media_type = sound_kind(content)
    if not media_type:
        raise Refusal("film.not_a_recording", field="file", name=name)
    return evidence.keep_made(content, Path(name).name, media_type)
