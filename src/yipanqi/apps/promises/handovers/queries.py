"""Reads of hand-overs."""

from django.db.models import Q, QuerySet

from yipanqi.apps.ledger.units.models import Appointment, User
from yipanqi.apps.ledger.units.queries import effective
from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.apps.promises.handovers.access import found_for, may_ask
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock

SHOWN, FOUND = 100, 20
State = HandOver.State


def hand_overs(viewer: Viewer) -> list[HandOver]:
    """Those that wait first, then the newest."""
    rows = HandOver.objects.visible_to(viewer).select_related("leaver", "successor", "by")
    return sorted(rows[:SHOWN], key=lambda row: row.state != State.ASKED)


def people_like(words: str, leaver: User) -> list[User]:
    """Open accounts by name or account, other than the leaver's."""
    return list(_named(words).exclude(pk=leaver.pk)[:FOUND])


def leavers_like(viewer: Viewer, words: str) -> list[User]:
    """Those for whom the viewer may ask, by name or account."""
    return [user for user in _named(words)[:FOUND] if may_ask(viewer, user)]


def _named(words: str) -> "QuerySet[User]":
    if not words:
        return User.objects.none()
    found = User.objects.filter(is_active=True).order_by("username")
    return found.filter(Q(name__icontains=words) | Q(username__icontains=words))


def may_ask_for_others(viewer: Viewer) -> bool:
    return viewer.is_root_office or bool(viewer.posts_as(*ORDERING))


def has_posts(viewer: Viewer) -> bool:
    """Whether the viewer, in person, has something to hand over."""
    held = Appointment.objects.filter(effective(clock.business_today()), user=viewer.user)
    return viewer.user is not None and held.exists()


def handover_for(viewer: Viewer, uid: str) -> HandOver:
    """Raises ``handover.not_found``."""
    return found_for(viewer, uid)


def waiting_hand_overs(viewer: Viewer) -> dict[str, int]:
    """Lists to sign, and for the administrator what to carry out."""
    rows = HandOver.objects.visible_to(viewer)
    moved, me = rows.filter(state=State.MOVED), viewer.user
    mine = Q(leaver=me, leaver_signed_on=None) | Q(successor=me, successor_signed_on=None)
    both = moved.exclude(leaver_signed_on=None).exclude(successor_signed_on=None)
    witness = both.filter(witness_signed_on=None).exclude(Q(leaver=me) | Q(successor=me))
    if not viewer.is_root_office:
        witness = witness.filter(asked_by=me)
    asked = rows.filter(state=State.ASKED) if viewer.has(Role.ADMIN) else rows.none()
    return {
        "to_sign": moved.filter(mine).count() + witness.count(),
        "to_carry_out": asked.count(),
    }
