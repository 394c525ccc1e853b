"""Reads of hand-overs."""

from django.db.models import Q

from yipanqi.apps.handovers.models import HandOver
from yipanqi.apps.units.models import User
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer

SHOWN, FOUND = 100, 20


def hand_overs(viewer: Viewer) -> list[HandOver]:
    """Newest first."""
    rows = HandOver.objects.visible_to(viewer).select_related("leaver", "successor", "by")
    return list(rows[:SHOWN])


def people_like(words: str, leaver: User) -> list[User]:
    """Open accounts by name or account, other than the leaver's."""
    if not words:
        return []
    found = User.objects.filter(is_active=True).exclude(pk=leaver.pk)
    return list(found.filter(Q(name__icontains=words) | Q(username__icontains=words))[:FOUND])


def handover_for(viewer: Viewer, uid: str) -> HandOver:
    """Raises ``handover.not_found``."""
    rows = HandOver.objects.visible_to(viewer).select_related("leaver", "successor", "by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("handover.not_found")
    return found
