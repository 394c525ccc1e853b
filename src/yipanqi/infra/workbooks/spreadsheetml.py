"""XML 电子表格 2003 (SpreadsheetML): still exported by older systems, read here directly."""

import io
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.book import column_letters
from yipanqi.infra.workbooks import ceilings
from yipanqi.infra.workbooks.merges import clipped
from yipanqi.infra.workbooks.scan import guard_text

_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read(content: bytes, name: str) -> dict[str, Any]:
    """The same plain structure as the worker's for .xlsx (see ``worker``)."""
    guard_text(content, b"")
    sheets: list[dict[str, Any]] = []
    cells = 0
    try:
        for _, element in iterparse(io.BytesIO(content), forbid_dtd=True):
            if element.tag == f"{_NS}Worksheet":
                sheet = _Worksheet(element)
                cells += sum(len(r) for r in sheet.rows)
                if cells > ceilings.BOOK_CELLS or len(sheets) >= ceilings.SHEETS:
                    raise Refusal("workbook.too_many_cells", name=name, cells=ceilings.BOOK_CELLS)
                sheets.append(sheet.plain())
                element.clear()
    except Refusal:
        raise
    except Exception:  # noqa: BLE001
        raise Refusal("workbook.damaged", name=name) from None
    if not sheets:
        raise Refusal("workbook.damaged", name=name)
    return {"sheets": sheets, "date_system": 1900}


class _Worksheet:
    def __init__(self, element: Element) -> None:
        self.name = element.get(f"{_NS}Name", "")
        self.rows: list[list[Any]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.formulas: list[list[int]] = []
        options = "{urn:schemas-microsoft-com:office:excel}"
        visible = element.find(f"{options}WorksheetOptions/{options}Visible")
        self.hidden = visible is not None
        row = 0
        for item in element.iterfind(f"{_NS}Table/{_NS}Row"):
            row = int(item.get(f"{_NS}Index", row + 1))
            self._row(row - 1, item)

    def plain(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "rows": self.rows,
            "merges": clipped(self.rows, self.merges),
            "formulas": self.formulas,
            "hidden": self.hidden,
        }

    def _row(self, row: int, item: Element) -> None:
        column = 0
        for cell in item.iterfind(f"{_NS}Cell"):
            column = int(cell.get(f"{_NS}Index", column + 1))
            across = int(cell.get(f"{_NS}MergeAcross", 0))
            down = int(cell.get(f"{_NS}MergeDown", 0))
            if across or down:
                self.merges.append((row, column - 1, row + down, column - 1 + across))
            value = _value(cell.find(f"{_NS}Data"))
            if value is not None:
                self._put(row, column - 1, value)
                if cell.get(f"{_NS}Formula"):
                    self.formulas.append([row, column - 1])
            column += across

    def _put(self, row: int, column: int, value: Any) -> None:
        if row < 0 or column < 0:
            raise Refusal("workbook.damaged")
        if row >= ceilings.ROWS or column >= ceilings.COLUMNS:
            raise Refusal(
                "workbook.far_cell",
                sheet=self.name,
                row=row + 1,
                column=column_letters(min(column, 16_383)),
            )
        if row * max(column, 1) > ceilings.SHEET_CELLS:
            raise Refusal(
                "workbook.far_cell", sheet=self.name, row=row + 1, column=column_letters(column)
            )
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row] += [None] * (column + 1 - len(self.rows[row]))
        self.rows[row][column] = value


def _value(data: Element | None) -> Any:
    """Text, number, truth or ``{"d": …}``; numbers stay text until the parent reads them."""
    text = "".join(data.itertext()) if data is not None else ""
    if data is None or not text:
        return None
    kind = data.get(f"{_NS}Type")
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        moment = datetime.fromisoformat(text.strip().rstrip("Z"))
        return {"d": moment.isoformat()}
    return text
