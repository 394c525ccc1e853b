"""Edit a storyboard scene by scene."""

from dataclasses import dataclass

from yipanqi.apps.meeting.film.access import check_voucher
from yipanqi.apps.meeting.film.actions._common import (
    bump,
    checked_words,
    kind_of,
    locked,
    scene_locked,
)
from yipanqi.apps.meeting.film.models import Scene, Storyboard
from yipanqi.apps.meeting.film.queries import project_row, scene_for
from yipanqi.core.meetings.storyboard import SCENES_MOST, SceneKind
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.verbs import act, was_done_by


@dataclass(frozen=True, slots=True)
class SceneWish:
    """What a person writes: ``text`` is spoken and burnt in; ``source`` names a picture's."""

    heading: str
    text: str = ""
    seconds: int = 6
    source: str = ""


def add_scene(
    *,
    viewer: Viewer,
    uid: object,
    kind: str,
    wish: SceneWish,
    project: str = "",
    kept: Kept | EvidenceFile | None = None,
    after: int | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Scene:
    """A scene after the place ``after`` (at the end where None). A photo or a clip brings its
    file, checked and kept, or the row of one that another station has taken in.

    Raises ``film.no_such_kind``, ``film.file_needed``, ``film.source_needed``,
    ``film.case_needed``, ``film.too_many_scenes`` or what the words are refused for.
    """
    wanted = kind_of(kind)
    _check(wanted, wish, project, has_file=kept is not None)
    with act(viewer, "add_scene", key=key) as verb:
        if verb.repeated:
            return Scene.objects.get(uid=verb.subject_uid)
        board = locked(viewer, uid, expected_version)
        order = list(board.scenes.filter(dropped_at=None))
        if len(order) >= SCENES_MOST:
            raise Refusal("film.too_many_scenes", limit=SCENES_MOST)
        made = Scene.objects.create(
            storyboard=board,
            sort=0,
            kind=wanted,
            project=project_row(viewer, project) if project else None,
            heading=wish.heading.strip(),
            text=wish.text.strip(),
            seconds=wish.seconds,
            source=wish.source.strip(),
            file=_entered(viewer, kept),
            edited_by_id=viewer.user,
        )
        order.insert(len(order) if after is None else max(0, min(after, len(order))), made)
        _number(order)
        bump(board)
        verb.record(made, after=_plain(made), month=board.snapshot.month)
    return made


def edit_scene(
    *,
    viewer: Viewer,
    scene: object,
    wish: SceneWish,
    expected_version: int | None = None,
    key: str | None = None,
) -> Scene:
    """Write a scene anew. New words are vouched for by nobody."""
    with act(viewer, "edit_scene", key=key) as verb:
        board, row = scene_locked(viewer, scene, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _check(SceneKind(row.kind), wish, "-", has_file=row.file_id is not None)
        before = _plain(row)
        row.heading, row.text = wish.heading.strip(), wish.text.strip()
        row.seconds, row.source = wish.seconds, wish.source.strip()
        if {k: v for k, v in _plain(row).items() if k != "seconds"} != {
            k: v for k, v in before.items() if k != "seconds"
        }:
            row.edited_by_id, row.vouched_by, row.vouched_reason = viewer.user, None, ""
        row.save()
        bump(board)
        verb.record(row, before=before, after=_plain(row), month=board.snapshot.month)
    return row


def move_scene(
    *,
    viewer: Viewer,
    scene: object,
    to: int,
    expected_version: int | None = None,
    key: str | None = None,
) -> Scene:
    """To the place ``to``, from 1."""
    with act(viewer, "move_scene", key=key) as verb:
        board, row = scene_locked(viewer, scene, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        order = [s for s in board.scenes.filter(dropped_at=None) if s.pk != row.pk]
        order.insert(max(0, min(to - 1, len(order))), row)
        before = row.sort
        _number(order)
        bump(board)
        verb.record(
            row, before={"sort": before}, after={"sort": row.sort}, month=board.snapshot.month
        )
    return row


def drop_scene(
    *,
    viewer: Viewer,
    scene: object,
    expected_version: int | None = None,
    key: str | None = None,
) -> Storyboard:
    with act(viewer, "drop_scene", key=key) as verb:
        if verb.repeated:
            return Scene.objects.get(uid=verb.subject_uid).storyboard
        board, row = scene_locked(viewer, scene, expected_version)
        row.dropped_at = clock.now()
        row.save(update_fields=["dropped_at"])
        _number(list(board.scenes.filter(dropped_at=None)))
        bump(board)
        verb.record(row, after={"dropped": True}, month=board.snapshot.month)
    return board


def vouch_scene(*, viewer: Viewer, scene: object, reason: str, key: str | None = None) -> Scene:
    """Answer by name for numbers that no snapshot gives. Raises ``film.reason_missing``,
    ``film.leader_or_office``, ``film.not_the_writer``.
    """
    found = scene_for(viewer, scene)
    check_voucher(viewer, found.edited_by_id)
    if was_done_by(viewer, found, "add_scene", "edit_scene"):
        raise Forbidden("film.not_the_writer")
    if not reason.strip():
        raise Refusal("film.reason_missing", field="reason")
    with act(viewer, "vouch_scene", key=key) as verb:
        row = Scene.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if verb.repeated:
            return row
        row.vouched_by_id, row.vouched_reason = viewer.user, reason.strip()[:300]
        row.save(update_fields=["vouched_by", "vouched_reason"])
        verb.record(
            row,
            after={"vouched": row.text},
            reason=row.vouched_reason,
            month=found.storyboard.snapshot.month,
        )
    return row


def _check(kind: SceneKind, wish: SceneWish, project: str, *, has_file: bool) -> None:
    checked_words(wish.heading.strip(), wish.text.strip(), wish.source.strip(), wish.seconds)
    if kind.needs_file and not has_file:
        raise Refusal("film.file_needed", field="file")
    if kind.needs_file and not wish.source.strip():
        raise Refusal("film.source_needed", field="source")
    if kind.needs_case and not project:
        raise Refusal("film.case_needed", field="project")


def _entered(viewer: Viewer, kept: Kept | EvidenceFile | None) -> EvidenceFile | None:
    if kept is None or isinstance(kept, EvidenceFile):
        return kept
    return evidence.enter(kept, uploaded_by=viewer.uid, unit_uid="")


def _number(order: list[Scene]) -> None:
    for sort, scene in enumerate(order, 1):
        if scene.sort != sort:
            scene.sort = sort
            scene.save(update_fields=["sort"])


def _plain(row: Scene) -> dict[str, object]:
    return {
        "kind": row.kind,
        "heading": row.heading,
        "text": row.text,
        "seconds": row.seconds,
        "source": row.source,
    }
