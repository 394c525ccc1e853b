"""Who may do what to an instruction: the office of the unit whose leader gave it."""

from uuid import UUID

from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.apps.promises.instructions.models import Instruction, Scan
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.inputs import identifier


def visible(viewer: Viewer, uid: str | UUID) -> Instruction:
    """Raises ``instruction.not_found`` for whoever it does not name, as if it were not."""
    rows = Instruction.objects.visible_to(viewer).select_related("commitment", "follows")
    wanted = identifier(uid)
    found = rows.filter(uid=wanted).first() if wanted else None
    if found is None:
        raise Missing("instruction.not_found")
    return found


def locked(viewer: Viewer, uid: str | UUID) -> Instruction:
    found = visible(viewer, uid)
    rows = Instruction.objects.unscoped("checked one line above")
    return rows.select_for_update(of=("self",)).select_related("commitment").get(pk=found.pk)


def visible_scan(viewer: Viewer, uid: str | UUID) -> Scan:
    wanted = identifier(uid)
    rows = Scan.objects.filter(uid=wanted) if wanted else Scan.objects.none()
    found = rows.select_related("file", "instruction").first()
    if found is None:
        raise Missing("instruction.not_found")
    visible(viewer, found.instruction.uid)
    return found


def is_keeper(viewer: Viewer, row: Instruction) -> bool:
    """A deciding post in the unit that gave it, or the office at the root."""
    posts = viewer.posts_as(*ORDERING)
    return viewer.is_root_office or row.commitment.assigning_unit_id in posts


def check_keeper(viewer: Viewer, row: Instruction) -> None:
    """Raises ``instruction.keeper_only``."""
    if not is_keeper(viewer, row):
        raise Forbidden("instruction.keeper_only")
