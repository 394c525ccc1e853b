"""The month at a glance: for each unit below the chosen one, what was planned, done, reported.

Four queries, whatever the number of projects: figures are grouped by counting unit and
rolled up along today's tree. Views (Binhai and the zones) are shown beside, never added.

A project without a report counts with what it had done up to the month before, as on the
scoreboard; drafts are nobody's figures yet, and in a frozen month only what was approved
counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from yipanqi.apps.ledger.projects.facts import annual_list_in_force
from yipanqi.apps.ledger.projects.models import AnnualEntry, AnnualList, Project
from yipanqi.apps.ledger.projects.standstill import stopped
from yipanqi.apps.ledger.units.queries import home_of, tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Lit, unit_light
from yipanqi.core.pipeline.pace import as_decimal
from yipanqi.core.projects.pauses import due_by
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import ORGANISATIONS
from yipanqi.core.units.tree import Node, Tree
from yipanqi.web.desk.shares import give_shares

STATES = ("draft", "submitted", "returned", "approved")
APPROVED = (MonthReport.State.APPROVED,)
HANDED_IN = (MonthReport.State.SUBMITTED, MonthReport.State.RETURNED, *APPROVED)


@dataclass
class Tally:
    """Figures of one unit; money in whole yuan. ``plan_to_date`` follows the list's split."""

    projects: int = 0
    due: int = 0  # projects that owe a report
    plan: int = 0
    plan_to_date: int = 0
    done: int = 0  # unreported projects with last month's figure
    reported: int = 0  # projects with a figure of this month
    plan_before: int = 0  # the same up to the month before, in the same year
    done_before: int = 0
    reported_before: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))

    def add(self, other: "Tally") -> None:
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for state, count in other.states.items():
            self.states[state] += count

    @property
    def missing(self) -> int:
        """Nothing handed in; a draft is known to its clerk only."""
        return max(0, self.due - sum(self.states[state] for state in HANDED_IN))

    @property
    def handed_in(self) -> int:
        """Reports submitted, waiting or approved."""
        return self.states["submitted"] + self.states["approved"]

    @property
    def share(self) -> Decimal | None:
        return ratio(self.done, self.plan) if self.reported else None

    @property
    def due_share(self) -> Decimal | None:
        return ratio(self.plan_to_date, self.plan)

    @property
    def gap(self) -> Decimal | None:
        """Share of the plan ahead of (behind) the share due, unrounded."""
        if not self.reported or self.plan <= 0:
            return None
        return as_decimal(Fraction(self.done - self.plan_to_date, self.plan))

    @property
    def lit(self) -> Lit:
        """The light of a unit, by the scoreboard's rule: met, missed, missed twice running."""
        return unit_light(
            [
                self.done_before >= self.plan_before if self.reported_before else None,
                self.done >= self.plan_to_date if self.reported and self.plan else None,
            ]
        )


SUMS = (
    "projects",
    "due",
    "plan",
    "plan_to_date",
    "done",
    "reported",
    "plan_before",
    "done_before",
    "reported_before",
)


@dataclass(frozen=True, slots=True)
class Line:
    node: Node
    tally: Tally
    rows: str  # address of the projects behind it


@dataclass(frozen=True, slots=True)
class Board:
    """The chosen unit's own tally, its addends below, and the views beside them."""

    node: Node
    total: Tally
    rows: str
    lines: tuple[Line, ...]
    views: tuple[Line, ...]


def board(viewer: Viewer, month: Month, unit: str = "") -> Board:
    """The board of a unit (default: the highest the viewer sees).

    A department has no ground of its own: its projects are shown by the units they count for.
    """
    tree = tree_on()
    node = tree.by_uid.get(unit) or home_of(viewer)
    projects = Project.objects.visible_to(viewer).filter(is_package=False)
    if node.kind in ORGANISATIONS and viewer.whole_tree:
        projects = projects.filter(current__lead_unit__in=tree.under(node.pk))
    by_zone = tallies(projects, month, "zone")
    if node.is_view:
        return Board(node, by_zone.get(node.pk, Tally()), _rows(month, node), (), ())
    by_unit = tallies(projects, month, "counting_unit")
    give_shares(by_unit, projects, month, _counted(month), Tally)

    def rolled(pk: int) -> Tally:
        total = Tally()
        for below in tree.under(pk):
            if below in by_unit:
                total.add(by_unit[below])
        return total

    ground = _ground(tree, node)
    inside = tree.under(ground.pk)
    children = [c for c in tree.children(ground.pk) if c.kind not in ORGANISATIONS]
    lines = tuple(Line(c, rolled(c.pk), _rows(month, c)) for c in children if not c.is_view)
    if ground is not node:  # of a department only where it has something
        lines = tuple(line for line in lines if line.tally.projects)
    views = tuple(
        Line(n, by_zone[n.pk], _rows(month, n))
        for n in tree.nodes.values()
        if n.is_view and n.pk in by_zone and n.pk in inside
    )
    # a department's own board counts all it sees, not only what it leads
    behind = node if ground is node or viewer.whole_tree else None
    return Board(node, rolled(ground.pk), _rows(month, behind), lines, views)


