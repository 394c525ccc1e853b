"""Workbook out: a unit's month as our template, prefilled with what stands; a read."""

from uuid import UUID

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.access import visible_unit
from yipanqi.apps.month.imports.cells import reason_text
from yipanqi.apps.month.imports.targets import rows_of_units
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.rows import ReportRow
from yipanqi.apps.month.reporting.standing import require_business
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.texts import label
from yipanqi.infra.workbooks.template import TemplateRow, UnitTemplate, write_template


def workbook_name(unit: Node, month: Month) -> str:
    return f"{unit.name}{month.year}年{month.number}月重大项目月报.xlsx"


def unit_workbook(viewer: Viewer, month: Month, unit_uid: str | UUID) -> tuple[str, bytes]:
    """File name and bytes: the rows of the unit and of all under it, in the tree's order.

    Raises ``unit.not_found`` for outsiders, ``import.nothing_due`` where no row is owed.
    """
    unit, template = unit_template(viewer, month, unit_uid)
    return workbook_name(unit, month), write_template(template)


def unit_template(
    viewer: Viewer, month: Month, unit_uid: str | UUID, *, own_only: bool = False
) -> tuple[Node, UnitTemplate]:
    """What the workbook will say. ``own_only``: without the rows of units under it."""
    require_business(viewer)
    unit, window = visible_unit(viewer, unit_uid), window_of(month)
    units = frozenset({unit.pk}) if own_only else tree_on().under(unit.pk)
    rows = rows_of_units(window, units)
    if not rows:
        raise Refusal("import.nothing_due", unit=unit.name, month=month)
    return unit, UnitTemplate(
        unit_uid=unit.uid,
        unit_name=unit.name,
        month=month,
        rows=_rows(viewer, rows),
        due=window.due_on,
        issued=clock.business_today(),
        city_name=tree_on().root.name,
    )


def _rows(viewer: Viewer, rows: list[ReportRow]) -> list[TemplateRow]:
    owners = dict(
        Project.objects.visible_to(viewer)
        .filter(pk__in=[r.facts.project for r in rows])
        .values_list("pk", "current__owner_name")
    )
    nodes = tree_on().nodes
    made = []
    for row in rows:
        facts, values, lead = row.facts, row.values, nodes.get(row.facts.lead_unit)
        made.append(
            TemplateRow(
                uid=facts.project_uid,
                version=row.version,
                code=facts.code,
                name=facts.name,
                lead_unit=lead.short_name if lead else "",
                owner=owners.get(facts.project) or "",
                annual_class=label(AnnualClass(facts.annual_class)) if facts.annual_class else "",
                total_investment=facts.total_investment,
                annual_plan=facts.annual_plan,
                previous_year_to_date=row.previous.year_to_date if row.previous else None,
                this_month=values.this_month,
                year_to_date=values.year_to_date,
                statistics_counted=values.statistics_counted,
                next_month_plan=values.next_month_plan,
                planned_start=facts.planned_start_on,
                actual_start=facts.actual_start_on,
                physical_progress=values.physical_progress,
                problems=values.problems,
                reason=reason_text(row.explanations),
            )
        )
    return made
