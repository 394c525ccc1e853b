"""Reads of hand-overs."""

from yipanqi.apps.handovers.models import HandOver
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer


def handover_for(viewer: Viewer, uid: str) -> HandOver:
    """Raises ``handover.not_found``."""
    rows = HandOver.objects.visible_to(viewer).select_related("leaver", "successor", "by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("handover.not_found")
    return found
