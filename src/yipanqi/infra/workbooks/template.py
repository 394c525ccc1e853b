"""A unit's month workbook (填报模板): prefilled, checked as it is typed, keys locked.

Money is entered in 万元 with up to four decimals. Columns A and B (identity and row version)
are hidden and locked; the very hidden sheet ``_yipanqi`` says which unit, month and rows
the file was written for, so that what comes back needs no guessing.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from yipanqi.core.money import wan
from yipanqi.core.month import Month
from yipanqi.core.tables.fields import KIND, Kind, TableField
from yipanqi.core.tables.own import KEYS_SHEET, TEMPLATE, VERSION
from yipanqi.infra.workbooks.plain import needs_quote, plain_text
from yipanqi.infra.workbooks.style import Formats
from yipanqi.infra.workbooks.wordings import COLUMNS, NOTES, TemplateColumn

HEAD_ROW = 4  # row of the heads, from 1


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One project. Money is whole yuan; None is “not reported” and leaves the cell empty."""

    uid: str
    version: int
    code: str
    name: str
    lead_unit: str = ""
    owner: str = ""
    annual_class: str = ""
    total_investment: int | None = None
    annual_plan: int | None = None
    previous_year_to_date: int | None = None
    this_month: int | None = None
    year_to_date: int | None = None
    statistics_counted: int | None = None
    next_month_plan: int | None = None
    planned_start: date | None = None
    actual_start: date | None = None
    physical_progress: str = ""
    problems: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnitTemplate:
    """``due`` is the last day for reporting; ``issued`` the day the file was written."""

    unit_uid: str
    unit_name: str
    month: Month
    rows: Sequence[TemplateRow]
    due: date
    issued: date
    city_name: str = ""


