"""Three figures of one month side by side (对账): where they differ, and by how much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.facts import Figures, project_shares
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.statistics.by_source import BySource, minus
from yipanqi.apps.month.statistics.facts import (
    Told,
    book_for,
    links_in_force,
    other_told,
    reports_told,
    statistics_told,
)
from yipanqi.apps.month.statistics.models import FigureBook
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import Share
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node, Tree
from yipanqi.infra.inputs import words

SORTS = (
    "project", "unit", "plan", "dispatch", "month_end", "statistics", "early", "gap", "points",
)  # fmt: skip
SHOWN = ("all", "differing", "no_statistics", "no_code")


@dataclass(frozen=True, slots=True)
class Line(BySource):
    """One project and unit; whole yuan since January, None where that source has none."""

    project_uid: str
    project: str
    code: str
    unit: Node
    is_divided: bool
    plan: int | None
    has_code: bool
    is_enrolled: bool
    figures: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def early(self) -> int | None:
        """Month-end minus dispatch, in yuan."""
        return minus(self.month_end, self.dispatch)

    @property
    def points(self) -> Decimal | None:
        """``gap`` as a share of the plan: the difference of the two completion rates."""
        return None if self.gap is None or not self.plan else ratio(self.gap, self.plan)


@dataclass(slots=True)
class UnitLine:
    """A unit's sums. The differences are over the projects that have both figures."""

    unit: Node | None
    projects: int = 0
    compared: int = 0
    plan: int = 0
    dispatch: int | None = None
    month_end: int | None = None
    statistics: int | None = None
    early: int | None = None
    gap: int | None = None

    @property
    def points(self) -> Decimal | None:
        return None if self.gap is None or not self.plan else ratio(self.gap, self.plan)

    def add(self, line: Line) -> None:
        self.projects += 1
        self.plan += line.plan or 0
        self.compared += line.gap is not None
        for name in ("dispatch", "month_end", "statistics", "early", "gap"):
            value = getattr(line, name)
            if value is not None:
                setattr(self, name, (getattr(self, name) or 0) + value)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    month: Month
    window: MonthWindow | None
    book: FigureBook | None
    newest: FigureBook | None  # where the month has no book yet
    lines: tuple[Line, ...]

    def by_unit(self) -> tuple[list[UnitLine], UnitLine]:
        """Units below the root, and the whole."""
        tree = tree_on()
        found: dict[int, UnitLine] = {}
        whole = UnitLine(None)
        for line in self.lines:
            head = _head(tree, line.unit)
            found.setdefault(head.pk, UnitLine(head)).add(line)
            whole.add(line)
        whole.projects = len({line.project_uid for line in self.lines})
        return sorted(found.values(), key=lambda u: u.unit.sort if u.unit else 0), whole


def _head(tree: Tree, node: Node) -> Node:
    path = list(tree.above(node.pk))
    return path[-2] if len(path) > 1 else path[-1]


def reconciled(viewer: Viewer, month: Month) -> Reconciliation:
    """Live figures of ``month`` from all sources, of the projects on its list that the viewer
    sees. A constant number of queries.
    """
    window = MonthWindow.objects.filter(month=str(month)).first()
    ids = Project.objects.visible_to(viewer).values("pk")
    facts = {
        pk: f
        for pk, f in project_facts(month, project_ids=ids).items()
        if f.report_due or f.annual_class is not None
    }
    shares = project_shares(month, facts, _reported(window, ids))
    book = book_for(month, None, exactly=True)
    told: dict[int, list[Told]] = {}
    if window is not None:
        for pk, one in reports_told(window, facts, shares).items():
            told.setdefault(pk, []).append(one)
    for (pk, _), one in other_told(month, shares, None).items():
        told.setdefault(pk, []).append(one)
    for pk, one in statistics_told(book, shares, None).items():
        told.setdefault(pk, []).append(one)
    coded = {link.project_id for link in links_in_force(None)}
    lines = tuple(
        line
        for pk, parts in shares.items()
        for line in _lines(facts[pk], parts, told.get(pk, ()), has_code=pk in coded)
    )
    return Reconciliation(month, window, book, book_for(month, None), lines)


def _reported(window: MonthWindow | None, ids: Any) -> dict[int, Figures]:
    states = (MonthReport.State.SUBMITTED, MonthReport.State.APPROVED)
    rows = MonthReport.objects.unscoped("ids are the viewer's").filter(
        window=window, project__in=ids, state__in=states
    )
    return {
        pk: Figures(now, year)
        for pk, now, year in rows.values_list("project_id", "this_month", "year_to_date")
    }


def _lines(
    facts: ProjectFacts, parts: tuple[Share, ...], told: Iterable[Told], *, has_code: bool
) -> Iterable[Line]:
    nodes = tree_on().by_uid
    figures: dict[str, dict[str, int | None]] = {}
    for one in told:
        for part in one.units:
            figures.setdefault(part.unit, {})[one.source] = part.year_to_date
    for share in parts:
        if share.unit in nodes:
            yield Line(
                project_uid=facts.project_uid,
                project=facts.name,
                code=facts.code,
                unit=nodes[share.unit],
                is_divided=len(parts) > 1,
                plan=share.plan,
                has_code=has_code,
                is_enrolled=facts.enrolled_on is not None,
                figures=figures.get(share.unit, {}),
            )


@dataclass(frozen=True, slots=True)
class Wish:
    """What of it is asked for: a unit, words, a kind of difference, an order."""

    unit: str = ""
    q: str = ""
    show: str = "all"
    sort: str = "-gap"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wish":
        show, sort = query.get("show", ""), query.get("sort", "")
        return cls(
            unit=query.get("unit", ""),
            q=words(query.get("q", "")),
            show=show if show in SHOWN else "all",
            sort=sort if sort.lstrip("-") in SORTS else "-gap",
        )

    def applied(self, lines: Iterable[Line]) -> list[Line]:
        tree = tree_on()
        node = tree.by_uid.get(self.unit)
        under = tree.under(node.pk) if node else None
        found = [
            line
            for line in lines
            if (under is None or line.unit.pk in under)
            and (not self.q or self.q in line.project or self.q in line.code)
            and _fits(line, self.show)
        ]
        return self._ordered(found)

    def _ordered(self, lines: list[Line]) -> list[Line]:
        by, falling = self.sort.lstrip("-"), self.sort.startswith("-")

        def value(line: Line) -> Any:
            if by == "unit":
                return (line.unit.sort, line.project)
            found = getattr(line, by)
            return abs(found) if by in {"gap", "points", "early"} and found is not None else found

        known = [line for line in lines if value(line) is not None]
        silent = [line for line in lines if value(line) is None]
        known.sort(key=value, reverse=falling)
        return known + silent


def _fits(line: Line, show: str) -> bool:
    if show == "differing":
        return bool(line.gap)
    if show == "no_statistics":
        return line.has_code and line.statistics is None
    if show == "no_code":
        return not line.has_code
    return True
