"""Reads of requests: the list with its filters, one request, what waits on the viewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import WORKING
from yipanqi.apps.promises.service.models import ServiceLink, ServiceRequest
from yipanqi.core.ledgers.service import Channel, RequestState, Topic
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, words
from yipanqi.infra.listing import order_by
from yipanqi.infra.models import AuditEntry

OPEN = [s.value for s in RequestState if s.is_open]
NOT_OVER = [*OPEN, RequestState.ANSWERED.value]
SORTS = {
    "opened": "opened_on",
    "enterprise": "enterprise",
    "first": "first_answer_on",
    "rating": "rating",
}
USUAL = ("-opened_on", "-pk")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the sentence over the list asks for; empty means all."""

    state: str = "running"
    topic: str = ""
    channel: str = ""
    unit: str = ""
    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        return cls(
            state=one_of(
                query.get("state", ""), {*RequestState, "all", "late", "repeat"}, "running"
            ),
            topic=one_of(query.get("topic", ""), set(Topic)),
            channel=one_of(query.get("channel", ""), set(Channel)),
            unit=query.get("unit", ""),
            words=words(query.get("q", "")),
            sort=query.get("sort", ""),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list."""

    row: ServiceRequest
    officer: str
    unit: str
    is_first_late: bool  # nobody answered by the day, or too late


def requests(viewer: Viewer, filters: Filters) -> "QuerySet[ServiceRequest]":
    seen = ServiceRequest.objects.visible_to(viewer).select_related("commitment")
    rows = _by_state(seen, filters.state)
    if filters.topic:
        rows = rows.filter(topic=filters.topic)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    node = tree_on().by_uid.get(filters.unit)
    if node is not None and node.pk != tree_on().root.pk:
        under = tree_on().under(node.pk)
        rows = rows.filter(Q(unit__in=under) | Q(officer_unit__in=under))
    if filters.words:
        words = filters.words
        rows = rows.filter(
            Q(title__icontains=words) | Q(enterprise__icontains=words) | Q(number__icontains=words)
        )
    return rows.order_by(*order_by(filters.sort, SORTS, USUAL))


def _by_state(rows: "QuerySet[ServiceRequest]", state: str) -> "QuerySet[ServiceRequest]":
    if state == "running":
        return rows.filter(state__in=NOT_OVER)
    if state == "late":
        today = clock.business_today()
        return rows.filter(state=RequestState.RAISED, first_due_on__lt=today)
    if state == "repeat":
        return rows.exclude(repeat_of=None)
    return rows if state == "all" else rows.filter(state=state)


def lines(rows: Iterable[ServiceRequest]) -> list[Line]:
    nodes, today = tree_on().nodes, clock.business_today()

    def name(unit: int) -> str:
        return nodes[unit].short_name if unit in nodes else ""

    return [
        Line(
            row=row,
            officer=name(row.officer_unit_id),
            unit=name(row.unit_id),
            is_first_late=(row.first_answer_on or today) > row.first_due_on,
        )
        for row in rows
    ]


def summary(viewer: Viewer) -> dict[str, int]:
    rows = ServiceRequest.objects.visible_to(viewer)
    today = clock.business_today()
    states = list(rows.order_by().values_list("state", "first_due_on"))
    return {
        "raised": sum(s == RequestState.RAISED for s, _ in states),
        "late": sum(s == RequestState.RAISED and due < today for s, due in states),
        "handling": sum(s == RequestState.HANDLING for s, _ in states),
        "answered": sum(s == RequestState.ANSWERED for s, _ in states),
        "closed": sum(s == RequestState.CLOSED for s, _ in states),
    }


def project_of(viewer: Viewer, row: ServiceRequest) -> Project | None:
    """The project it is about, for whoever may know of it."""
    if row.project_id is None:
        return None
    return Project.objects.visible_to(viewer).filter(pk=row.project_id).first()


def history(row: ServiceRequest) -> list[AuditEntry]:
    """Verbs on the request, its commitment and its sessions, newest first."""
    uids = [str(row.uid), *(str(s.uid) for s in row.sessions.all())]
    if row.commitment is not None:
        uids.append(str(row.commitment.uid))
    return list(AuditEntry.objects.filter(subject_uid__in=uids).order_by("-id")[:40])


def asker_link(row: ServiceRequest) -> ServiceLink | None:
    """The link the asker holds now, if any."""
    return row.links.filter(kind=ServiceLink.Kind.FOLLOW, ended_at=None).order_by("-pk").first()


def waiting_requests(viewer: Viewer) -> dict[str, tuple[int, date | None]]:
    """What waits on the viewer: how many, and the nearest date."""
    posts = viewer.posts_as(*WORKING)
    rows = ServiceRequest.objects.visible_to(viewer)
    raised = rows.filter(state=RequestState.RAISED, officer_unit__in=posts)
    called = rows.filter(
        sessions__concluded_on=None, sessions__units__unit__in=posts, state__in=OPEN
    ).distinct()
    return {
        "to_answer_first": (raised.count(), _nearest(raised, "first_due_on")),
        "in_session": (called.count(), _nearest(called, "sessions__held_on")),
    }


def _nearest(rows: Any, field: str) -> date | None:
    found: date | None = rows.order_by(field).values_list(field, flat=True).first()
    return found
