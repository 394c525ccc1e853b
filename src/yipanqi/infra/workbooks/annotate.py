"""An annotated copy of an uploaded .xlsx, made in the limited child (openpyxl).

Cells at fault are coloured and carry a comment; a first sheet 导入结果 lists sheet, cell,
value, why and what to do, with a link to each cell.
"""

import io
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from yipanqi.core.refusal import Refusal
from yipanqi.infra.workbooks.plain import needs_quote, plain_text

_FAULT = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
_HEAD = PatternFill("solid", start_color="FFE5E8EF", end_color="FFE5E8EF")
_SIDE = Side(style="thin", color="FFC9CDD4")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_FONT = "微软雅黑"
_WIDTHS = (16, 10, 24, 42, 48)
MOST_COMMENTS = 2_000


def annotated(content: bytes, remarks: list[dict[str, str]], labels: dict[str, str]) -> bytes:
    """``remarks``: sheet, cell, value, why, remedy, already in words. ``labels``: texts of the
    first sheet (title, summary, sheet, cell, value, why, remedy, author)."""
    try:
        book = load_workbook(io.BytesIO(content), rich_text=False, keep_links=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  (openpyxl reads fewer files than the reader does)
        raise Refusal("workbook.cannot_annotate") from None
    for remark in remarks[:MOST_COMMENTS]:
        if remark["cell"] and remark["sheet"] in book.sheetnames:
            _mark(book[remark["sheet"]], remark, labels["author"])
    _list(book.create_sheet(_free_title(book.sheetnames, labels["title"]), 0), remarks, labels)
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(sheet: Any, remark: dict[str, str], author: str) -> None:
    cell = sheet[remark["cell"]]
    if isinstance(cell, MergedCell):
        cell = _anchor(sheet, cell) or cell
    if isinstance(cell, MergedCell):
        return
    cell.fill = _FAULT
    text = f"{remark['why']}\n{remark['remedy']}".strip()
    if cell.comment is not None:
        text = f"{cell.comment.text}\n{text}"
    cell.comment = Comment(plain_text(text), author, width=280, height=90)


def _anchor(sheet: Any, cell: Any) -> Any:
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return None


def _list(sheet: Any, remarks: list[dict[str, str]], labels: dict[str, str]) -> None:
    _put(sheet, 1, 1, labels["title"], Font(name=_FONT, size=16, bold=True))
    _put(sheet, 2, 1, labels["summary"], Font(name=_FONT, size=10, color="FF4E5969"))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=5)
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=5)
    sheet.row_dimensions[1].height = 30
    columns = ("sheet", "cell", "value", "why", "remedy")
    for index, column in enumerate(columns, 1):
        head = _put(sheet, 3, index, labels[column], Font(name=_FONT, size=10, bold=True))
        head.fill, head.border = _HEAD, _BORDER
        head.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[index - 1]
    for row, remark in enumerate(remarks, 4):
        for index, column in enumerate(columns, 1):
            cell = _put(sheet, row, index, remark[column], Font(name=_FONT, size=10))
            cell.border = _BORDER
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        if remark["cell"]:
            link = sheet.cell(row, 2)
            sheet_name = remark["sheet"].replace("'", "''")
            link.hyperlink = Hyperlink(
                ref=link.coordinate, location=f"'{sheet_name}'!{remark['cell']}"
            )
            link.font = Font(name=_FONT, size=10, color="FF1456B8", underline="single")
    sheet.freeze_panes = "A4"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"


def _put(sheet: Any, row: int, column: int, text: str, font: Font) -> Any:
    cell = sheet.cell(row, column)
    cell.value = plain_text(text)
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.font = font
    cell.quotePrefix = needs_quote(text)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _free_title(taken: list[str], title: str) -> str:
    number, free = 1, title
    while free in taken:
        number += 1
        free = f"{title}{number}"
    return free
