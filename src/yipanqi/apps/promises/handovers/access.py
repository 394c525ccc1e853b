"""Who may ask for a hand-over, carry it out, sign its list."""

from typing import Literal

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.apps.promises.handovers.pack import posts_of
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import identifier

Party = Literal["leaver", "successor", "witness"]


def carries_out(viewer: Viewer) -> bool:
    """Posts are the administrator's."""
    return viewer.is_system or viewer.has(Role.ADMIN)


def check_admin(viewer: Viewer) -> None:
    if not carries_out(viewer):
        raise Forbidden("handover.admin_only")


def may_ask(viewer: Viewer, leaver: User) -> bool:
    """The leaver, the office at the root, and who decides in or above all the leaver's units."""
    if viewer.is_root_office:
        return True
    units = {post.unit_id for post in posts_of(leaver, clock.business_today())}
    if not units:
        return False
    return viewer.user == leaver.pk or units <= viewer.units_as(*ORDERING)


def check_may_ask(viewer: Viewer, leaver: User) -> None:
    if not may_ask(viewer, leaver):
        raise Forbidden("handover.askers_only")


def signs_as(viewer: Viewer, row: HandOver) -> Party | None:
    """What the viewer signs for, if that is still open: each party in person, the office or who
    asked as a witness, never one of the two.
    """
    if row.state != HandOver.State.MOVED or viewer.user is None:
        return None
    if viewer.user == row.leaver_id:
        return None if row.leaver_signed_on else "leaver"
    if viewer.user == row.successor_id:
        return None if row.successor_signed_on else "successor"
    witnesses = viewer.is_root_office or viewer.user == row.asked_by_id
    return "witness" if witnesses and row.witness_signed_on is None else None


def reads_list(viewer: Viewer, row: HandOver) -> bool:
    """Titles are for the two people and the office; others read numbers."""
    return viewer.is_root_office or viewer.user in {row.leaver_id, row.successor_id}


def found_for(viewer: Viewer, uid: object, *, locked: bool = False) -> HandOver:
    """Raises ``handover.not_found``."""
    rows = HandOver.objects.visible_to(viewer)
    rows = rows.select_for_update(of=("self",)) if locked else rows.select_related(
        "leaver", "successor", "by", "asked_by", "witness"
    )  # fmt: skip
    wanted = identifier(str(uid))
    found = rows.filter(uid=wanted).first() if wanted else None
    if found is None:
        raise Missing("handover.not_found")
    return found
