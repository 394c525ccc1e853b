"""Formats of the template: quiet greys, hairlines, white where one may write."""

from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from yipanqi.core.tables.fields import KIND, Kind, TableField
from yipanqi.infra.workbooks.wordings import TemplateColumn

INK, LINE, LOCKED, HEAD, HEAD_INPUT = "#1F2329", "#C9CDD4", "#F2F3F5", "#E5E8EF", "#D6E4F7"
FONT = "微软雅黑"
WAN_FORMAT = "#,##0.00;[Red]-#,##0.00"
DATE_FORMAT = "yyyy-mm-dd"

_CENTRED = frozenset((TableField.ORDINAL, TableField.ANNUAL_CLASS, TableField.LEAD_UNIT))


class Formats:
    """One format object per look, made once per workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cells: dict[tuple[bool, Kind, bool, bool], Format] = {}

    def _make(self, **look: Any) -> Format:
        base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
        return self._book.add_format({**base, **look})

    @cached_property
    def title(self) -> Format:
        return self._make(font_size=18, bold=True, align="center")

    @cached_property
    def line(self) -> Format:
        return self._make(align="left", font_color="#4E5969")

    @cached_property
    def line_right(self) -> Format:
        return self._make(align="right", font_color="#4E5969")

    @cached_property
    def head(self) -> Format:
        return self._head(HEAD)

    @cached_property
    def head_input(self) -> Format:
        return self._head(HEAD_INPUT)

    @cached_property
    def note(self) -> Format:
        return self._make(text_wrap=True, font_size=11)

    @cached_property
    def note_number(self) -> Format:
        return self._make(align="center", font_size=11, font_color="#4E5969")

    def _head(self, colour: str) -> Format:
        return self._make(
            bold=True, align="center", text_wrap=True, border=1, border_color=LINE, bg_color=colour
        )

    def cell(self, column: TemplateColumn, *, quoted: bool = False) -> Format:
        kind, centred = KIND[column.field], column.field in _CENTRED
        key = (column.editable, kind, centred, quoted)
        if key not in self._cells:
            self._cells[key] = self._cell(*key)
        return self._cells[key]

    def _cell(self, editable: bool, kind: Kind, centred: bool, quoted: bool) -> Format:
        look: dict[str, Any] = {"border": 1, "border_color": LINE, "locked": not editable}
        if quoted:
            look["quote_prefix"] = True
        if not editable:
            look["bg_color"] = LOCKED
        match kind:
            case Kind.MONEY:
                look |= {"num_format": WAN_FORMAT, "align": "right", "indent": 1}
            case Kind.DATE:
                look |= {"num_format": DATE_FORMAT, "align": "center"}
            case _:
                look |= {"text_wrap": True, "align": "center" if centred else "left"}
                look |= {} if centred else {"indent": 1}
                if kind is Kind.CODE and not centred:
                    look["num_format"] = "@"
        return self._make(**look)
