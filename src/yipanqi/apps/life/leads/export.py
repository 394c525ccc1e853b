"""Leads as a workbook of exactly what is seen."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.leads.models import Lead
from yipanqi.core.money import wan
from yipanqi.infra.templatetags.words import word
from yipanqi.infra.workbooks.plain import needs_quote, plain_text


def workbook_of(leads: Iterable[Lead]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Investment leads"))
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True})
        quoted = book.add_format({"quote_prefix": True})
        nodes = tree_on().nodes
        heads = (
            _("Intended project"),
            _("Investor"),
            _("Attracting unit"),
            _("Who follows it"),
            _("Stage"),
            _("Intended investment (10,000 yuan)"),
            _("Since"),
            _("Meetings and visits"),
            _("Next step"),
        )
        for at, title in enumerate(heads):
            sheet.set_column(at, at, 30 if at in {0, 1, 8} else 14)
            sheet.write_string(0, at, title, head)
        for row, lead in enumerate(leads, 1):
            texts = (
                (0, lead.name),
                (1, lead.investor_name),
                (2, nodes[lead.unit_id].name if lead.unit_id in nodes else ""),
                (3, lead.owner),
                (4, word("LeadStage", lead.stage)),
                (6, lead.stage_since.isoformat()),
                (8, lead.next_step),
            )
            for at, value in texts:
                text = plain_text(value)
                sheet.write_string(row, at, text, quoted if needs_quote(text) else None)
            sheet.write_number(row, 5, wan(lead.amount))
            sheet.write_number(row, 7, getattr(lead, "met", 0))
    return stream.getvalue()
