"""Reads of segments, transfers and joint leads."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from yipanqi.apps.projects.access import visible
from yipanqi.apps.projects.facts import project_facts
from yipanqi.apps.projects.models import Project
from yipanqi.apps.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.shares.models import JointLead, Segment, SegmentFigure, SegmentState, Transfer
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.core.shares import FigureSource, Share


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment in force in a month, and what it reported then."""

    segment: Segment
    state: SegmentState
    figure: SegmentFigure | None


def source_of(window: MonthWindow) -> FigureSource:
    """Reports cut off before the month ends are dispatch figures (快报数)."""
    early = window.cut_off_on < window.value.last
    return FigureSource.DISPATCH if early else FigureSource.MONTH_END


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
        pk__in=Segment.objects.values("project").union(Transfer.objects.values("project"))
    )


def in_units(units: Collection[int]) -> QuerySet[Any]:
    """Ids of projects with a segment in one of the units."""
    return Segment.objects.filter(unit__in=units).values("project")


def transfers_of(project: Project) -> list[Transfer]:
    return list(project.transfers.select_related("from_unit", "to_unit"))


def joint_leads_of(project: Project) -> list[JointLead]:
    return list(project.joint_leads.filter(to_on=None).select_related("unit"))


def shares_of(viewer: Viewer, project_uid: str, month: Month) -> tuple[Share, ...]:
    """Live shares of one project, from what its report says now."""
    from yipanqi.apps.shares.facts import project_shares

    project = visible(viewer, project_uid)
    facts = project_facts(month, project_ids=[project.pk])
    return project_shares(month, facts, reported_now(month, [project.pk])).get(project.pk, ())


def reported_now(month: Month, ids: Any) -> dict[int, Any]:
    """Working figures of the month by project."""
    from yipanqi.apps.shares.facts import Figures

    rows = MonthReport.objects.unscoped("the caller has scoped the ids").filter(
        window__month=str(month), project__in=ids
    )
    return {
        pk: Figures(now, year)
        for pk, now, year in rows.values_list("project_id", "this_month", "year_to_date")
    }
