"""签字表: a unit's month on paper, with a code of its figures that tells whether they still
are what was signed.
"""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import xlsxwriter

from yipanqi.apps.month.reporting.models import MonthWindow, SignedSheet
from yipanqi.apps.month.reporting.sheet import SheetPage, sheet
from yipanqi.core.money import wan
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import render
from yipanqi.infra.workbooks.plain import needs_quote, plain_text

SIGNED = ("this_month", "year_to_date", "statistics_counted", "next_month_plan")
SHOWN = 16  # characters of the code on paper


@dataclass(frozen=True, slots=True)
class Signed:
    """A scan that came back, and whether the figures are still those it was signed for."""

    row: SignedSheet
    still_matches: bool


def code_of(page: SheetPage) -> str:
    """SHA-256 of the projects and figures of the sheet, whatever order they stand in."""
    lines = sorted(
        [r.row.facts.project_uid, *(getattr(r.row.values, name) for name in SIGNED)]
        for r in page.rows
    )
    heads = [page.unit.uid, page.window.month]
    text = json.dumps([heads, lines], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def signed_sheets(
    viewer: Viewer, window: MonthWindow, unit_uid: str
) -> tuple[SheetPage, list[Signed]]:
    """Raises ``unit.not_found`` for outsiders."""
    page = sheet(viewer, window, unit_uid)
    now = code_of(page)
    rows = SignedSheet.objects.filter(window=window, unit=page.unit.pk).select_related("file", "by")
    return page, [Signed(row, row.code == now) for row in rows.order_by("-pk")]


def scan_of(viewer: Viewer, window: MonthWindow, unit_uid: str, uid: str | UUID) -> SignedSheet:
    """A kept scan of a unit's month. Raises ``unit.not_found``, ``sign.not_found``."""
    page = sheet(viewer, window, unit_uid)
    rows = SignedSheet.objects.filter(window=window, unit=page.unit.pk).select_related("file")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("sign.not_found")
    return found


def signature_workbook(page: SheetPage) -> bytes:
    """One sheet for A4 landscape: figures in 万元, the code, places to sign."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    paper = book.add_worksheet(render("sign.sheet"))
    paper.set_landscape()
    paper.set_paper(9)
    paper.fit_to_pages(1, 0)
    paper.repeat_rows(2)
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
    cell = book.add_format({"border": 1, "text_wrap": True})
    quoted = book.add_format({"border": 1, "text_wrap": True, "quote_prefix": True})
    amount = book.add_format({"border": 1, "num_format": "#,##0.00"})
    words = {"unit": page.unit.name, "month": page.window.value}
    paper.write_string(0, 0, plain_text(render("sign.title", words)), bold)
    paper.write_string(1, 0, render("sign.code", {"code": code_of(page)[:SHOWN]}))
    for column, text in enumerate(_heads()):
        paper.write_string(2, column, text, head)
    paper.set_column(0, 0, 46)
    paper.set_column(1, len(SIGNED), 16)
    for number, r in enumerate(page.rows, 3):
        name = plain_text(r.row.facts.name)
        paper.write_string(number, 0, name, quoted if needs_quote(name) else cell)
        for column, field in enumerate(SIGNED, 1):
            figure = getattr(r.row.values, field)
            if figure is None:
                paper.write_string(number, column, render("sign.silent"), cell)
            else:
                paper.write_number(number, column, wan(figure), amount)
    paper.write_string(len(page.rows) + 4, 0, render("sign.names"))
    book.close()
    return out.getvalue()


def _heads() -> Sequence[str]:
    return (
        render("sign.project"),
        render("sign.this_month"),
        render("sign.year_to_date"),
        render("sign.statistics"),
        render("sign.next_month"),
    )
