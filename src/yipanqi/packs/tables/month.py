"""The month's figures as .xlsx with native charts: at a glance, progress, one sheet a league."""

import io
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import xlsxwriter

from yipanqi.core.money import wan
from yipanqi.core.rounding import half_up
from yipanqi.packs.bulletin.content import ProgressRow, ProgressTable
from yipanqi.packs.official import terms
from yipanqi.packs.official.readback import numbers_in
from yipanqi.packs.pack import PackContent
from yipanqi.packs.standings import League
from yipanqi.packs.tables.names import sheet_names
from yipanqi.packs.wording import Wording

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_HEAD = 2  # row of the column titles, from 0
_ACCENT, _PLAIN = "#1456B8", "#C9CED6"


def render_month_tables(content: PackContent, wording: Wording | None = None) -> bytes:
    words = wording or Wording.shipped("yipanqi.packs.tables", "month.toml")
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    stamp = datetime.combine(content.bulletin.month.last, time())
    book.set_properties({"title": content.title, "author": "", "created": stamp})
    _Book(book, content, words).write()
    book.close()
    return made.getvalue()


class _Book:
    def __init__(self, book: Any, content: PackContent, words: Wording) -> None:
        self._book, self._content, self._month = book, content, content.bulletin
        self._say = words.say
        base = {"font_name": terms.SONG, "font_size": 11, "valign": "vcenter"}
        self._title = book.add_format({**base, "bold": True, "font_size": 14})
        self._head = book.add_format(
            {**base, "bold": True, "border": 1, "text_wrap": True, "align": "center"}
        )
        self._text = book.add_format({**base, "border": 1})
        self._none = book.add_format({**base, "border": 1, "align": "center"})
        self._note = book.add_format({**base, "font_size": 9, "font_color": "#626B7A"})
        self._forms = {
            places: book.add_format({**base, "border": 1, "num_format": form, "align": "right"})
            for places, form in {0: "#,##0", 1: "0.0", 2: "#,##0.00", 4: "#,##0.00"}.items()
        }

    def write(self) -> None:
        leagues = self._month.leagues
        titles = [
            self._say("book.overall"),
            self._say("book.progress"),
            *(g.title for g in leagues),
        ]
        names = iter(sheet_names(titles))
        self._overall(self._sheet(next(names), self._content.title))
        for table in self._month.progress[:1]:
            self._progress(self._sheet(next(names), table.title), table)
        for league in leagues:
            self._league(self._sheet(next(names), league.title), league)

    def _sheet(self, name: str, title: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, title.replace("|", ""), self._title)
        cited = self._month.citation
        source = self._say(
            "book.source",
            snapshot=cited.snapshot,
            digest=cited.snapshot_mark,
            scheme=cited.scheme_title,
            version=cited.scheme_version,
        )
        if self._month.is_demonstration:
            source += f"　{self._say('book.demonstration')}"
        sheet.write_string(1, 0, source, self._note)
        sheet.hide_gridlines(2)
        sheet.set_default_row(20)
        sheet.freeze_panes(_HEAD + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _heads(self, sheet: Any, titles: list[str]) -> None:
        sheet.set_row(_HEAD, 32)
        for column, title in enumerate(titles):
            sheet.write_string(_HEAD, column, title, self._head)
            sheet.set_column(column, column, 30 if column == 0 else 16)

    def _number(self, sheet: Any, at: tuple[int, int], value: Any, places: int) -> None:
        if value is None:
            sheet.write_string(*at, "—", self._none)
        else:
            shown = half_up(Decimal(value), places)
            sheet.write_number(*at, float(shown), self._forms[places])

    def _overall(self, sheet: Any) -> None:
        say, opening = self._say, self._month.opening
        self._heads(sheet, [say("book.figure"), say("book.value"), say("book.unit")])
        hundred = 100
        rows = [
            ("figures.projects", opening.projects, 0, "figures.count"),
            ("figures.plan", wan(opening.annual_plan), 4, "figures.wan"),
            ("figures.done", wan(opening.year_to_date), 4, "figures.wan"),
            ("figures.share", opening.share and opening.share * hundred, 1, "figures.percent"),
            ("figures.pace", opening.pace and opening.pace * hundred, 1, "figures.percent"),
        ]
        for at, (label, value, places, unit) in enumerate(rows, _HEAD + 1):
            sheet.write_string(at, 0, say(label), self._text)
            self._number(sheet, (at, 1), value, places)
            sheet.write_string(at, 2, say(unit), self._text)

    def _progress(self, sheet: Any, table: ProgressTable) -> None:
        say = self._say
        keys = ("name", "projects", "plan", "done", "share", "pace", "due", "started")
        self._heads(sheet, [say(f"progress.{key}") for key in keys])
        addends = [r for r in table.rows if not r.is_of_which]
        views = [r for r in table.rows if r.is_of_which]
        at = _HEAD + 1
        for row in addends:
            self._progress_row(sheet, at, row, row.unit)
            at += 1
        last = at - 1
        for row in (table.total,) if table.total else ():
            self._progress_row(sheet, at, row, say("progress.total"))
            at += 1
        for row in views:
            self._progress_row(sheet, at, row, say("progress.of_which", unit=row.unit))
            at += 1
        self._shares(sheet, at + 1, last)

    def _progress_row(self, sheet: Any, at: int, row: ProgressRow, name: str) -> None:
        sheet.write_string(at, 0, name, self._text)
        values = (
            (row.projects, 0),
            (wan(row.annual_plan), 4),
            (wan(row.year_to_date), 4),
            (None if row.share is None else row.share * 100, 1),
            (None if row.pace is None else row.pace * 100, 1),
            (row.starts_due, 0),
            (row.started, 0),
        )
        for column, (value, places) in enumerate(values, 1):
            self._number(sheet, (at, column), value, places)

    def _shares(self, sheet: Any, below: int, last: int) -> None:
        """Share done beside share due; the total and views of zones stay out of the picture."""
        chart = self._book.add_chart({"type": "column"})
        for column, key, color in ((4, "share", _ACCENT), (5, "pace", _PLAIN)):
            chart.add_series(
                {
                    "name": self._say(f"progress.{key}"),
                    "categories": [sheet.name, _HEAD + 1, 0, last, 0],
                    "values": [sheet.name, _HEAD + 1, column, last, column],
                    "fill": {"color": color},
                    "data_labels": {"value": True, "num_format": "0.0"},
                }
            )
        self._place(sheet, chart, below, self._say("progress.chart"))

    def _league(self, sheet: Any, league: League) -> None:
        say = self._say
        titles = [say("league.unit"), say("league.rank"), *(c.title for c in league.criteria)]
        self._heads(sheet, [*titles, say("league.total")])
        last = _HEAD + len(league.rows)
        places = league.places if league.places in self._forms else 2
        for at, row in enumerate(league.rows, _HEAD + 1):
            sheet.write_string(at, 0, row.unit, self._text)
            self._number(sheet, (at, 1), row.rank, 0)
            for column, value in enumerate((*row.points, row.total), 2):
                self._number(sheet, (at, column), value, places)
        if not league.rows:
            return
        total = len(titles)
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": say("league.total"),
                "categories": [sheet.name, _HEAD + 1, 0, last, 0],
                "values": [sheet.name, _HEAD + 1, total, last, total],
                "fill": {"color": _ACCENT},
                "data_labels": {"value": True, "num_format": "0.00"},
            }
        )
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0})  # bars that begin elsewhere tell lengths that are not there
        height = max(280, 24 * len(league.rows) + 90)
        self._place(sheet, chart, last + 2, say("league.chart", league=league.title), height)

    def _place(self, sheet: Any, chart: Any, below: int, title: str, height: int = 320) -> None:
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_legend({"position": "top"})
        chart.set_size({"width": 860, "height": height})
        sheet.insert_chart(below, 0, chart)


def table_numbers(workbook: bytes) -> Iterator[str]:
    """Every number of a finished workbook: cells, and numbers inside texts."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, str):
                    yield from numbers_in(value)
                elif value is not None:
                    yield repr(value)
