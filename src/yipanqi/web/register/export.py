"""The register's rows as a workbook."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from yipanqi.apps.snapshots.models import Snapshot
from yipanqi.core.money import WAN
from yipanqi.core.month import Month
from yipanqi.core.stages import AnnualClass, Domain, Stage
from yipanqi.infra.texts import label
from yipanqi.infra.workbooks.plain import needs_quote, plain_text
from yipanqi.web.parts import STATES
from yipanqi.web.register.rows import Row

MONEY = "#,##0.00"


def workbook_of(rows: Sequence[Row], month: Month, snapshot: Snapshot | None) -> bytes:
    """All rows on one sheet; texts are written as texts, so nothing becomes a formula."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("Projects"))
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"})
    title = book.add_format({"bold": True, "font_size": 14})
    quoted = book.add_format({"quote_prefix": True})  # stays text when somebody edits the cell
    money = book.add_format({"num_format": MONEY})
    rate = book.add_format({"num_format": "0.0%"})
    points = book.add_format({"num_format": "0.0"})
    source = _("Snapshot %(name)s") % {"name": snapshot} if snapshot else _("Live figures")
    sheet.write_string(
        0,
        0,
        _("Projects of %(year)s-%(month)02d") % {"year": month.year, "month": month.number},
        title,
    )
    sheet.write_string(1, 0, _("Money in 10,000 yuan. Source: %(source)s") % {"source": source})
    heads = [
        (_("Project"), 36), (_("Code"), 24), (_("Unit"), 14), (_("Domain"), 10),
        (_("Stage"), 10), (_("Annual class"), 10), (_("Total investment (10,000 yuan)"), 16),
        (_("Annual plan (10,000 yuan)"), 16), (_("Done since January (10,000 yuan)"), 16),
        (_("Share of plan"), 10), (_("Gap to pace (percentage points)"), 12),
        (_("Light"), 22), (_("Report"), 10),
    ]  # fmt: skip
    for column, (text, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, text, head)
    for line, row in enumerate(rows, start=4):
        texts = (row.name, row.code, row.unit, label(Domain(row.domain)), label(Stage(row.stage)),
                 label(AnnualClass(row.annual_class)) if row.annual_class else "—")  # fmt: skip
        for column, text in enumerate(texts):
            style = quoted if needs_quote(text) else None
            sheet.write_string(line, column, plain_text(text), style)
        for column, yuan in ((6, row.total), (7, row.plan), (8, row.done)):
            if yuan is None:
                sheet.write_string(line, column, _("not reported") if column == 8 else "—")
            else:
                sheet.write_number(line, column, yuan / WAN, money)
        if row.share is not None:
            sheet.write_number(line, 9, row.share, rate)
        if row.gap is not None:
            sheet.write_number(line, 10, row.gap * 100, points)
        sheet.write_string(line, 11, row.why)
        sheet.write_string(line, 12, str(STATES[row.state][0]) if row.state in STATES else "")
    sheet.freeze_panes(4, 1)
    sheet.autofilter(3, 0, 3 + len(rows), len(heads) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()