def write_template(template: UnitTemplate) -> bytes:
    """The workbook's bytes. Same input, same bytes (creation time is ``issued``)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    issued = template.issued
    created = datetime(issued.year, issued.month, issued.day)  # noqa: DTZ001  (files hold no zone)
    book.set_properties({"title": _title(template), "created": created})
    formats = Formats(book)
    sheet = book.add_worksheet("月报")
    _write_head(sheet, template, formats)
    for number, row in enumerate(template.rows):
        _write_row(sheet, HEAD_ROW + number, row, number + 1, formats)
    _write_checks(sheet, len(template.rows))
    _set_page(sheet, template, len(template.rows))
    _write_notes(book.add_worksheet("填报说明"), template, formats)
    _write_keys(book.add_worksheet(KEYS_SHEET), template)
    book.close()
    return out.getvalue()


def _title(template: UnitTemplate) -> str:
    month = template.month
    return f"{template.unit_name}{month.year}年{month.number}月重大项目投资月报"


def _write_head(sheet: Worksheet, template: UnitTemplate, formats: Formats) -> None:
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 2, 0, last, _title(template), formats.title)
    due = template.due
    line = (
        f"填报单位：{template.unit_name}    报送截止：{due.year}年{due.month}月{due.day}日    "
        "白色单元格可填写，灰色单元格已锁定"
    )
    sheet.merge_range(1, 2, 1, last - 2, line, formats.line)
    sheet.merge_range(1, last - 1, 1, last, "金额单位：万元", formats.line_right)
    sheet.set_row(0, 34)
    sheet.set_row(1, 20)
    sheet.set_row(2, 5)
    sheet.set_row(HEAD_ROW - 1, 50)
    for index, column in enumerate(COLUMNS):
        label = column.label_for(template.month)
        style = formats.head_input if column.editable else formats.head
        sheet.write_string(HEAD_ROW - 1, index, label, style)
        sheet.set_column(index, index, column.width, None, {"hidden": column.hidden})
        if column.comment:
            sheet.write_comment(
                HEAD_ROW - 1, index, column.comment, {"x_scale": 2, "y_scale": 0.9, "font_size": 9}
            )


def _write_row(sheet: Worksheet, at: int, row: TemplateRow, number: int, formats: Formats) -> None:
    lines = 1
    for index, column in enumerate(COLUMNS):
        value = number if column.field is TableField.ORDINAL else getattr(row, column.field.value)
        style = formats.cell(column)
        match value:
            case None | "":
                sheet.write_blank(at, index, None, style)
            case str():
                text = plain_text(value)
                lines = max(lines, _lines(text, column.width))
                quoted = formats.cell(column, quoted=True) if needs_quote(text) else style
                sheet.write_string(at, index, text, quoted)
            case date():
                sheet.write_datetime(at, index, value, style)
            case int() if KIND[column.field] is Kind.MONEY:
                sheet.write_number(at, index, _number(wan(value)), style)
            case _:
                sheet.write_number(at, index, value, style)
    sheet.set_row(at, max(24, min(lines, 6) * 15 + 4))


def _number(value: Decimal) -> float:
    """The nearest double: Excel holds no other numbers; 15 digits come back exact."""
    return float(value)


def _lines(text: str, width: float) -> int:
    per_line = max(1, int(width / 1.8))
    return sum(-(-len(part) // per_line) or 1 for part in text.split("\n"))


def _write_checks(sheet: Worksheet, rows: int) -> None:
    if not rows:
        return
    first, last = HEAD_ROW, HEAD_ROW + rows - 1
    for index, column in enumerate(COLUMNS):
        if not column.editable:
            continue
        check = _check_of(column)
        if check:
            sheet.data_validation(first, index, last, index, check)


def _check_of(column: TemplateColumn) -> dict[str, object] | None:
    asked = {"input_title": column.short, "input_message": column.hint} if column.hint else {}
    match KIND[column.field]:
        case Kind.MONEY:
            low = -10_000_000 if column.may_fall else 0
            return {
                "validate": "decimal",
                "criteria": "between",
                "minimum": low,
                "maximum": 100_000_000,
                "error_title": "请填写数字",
                "error_message": "请填写以万元为单位的数字，最多4位小数，不要写单位和文字。",
                **asked,
            }
        case Kind.DATE:
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2099, 12, 31),
                "error_title": "请填写日期",
                "error_message": "请填写日期，如 2024-03-05。",
                **asked,
            }
        case _:
            return {
                "validate": "length",
                "criteria": "<=",
                "value": 1000,
                "error_title": "文字过长",
                "error_message": "请控制在1000字以内。",
                **asked,
            }


def _set_page(sheet: Worksheet, template: UnitTemplate, rows: int) -> None:
    sheet.freeze_panes(HEAD_ROW, _frozen())
    sheet.protect(
        "",
        {
            "format_columns": True,
            "format_rows": True,
            "sort": False,
            "autofilter": True,
            "select_locked_cells": True,
        },
    )
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW - 1)
    sheet.print_area(0, 0, HEAD_ROW + max(rows, 1) - 1, len(COLUMNS) - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{_title(template)}&R第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)
    sheet.set_zoom(90)
    sheet.set_selection(HEAD_ROW, _first_input(), HEAD_ROW, _first_input())


def _frozen() -> int:
    return next(i for i, c in enumerate(COLUMNS) if c.field is TableField.NAME) + 1


def _first_input() -> int:
    return next(i for i, c in enumerate(COLUMNS) if c.editable)


def _write_notes(sheet: Worksheet, template: UnitTemplate, formats: Formats) -> None:
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 92)
    sheet.merge_range(0, 0, 0, 1, "填报说明", formats.title)
    sheet.set_row(0, 34)
    for number, note in enumerate(NOTES):
        text = note.format(
            year=template.month.year,
            month=template.month.number,
            next=template.month.next.number,
            previous=template.month.previous.number,
        )
        sheet.write_number(number + 1, 0, number + 1, formats.note_number)
        sheet.write_string(number + 1, 1, text, formats.note)
        sheet.set_row(number + 1, 8 + 17 * _lines(text, 92))
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def _write_keys(sheet: Worksheet, template: UnitTemplate) -> None:
    pairs = (
        ("template", TEMPLATE),
        ("version", VERSION),
        ("unit", template.unit_uid),
        ("month", str(template.month)),
        ("sheet", "月报"),
        ("head_row", str(HEAD_ROW)),
        ("fields", " ".join(c.field.value for c in COLUMNS)),
        ("labels", "|".join(c.label_for(template.month) for c in COLUMNS)),
        ("rows", str(len(template.rows))),
        *((row.uid, str(row.version)) for row in template.rows),
    )
    for at, (key, value) in enumerate(pairs):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, value)
    sheet.protect()
    sheet.very_hidden()
