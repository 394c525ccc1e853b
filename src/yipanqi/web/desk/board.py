"""The month at a glance: for each unit below the chosen one, what was planned, done, reported.

Three queries, whatever the number of projects: figures are grouped by counting unit and
rolled up along today's tree. Views (Binhai and the zones) are shown beside, never added.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, F, FilteredRelation, Q, Sum

from yipanqi.apps.pipeline.lights import rules_in_force
from yipanqi.apps.projects.facts import annual_list_in_force
from yipanqi.apps.projects.models import AnnualEntry, Project
from yipanqi.apps.reporting.models import MonthWindow
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.lights import Light, LightRule, Lit, project_light
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pace import as_decimal
from yipanqi.core.scope import Viewer
from yipanqi.core.tree import Node
from yipanqi.core.unit_kinds import ORGANISATIONS

STATES = ("draft", "submitted", "returned", "approved")


@dataclass
class Tally:
    """Figures of one unit; money in whole yuan. ``plan_to_date`` follows the list's split."""

    projects: int = 0
    due: int = 0  # projects that owe a report
    plan: int = 0
    plan_to_date: int = 0
    done: int = 0
    reported: int = 0  # projects with a year-to-date figure
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    rule: LightRule | None = None  # of progress, in the month's rule set

    def add(self, other: "Tally") -> None:
        for name in ("projects", "due", "plan", "plan_to_date", "done", "reported"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for state, count in other.states.items():
            self.states[state] += count

    @property
    def missing(self) -> int:
        return max(0, self.due - sum(self.states.values()))

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
        if self.rule is None:
            return Lit(Light.GREY, "light.nothing_to_judge")
        share = Fraction(self.plan_to_date, self.plan) if self.plan else Fraction(0)
        done = self.done if self.reported else None
        return project_light(self.rule, done=done, plan=self.plan or None, share=share)


@dataclass(frozen=True, slots=True)
class Line:
    node: Node
    tally: Tally


@dataclass(frozen=True, slots=True)
class Board:
    """The chosen unit's own tally, its addends below, and the views beside them."""

    node: Node
    total: Tally
    lines: tuple[Line, ...]
    views: tuple[Line, ...]


def board(viewer: Viewer, month: Month, unit: str = "") -> Board:
    """The board of a unit (default: the highest the viewer sees)."""
    tree = tree_on()
    node = tree.by_uid.get(unit) or _home(viewer)
    by_unit = tallies(viewer, month, "counting_unit")
    by_zone = tallies(viewer, month, "zone")
    rule = rules_in_force(month).rules.progress

    def rolled(pk: int) -> Tally:
        total = Tally(rule=rule)
        for below in tree.under(pk):
            if below in by_unit:
                total.add(by_unit[below])
        return total

    children = [c for c in tree.children(node.pk) if c.kind not in ORGANISATIONS]
    lines = tuple(Line(c, rolled(c.pk)) for c in children if not c.is_view)
    views = tuple(
        Line(n, replace(by_zone[n.pk], rule=rule))
        for n in tree.nodes.values()
        if n.is_view and n.pk in by_zone and n.pk in tree.under(node.pk)
    )
    return Board(node, rolled(node.pk), lines, views)


def tallies(viewer: Viewer, month: Month, by: str) -> dict[int, Tally]:
    """Unit → tally of the viewer's projects grouped by ``counting_unit`` or ``zone``."""
    window = MonthWindow.objects.filter(month=str(month)).first()
    listed = annual_list_in_force(month)
    path = f"current__{by}"
    projects = Project.objects.visible_to(viewer).filter(is_package=False).exclude(**{path: None})
    rows = (
        projects.annotate(
            entry=FilteredRelation(
                "annual_entries", condition=Q(annual_entries__annual_list=listed)
            ),
            report=FilteredRelation("reports", condition=Q(reports__window=window)),
        )
        .values(unit=F(path))
        .annotate(
            projects=Count("pk"),
            due=Count("pk", filter=Q(entry__pk__isnull=False)),
            plan=Sum("entry__annual_plan"),
            done=Sum("report__year_to_date"),
            reported=Count("report__year_to_date"),
            **{state: Count("pk", filter=Q(report__state=state)) for state in STATES},
        )
        .order_by()
    )
    planned = _planned(projects, listed, path, month)
    return {
        r["unit"]: Tally(
            projects=r["projects"],
            due=r["due"],
            plan=r["plan"] or 0,
            plan_to_date=planned.get(r["unit"], 0),
            done=r["done"] or 0,
            reported=r["reported"],
            states={state: r[state] for state in STATES},  # type: ignore[literal-required]
        )
        for r in rows
    }


def _planned(projects: object, listed: object, path: str, month: Month) -> dict[int, int]:
    """Unit → planned year-to-date amount in yuan, by the list's own monthly split."""
    planned: dict[int, int] = defaultdict(int)
    entries = AnnualEntry.objects.filter(annual_list=listed, project__in=projects)  # type: ignore[misc]
    for unit, monthly in entries.values_list(f"project__{path}", "monthly_plan"):
        planned[unit] += sum(monthly[: month.number])
    return planned


def _home(viewer: Viewer) -> Node:
    """The highest unit the viewer sees through the tree."""
    tree = tree_on()
    if viewer.whole_tree:
        return tree.root
    seen = [n for _, n in tree.walk() if n.pk in viewer.units]
    return seen[0] if seen else tree.root
