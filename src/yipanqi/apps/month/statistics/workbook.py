"""The reconciliation as a workbook: units first, then the lines, money in 万元."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from yipanqi.apps.month.statistics.reconciliation import Line, Reconciliation
from yipanqi.core.money import WAN
from yipanqi.infra.workbooks.plain import needs_quote, plain_text

AMOUNTS = ("plan", "dispatch", "month_end", "statistics", "early", "gap")


def write_reconciliation(stream: BytesIO, whole: Reconciliation, lines: Sequence[Line]) -> None:
    month = whole.month
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"})
        money = book.add_format({"num_format": "#,##0.00"})
        points = book.add_format({"num_format": "+0.0;-0.0;0.0"})
        quoted = book.add_format({"quote_prefix": True})
        pen = (head, money, points)
        title = _("Reconciliation of %(year)s-%(month)02d: dispatch, month-end and statistics")
        words = title % {"year": month.year, "month": month.number}
        units, total = whole.by_unit()
        sheet = book.add_worksheet(_("By unit"))
        _open(sheet, pen, words, [_("Unit"), _("Projects")])
        for at, unit in enumerate([*units, total], start=3):
            sheet.write_string(at, 0, unit.unit.name if unit.unit else _("Whole city"))
            sheet.write_number(at, 1, unit.projects)
            _amounts(sheet, at, 2, unit, pen)
        sheet = book.add_worksheet(_("By project"))
        _open(sheet, pen, words, [_("Project"), _("Project code"), _("Unit")])
        for at, line in enumerate(lines, start=3):
            for column, text in enumerate((line.project, line.code, line.unit.name)):
                style = quoted if needs_quote(text) else None
                sheet.write_string(at, column, plain_text(text), style)
            _amounts(sheet, at, 3, line, pen)


def _open(sheet: Any, pen: tuple[Any, Any, Any], title: str, first: list[str]) -> None:
    heads = [
        *first,
        _("Annual plan"),
        _("Dispatch figure"),
        _("Month-end figure"),
        _("Statistics figure"),
        _("Month-end minus dispatch"),
        _("Statistics minus reported"),
        _("Difference in percentage points"),
    ]
    sheet.write_string(0, 0, title, pen[0])
    note = _("Money in 10,000 yuan, since January. Each figure keeps its source.")
    sheet.write_string(1, 0, note)
    for at, text in enumerate(heads):
        sheet.write_string(2, at, text, pen[0])
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(heads), 14)
    sheet.freeze_panes(3, 1)


def _amounts(sheet: Any, at: int, column: int, of: Any, pen: tuple[Any, Any, Any]) -> None:
    for n, name in enumerate(AMOUNTS):
        value = getattr(of, name)
        if value is not None:
            sheet.write_number(at, column + n, value / WAN, pen[1])
    if of.points is not None:
        sheet.write_number(at, column + len(AMOUNTS), of.points * 100, pen[2])
