"""Short ways to send workbooks into the small town's April."""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
import xlsxwriter

from city import City
from yipanqi.apps.month.imports import actions
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.reading import TableChoice, memory_of, read_tables
from yipanqi.apps.month.imports.workbook import unit_workbook
from yipanqi.apps.month.reporting import actions as reporting
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.month import Month
from yipanqi.core.tables.own import KEYS_SHEET, own_template
from yipanqi.infra.workbooks import read_workbook

APRIL = Month(2024, 4)
STRANGER = "青石镇4月进展.xlsx"
HEAD = ("序号", "项目名称", "本月完成投资", "本年累计完成投资", "形象进度", "下月计划投资")
PLANT, SCHOOL = "青石镇精密轴承生产线项目", "青石镇中心小学迁建工程"


class Desk:
    """A person of the town with a workbook in hand."""

    def __init__(self, town: City) -> None:
        self.town = town

    # --- out
    def template(self, unit: str = "town", by: str = "town_reporter") -> tuple[str, bytes]:
        return unit_workbook(self.town.viewer(by), APRIL, self.town.unit[unit].uid)

    def filled(
        self,
        values: Mapping[str, Mapping[str, Any]],
        unit: str = "town",
        by: str = "town_reporter",
        content: bytes | None = None,
    ) -> bytes:
        """The template with cells typed in: project key → field → value as typed."""
        content = content or self.template(unit, by)[1]
        own = own_template(read_workbook(content, "t.xlsx"))
        column = {c.field.value: c.index + 1 for c in own.table.columns if c.field}
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book[own.table.sheet]
        rows = {sheet.cell(r, 1).value: r for r in range(1, sheet.max_row + 1)}
        for key, cells in values.items():
            row = rows[str(self.town.project[key].uid)]
            for field, value in cells.items():
                sheet.cell(row, column[field]).value = value
        assert book[KEYS_SHEET].sheet_state == "veryHidden"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    # --- in
    def upload(
        self, content: bytes, unit="town", by="town_reporter", name="填报.xlsx", **more
    ) -> Import:
        return actions.upload_workbook(
            viewer=self.town.viewer(by),
            month=APRIL,
            unit_uid=self.town.unit[unit].uid,
            content=content,
            name=name,
            **more,
        )

    def confirm(self, found: Import, by="town_reporter", **choices) -> Import:
        """Every table as it was proposed, but for ``choices`` by table key."""
        book = read_workbook(stored(found), found.file.name)
        reading = read_tables(book, APRIL, memory_of(found.unit_id))
        tables = {t.key: TableChoice(t.use, choices.get(t.key, {})) for t in reading.tables}
        return actions.confirm_mapping(viewer=self.town.viewer(by), uid=found.uid, tables=tables)

    def apply(self, found: Import, by="town_reporter", **more) -> Import:
        return actions.apply_import(viewer=self.town.viewer(by), uid=found.uid, **more)

    def settle(self, found: Import, by="town_reporter", chosen=(), excluded=(), **more) -> Import:
        return actions.settle_rows(
            viewer=self.town.viewer(by),
            uid=found.uid,
            chosen=dict(chosen),
            excluded=excluded,
            **more,
        )

    def undo(self, found: Import, by="town_reporter", **more) -> Import:
        return actions.undo_import(viewer=self.town.viewer(by), uid=found.uid, **more)

    def bring_in(self, values, by="town_reporter", unit="town", **more) -> Import:
        content = self.filled(values, unit=unit, by=by)
        return self.apply(self.upload(content, unit=unit, by=by, **more), by=by)

    def stranger(self, *rows, head=HEAD, unit="单位：万元", **more) -> Import:
        """A stranger's sheet uploaded, its columns confirmed as proposed."""
        found = self.upload(sheet(*rows, head=head, unit=unit), name=STRANGER, **more)
        return self.confirm(found, by=more.get("by", "town_reporter"))

    # --- on the web
    def save(self, project="plant", by="town_reporter", **values) -> MonthReport:
        return reporting.save_report(
            viewer=self.town.viewer(by),
            month=APRIL,
            project_uid=self.town.project[project].uid,
            values=values,
        )

    def report(self, project="plant") -> MonthReport | None:
        return MonthReport.objects.filter(
            project=self.town.project[project], window__month="2024-04"
        ).first()


def stored(found: Import) -> bytes:
    from yipanqi.apps.month.imports.books import content_of

    return content_of(found.file)


def sheet(*rows, head=HEAD, unit="单位：万元", title="2024年4月重大项目进展情况表") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Sheet1")
    for number, row in enumerate(((title,), (unit,), head, *rows)):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()
