"""The register as a workbook of exactly what is seen: the same rows in the same order, the same
columns, groups and comparison. Rows are read and written in parts, so that memory doesn't grow
with the list; the file lies on disk and is sent from there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.core.money import WAN
from yipanqi.infra.templatetags.figures import month as month_words
from yipanqi.infra.workbooks.plain import needs_quote, plain_text
from yipanqi.web.parts import LIGHTS, STATES
from yipanqi.web.register.asking import asked_month, asker
from yipanqi.web.register.columns import Column, Kind
from yipanqi.web.register.filters import Filters
from yipanqi.web.register.grouping import GROUPS, Subtotal, grouped
from yipanqi.web.register.looks import Look
from yipanqi.web.register.rows import Register, Row
from yipanqi.web.register.views import by_segment, rows_of
from yipanqi.web.templatetags.register import SUMMED, of_subtotal

EXPORT_LIMIT = 50_000
PART = 500
MONEY = "#,##0.00"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(request: HttpRequest) -> FileResponse:
    """Exactly what the list shows, all pages."""
    viewer, month = asker(request), asked_month(request)
    register = Register.of(viewer, month)
    look = Look.of(request.GET, month)
    filters = Filters.of(request.GET)
    projects = register.projects(filters)
    stream = TemporaryFile()  # noqa: SIM115  (closed by the response)
    write_workbook(stream, register, projects, look, filters.unit)
    stream.seek(0)
    name = f"项目清单{month.year}年{month.number}月.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


def write_workbook(
    stream: IO[bytes],
    register: Register,
    projects: QuerySet[Project],
    look: Look,
    unit: str = "",
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _sheet(book, register, projects, look, unit)


def _sheet(
    book: Any, register: Register, projects: QuerySet[Project], look: Look, unit: str
) -> None:
    month, snapshot = register.month, register.snapshot
    sheet = book.add_worksheet(_("Projects"))
    pen = Pen.of(book, sheet)
    source = _("Snapshot %(name)s") % {"name": snapshot} if snapshot else _("Live figures")
    words = [_("Money in 10,000 yuan. Source: %(source)s") % {"source": source}]
    if look.group:
        words.append(str(GROUPS[look.group]))
    if look.compared:
        words.append(_("Compared with %(month)s") % {"month": month_words(look.compared)})
    if by_segment(register, projects, look, unit):
        words.append(_("Divided projects by the shares of the units; the city counts them once."))
    for at, width in enumerate([36, *(column.width for column in look.columns)]):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(4, 1)
    sheet.set_landscape()
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)
    title = _("Projects of %(year)s-%(month)02d") % {"year": month.year, "month": month.number}
    sheet.write_string(0, 0, title, pen.title)
    sheet.write_string(1, 0, "　".join(words))
    heads = [_("Project"), *(_head(column) for column in look.columns)]
    for at, text in enumerate(heads):
        sheet.write_string(3, at, text, pen.head)
    at = 3
    for group, row in _rows(register, projects, look, unit):
        at += 1
        if row is None and group is not None:
            pen.subtotal(at, group, look.columns)
        elif row is not None:
            pen.row(at, row, look.columns)
    pen.total(at + 1, register.sums(projects, unit), projects.count(), look.columns)
    if not look.group:
        sheet.autofilter(3, 0, max(4, at), len(heads) - 1)


def _head(column: Column) -> str:
    unit = f"（{column.unit}）" if column.unit else ""
    return f"{column.title}{unit}"


def _rows(
    register: Register, projects: QuerySet[Project], look: Look, unit: str
) -> Iterator[tuple[Subtotal, None] | tuple[None, Row]]:
    """Subtotals and rows in the order of the list, read ``PART`` by ``PART``."""
    sums: Mapping[str, Subtotal] = {}
    if look.group:
        found = grouped(
            projects,
            register.month,
            look.group,
            look.compared,
            is_live=register.snapshot is None,
            unit=unit,
        )
        places, sums = list(found.places), found.sums
    else:
        places = [("", pk) for pk in projects.values_list("pk", flat=True)]
    places, open_group = places[:EXPORT_LIMIT], None
    for start in range(0, len(places), PART):
        part = places[start : start + PART]
        known = rows_of(register, {pk for _key, pk in part}, look)
        for key, pk in part:
            if look.group and key != open_group:
                yield sums[key], None
                open_group = key
            if pk in known:
                yield None, known[pk]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes cells in order; texts are written as texts, so nothing becomes a formula."""

    sheet: Any
    title: Any
    head: Any
    bold: Any
    quoted: Any  # stays text when somebody edits the cell
    numbers: Mapping[Kind, tuple[Any, Any]]  # kind → format of a row, of a subtotal

    @classmethod
    def of(cls, book: Any, sheet: Any) -> "Pen":
        shapes = {
            Kind.MONEY: MONEY,
            Kind.DONE: MONEY,
            Kind.CHANGE: "+#,##0.00;-#,##0.00;0.00",
            Kind.SHARE: "0.0%",
            Kind.POINTS: "+0.0;-0.0;0.0",
            Kind.DAY: "yyyy-mm-dd",
        }
        made = {
            kind: (
                book.add_format({"num_format": shape}),
                book.add_format({"num_format": shape, "bold": True, "bg_color": "#F0F2F5"}),
            )
            for kind, shape in shapes.items()
        }
        return cls(
            sheet,
            book.add_format({"bold": True, "font_size": 14}),
            book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"}),
            book.add_format({"bold": True, "bg_color": "#F0F2F5"}),
            book.add_format({"quote_prefix": True}),
            made,
        )

    def text(self, at: int, column: int, text: str, style: Any = None) -> None:
        quoted = self.quoted if needs_quote(text) else style
        self.sheet.write_string(at, column, plain_text(text), quoted)

    def row(self, at: int, row: Row, columns: Sequence[Column]) -> None:
        self.text(at, 0, row.name)
        for number, column in enumerate(columns, 1):
            self.cell(at, number, row, column)

    def cell(self, at: int, number: int, row: Row, column: Column) -> None:
        value = column.value(row)
        if column.kind is Kind.DONE and value is None:
            self.text(at, number, _("not reported") if row.state == "missing" else "—")
        elif value is None:
            self.text(at, number, "—")
        elif column.kind is Kind.DAY:
            self.sheet.write_datetime(at, number, value, self.numbers[Kind.DAY][0])
        elif column.kind in SCALES:
            shown = SCALES[column.kind](value)
            self.sheet.write_number(at, number, shown, self.numbers[column.kind][0])
        else:
            self.text(at, number, WORDS.get(column.kind, str)(value))

    def subtotal(self, at: int, sums: Subtotal, columns: Sequence[Column]) -> None:
        name = _("%(name)s, %(n)s projects") % {"name": sums.name, "n": sums.projects}
        self.text(at, 0, name, self.bold)
        for number, column in enumerate(columns, 1):
            known = column.key in SUMMED or column.kind is Kind.CHANGE
            value = of_subtotal(sums, column.key) if known else None
            if value is None or column.kind not in SCALES:
                self.sheet.write_blank(at, number, None, self.bold)
            else:
                shown = SCALES[column.kind](value)
                self.sheet.write_number(at, number, shown, self.numbers[column.kind][1])

    def total(
        self,
        at: int,
        sums: Mapping[str, int | None],
        count: int,
        columns: Sequence[Column],
    ) -> None:
        """The foot of the list."""
        self.text(at, 0, _("%(n)s projects in all") % {"n": count}, self.bold)
        for number, column in enumerate(columns, 1):
            value = sums.get(column.key)
            if value is None or column.kind not in SCALES:
                self.sheet.write_blank(at, number, None, self.bold)
            else:
                shown = SCALES[column.kind](value)
                self.sheet.write_number(at, number, shown, self.numbers[column.kind][1])


SCALES: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.MONEY: lambda yuan: yuan / WAN,
    Kind.DONE: lambda yuan: yuan / WAN,
    Kind.CHANGE: lambda yuan: yuan / WAN,
    Kind.SHARE: lambda ratio: ratio,
    Kind.POINTS: lambda ratio: ratio * 100,
}
WORDS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.LIGHT: lambda light: str(LIGHTS[str(light)][1]),
    Kind.STATE: lambda state: str(STATES[state][0]) if state in STATES else "",
}
