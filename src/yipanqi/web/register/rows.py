"""The register of a month: projects with their plan, report and light.

Filtering, sorting and paging happen in the database; figures of a page are read in a
constant number of queries. A frozen month's figures come from its snapshot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Sum

from yipanqi.apps.ledger.projects.facts import annual_list_in_force
from yipanqi.apps.ledger.projects.models import AnnualList, ProgrammeProject, Project
from yipanqi.apps.ledger.projects.plans import first_plans
from yipanqi.apps.ledger.projects.searching import holds
from yipanqi.apps.ledger.shares.wording import joint_leads, leads_in_words
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline import kept
from yipanqi.apps.life.pipeline.lights import month_of
from yipanqi.apps.life.pipeline.months import Line
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.light_rules import Judged
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.pipeline.pace import LINEAR, Curve, as_decimal, exact_gap
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.texts import render
from yipanqi.web.frame import frozen, window_of
from yipanqi.web.register.filters import FROZEN_SORTS, SORTS, Filters, choices
from yipanqi.web.register.shares import Division, division_of, with_segment_in

__all__ = ["Filters", "Register", "Row", "choices"]


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
    # for the columns one may choose
    pk: int = 0
    version: int = 0
    level: str = ""
    track: str = ""
    industry: str = ""
    lead: str = ""
    reporting: str = ""
    sponsor: str = ""
    owner: str = ""
    place: str = ""
    this_month: int | None = None
    plan_first: int | None = None  # as first issued for the year
    facts: Mapping[str, Any] = field(default_factory=dict)
    was: Line | None = None
    light_was: Light | None = None


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
        for name in ("light", *(("stage", "annual_class") if self.snapshot else ())):
            if value := getattr(filters, name):
                rows = kept.having(rows, self.month, name, value)
        return self._ordered(rows, filters.sort)

    def _ordered(self, rows: QuerySet[Project], sort: str) -> QuerySet[Project]:
        by = sort.lstrip("-")
        name = FROZEN_SORTS.get(by, SORTS[by]) if self.snapshot else SORTS[by]
        if name.startswith("kept__") and "kept" not in rows.query.annotations:
            rows = kept.with_kept(rows, self.month, kept.made_of(self.month))
        path = F(name)
        turned = path.desc if sort[0] == "-" else path.asc
        return rows.order_by(turned(nulls_last=True), "pk")

    def _conditions(self, filters: Filters) -> Q:
        chosen = self._places(filters.unit) & holds(filters.q)
        live = (
            () if self.snapshot else (("stage", "stage"), ("annual_class", "entry__annual_class"))
        )
        for name, path in (
            ("domain", "current__domain"),
            ("level", "current__list_level"),
            ("track", "current__track"),
            *live,
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

    @staticmethod
    def _places(unit: str) -> Q:
        if not unit:
            return Q()
        tree = tree_on()
        node = tree.by_uid.get(unit)
        under = tree.under(node.pk) if node else frozenset()
        return (
            Q(current__counting_unit__in=under)
            | Q(current__zone__in=under)
            | Q(current__lead_unit__in=under)
            | with_segment_in(unit)
        )

    def sums(self, projects: QuerySet[Project], unit: str = "") -> dict[str, int | None]:
        """Plan, done and total investment over all asked projects, in yuan; packages are
        left out, since their parts are listed. Asked for a unit, a divided project adds the
        unit's share.
        """
        return self.division(projects, unit).corrected(self._sums(projects))

    def division(self, projects: QuerySet[Project], unit: str = "") -> Division:
        """Who has which part of the divided projects among these, as asked for ``unit``."""
        return division_of(projects, self.month, unit)

    def _sums(self, projects: QuerySet[Project]) -> dict[str, int | None]:
        rows = projects.filter(is_package=False).order_by()
        if self.snapshot is None:
            return rows.aggregate(
                plan=Sum("entry__annual_plan"),
                done=Sum("report__year_to_date"),
                total=Sum("current__total_investment"),
            )
        found = kept.figures(rows, self.month).values()
        return {
            "plan": sum(one.annual_plan or 0 for one in found),
            "done": sum(one.year_to_date or 0 for one in found),
            "total": sum(one.total_investment or 0 for one in found),
        }

    def rows(self, projects: QuerySet[Project], compared: Month | None = None) -> list[Row]:
        """The rows of one page (or of a part of an export), in a constant number of queries."""
        wanted = projects.select_related("current").annotate(
            plan=F("entry__annual_plan"),
            monthly=F("entry__monthly_plan"),
            annual_class=F("entry__annual_class"),
            done=F("report__year_to_date"),
            report_state=F("report__state"),
            report_uid=F("report__uid"),
        )
        nodes = tree_on().nodes
        found: Sequence[Any] = list(wanted)
        ids = {p.pk: str(p.uid) for p in found}
        first = first_plans(self.month.year, list(ids))
        now = month_of(self.month, list(ids), uids=ids)
        then = month_of(compared, list(ids), uids=ids) if compared else None
        joint = joint_leads(clock.business_today(), projects=ids.keys(), short=True)
        made = []
        for p in found:
            uid = ids[p.pk]
            was = then.lines.get(uid) if then else None
            lit = then.lights.get(uid) if then else None
            shown = self._row(p, nodes, now.lines.get(uid), now.lights.get(uid))
            shown["plan_first"] = first.get(p.pk)
            shown["lead"] = leads_in_words(shown["lead"], joint.get(p.pk, ()))
            made.append(Row(**shown, was=was, light_was=lit.light if lit else None))
        return made

    def _row(
        self, p: Any, nodes: Mapping[int, Node], line: Line | None, lit: Judged | None
    ) -> dict[str, Any]:
        version = p.current
        facts: Mapping[str, Any] = line.facts if line else {}
        said = self._of_snapshot(line) if self.snapshot else self._of_today(p)
        plan, done = said["plan"], said["done"]
        curve = (Curve.of_monthly(p.monthly) if p.monthly else None) or LINEAR
        share = curve.share(self.month)
        if line is not None and plan:  # days of an approved pause are not due
            share = line.due_share
        gap = exact_gap(done, plan, share) if done is not None and plan else None
        return said | {
            "pk": p.pk,
            "version": p.version,
            "uid": str(p.uid),
            "name": version.name,
            "code": version.approval_code or p.own_code,
            "unit": _name(nodes, version.counting_unit_id),
            "unit_uid": nodes[version.counting_unit_id].uid
            if version.counting_unit_id in nodes
            else "",
            "domain": version.domain,
            "is_paused": p.is_paused,
            "share": ratio(done, plan) if done is not None and plan else None,
            "due_share": as_decimal(share),
            "gap": None if gap is None else as_decimal(gap),
            "light": lit.light if lit else Light.GREY,
            "why": render(lit.lit.code, lit.lit.params) if lit else "",
            "report_uid": str(p.report_uid or ""),
            "judged": lit,
            "level": version.list_level,
            "track": version.track,
            "industry": version.industry_code,
            "lead": _name(nodes, version.lead_unit_id),
            "reporting": _name(nodes, version.reporting_unit_id),
            "sponsor": version.sponsor,
            "owner": version.owner_name,
            "place": version.place,
            "this_month": line.this_month if line else None,
            "facts": facts,
        }

    @staticmethod
    def _of_today(p: Any) -> dict[str, Any]:
        return {
            "stage": p.stage,
            "annual_class": p.annual_class,
            "total": p.current.total_investment,
            "plan": p.plan,
            "done": p.done,
            "state": p.report_state or ("missing" if p.plan is not None else ""),
        }

    @staticmethod
    def _of_snapshot(line: Line | None) -> dict[str, Any]:
        facts: Mapping[str, Any] = line.facts if line else {}
        return {
            "stage": facts.get("stage") or "",
            "annual_class": facts.get("annual_class"),
            "total": facts.get("total_investment"),
            "plan": facts.get("annual_plan"),
            "done": line.year_to_date if line else None,
            "state": line.report_state if line and facts.get("report_due") else "",
        }


def _name(nodes: Mapping[int, Node], pk: int) -> str:
    node = nodes.get(pk)
    return node.short_name if node else ""
