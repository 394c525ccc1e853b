"""The common first and last steps of every verb on a storyboard."""

from yipanqi.apps.meeting.film.access import check_maker
from yipanqi.apps.meeting.film.models import Scene, Storyboard
from yipanqi.apps.meeting.film.queries import scene_for, storyboard_for
from yipanqi.core.meetings.storyboard import (
    HEADING_MOST,
    LONGEST,
    SHORTEST,
    SOURCE_MOST,
    TEXT_MOST,
    SceneKind,
)
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.verbs import check_version


def locked(viewer: Viewer, uid: object, expected_version: int | None = None) -> Storyboard:
    """Raises ``film.not_found``, ``film.office_only``, ``form.changed_meanwhile``."""
    found = storyboard_for(viewer, uid)
    check_maker(viewer)
    row = Storyboard.objects.select_for_update(of=("self",)).select_related("snapshot")
    held = row.get(pk=found.pk)
    check_version(held, expected_version)
    return held


def scene_locked(
    viewer: Viewer, uid: object, expected_version: int | None = None
) -> tuple[Storyboard, Scene]:
    scene = scene_for(viewer, uid)
    board = locked(viewer, scene.storyboard.uid, expected_version)
    return board, Scene.objects.select_for_update(of=("self",)).get(pk=scene.pk)


def bump(board: Storyboard) -> None:
    board.version += 1
    board.save(update_fields=["version"])


def checked_words(heading: str, text: str, source: str, seconds: int) -> None:
    """Raises ``film.words_too_long``, ``film.seconds``."""
    for field, words, most in (
        ("heading", heading, HEADING_MOST),
        ("text", text, TEXT_MOST),
        ("source", source, SOURCE_MOST),
    ):
        if len(words) > most:
            raise Refusal("film.words_too_long", field=field, limit=most)
    if not SHORTEST <= seconds <= LONGEST:
        raise Refusal("film.seconds", field="seconds", least=SHORTEST, most=LONGEST)


def kind_of(value: str) -> SceneKind:
    """Raises ``film.no_such_kind``."""
    try:
        return SceneKind(value)
    except ValueError:
        raise Refusal("film.no_such_kind", field="kind") from None
