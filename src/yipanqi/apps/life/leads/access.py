"""Who reads and writes leads. Everybody else learns nothing, not even that there are any."""

from uuid import UUID

from yipanqi.apps.life.leads.models import READING, Lead, SigningPromise, is_investment_office
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer

WRITING = (Role.REPORTER, Role.REVIEWER, Role.LINE, Role.OFFICE)
# the kinds of audit rows that tell of leads: shown to nobody, sealed like all others
CONFIDENTIAL_KINDS = ("Lead",)


def reads_leads(viewer: Viewer) -> bool:
    """Whether the post may have leads at all: any unit may attract."""
    return viewer.is_system or bool(viewer.posts_as(*READING))


def visible(viewer: Viewer, uid: str | UUID) -> Lead:
    """Raises ``lead.not_found``."""
    found = Lead.objects.visible_to(viewer).select_related("unit", "project").filter(uid=uid)
    row = found.first()
    if row is None:
        raise Missing("lead.not_found")
    return row


def locked(viewer: Viewer, uid: str | UUID) -> Lead:
    rows = Lead.objects.visible_to(viewer).select_for_update(of=("self",))
    row = rows.select_related("unit").filter(uid=uid).first()
    if row is None:
        raise Missing("lead.not_found")
    return row


def may_write(viewer: Viewer, unit: int) -> bool:
    if viewer.is_system or unit in viewer.posts_as(*WRITING):
        return True
    return bool(viewer.posts_as(*WRITING)) and is_investment_office(viewer)


def check_writer(viewer: Viewer, unit: int) -> None:
    """Raises ``lead.writer_only``."""
    if not may_write(viewer, unit):
        raise Forbidden("lead.writer_only")


def promise_of(viewer: Viewer, uid: str | UUID) -> SigningPromise:
    """Raises ``lead.promise_not_found``."""
    rows = SigningPromise.objects.visible_to(viewer)
    row = rows.select_related("lead", "project__current").filter(uid=uid).first()
    if row is None:
        raise Missing("lead.promise_not_found")
    return row
