"""A grid as .xlsx, or as XML 电子表格 2003."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from yipanqi.demo.mess.sheet import Grid

_NS = "urn:schemas-microsoft-com:office:spreadsheet"


def xlsx(grids: Sequence[Grid]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    book.set_properties({"created": datetime(2024, 4, 25)})  # noqa: DTZ001
    for grid in grids:
        sheet = book.add_worksheet(grid.name)
        for top, left, bottom, right in grid.merges:
            sheet.merge_range(top, left, bottom, right, "")
        for (row, column), value in grid.cells.items():
            if (row, column) in grid.formulas:
                sheet.write_formula(row, column, f"=1*{value}", None, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write(row, column, value)
    book.close()
    return out.getvalue()


def spreadsheetml(grids: Sequence[Grid]) -> bytes:
    parts = [f'<?xml version="1.0" encoding="UTF-8"?><Workbook xmlns="{_NS}" xmlns:ss="{_NS}">']
    for grid in grids:
        parts.append(f"<Worksheet ss:Name={quoteattr(grid.name)}><Table>")
        spans = {(t, le): (b - t, r - le) for t, le, b, r in grid.merges}
        for row in sorted({r for r, _ in grid.cells}):
            parts.append(f'<Row ss:Index="{row + 1}">')
            parts += [
                _cell(grid, row, column, spans.get((row, column)))
                for column in sorted(c for r, c in grid.cells if r == row)
            ]
            parts.append("</Row>")
        parts.append("</Table></Worksheet>")
    return "".join([*parts, "</Workbook>"]).encode()


def _cell(grid: Grid, row: int, column: int, span: tuple[int, int] | None) -> str:
    value = grid.cells[row, column]
    merge = f' ss:MergeDown="{span[0]}" ss:MergeAcross="{span[1]}"' if span else ""
    formula = f' ss:Formula="=1*{value}"' if (row, column) in grid.formulas else ""
    if isinstance(value, date):
        kind, text = "DateTime", f"{value.isoformat()}T00:00:00.000"
    elif isinstance(value, str):
        kind, text = "String", escape(value, {"\n": "&#10;"})
    else:
        kind, text = "Number", repr(value)
    data = f'<Data ss:Type="{kind}">{text}</Data>'
    return f'<Cell ss:Index="{column + 1}"{merge}{formula}>{data}</Cell>'
