"""The scoreboard as .xlsx: a sheet per league, figures as numbers, ready to print.

Text is written as text whatever it begins with, and text that a spreadsheet would take
for a formula carries the quote mark that survives a copy into CSV.
"""

import io
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from yipanqi.core.month import Month
from yipanqi.packs.figures import trimmed
from yipanqi.packs.official import terms
from yipanqi.packs.official.numerals import width
from yipanqi.packs.standings import Citation, Criterion, League, LeagueRow
from yipanqi.packs.tables.names import sheet_names
from yipanqi.packs.wording import Wording

_HEAD = 3  # row of the column titles, from 0
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PAPER_A4 = 9
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class ScoreboardWorkbook:
    title: str
    month: Month
    citation: Citation
    leagues: tuple[League, ...]
    is_demonstration: bool = False


def shipped_wording() -> Wording:
    return Wording.shipped("yipanqi.packs.tables", "wording.toml")


def render_scoreboard(content: ScoreboardWorkbook, wording: Wording | None = None) -> bytes:
    """The workbook; the same content gives the same bytes."""
    wording = wording or shipped_wording()
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    stamp = datetime.combine(content.month.last, time())
    book.set_properties({"title": content.title, "author": "", "created": stamp})
    formats = _Formats(book)
    names = sheet_names([league.title for league in content.leagues])
    for name, league in zip(names, content.leagues, strict=True):
        _Sheet(book.add_worksheet(name), formats, league, content, wording).write()
    if not content.leagues:
        book.add_worksheet(sheet_names([content.title])[0])
    book.close()
    return made.getvalue()


class _Formats:
    """Cell formats of one workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def get(self, **properties: Any) -> Any:
        key = repr(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": terms.SONG, "font_size": 11, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    def cell(self, **properties: Any) -> Any:
        return self.get(border=1, **properties)


class _Sheet:
    def __init__(
        self,
        sheet: Any,
        formats: _Formats,
        league: League,
        content: ScoreboardWorkbook,
        wording: Wording,
    ) -> None:
        self._sheet, self._formats = sheet, formats
        self._league, self._content = league, content
        self._say = wording.say
        self._titles = self._column_titles()
        self._last = len(self._titles) - 1

    def write(self) -> None:
        self._write_head()
        for index, row in enumerate(self._league.rows, start=_HEAD + 1):
            self._write_row(index, row)
        if not self._league.rows:
            empty = self._formats.cell(align="center")
            self._sheet.merge_range(_HEAD + 1, 0, _HEAD + 1, self._last, "", empty)
            self._text(_HEAD + 1, 0, self._say("sheet.empty"), border=1, align="center")
        self._write_notes(_HEAD + 1 + max(len(self._league.rows), 1))
        self._set_up_page()

    def _column_titles(self) -> list[str]:
        say = self._say
        criteria = [self._criterion(c) for c in self._league.criteria]
        ends = [say("sheet.total"), say("sheet.change"), say("sheet.note")]
        return [say("sheet.rank"), say("sheet.unit"), *criteria, *ends]

    def _criterion(self, criterion: Criterion) -> str:
        if criterion.full is None:
            return self._say("sheet.criterion_unbounded", title=criterion.title)
        return self._say("sheet.criterion", title=criterion.title, full=trimmed(criterion.full))

    def _write_head(self) -> None:
        say, content = self._say, self._content
        title = say("sheet.title", title=content.title, league=self._league.title)
        style: dict[str, Any] = {"font_name": terms.SONG_TITLE, "font_size": 18, "align": "center"}
        self._sheet.merge_range(0, 0, 0, self._last, "", self._formats.get(**style))
        self._text(0, 0, title, **style)
        if content.is_demonstration:
            self._text(1, 0, say("sheet.demonstration"), bold=True, font_color="#C00000")
        self._text(2, self._last, say("sheet.points"), align="right")
        for column, text in enumerate(self._titles):
            self._text(
                _HEAD, column, text, border=1, align="center", text_wrap=True, font_name=terms.HEI
            )

    def _write_row(self, at: int, row: LeagueRow) -> None:
        say = self._say
        self._number(at, 0, row.rank, "0", say("sheet.no_rank"), align="center")
        self._text(at, 1, row.unit, border=1, text_wrap=True)
        shown = "0." + "0" * self._league.places if self._league.places else "0"
        for column, value in enumerate((*row.points, row.total), start=2):
            self._number(at, column, value, shown, say("sheet.no_points"), align="right")
        change = say("sheet.not_comparable")
        self._number(at, self._last - 1, row.change, "+0;-0;0", change, align="center")
        self._text(at, self._last, row.note, border=1, text_wrap=True)

    def _write_notes(self, at: int) -> None:
        say, citation, month = self._say, self._content.citation, self._content.month
        notes = [
            say(
                "sheet.snapshot",
                month=say("sheet.month", year=month.year, month=month.number),
                snapshot=citation.snapshot,
                digest=citation.snapshot_mark,
            ),
            say("sheet.scheme", scheme=citation.scheme_title, version=citation.scheme_version),
            say("sheet.legend"),
            *self._league.notes,
        ]
        if citation.chain_head:
            notes.append(say("sheet.chain", chain=citation.chain_mark))
        for offset, note in enumerate(notes):
            self._text(at + offset, 0, note, font_size=10)

    def _set_up_page(self) -> None:
        sheet = self._sheet
        sheet.set_default_row(20)
        sheet.set_row(0, 32)
        sheet.set_row(_HEAD, 36)
        for column, chars in enumerate(self._widths()):
            sheet.set_column(column, column, chars)
        sheet.freeze_panes(_HEAD + 1, 2)
        sheet.repeat_rows(_HEAD)
        sheet.set_paper(_PAPER_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_footer(f"&C{self._say('sheet.pages')}")
        sheet.hide_gridlines(2)

    def _widths(self) -> list[int]:
        """Excel counts a column in digits; a Chinese character takes two."""
        heads = [max(int(width(line)) for line in title.split("\n")) for title in self._titles]
        widths = [min(max(head * 2, 8), 16) + 2 for head in heads]
        widths[1] = self._name_width([row.unit for row in self._league.rows])
        widths[-1] = self._name_width([row.note for row in self._league.rows])
        return widths

    @staticmethod
    def _name_width(names: list[str]) -> int:
        longest = max([5, *(int(width(name)) for name in names)])
        return min(longest, 20) * 2 + 3

    def _text(self, row: int, column: int, text: str, **style: Any) -> None:
        if text.startswith(_FORMULA_STARTS):
            style["quote_prefix"] = True
        if text:
            self._sheet.write_string(row, column, text, self._formats.get(**style))
        else:
            self._sheet.write_blank(row, column, None, self._formats.get(**style))

    def _number(
        self,
        row: int,
        column: int,
        value: Decimal | int | None,
        shown: str,
        none: str,
        *,
        align: str,
    ) -> None:
        if value is None:
            self._text(row, column, none, border=1, align="center", font_color="#808080")
            return
        style = self._formats.cell(align=align, num_format=shown)
        self._sheet.write_number(row, column, value, style)
