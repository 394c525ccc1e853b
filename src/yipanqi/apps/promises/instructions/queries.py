"""Reads of instructions: the list, what waits for a reply to the leader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.apps.promises.instructions.actions import REPORTED
from yipanqi.apps.promises.instructions.models import Instruction
from yipanqi.core.commitments.lateness import is_overdue
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.ledgers.instructions import Urgency
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, words
from yipanqi.infra.listing import order_by
from yipanqi.infra.models import AuditEntry

SORTS = {"given": "given_on", "due": "commitment__due_on", "leader": "leader"}
USUAL = ("commitment__due_on", "pk")
NOT_OVER = [s.value for s in CommitmentState if not s.is_over]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the sentence over the list asks for; empty means all."""

    state: str = "running"
    urgency: str = ""
    unit: str = ""
    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        return cls(
            state=one_of(query.get("state", ""), {"running", "reply", "closed", "all"}, "running"),
            urgency=one_of(query.get("urgency", ""), set(Urgency)),
            unit=query.get("unit", ""),
            words=words(query.get("q", "")),
            sort=query.get("sort", ""),
        )


@dataclass(frozen=True, slots=True)
class Line:
    row: Instruction
    lead: str
    supports: str
    is_overdue: bool


def instructions(viewer: Viewer, filters: Filters) -> "QuerySet[Instruction]":
    seen = Instruction.objects.visible_to(viewer).select_related("commitment")
    rows = _by_state(seen.prefetch_related("commitment__supports"), filters.state)
    if filters.urgency:
        rows = rows.filter(urgency=filters.urgency)
    node = tree_on().by_uid.get(filters.unit)
    if node is not None and node.pk != tree_on().root.pk:
        rows = rows.filter(commitment__lead_unit__in=tree_on().under(node.pk))
    if filters.words:
        words = filters.words
        rows = rows.filter(
            Q(text__icontains=words)
            | Q(leader__icontains=words)
            | Q(commitment__title__icontains=words)
            | Q(commitment__number__icontains=words)
        )
    return rows.order_by(*order_by(filters.sort, SORTS, USUAL))


def _by_state(rows: "QuerySet[Instruction]", state: str) -> "QuerySet[Instruction]":
    if state == "running":
        return rows.filter(Q(commitment__state__in=NOT_OVER) | _without_reply())
    if state == "reply":
        return rows.filter(_without_reply())
    if state == "closed":
        return rows.filter(commitment__state=CommitmentState.CLOSED)
    return rows


def _without_reply() -> Q:
    return Q(commitment__state__in=[s.value for s in REPORTED], replied_on=None)


def lines(rows: Iterable[Instruction]) -> list[Line]:
    nodes, today = tree_on().nodes, clock.business_today()

    def name(unit: int) -> str:
        return nodes[unit].short_name if unit in nodes else ""

    return [
        Line(
            row=row,
            lead=name(row.commitment.lead_unit_id),
            supports="、".join(name(s.unit_id) for s in row.commitment.supports.all()),
            is_overdue=is_overdue(row.commitment.dates, today),
        )
        for row in rows
    ]


def summary(viewer: Viewer) -> dict[str, int]:
    rows = list(Instruction.objects.visible_to(viewer).select_related("commitment"))
    today = clock.business_today()
    running = [r for r in rows if CommitmentState(r.commitment.state).is_running]
    reported = {s.value for s in REPORTED}
    return {
        "running": len(running),
        "overdue": sum(is_overdue(r.commitment.dates, today) for r in running),
        "urgent": sum(r.urgency == Urgency.URGENT for r in running),
        "reply": sum(r.commitment.state in reported and r.replied_on is None for r in rows),
    }


def history(row: Instruction) -> list[AuditEntry]:
    uids = [str(row.uid), str(row.commitment.uid), *(str(s.uid) for s in row.scans.all())]
    return list(AuditEntry.objects.filter(subject_uid__in=uids).order_by("-id")[:40])


def waiting_replies(viewer: Viewer) -> dict[str, tuple[int, date | None]]:
    """Reported ones whose leader has not been told, of units where the viewer orders."""
    posts = viewer.posts_as(*ORDERING)
    rows: Any = Instruction.objects.visible_to(viewer).filter(_without_reply())
    return {"to_reply": (rows.filter(commitment__assigning_unit__in=posts).count(), None)}
