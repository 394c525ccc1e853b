"""Reads of the year's list: its versions, totals, what changed, and the draft of the next one.

Totals are of the whole list, which is issued to everybody; rows follow the viewer's scope.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from yipanqi.apps.ledger.projects.models import (
    AnnualEntry,
    AnnualList,
    DraftLine,
    ListDraft,
    Project,
)
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.identity import normalised
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node

COMPARED = ("annual_class", "annual_plan", "monthly_plan", "completed_before",
            "planned_start_month")  # fmt: skip
Line = AnnualEntry | DraftLine


def years() -> list[int]:
    """Years with an issued list, newest first."""
    found = AnnualList.objects.order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def versions(year: int) -> list[AnnualList]:
    """The year's versions, newest first, each with ``projects`` and ``plan``; packages are
    left out of both, since their parts are listed.
    """
    own = Q(entries__project__is_package=False)
    rows = AnnualList.objects.filter(year=year).annotate(
        projects=Count("entries", filter=own), plan=Sum("entries__annual_plan", filter=own)
    )
    return list(rows.order_by("-number"))


def list_by_uid(uid: str) -> AnnualList:
    """Raises ``list.not_found``."""
    found = AnnualList.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("list.not_found")
    return found


def newest_list() -> AnnualList | None:
    return AnnualList.objects.order_by("-year", "-number").first()


def version_before(issued: AnnualList) -> AnnualList | None:
    rows = AnnualList.objects.filter(year=issued.year, number__lt=issued.number)
    return rows.order_by("-number").first()


def entries(
    viewer: Viewer, issued: AnnualList, *, unit: str = "", annual_class: str = "", q: str = ""
) -> QuerySet[AnnualEntry]:
    """Lines of a version that the viewer may see."""
    rows = AnnualEntry.objects.filter(annual_list=issued)
    found: QuerySet[AnnualEntry] = _asked(viewer, rows, unit, annual_class, q)
    return found


def draft_lines(
    viewer: Viewer, draft: ListDraft, *, unit: str = "", annual_class: str = "", q: str = ""
) -> QuerySet[DraftLine]:
    found: QuerySet[DraftLine] = _asked(viewer, draft.lines.all(), unit, annual_class, q)
    return found


def _asked(viewer: Viewer, rows: Any, unit: str, annual_class: str, q: str) -> Any:
    chosen = Q(project__in=Project.objects.visible_to(viewer))
    if unit:
        tree = tree_on()
        node = tree.by_uid.get(unit)
        chosen &= Q(project__current__counting_unit__in=tree.under(node.pk) if node else ())
    if annual_class:
        chosen &= Q(annual_class=annual_class)
    if q:
        text = normalised(q)
        chosen &= Q(project__current__search_name__contains=text) | Q(
            project__own_code__icontains=q
        )
    found = rows.filter(chosen).select_related("project__current")
    return found.order_by("-annual_plan", "project__current__name", "pk")


@dataclass(frozen=True, slots=True)
class Total:
    """Projects and plan (yuan) of one unit: all of it, and by class."""

    name: str
    uid: str
    count: int
    plan: int
    classes: tuple[tuple[int, int], ...]  # (count, plan) in the order of ``AnnualClass``


def totals(lines: Iterable[Mapping[str, Any]]) -> tuple[list[Total], Total]:
    """By county in the order of the tree, and the whole. Rows are what ``summable`` gives."""
    tree = tree_on()
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for line in lines:
        home = _county(line["project__current__counting_unit"])
        key = (home.pk if home else 0, line["annual_class"])
        count, plan = found.get(key, (0, 0))
        found[key] = (count + 1, plan + line["annual_plan"])
    homes = [n for _d, n in tree.walk() if any(pk == n.pk for pk, _c in found)]
    rows = [_total(n.short_name, n.uid, n.pk, found) for n in homes]
    classes = tuple(
        (sum(r.classes[i][0] for r in rows), sum(r.classes[i][1] for r in rows))
        for i in range(len(AnnualClass))
    )
    whole = Total("", "", sum(r.count for r in rows), sum(r.plan for r in rows), classes)
    return rows, whole


def _total(name: str, uid: str, pk: int, found: Mapping[tuple[int, str], tuple[int, int]]) -> Total:
    classes = tuple(found.get((pk, c.value), (0, 0)) for c in AnnualClass)
    return Total(name, uid, sum(c for c, _ in classes), sum(p for _, p in classes), classes)


def summable(rows: QuerySet[Any]) -> Iterable[Mapping[str, Any]]:
    return rows.filter(project__is_package=False).values(
        "project__current__counting_unit", "annual_class", "annual_plan"
    )


def all_entries(issued: AnnualList) -> QuerySet[AnnualEntry]:
    return AnnualEntry.objects.filter(annual_list=issued)


def _county(unit: int | None) -> Node | None:
    """The unit right below the root that a counting unit belongs to, else the root."""
    tree = tree_on()
    if unit is None or unit not in tree.nodes:
        return None
    path = tree.path(unit)
    return path[1] if len(path) > 1 else path[0]


@dataclass(frozen=True, slots=True)
class Change:
    """A project that differs between two versions; the side it isn't on is None."""

    project: Project
    before: Line | None
    after: Line | None

    @property
    def kind(self) -> str:
        """added, removed or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def fields(self) -> frozenset[str]:
        if self.before is None or self.after is None:
            return frozenset()
        return frozenset(n for n in COMPARED if _differs(self.before, self.after, n))

    @property
    def plan_by(self) -> int:
        """How much the project moves the list's plan, in yuan."""
        after = self.after.annual_plan if self.after else 0
        return after - (self.before.annual_plan if self.before else 0)


def _differs(before: Line, after: Line, name: str) -> bool:
    old, new = getattr(before, name), getattr(after, name)
    return list(old) != list(new) if name == "monthly_plan" else bool(old != new)


def changes(viewer: Viewer, old: AnnualList | None, new: AnnualList | ListDraft) -> list[Change]:
    """What differs, largest movement of the plan first. Two queries."""
    if isinstance(new, ListDraft):
        after = _by_project(draft_lines(viewer, new).filter(is_listed=True))
    else:
        after = _by_project(entries(viewer, new))
    before = _by_project(entries(viewer, old)) if old else {}
    found = [
        Change((after.get(pk) or before[pk]).project, before.get(pk), after.get(pk))
        for pk in sorted(before.keys() | after.keys())
    ]
    differing = [c for c in found if c.kind != "changed" or c.fields]
    return sorted(differing, key=lambda c: (-abs(c.plan_by), c.project.own_code))


def _by_project(rows: Iterable[Any]) -> dict[int, Line]:
    return {row.project_id: row for row in rows}


def open_drafts() -> list[ListDraft]:
    rows = ListDraft.objects.filter(closed_at=None).select_related("based_on")
    return list(rows.order_by("-year"))


def draft_by_uid(uid: str) -> ListDraft:
    """Raises ``list.no_draft``."""
    found = ListDraft.objects.filter(uid=uid).select_related("based_on").first()
    if found is None:
        raise Missing("list.no_draft")
    return found


def not_on(viewer: Viewer, draft: ListDraft, q: str, limit: int = 20) -> list[Project]:
    """Projects of the register by name or code that the draft doesn't hold."""
    on = draft.lines.values("project")
    wanted = Q(own_code__icontains=q) | Q(current__approval_code__icontains=q)
    if text := normalised(q):
        wanted |= Q(current__search_name__contains=text)
    rows = Project.objects.visible_to(viewer).filter(wanted).exclude(pk__in=on)
    return list(rows.select_related("current").order_by("current__name")[:limit])
