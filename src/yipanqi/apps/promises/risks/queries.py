"""Reads of risks: the list, the matrix, what waits on the viewer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import WORKING
from yipanqi.apps.promises.risks.models import Risk
from yipanqi.apps.promises.risks.rules import risk_rules
from yipanqi.core.ledgers.risks import SCALE, RiskLevel, RiskState, level_of
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, whole, words
from yipanqi.infra.listing import order_by
from yipanqi.infra.models import AuditEntry

SORTS = {"grade": "grade", "review": "review_on", "registered": "registered_on"}
USUAL = ("-grade", "review_on", "pk")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the sentence over the list asks for; a cell is likelihood and impact, 0 for any."""

    state: str = "running"
    kind: str = ""
    level: str = ""
    unit: str = ""
    words: str = ""
    sort: str = ""
    likelihood: int = 0
    impact: int = 0

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        def step(name: str) -> int:
            found = whole(query.get(name, "")) or 0
            return found if found in SCALE else 0

        return cls(
            state=one_of(query.get("state", ""), {*RiskState, "running", "late", "all"}, "running"),
            kind=one_of(query.get("kind", ""), risk_rules().kinds),
            level=one_of(query.get("level", ""), set(RiskLevel)),
            unit=query.get("unit", ""),
            words=words(query.get("q", "")),
            sort=query.get("sort", ""),
            likelihood=step("likelihood"),
            impact=step("impact"),
        )


@dataclass(frozen=True, slots=True)
class Line:
    row: Risk
    unit: str
    is_late: bool  # its review is overdue


def risks(viewer: Viewer, filters: Filters) -> "QuerySet[Risk]":
    seen = Risk.objects.visible_to(viewer).select_related("project__current", "commitment")
    rows = _by_state(seen, filters.state)
    for name in ("kind", "level", "likelihood", "impact"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    node = tree_on().by_uid.get(filters.unit)
    if node is not None and node.pk != tree_on().root.pk:
        rows = rows.filter(unit__in=tree_on().under(node.pk))
    if filters.words:
        words = filters.words
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words))
    graded = rows.annotate(grade=F("likelihood") * F("impact"))
    return graded.order_by(*order_by(filters.sort, SORTS, USUAL))


def _by_state(rows: "QuerySet[Risk]", state: str) -> "QuerySet[Risk]":
    if state == "running":
        return rows.exclude(state=RiskState.OVER)
    if state == "late":
        today = clock.business_today()
        return rows.exclude(state=RiskState.OVER).filter(review_on__lt=today)
    return rows if state == "all" else rows.filter(state=state)


def lines(rows: Iterable[Risk]) -> list[Line]:
    nodes, today = tree_on().nodes, clock.business_today()
    return [
        Line(
            row=row,
            unit=nodes[row.unit_id].short_name if row.unit_id in nodes else "",
            is_late=row.state != RiskState.OVER and row.review_on < today,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    likelihood: int
    impact: int
    level: str
    count: int


def matrix(viewer: Viewer, filters: Filters) -> list[list[Cell]]:
    """Likeliest row first, gravest column last; counts of what the filters leave."""
    rows = risks(viewer, filters).order_by().values_list("likelihood", "impact")
    counted, edges = Counter(rows), risk_rules().levels
    return [
        [Cell(up, right, level_of(up, right, edges).value, counted[up, right]) for right in SCALE]
        for up in reversed(SCALE)
    ]


def summary(viewer: Viewer) -> dict[str, int]:
    rows = Risk.objects.visible_to(viewer).exclude(state=RiskState.OVER)
    today = clock.business_today()
    found = list(rows.values_list("level", "review_on", "state"))
    counts = {level.value: sum(x == level for x, _, _ in found) for level in RiskLevel}
    late = sum(day < today for _, day, _ in found)
    return counts | {"late": late, "came_true": sum(s == RiskState.CAME_TRUE for *_, s in found)}


def project_of(viewer: Viewer, row: Risk) -> Project | None:
    """The project it is about, for whoever may know of it."""
    if row.project_id is None:
        return None
    return Project.objects.visible_to(viewer).filter(pk=row.project_id).first()


def history(row: Risk) -> list[AuditEntry]:
    uids = [str(row.uid), str(row.commitment.uid)]
    return list(AuditEntry.objects.filter(subject_uid__in=uids).order_by("-id")[:40])


def waiting_risks(viewer: Viewer) -> dict[str, tuple[int, date | None]]:
    """Reviews due or overdue of the viewer's own units."""
    posts = viewer.posts_as(*WORKING)
    rows = Risk.objects.visible_to(viewer).exclude(state=RiskState.OVER)
    due = rows.filter(unit__in=posts, review_on__lte=clock.business_today()).order_by("review_on")
    return {"to_review": (due.count(), due.values_list("review_on", flat=True).first())}