def tallies(projects: QuerySet[Project], month: Month, by: str) -> dict[int, Tally]:
    """Unit → tally of these projects grouped by ``counting_unit`` or ``zone``."""
    windows = _windows(month)
    window, last, last_but_one = (windows.get(n) for n in range(3))
    listed = annual_list_in_force(month)
    path = f"current__{by}"
    counted = APPROVED if window is not None and window.is_closed else HANDED_IN
    on_list = Q(entry__pk__isnull=False)
    projects = projects.exclude(**{path: None})
    now = Case(When(on_list & Q(report__state__in=counted), then="report__year_to_date"))
    then = Case(When(on_list & Q(before__state__in=APPROVED), then="before__year_to_date"))
    long_ago = Case(When(on_list & Q(earlier__state__in=APPROVED), then="earlier__year_to_date"))
    rows = (
        projects.annotate(
            entry=FilteredRelation(
                "annual_entries", condition=Q(annual_entries__annual_list=listed)
            ),
            report=FilteredRelation("reports", condition=Q(reports__window=window)),
            before=FilteredRelation("reports", condition=Q(reports__window=last)),
            earlier=FilteredRelation("reports", condition=Q(reports__window=last_but_one)),
        )
        .values(unit=F(path))
        .annotate(
            projects=Count("pk"),
            due=Count("pk", filter=on_list),
            plan=Coalesce(Sum("entry__annual_plan"), 0),
            done=Coalesce(Sum(Coalesce(now, then, long_ago)), 0),
            reported=Count(now),
            done_before=Coalesce(Sum(Coalesce(then, long_ago)), 0),
            reported_before=Count(then),
            **{state: Count("pk", filter=on_list & Q(report__state=state)) for state in STATES},
        )
        .order_by()
    )
    planned = _planned(projects, listed, path, month)
    return {r["unit"]: _tally(r, planned.get(r["unit"], (0, 0))) for r in rows}


def _counted(month: Month) -> dict[Month, tuple[str, ...]]:
    """The states of reports whose figures count, of the month and the one before."""
    window = _windows(month).get(0)
    now = APPROVED if window is not None and window.is_closed else HANDED_IN
    return {month: now, month.previous: APPROVED}


def _tally(row: Mapping[str, Any], planned: tuple[int, int]) -> Tally:
    states = {state: row[state] for state in STATES}
    figures = {name: row[name] for name in SUMS if name in row}
    return Tally(**figures, plan_to_date=planned[0], plan_before=planned[1], states=states)


def _windows(month: Month) -> dict[int, MonthWindow]:
    """The month's window (0) and those one and two months before, of the same year: in
    January counting begins anew.
    """
    months = {str(month.plus(-n)): n for n in range(min(3, month.number))}
    return {months[w.month]: w for w in MonthWindow.objects.filter(month__in=months)}


def _planned(
    projects: QuerySet[Project], listed: AnnualList | None, path: str, month: Month
) -> dict[int, tuple[int, int]]:
    """Unit → planned since January in yuan, by the list's own split: by now, by last month.

    Added up by the database: 20,000 splits are too many to read for one page.
    """
    amounts = [
        Cast(KeyTextTransform(number, "monthly_plan"), BigIntegerField())
        for number in range(month.number)
    ]
    rows = (
        AnnualEntry.objects.filter(annual_list=listed, project__in=projects)
        .values(unit=F(f"project__{path}"))
        .annotate(
            now=Sum(reduce(add, amounts)),
            before=Sum(reduce(add, amounts[:-1], Value(0, output_field=BigIntegerField()))),
        )
        .order_by()
    )
    found = {r["unit"]: (r["now"], r["before"]) for r in rows}
    for unit, now, before in _stopped(projects, listed, path, month):
        found[unit] = (found[unit][0] - now, found[unit][1] - before)
    return found


def _stopped(
    projects: QuerySet[Project], listed: AnnualList | None, path: str, month: Month
) -> Iterator[tuple[int, int, int]]:
    """Unit, and what of its plan by now and by last month is not due: days of approved pauses."""
    spells = stopped(projects.order_by().values("pk"))
    rows = AnnualEntry.objects.filter(annual_list=listed, project__in=list(spells))
    for pk, unit, plan in rows.values_list("project", f"project__{path}", "monthly_plan"):
        amounts = [int(amount) for amount in plan]
        yield (
            unit,
            *(
                sum(amounts[:n]) - due_by(amounts, month.year, n, spells[pk])
                for n in (month.number, month.number - 1)
            ),
        )


def _rows(month: Month, node: Node | None) -> str:
    asked = {"view": "none", "month": str(month)} | ({"unit": node.uid} if node else {})
    return f"{reverse('projects:index')}?{urlencode(asked)}"


def _ground(tree: Tree, node: Node) -> Node:
    """The unit itself, or for a department the unit it serves."""
    path = [n for n in tree.path(node.pk) if n.kind not in ORGANISATIONS]
    return path[-1] if path else tree.root
