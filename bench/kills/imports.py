"""The import that is killed: one district's workbook, uploaded and confirmed, being applied."""

from bench.kills.people import month, office, say

UNIT = "诸暨市"


def prepare_import() -> None:
    from dataclasses import replace

    from yipanqi.apps.ledger.units.queries import tree_on
    from yipanqi.apps.month.imports.actions import confirm_mapping, upload_workbook
    from yipanqi.apps.month.imports.actions.upload import read_content
    from yipanqi.apps.month.imports.reading import TableChoice
    from yipanqi.apps.month.imports.workbook import unit_template
    from yipanqi.demo.months.workbooks import figures_of, filled
    from yipanqi.infra.workbooks.template import write_template

    told = figures_of(month())
    node = next(n for n in tree_on().nodes.values() if n.name == UNIT)
    unit, template = unit_template(office(), month(), node.uid)
    rows = [filled(row, told[row.name]) if row.name in told else row for row in template.rows]
    content = write_template(replace(template, rows=rows))
    found = upload_workbook(
        viewer=office(), month=month(), unit_uid=unit.uid, content=content, name="诸暨市.xlsx",
        informant="演示",
    )  # fmt: skip
    if not found.mapping.get("confirmed"):
        reading = read_content(content, "诸暨市.xlsx", month(), unit)
        tables = {t.key: TableChoice(t.use, {}) for t in reading.tables}
        confirm_mapping(viewer=office(), uid=found.uid, tables=tables)


def apply_import() -> None:
    from yipanqi.apps.month.imports.actions import apply_import as apply
    from yipanqi.apps.month.imports.models import Import

    viewer, row = office(), Import.objects.get()
    say("BEGIN")
    apply(viewer=viewer, uid=row.uid)
    say("END")


def check_import() -> None:
    """Either no cell of the workbook is in the ledger, or all of them, with their record."""
    from yipanqi.apps.month.imports.models import Import, ImportedCell
    from yipanqi.apps.month.reporting.models import MonthReport
    from yipanqi.infra.models import AuditEntry

    row = Import.objects.get()
    cells = list(ImportedCell.objects.filter(batch=row).select_related("report"))
    from_workbook = MonthReport.objects.filter(
        window__month=str(month()), source="workbook", saved_at__gte=row.uploaded_at
    )
    recorded = AuditEntry.objects.filter(verb="apply_import").count()
    if row.state != "applied":
        assert (cells, from_workbook.count(), recorded) == ([], 0, 0), row.state
        say("applied=0")
        return
    assert cells
    assert recorded
    assert {c.report_id for c in cells} == set(from_workbook.values_list("pk", flat=True))
    for cell in cells:
        now = getattr(cell.report, cell.field)
        assert str(now) == str(cell.after), (cell.address, now, cell.after)
    say(f"applied=1 rows={row.rows_changed} cells={len(cells)}")
