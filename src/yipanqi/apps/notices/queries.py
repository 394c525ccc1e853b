"""What the viewer has been told."""

from django.db.models import Exists, OuterRef, QuerySet

from yipanqi.apps.notices.models import Notice, NoticeRead
from yipanqi.core.scope import Viewer


def notices_for(viewer: Viewer, *, unread_only: bool = False) -> "QuerySet[Notice]":
    """Newest first, each with ``is_read``."""
    mine = NoticeRead.objects.filter(notice=OuterRef("pk"), user=viewer.user)
    rows = Notice.objects.visible_to(viewer).annotate(is_read=Exists(mine))
    if unread_only:
        rows = rows.filter(is_read=False)
    return rows.order_by("-told_on", "-pk")


def unread_count(viewer: Viewer) -> int:
    return notices_for(viewer, unread_only=True).count()
