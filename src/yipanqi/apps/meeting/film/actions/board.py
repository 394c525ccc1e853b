"""Draft a storyboard, give it a narration, order the film, keep what was cut."""

from collections.abc import Sequence

from yipanqi.apps.meeting.film.access import check_maker
from yipanqi.apps.meeting.film.actions._common import bump, checked_words, locked
from yipanqi.apps.meeting.film.models import Film, Scene, Storyboard
from yipanqi.apps.meeting.film.queries import MAKE_FILM, evidence_row, project_row
from yipanqi.apps.meeting.meetings.actions.documents import keep_document
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.meeting.meetings.queries import FILM
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.meetings.storyboard import FILM_LONGEST, SCENES_MOST, SceneDraft
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence, jobs
from yipanqi.infra.evidence import Kept
from yipanqi.infra.models import Job
from yipanqi.infra.verbs import act


def draft_storyboard(
    *,
    viewer: Viewer,
    snapshot: Snapshot,
    title: str,
    scenes: Sequence[SceneDraft],
    meeting: Meeting | None = None,
    key: str | None = None,
) -> Storyboard:
    """Keep the drafted scenes as a storyboard of its own. Raises ``film.no_case``,
    ``film.too_many_scenes``.
    """
    check_maker(viewer)
    if not any(scene.project for scene in scenes):
        raise Refusal("film.no_case", month=snapshot.month)
    if len(scenes) > SCENES_MOST:
        raise Refusal("film.too_many_scenes", limit=SCENES_MOST)
    with act(viewer, "draft_storyboard", key=key) as verb:
        if verb.repeated:
            return Storyboard.objects.get(uid=verb.subject_uid)
        board = Storyboard.objects.create(
            snapshot=snapshot,
            meeting=meeting,
            title=title,
            drafted_at=clock.now(),
            drafted_by_id=viewer.user,
        )
        for sort, scene in enumerate(scenes, 1):
            checked_words(scene.heading, scene.text, scene.source, scene.seconds)
            Scene.objects.create(
                storyboard=board,
                sort=sort,
                kind=scene.kind,
                project=project_row(viewer, scene.project) if scene.project else None,
                heading=scene.heading,
                text=scene.text,
                seconds=scene.seconds,
                source=scene.source,
                file=evidence_row(scene.file) if scene.file else None,
            )
        after = {"scenes": len(scenes), "snapshot": str(snapshot)}
        verb.record(board, after=after, month=snapshot.month)
    return board


def set_narration(
    *,
    viewer: Viewer,
    uid: object,
    kept: Kept | None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Storyboard:
    """A recording that is heard from the first second on; None takes it away."""
    with act(viewer, "set_narration", key=key) as verb:
        board = locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return board
        before = {"narration": board.narration}
        board.narration = (
            evidence.enter(kept, uploaded_by=viewer.uid, unit_uid="") if kept else None
        )
        board.save(update_fields=["narration"])
        bump(board)
        sha256 = kept.sha256 if kept else None
        verb.record(board, before=before, after={"narration": sha256}, month=board.snapshot.month)
    return board


def order_film(*, viewer: Viewer, uid: object, key: str | None = None) -> Job:
    """Have the film cut in the background. Raises ``film.empty``, ``film.too_long``."""
    with act(viewer, "order_film", key=key) as verb:
        board = locked(viewer, uid)
        lengths = list(board.scenes.filter(dropped_at=None).values_list("seconds", flat=True))
        if not lengths:
            raise Refusal("film.empty")
        if sum(lengths) > FILM_LONGEST:
            raise Refusal("film.too_long", minutes=FILM_LONGEST // 60)
        if not verb.repeated:
            verb.record(board, after={"ordered": board.version}, month=board.snapshot.month)
        return jobs.enqueue(
            MAKE_FILM, str(board.uid), requested_by=viewer.uid, storyboard=str(board.uid)
        )


def stop_film(*, viewer: Viewer, uid: object, key: str | None = None) -> Storyboard:
    """End the cutting that waits or runs; nothing of it is kept. Raises ``film.not_being_cut``."""
    with act(viewer, "stop_film", key=key) as verb:
        board = locked(viewer, uid)
        if verb.repeated:
            return board
        job = jobs.live(MAKE_FILM, str(board.uid))
        if job is None:
            raise Refusal("film.not_being_cut")
        jobs.stop(job, Refusal("film.stopped"))
        verb.record(board, after={"stopped": str(job.uid)}, month=board.snapshot.month)
    return board


def keep_film(
    *,
    viewer: Viewer,
    storyboard: Storyboard,
    files: tuple[Kept, Kept, Kept],
    seconds: int,
    made_from: int,
    key: str,
) -> Film:
    """Enter film, .srt and .vtt under the next number; the meeting gets it as its newest film."""
    check_maker(viewer)
    with act(viewer, "keep_film", key=key) as verb:
        if verb.repeated:
            return Film.objects.get(uid=verb.subject_uid)
        board = locked(viewer, storyboard.uid)
        last = board.films.first()
        kept, srt, vtt = files
        rows = [evidence.enter(f, uploaded_by=viewer.uid, unit_uid="") for f in (kept, srt, vtt)]
        made = Film.objects.create(
            storyboard=board,
            number=last.number + 1 if last else 1,
            file=rows[0],
            srt=rows[1],
            vtt=rows[2],
            seconds=seconds,
            made_from=made_from,
            made_at=clock.now(),
            made_by_id=viewer.user,
        )
        after = {"number": made.number, "sha256": kept.sha256, "seconds": seconds}
        verb.record(made, after=after, month=board.snapshot.month)
    if board.meeting is not None and not board.meeting.is_held:
        keep_document(
            viewer=viewer, meeting=board.meeting, kind=FILM, kept=kept, key=f"{key}:meeting"
        )
    return made
