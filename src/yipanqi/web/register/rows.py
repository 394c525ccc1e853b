"""The register of a month: projects with their plan, report and light.

Filtering, sorting and paging happen in the database; figures of a page are read in a
constant number of queries. A frozen month's figures come from its snapshot.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Sum
from django.http import QueryDict

from yipanqi.apps.pipeline.lights import judged, with_light
from yipanqi.apps.projects.facts import annual_list_in_force
from yipanqi.apps.projects.models import AnnualList, Programme, ProgrammeProject, Project
from yipanqi.apps.reporting.models import MonthWindow
from yipanqi.apps.snapshots.models import Snapshot
from yipanqi.apps.snapshots.queries import table
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.identity import normalised
from yipanqi.core.light_rules import Judged
from yipanqi.core.lights import Light
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pace import LINEAR, Curve, as_decimal, exact_gap
from yipanqi.core.scope import Viewer
from yipanqi.core.stages import AnnualClass, Domain, Stage
from yipanqi.infra.texts import label, render
from yipanqi.web.frame import frozen, window_of

TYPED_MAX = 60  # a filter is a few words; a database gives up on endless patterns
SORTS = {
    "name": "current__name",
    "unit": "current__counting_unit",
    "total": "current__total_investment",
    "plan": "entry__annual_plan",
    "done": "report__year_to_date",
    "stage": "stage",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter bar asks for; empty text is no condition."""

    unit: str = ""
    domain: str = ""
    stage: str = ""
    annual_class: str = ""
    state: str = ""
    light: str = ""
    programme: str = ""
    q: str = ""
    sort: str = "-plan"

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        values = {name: query.get(name, "").strip()[:TYPED_MAX] for name in cls.__slots__}
        if values["sort"].lstrip("-") not in SORTS:
            values["sort"] = "-plan"
        if values["light"] not in list(Light):
            values["light"] = ""
        return cls(**values)


