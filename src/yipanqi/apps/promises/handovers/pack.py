"""The hand-over pack (移交清单): all that waits on a person's posts, and their delegations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from yipanqi.apps.ledger.units.models import Appointment, Delegation, User
from yipanqi.apps.ledger.units.queries import tree_on, viewer_for
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.apps.promises.supervision.waiting import kinds_of
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.core.ledgers.problems import ProblemState
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock

State = MonthReport.State
OF_TASKS = ("to_sign", "to_do", "to_verify", "to_decide", "climbed", "awaited")
KINDS = (*OF_TASKS, "problem", "review", "returned", "approve", "delegation_given", "deputy")


@dataclass(frozen=True, slots=True)
class Item:
    """``page`` is a URL name that takes ``uid``; empty where there is none."""

    kind: str
    title: str
    due_on: str = ""
    page: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    posts: list[Appointment]
    items: list[Item]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """By kind in their order; what an administrator reads."""
        found = Counter(item.kind for item in self.items)
        return [(kind, found[kind]) for kind in KINDS if found[kind]]

    def as_rows(self) -> list[dict[str, Any]]:
        return [asdict(item) for item in self.items]


def posts_of(user: User, day: date) -> list[Appointment]:
    """In force on the day, or promised for later."""
    held = Appointment.objects.filter(Q(to_on=None) | Q(to_on__gt=day), user=user)
    return list(held.select_related("unit").order_by("pk"))


def pack_of(leaver: User) -> Pack:
    """What goes along when ``leaver`` gives up every post today."""
    day = clock.business_today()
    viewer = viewer_for(leaver)
    items = [
        *_tasks(viewer),
        *_problems(leaver),
        *_reports(viewer),
        *_drafts(viewer),
        *_delegations(leaver, day),
    ]
    return Pack(posts_of(leaver, day), items)


def _tasks(viewer: Viewer) -> Iterator[Item]:
    seen = Commitment.objects.visible_to(viewer)
    for kind, condition in kinds_of(viewer).items():
        for row in seen.filter(condition).order_by("due_on", "pk"):
            title = f"{row.number} {row.title}"
            yield Item(kind, title, row.due_on.isoformat(), "supervision:record", str(row.uid))


def _problems(leaver: User) -> Iterator[Item]:
    """Raised by the person and not over: the successor's unit confirms them."""
    running = [
        s.value for s in ProblemState if s not in {ProblemState.CONFIRMED, ProblemState.DECLINED}
    ]
    rows = Problem.objects.filter(raised_by=leaver, state__in=running).order_by("pk")
    for row in rows:
        yield Item("problem", row.title, "", "problems:record", str(row.uid))


def _reports(viewer: Viewer) -> Iterator[Item]:
    """Month reports that wait for the person's yes, and those sent back to its posts."""
    rows = MonthReport.objects.visible_to(viewer).select_related("project__current", "window")
    reviewing = viewer.posts_as(Role.REVIEWER, Role.OFFICE)
    for row in rows.filter(state=State.SUBMITTED, waiting_unit__in=reviewing).order_by("pk"):
        yield _report("review", row)
    reporting = viewer.posts_as(Role.REPORTER)
    for row in rows.filter(state=State.RETURNED, reporting_unit__in=reporting).order_by("pk"):
        yield _report("returned", row)


def _report(kind: str, row: MonthReport) -> Item:
    name = row.project.current.name if row.project.current else ""
    due = row.window.reviewed_by_on.isoformat()
    return Item(kind, f"{row.window.month} {name}", due, "reporting:report", str(row.uid))


def _drafts(viewer: Viewer) -> Iterator[Item]:
    """Scoreboards that wait for the word of whoever may approve them."""
    if not viewer.is_root_office and viewer.root not in viewer.posts_as(Role.LEADER):
        return
    for row in Publication.objects.filter(state=Publication.State.DRAFT).order_by("pk"):
        yield Item("approve", row.month, "", "publishing:publication", str(row.uid))


def _delegations(leaver: User, day: date) -> Iterator[Item]:
    rows = Delegation.objects.filter(ended_at=None, to_on__gte=day)
    for row in rows.filter(principal=leaver).select_related("deputy").order_by("pk"):
        yield Item("delegation_given", row.deputy.name, row.to_on.isoformat())
    for row in rows.filter(deputy=leaver).select_related("principal").order_by("pk"):
        yield Item("deputy", row.principal.name, row.to_on.isoformat())


def post_words(posts: list[Appointment]) -> list[dict[str, str]]:
    nodes = tree_on().nodes
    return [
        {"unit": nodes[p.unit_id].name if p.unit_id in nodes else "", "role": p.role} for p in posts
    ]
