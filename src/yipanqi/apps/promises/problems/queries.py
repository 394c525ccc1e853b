"""Reads of problems: the list with its filters, one problem with its history."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.ledgers.problems import Cause, ProblemState, days_overdue, is_overdue
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, words
from yipanqi.infra.listing import order_by
from yipanqi.infra.models import AuditEntry

OPEN = [s.value for s in ProblemState if s.is_open]
SORTS = {"raised": "raised_on", "due": "due_on", "cause": "cause", "state": "state"}
USUAL = ("raised_on", "pk")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the sentence over the list asks for; empty means all."""

    state: str = "open"
    cause: str = ""
    unit: str = ""
    words: str = ""
    recurred: bool = False
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        return cls(
            state=one_of(query.get("state", ""), {*ProblemState, "all", "open"}, "open"),
            cause=one_of(query.get("cause", ""), set(Cause)),
            unit=query.get("unit", ""),
            words=words(query.get("q", "")),
            recurred=query.get("recurred") == "1",
            sort=query.get("sort", ""),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list."""

    problem: Problem
    unit: str
    raised_by: str
    is_overdue: bool
    days: int


def problems(viewer: Viewer, filters: Filters) -> "QuerySet[Problem]":
    """Oldest first unless asked otherwise: who waits longest stands at the top."""
    rows = Problem.objects.visible_to(viewer).select_related("project__current", "commitment")
    if filters.state == "open":
        rows = rows.filter(state__in=OPEN)
    elif filters.state != "all":
        rows = rows.filter(state=filters.state)
    if filters.cause:
        rows = rows.filter(cause=filters.cause)
    node = tree_on().by_uid.get(filters.unit)
    if node is not None:
        under = tree_on().under(node.pk)
        rows = rows.filter(Q(unit__in=under) | Q(raised_by_unit__in=under))
    if filters.words:
        words = filters.words
        rows = rows.filter(Q(title__icontains=words) | Q(project__current__name__icontains=words))
    if filters.recurred:
        rows = rows.exclude(recurrence_of=None)
    return rows.order_by(*order_by(filters.sort, SORTS, USUAL))


def lines(rows: Any) -> list[Line]:
    nodes, today = tree_on().nodes, clock.business_today()
    return [
        Line(
            problem=row,
            unit=nodes[row.unit_id].short_name if row.unit_id in nodes else "",
            raised_by=nodes[row.raised_by_unit_id].short_name
            if row.raised_by_unit_id in nodes
            else "",
            is_overdue=is_overdue(ProblemState(row.state), row.due_on, today),
            days=days_overdue(row.due_on, row.solved_on, today),
        )
        for row in rows
    ]


def history(problem: Problem) -> list[AuditEntry]:
    """Verbs on the problem and its commitment, newest first."""
    uids = [str(problem.uid)]
    if problem.commitment is not None:
        uids.append(str(problem.commitment.uid))
    return list(AuditEntry.objects.filter(subject_uid__in=uids).order_by("-id")[:40])


def waiting_problems(viewer: Viewer) -> dict[str, int]:
    """How many wait on the viewer: to be taken up, to be confirmed."""
    from yipanqi.apps.promises.commitments.access import ORDERING, WORKING

    tree = tree_on()
    posts = viewer.posts_as(*ORDERING)
    right_below = [n.pk for n in tree.nodes.values() if n.parent in posts]
    mine = viewer.posts_as(*WORKING)
    rows = Problem.objects.visible_to(viewer)
    return {
        "to_take_up": rows.filter(
            state__in=[Problem.State.RAISED, Problem.State.ACCEPTED], unit__in=right_below
        ).count(),
        "to_confirm": rows.filter(
            state=Problem.State.SOLVED, commitment=None, raised_by_unit__in=mine
        ).count(),
    }
