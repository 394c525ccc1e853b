"""Reads of segments, transfers and joint leads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.facts import Figures, project_shares
from yipanqi.apps.ledger.shares.models import (
    JointLead,
    Segment,
    SegmentFigure,
    SegmentState,
    Transfer,
)
from yipanqi.apps.ledger.shares.wording import leads_in_words
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource, Share, summed
from yipanqi.infra import clock
from yipanqi.infra.texts import render


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment in force in a month, and what it reported then."""

    segment: Segment
    state: SegmentState
    figure: SegmentFigure | None

    @property
    def unit_name(self) -> str:
        return name_of(self.segment.unit_id)

    @property
    def this_month(self) -> int | None:
        return self.figure.this_month if self.figure else None

    @property
    def year_to_date(self) -> int | None:
        return self.figure.year_to_date if self.figure else None


def source_of(window: MonthWindow) -> FigureSource:
    """Reports cut off before the month ends are dispatch figures (快报数)."""
    early = window.cut_off_on < window.value.last
    return FigureSource.DISPATCH if early else FigureSource.MONTH_END


def newest_month() -> Month:
    """The newest month with a window, else the city's own."""
    window = MonthWindow.objects.order_by("-month").first()
    return window.value if window else Month.of(clock.business_today())


def source_note(month: Month) -> str:
    """In words, which figure the reports of a month are."""
    window = MonthWindow.objects.filter(month=str(month)).first()
    if window is None:
        return ""
    if source_of(window) is FigureSource.DISPATCH:
        day = window.cut_off_on
        return render("share.source_dispatch", {"day": f"{day.month}月{day.day}日"})
    return render("share.source_month_end")


def segments_in(project: Project, month: Month) -> list[SegmentLine]:
    states: dict[int, SegmentState] = {}
    rows = SegmentState.objects.filter(segment__project=project, effective_month__lte=str(month))
    for state in rows.order_by("effective_month", "recorded_at", "pk"):
        states[state.segment_id] = state
    figures: dict[int, SegmentFigure] = {}
    told = SegmentFigure.objects.filter(segment__project=project, month=str(month))
    for figure in told.order_by("number"):
        figures[figure.segment_id] = figure
    found = Segment.objects.filter(project=project, pk__in=states).select_related("unit")
    return [
        SegmentLine(row, states[row.pk], figures.get(row.pk))
        for row in found
        if not states[row.pk].is_ended
    ]


def is_divided(project: Project) -> bool:
    return project.segments.exists() or project.transfers.exists()


def divided_projects() -> QuerySet[Project]:
    """Projects with segments or a transfer: the few whose shares are not the whole."""
    rows = Project.objects.unscoped("ids only; the caller scopes")
    return rows.filter(
        pk__in=Segment.objects.order_by()
        .values("project")
        .union(Transfer.objects.order_by().values("project"))
    )


def segmented(projects: Iterable[int]) -> frozenset[int]:
    """Of these projects, those with segments."""
    rows = Segment.objects.filter(project__in=list(projects))
    return frozenset(rows.values_list("project_id", flat=True))


def in_units(units: Collection[int]) -> QuerySet[Any]:
    """Ids of projects with a segment in one of the units."""
    return Segment.objects.filter(unit__in=units).values("project")


def transfers_of(project: Project) -> list[Transfer]:
    return list(project.transfers.select_related("from_unit", "to_unit"))


def joint_leads_of(project: Project) -> list[JointLead]:
    return list(project.joint_leads.filter(to_on=None).select_related("unit"))


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A unit's share in words and yuan."""

    unit: str
    share: Share


def shown(project: Project, month: Month) -> dict[str, Any]:
    """A project's shares in a month, its transfers with their rule, and who leads it."""
    tree = tree_on()
    parts = shares_now(month, [project.pk]).get(project.pk, ())
    nodes = tree.by_uid
    window = MonthWindow.objects.filter(month=str(month)).first()
    version = project.current
    lead = tree.nodes.get(version.lead_unit_id) if version else None
    joint = [name_of(row.unit_id) for row in joint_leads_of(project)]
    return {
        "shares": [ShareLine(nodes[s.unit].name, s) for s in parts if s.unit in nodes],
        "share_sum": summed(parts),
        "share_source": source_of(window).value if window else "",
        "share_cut_off": window.cut_off_on if window else None,
        "transfers": [
            (row, name_of(row.from_unit_id), name_of(row.to_unit_id))
            for row in transfers_of(project)
        ],
        "leads": leads_in_words(lead.name, joint) if lead else "",
        "is_joint": bool(joint),
    }


def name_of(unit: int) -> str:
    node = tree_on().nodes.get(unit)
    return node.name if node else ""


def shares_now(month: Month, ids: Any) -> dict[int, tuple[Share, ...]]:
    """Live shares of projects, from what their reports say now."""
    facts = project_facts(month, project_ids=ids)
    return project_shares(month, facts, reported_now(month, ids))


def reported_now(month: Month, ids: Any) -> dict[int, Figures]:
    """Working figures of the month by project."""
    rows = MonthReport.objects.unscoped("the caller has scoped the ids").filter(
        window__month=str(month), project__in=ids
    )
    return {
        pk: Figures(now, year)
        for pk, now, year in rows.values_list("project_id", "this_month", "year_to_date")
    }
