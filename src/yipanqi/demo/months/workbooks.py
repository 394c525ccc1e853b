"""The month's workbooks as the demonstration city's units would send them in: our own template,
filled with the figures the city was drawn with.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from yipanqi.apps.ledger.projects.queries import due_reports
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.workbook import unit_template, workbook_name
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.demo.builder import draw_city
from yipanqi.demo.months.figures import Told, tell_months
from yipanqi.infra.workbooks.template import TemplateRow, write_template

VIEWER = "演示城市的月报工作簿"


def write_workbooks(month: Month, folder: Path) -> Iterator[Path]:
    """One filled workbook per reporting unit; yields each path as it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    told = figures_of(month)
    viewer = Viewer.system(VIEWER)
    nodes = tree_on().nodes
    for pk in sorted(set(due_reports(month).values())):
        unit, template = unit_template(viewer, month, nodes[pk].uid, own_only=True)
        rows = [filled(row, told[row.name]) if row.name in told else row for row in template.rows]
        path = folder / workbook_name(unit, month)
        path.write_bytes(write_template(replace(template, rows=rows)))
        yield path


def figures_of(month: Month) -> dict[str, Told]:
    """Project name → what it says in the month, reported or not."""
    return {t.draft.name: t for d in draw_city() for t in tell_months(d) if t.month == month}


def filled(row: TemplateRow, told: Told) -> TemplateRow:
    """Only what is still empty: what a unit has typed already is left as it stands."""
    if row.year_to_date is not None:
        return row
    values = told.values
    return replace(
        row,
        this_month=values.this_month,
        year_to_date=values.year_to_date,
        statistics_counted=values.statistics_counted,
        next_month_plan=values.next_month_plan,
        physical_progress=values.physical_progress,
        problems=values.problems,
        reason="；".join(told.explanations.values()),
    )
