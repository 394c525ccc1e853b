"""The slip ledger as a workbook of exactly the list that is shown, all pages of it."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from yipanqi.apps.life.pipeline.nodes import STEP, NodeLine
from yipanqi.apps.life.pipeline.slips import SlipLine, SlipSum
from yipanqi.infra.templatetags.words import word
from yipanqi.infra.workbooks.plain import needs_quote, plain_text
from yipanqi.web.pipeline.slip_lists import Ledger

EXPORT_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    heads: Sequence[tuple[str, int]]  # with the column's width
    rows: Iterator[Sequence[str | int | date | None]]


def workbook_of(ledger: Ledger, source: str) -> bytes:
    table = _table(ledger)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(table.title)
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        quoted = book.add_format({"quote_prefix": True})
        sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, source)
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.repeat_rows(3)
        sheet.fit_to_pages(1, 0)
        for at, (text, width) in enumerate(table.heads):
            sheet.set_column(at, at, width)
            sheet.write_string(3, at, text, head)
        last = 3
        for last, row in enumerate(table.rows, 4):
            for at, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(last, at, value, day)
                elif isinstance(value, int):
                    sheet.write_number(last, at, value)
                elif value:
                    shown = plain_text(value)
                    sheet.write_string(last, at, shown, quoted if needs_quote(shown) else None)
        sheet.autofilter(3, 0, max(4, last), len(table.heads) - 1)
    return stream.getvalue()


def list_names() -> dict[str, str]:
    return {
        "nodes": _("Nodes side by side"),
        "moves": _("Every moved date"),
        "projects": _("Sums of projects"),
    }


def _table(ledger: Ledger) -> Table:
    rows = ledger.with_words(ledger.rows[:EXPORT_LIMIT])
    heads, cells = TABLES[ledger.kind]
    return Table(list_names()[ledger.kind], heads(), (cells(row) for row in rows))


def node_name(node: str, text: str) -> str:
    return text if node == STEP else word("Milestone", node)


def _node_heads() -> Sequence[tuple[str, int]]:
    return (
        (_("Project"), 36),
        (_("Unit"), 14),
        (_("Milestone"), 16),
        (_("First planned"), 12),
        (_("Planned now"), 12),
        (_("Actual"), 12),
        (_("Later than first planned (days)"), 12),
        (_("Moves"), 8),
        (_("Days slipped (days)"), 10),
        *_why_heads(),
    )


def _why_heads() -> Sequence[tuple[str, int]]:
    return (
        (_("Cause of the slip"), 12),
        (_("Reason"), 36),
        (_("Recorded"), 12),
        (_("Recorded by"), 12),
        (_("Judged"), 10),
        (_("Judged by and when"), 24),
    )


def _why(line: SlipLine | None) -> Sequence[Any]:
    if line is None:
        return ()
    verdict = word("Verdict", line.verdict.value) if line.verdict else ""
    cause = word("SlipCause", line.cause.value)
    return (cause, line.move.reason, line.told_on, line.who, verdict, line.decided)


def _node(line: NodeLine) -> Sequence[Any]:
    known = line.standing
    return (
        line.name,
        line.place,
        node_name(line.node, line.text),
        known.original,
        known.planned,
        known.actual,
        line.late,
        len(line.moves),
        line.days,
        *_why(line.last),
    )


def _move_heads() -> Sequence[tuple[str, int]]:
    return (
        (_("Project"), 36),
        (_("Unit"), 14),
        (_("Milestone"), 16),
        (_("From day"), 12),
        (_("To day"), 12),
        (_("Moved by (days)"), 10),
        (_("Of them paused (days)"), 10),
        *_why_heads(),
    )


def _move(line: SlipLine) -> Sequence[Any]:
    return (
        line.name,
        line.place,
        node_name(line.milestone, line.text),
        line.move.earlier,
        line.move.later,
        line.moved_days,
        line.excused,
        *_why(line),
    )


def _sum_heads() -> Sequence[tuple[str, int]]:
    return (
        (_("Project"), 36),
        (_("Moves"), 8),
        (_("Days slipped (days)"), 10),
        (_("Longest move (days)"), 10),
        (_("Moves to an earlier day"), 12),
        (_("Days of preliminary papers (days)"), 14),
    )


def _sum(one: SlipSum) -> Sequence[Any]:
    return (one.name, one.moves, one.days, one.longest, one.earlier, one.preliminary)


TABLES: Mapping[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "nodes": (_node_heads, _node),
    "moves": (_move_heads, _move),
    "projects": (_sum_heads, _sum),
}
