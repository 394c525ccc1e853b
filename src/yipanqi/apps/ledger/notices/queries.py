"""What the viewer has been told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from yipanqi.apps.ledger.notices.models import Channel, Delivery, Notice, NoticeRead
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node
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


KINDS = tuple(Channel.Kind)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel with how its deliveries stand."""

    channel: Channel
    unit: str
    sent: int
    queued: int
    failed: int
    last_error: str


def kept_units(viewer: Viewer) -> list[Node]:
    """Units whose channels the viewer keeps."""
    nodes = tree_on().nodes
    posts = viewer.posts_as(Role.OFFICE, Role.REVIEWER)
    return [nodes[pk] for pk in nodes if pk in posts]


def channels_for(viewer: Viewer) -> list[ChannelLine]:
    nodes, states = tree_on().nodes, Delivery.State
    faults = Delivery.objects.filter(channel=OuterRef("pk")).exclude(last_error="")
    rows = Channel.objects.visible_to(viewer).annotate(
        sent=Count("deliveries", filter=Q(deliveries__state=states.SENT)),
        queued=Count("deliveries", filter=Q(deliveries__state=states.QUEUED)),
        failed=Count("deliveries", filter=Q(deliveries__state=states.FAILED)),
        fault=Subquery(faults.order_by("-pk").values("last_error")[:1]),
    )
    return [
        ChannelLine(
            row,
            nodes[row.unit_id].short_name if row.unit_id in nodes else "",
            row.sent,  # type: ignore[attr-defined]
            row.queued,  # type: ignore[attr-defined]
            row.failed,  # type: ignore[attr-defined]
            row.fault or "",  # type: ignore[attr-defined]
        )
        for row in rows.order_by("-is_active", "pk")
    ]
