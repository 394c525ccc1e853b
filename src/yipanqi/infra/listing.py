"""What lists share: the order asked for, and the rows seen as a workbook."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header

from yipanqi.infra.workbooks.plain import needs_quote, plain_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROW = 3


@dataclass(frozen=True, slots=True)
class ListColumn:
    """``of`` answers text, a whole number, a Decimal, a day or None."""

    head: "str | Promise"
    of: Callable[[Any], Any]
    width: int = 14


def order_by(asked: str, allowed: Mapping[str, str], usual: Sequence[str]) -> list[str]:
    """``?sort=key`` or ``?sort=-key`` as fields of a queryset; ``usual`` breaks ties."""
    sign, name = ("-", asked[1:]) if asked.startswith("-") else ("", asked)
    chosen = allowed.get(name)
    rest = [field for field in usual if field.lstrip("-") != chosen]
    return [sign + chosen, *rest] if chosen else list(usual)


def workbook(title: str, note: str, columns: Sequence[ListColumn], rows: Iterable[Any]) -> bytes:
    """One sheet; texts are written as texts, so nothing becomes a formula."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"})
    quoted = book.add_format({"quote_prefix": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, plain_text(note))
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(FIRST_ROW - 1, at, str(column.head), bold)
    last = FIRST_ROW - 1
    for last, row in enumerate(rows, FIRST_ROW):
        for at, column in enumerate(columns):
            _write(sheet, last, at, column.of(row), quoted, day)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.autofilter(FIRST_ROW - 1, 0, last, len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


def _write(sheet: Any, line: int, at: int, value: Any, quoted: Any, day: Any) -> None:  # noqa: PLR0917
    if value is None:
        return
    if isinstance(value, bool):
        value = "是" if value else "否"
    if isinstance(value, date):
        sheet.write_datetime(line, at, value, day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, at, value)
    else:
        text = plain_text(str(value))
        sheet.write_string(line, at, text, quoted if needs_quote(text) else None)


def sent(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under that name."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or ""
    return response
