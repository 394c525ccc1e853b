"""An .xlsx form as a grid to look at: texts, merged cells, formulas, number formats."""

import io
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from yipanqi.core.refusal import Refusal

ROWS, COLUMNS, SHEETS = 300, 60, 20
LONGEST = 400


def open_grid(content: bytes, name: str) -> dict[str, Any]:
    """Sheets that are not hidden; raises ``form_above.too_wide`` beyond what a form is."""
    try:
        book = load_workbook(io.BytesIO(content))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  (openpyxl reads fewer files than the reader does)
        raise Refusal("workbook.damaged", name=name) from None
    sheets = [s for s in book.worksheets if s.sheet_state == "visible"]
    if len(sheets) > SHEETS:
        raise Refusal("workbook.too_many_sheets", name=name, sheets=SHEETS)
    return {"kind": "xlsx", "sheets": [_sheet(sheet) for sheet in sheets]}


def _sheet(sheet: Any) -> dict[str, Any]:
    height, width = sheet.max_row, sheet.max_column
    if width > COLUMNS or height > ROWS:
        height, width = _used(sheet)
    if width > COLUMNS or height > ROWS:
        raise Refusal("form_above.too_wide", sheet=sheet.title, rows=ROWS, columns=COLUMNS)
    merges = [
        [m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1]
        for m in sheet.merged_cells.ranges
    ]
    rows = [[_cell(sheet.cell(r, c)) for c in range(1, width + 1)] for r in range(1, height + 1)]
    return {"name": sheet.title, "rows": rows, "merges": merges}


def _used(sheet: Any) -> tuple[int, int]:
    """Up to the last cell that holds something: formats alone often run to the sheet's end."""
    height = width = 0
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None:
            height, width = max(height, row), max(width, column)
    return height + 1, width


def _cell(cell: Any) -> dict[str, Any]:
    value = cell.value
    told: dict[str, Any] = {}
    if getattr(cell, "data_type", "") == "f":
        told["formula"] = True
        value = getattr(value, "text", value)
    if value is not None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        told["text"] = _shown(value)[:LONGEST]
        if is_number:
            told["number"] = True
    form = getattr(cell, "number_format", "General")
    if form and form != "General":
        told["format"] = form[:60]
    if getattr(cell, "font", None) is not None and cell.font and cell.font.b:
        told["bold"] = True
    return told


def _shown(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)