def choices() -> dict[str, list[tuple[str, str]]]:
    """Options of the filter bar."""
    return {
        "domain": [(d.value, label(d)) for d in Domain],
        "stage": [(s.value, label(s)) for s in Stage],
        "annual_class": [(c.value, label(c)) for c in AnnualClass],
        "light": [(light.value, label(light)) for light in Light],
        "programme": list(Programme.objects.values_list("key", "name")),
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One project as the list shows it; money in whole yuan, None is silence."""

    uid: str
    name: str
    code: str
    unit: str
    unit_uid: str
    domain: str
    stage: str
    is_paused: bool
    annual_class: str | None
    total: int
    plan: int | None
    done: int | None
    share: Decimal | None
    due_share: Decimal
    gap: Decimal | None
    light: Light
    why: str
    state: str
    report_uid: str
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """The register for a viewer and a month."""

    viewer: Viewer
    month: Month
    window: MonthWindow | None
    annual_list: AnnualList | None
    snapshot: Snapshot | None

    @classmethod
    def of(cls, viewer: Viewer, month: Month) -> "Register":
        window = window_of(month)
        return cls(viewer, month, window, annual_list_in_force(month), frozen(window))

    def projects(self, filters: Filters) -> QuerySet[Project]:
        """The asked projects, joined with their list entry and report, in order."""
        rows: QuerySet[Project] = (
            Project.objects.visible_to(self.viewer)
            .exclude(current=None)
            .annotate(
                entry=FilteredRelation(
                    "annual_entries", condition=Q(annual_entries__annual_list=self.annual_list)
                ),
                report=FilteredRelation("reports", condition=Q(reports__window=self.window)),
            )
            .filter(self._conditions(filters))
        )
        name = SORTS[filters.sort.lstrip("-")]
        order = (
            F(name).desc(nulls_last=True)
            if filters.sort[0] == "-"
            else F(name).asc(nulls_last=True)
        )
        if filters.light:
            rows = with_light(rows, self.month, Light(filters.light))
        return rows.order_by(order, "pk")

    def _conditions(self, filters: Filters) -> Q:
        chosen = Q()
        if filters.unit:
            tree = tree_on()
            node = tree.by_uid.get(filters.unit)
            under = tree.under(node.pk) if node else frozenset()
            chosen &= (
                Q(current__counting_unit__in=under)
                | Q(current__zone__in=under)
                | Q(current__lead_unit__in=under)
            )
        if filters.q:
            text = normalised(filters.q)
            chosen &= (
                Q(current__search_name__contains=text)
                | Q(own_code__icontains=filters.q)
                | Q(current__approval_code__icontains=filters.q)
            )
        for name, path in (
            ("domain", "current__domain"),
            ("stage", "stage"),
            ("annual_class", "entry__annual_class"),
        ):
            if value := getattr(filters, name):
                chosen &= Q(**{path: value})
        if filters.programme:
            members = ProgrammeProject.objects.filter(programme__key=filters.programme, to_on=None)
            chosen &= Q(pk__in=members.values("project"))
        if filters.state == "missing":
            chosen &= Q(report__pk=None) & ~Q(entry__pk=None)
        elif filters.state:
            chosen &= Q(report__state=filters.state)
        return chosen

    def sums(self, projects: QuerySet[Project]) -> dict[str, int | None]:
        """Plan, done and total investment over all asked projects, in yuan; packages are
        left out, since their parts are listed.
        """
        rows = projects.filter(is_package=False).order_by()
        return rows.aggregate(
            plan=Sum("entry__annual_plan"),
            done=Sum("report__year_to_date"),
            total=Sum("current__total_investment"),
        )

    def rows(self, projects: QuerySet[Project]) -> list[Row]:
        """The rows of one page (or of an export), in a constant number of queries."""
        wanted = projects.select_related("current").annotate(
            plan=F("entry__annual_plan"),
            monthly=F("entry__monthly_plan"),
            annual_class=F("entry__annual_class"),
            done=F("report__year_to_date"),
            report_state=F("report__state"),
            report_uid=F("report__uid"),
        )
        frozen = self._frozen()
        nodes = tree_on().nodes
        found = list(wanted)
        lights = judged(self.month, [p.pk for p in found], uids={p.pk: str(p.uid) for p in found})
        return [self._row(p, nodes, frozen, lights.get(str(p.uid))) for p in found]

    def _frozen(self) -> dict[str, dict[str, Any]] | None:
        if self.snapshot is None:
            return None
        return {r["project_uid"]: r for r in table(self.snapshot, "project_months")}

    def _row(
        self, p: Any, nodes: Any, frozen: dict[str, dict[str, Any]] | None, lit: Judged | None
    ) -> Row:
        version = p.current
        plan, done, annual_class = p.plan, p.done, p.annual_class
        state = p.report_state or ("missing" if plan is not None else "")
        if frozen is not None:
            was = frozen.get(str(p.uid), {})
            plan, done = was.get("annual_plan"), was.get("year_to_date")
            annual_class = was.get("annual_class")
            state = was.get("report_status", "") if was.get("report_due") else ""
        curve = (Curve.of_monthly(p.monthly) if p.monthly else None) or LINEAR
        share = curve.share(self.month)
        gap = exact_gap(done, plan, share) if done is not None and plan else None
        unit = nodes.get(version.counting_unit_id)
        return Row(
            uid=str(p.uid),
            name=version.name,
            code=version.approval_code or p.own_code,
            unit=unit.short_name if unit else "",
            unit_uid=unit.uid if unit else "",
            domain=version.domain,
            stage=p.stage,
            is_paused=p.is_paused,
            annual_class=annual_class,
            total=version.total_investment,
            plan=plan,
            done=done,
            share=ratio(done, plan) if done is not None and plan else None,
            due_share=as_decimal(share),
            gap=None if gap is None else as_decimal(gap),
            light=lit.light if lit else Light.GREY,
            why=render(lit.lit.code, lit.lit.params) if lit else "",
            state=state,
            report_uid=str(p.report_uid or ""),
            judged=lit,
        )
