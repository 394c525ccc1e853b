"""The month's other figure of all projects of a unit, as a sheet: month-end where the reports are
dispatch figures, dispatch where they are month-end. The reports are shown beside and stay.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.projects.queries import reported_by
from yipanqi.apps.ledger.shares.queries import source_of
from yipanqi.apps.ledger.units.queries import node_by_uid, tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.statistics.access import is_office
from yipanqi.apps.month.statistics.models import SourceFigure
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One project; ``report``: what its month report says since January, in yuan."""

    uid: str
    name: str
    unit: str
    report: int | None
    figure: SourceFigure | None

    @property
    def version(self) -> int:
        return self.figure.revision if self.figure else 0

    @property
    def gap(self) -> int | None:
        """The other figure less the report's."""
        if self.figure is None or self.report is None:
            return None
        told: int = self.figure.year_to_date
        return told - self.report


@dataclass(frozen=True, slots=True)
class FigureSheet:
    unit: Node
    window: MonthWindow
    source: FigureSource  # of the figures entered here
    rows: tuple[FigureRow, ...]


def other_source(window: MonthWindow) -> FigureSource:
    is_dispatch = source_of(window) is FigureSource.DISPATCH
    return FigureSource.MONTH_END if is_dispatch else FigureSource.DISPATCH


def figure_sheet(viewer: Viewer, month: Month, unit_uid: str | UUID) -> FigureSheet:
    """What the viewer tells the figures of, in and under a unit. A constant number of queries.

    Raises ``unit.not_found``, ``statistics.reporter_only``, ``report.month_not_found``.
    """
    unit = node_by_uid(str(unit_uid))
    if unit.pk not in viewer.units and not viewer.whole_tree:
        raise Missing("unit.not_found")
    units = tree_on().under(unit.pk)
    if not is_office(viewer):
        units &= viewer.units_as(Role.REPORTER)
    if not units:
        raise Forbidden("statistics.reporter_only")
    window = MonthWindow.objects.filter(month=str(month)).first()
    if window is None:
        raise Missing("report.month_not_found", month=month)
    facts = project_facts(month, project_ids=reported_by(units))
    due = {pk: f for pk, f in facts.items() if f.report_due and f.reporting_unit in units}
    seen = Project.objects.visible_to(viewer).filter(pk__in=due).values_list("pk", flat=True)
    reports = MonthReport.objects.visible_to(viewer).filter(window=window, project__in=due)
    said = dict(reports.values_list("project_id", "year_to_date"))
    source, nodes = other_source(window), tree_on().nodes
    told: dict[int, SourceFigure] = {}
    figures = SourceFigure.objects.filter(
        project__in=due, data_month=str(month), source=source.value
    )
    for figure in figures.order_by("revision"):
        told[figure.project_id] = figure
    rows = [
        FigureRow(
            due[pk].project_uid,
            due[pk].name,
            nodes[due[pk].reporting_unit].short_name,
            said.get(pk),
            told.get(pk),
        )
        for pk in sorted(seen, key=lambda pk: (nodes[due[pk].reporting_unit].sort, due[pk].code))
    ]
    return FigureSheet(unit, window, source, tuple(rows))


def own_row(viewer: Viewer, month: Month, project: Project) -> tuple[FigureSheet, FigureRow]:
    """A project's row, on the sheet of the unit that reports it."""
    version = project.current
    unit = tree_on().nodes.get(version.reporting_unit_id) if version else None
    if unit is None:
        raise Missing("report.project_not_found")
    found = figure_sheet(viewer, month, unit.uid)
    row = next((r for r in found.rows if r.uid == str(project.uid)), None)
    if row is None:
        raise Missing("report.project_not_found")
    return found, row


def cut_off(window: MonthWindow, source: FigureSource) -> date:
    """As of when the figures of the sheet stand, unless somebody says otherwise."""
    month = window.value
    return month.last if source is FigureSource.MONTH_END else date(month.year, month.number, 25)


def year_told(row: FigureRow, value: int | None, *, is_said: bool) -> int:
    """The year's sum of a row that is saved in parts; raises ``statistics.year_missing``."""
    now = value if is_said or row.figure is None else row.figure.year_to_date
    if now is None:
        raise Refusal("statistics.year_missing", field="year_to_date")
    return now
