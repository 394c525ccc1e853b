"""The board of preliminary work as a workbook of exactly what is seen."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from yipanqi.apps.life.preliminary.queries import BoardLine
from yipanqi.infra.templatetags.words import word
from yipanqi.infra.workbooks.plain import needs_quote, plain_text

WIDTHS = (36, 12, 10, 12, 8, 8, 10, 10, 26, 18, 12, 16, 16)


def workbook_of(lines: Sequence[BoardLine]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Preliminary work"))
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True})
        quoted = book.add_format({"quote_prefix": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, (title, width) in enumerate(zip(_heads(), WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, title, head)
        sheet.freeze_panes(1, 1)
        for row, line in enumerate(lines, 1):
            found = line.progress
            for at, value in (
                (0, line.name),
                (1, line.unit),
                (2, word("Stage", line.stage)),
                (8, line.waits_for),
                (9, line.agency),
                (11, line.officer),
                (12, line.contact),
            ):
                text = plain_text(value)
                sheet.write_string(row, at, text, quoted if needs_quote(text) else None)
            for at, number in (
                (4, found.needed),
                (5, found.done),
                (6, found.late),
                (7, found.slipped),
            ):
                sheet.write_number(row, at, number)
            for at, on in ((3, line.planned_start_on), (10, line.due_on)):
                if on is not None:
                    sheet.write_datetime(row, at, on, day)
    return stream.getvalue()


def _heads() -> tuple[str, ...]:
    return (
        _("Project"),
        _("Unit"),
        _("Stage"),
        _("Planned start"),
        _("Papers needed"),
        _("Papers got"),
        _("Papers overdue"),
        _("Worst delay in days"),
        _("Waits for"),
        _("Agency"),
        _("Planned now"),
        _("Filing officer"),
        _("Contact"),
    )
