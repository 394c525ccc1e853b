"""Give a moved date its cause, where the words' own code doesn't do."""

from uuid import UUID

from yipanqi.apps.ledger.projects.access import check_keeper
from yipanqi.apps.life.pipeline.models import SlipNote
from yipanqi.apps.life.pipeline.slips import moved_date
from yipanqi.core.projects.slips import SlipCause
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act


def set_slip_cause(
    *, viewer: Viewer, moved_uid: str | UUID, cause: str, key: str | None = None
) -> SlipNote:
    """By whoever keeps the project's register. Raises ``slip.not_found``,
    ``slip.cause_unknown`` or ``project.keeper_only``.
    """
    row = moved_date(viewer, str(moved_uid))
    check_keeper(viewer, row.project.current.counting_unit_id)  # type: ignore[union-attr]
    if cause not in set(SlipCause):
        raise Refusal("slip.cause_unknown", field="cause")
    with act(viewer, "set_slip_cause", key=key) as verb:
        note = SlipNote.objects.select_for_update().filter(moved=row).first()
        if verb.repeated and note is not None:
            return note
        before = note.cause if note else None
        if note is None:
            note = SlipNote(moved=row, version=0)
        note.cause, note.set_at, note.set_by_id = cause, clock.now(), viewer.user
        note.version += 1
        note.save()
        verb.record(row, before={"cause": before}, after={"cause": cause})
    return note
