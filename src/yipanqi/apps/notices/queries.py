"""What the viewer has been told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from yipanqi.apps.notices.models import Notice, NoticeRead
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import render


def notices_for(viewer: Viewer, *, unread_only: bool = False) -> "QuerySet[Notice]":
    """Newest first, each with ``is_read``."""
    mine = NoticeRead.objects.filter(notice=OuterRef("pk"), user=viewer.user)
    rows = Notice.objects.visible_to(viewer).annotate(is_read=Exists(mine))
    if unread_only:
        rows = rows.filter(is_read=False)
    return rows.order_by("-told_on", "-pk")


def unread_count(viewer: Viewer) -> int:
    return notices_for(viewer, unread_only=True).count()


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in words."""

    notice: Notice
    text: str
    is_read: bool


def lines(rows: Iterable[Notice]) -> list[Line]:
    """``rows`` come from ``notices_for``."""
    return [
        Line(row, render(row.code, row.params), bool(getattr(row, "is_read", False)))
        for row in rows
    ]


def latest(viewer: Viewer, count: int = 5) -> list[Line]:
    """The newest unread ones."""
    return lines(notices_for(viewer, unread_only=True)[:count])
