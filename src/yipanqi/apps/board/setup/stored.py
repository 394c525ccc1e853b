"""A stored load: what it reads as under its mapping, what it would bring in now."""

import json
from typing import Any

from yipanqi.apps.board.setup import plans
from yipanqi.apps.board.setup.models import HeadMapping, Load
from yipanqi.apps.board.setup.plan import Ground, Line, Plan, fault_of, row_key
from yipanqi.apps.board.setup.wording import field_name
from yipanqi.apps.ledger.units.names import unit_names
from yipanqi.apps.month.imports.books import book_of
from yipanqi.apps.month.imports.carried import wanted_of
from yipanqi.apps.month.imports.reading import Reading, TableChoice, choices_of, read_tables
from yipanqi.core.month import Month
from yipanqi.core.tables.book import Book
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.kinds import OPENING, TableKind
from yipanqi.core.tables.mapping import Confirmed


def kind_of(load: Load) -> TableKind:
    return OPENING[load.kind]


def memory_of(kind: str) -> dict[str, Confirmed]:
    rows = HeadMapping.objects.filter(kind=kind).values_list("signature", "mapping")
    return {signature: Confirmed.from_json(json.dumps(mapping)) for signature, mapping in rows}


def reading_of(load: Load) -> Reading:
    """Outside any transaction: reads the file in the limited worker."""
    return read_as(load, book_of(load.file), choices_of(load.mapping))


def read_as(load: Load, book: Book, choices: dict[str, TableChoice] | None = None) -> Reading:
    month = Month.parse(load.month)
    return read_tables(book, month, memory_of(load.kind), choices, kind_of(load))


def plan_of(load: Load, reading: Reading, answers: dict[str, Any] | None = None) -> Plan:
    """Raises ``table.unsettled``."""
    found = reading.extraction
    given = load.answers if answers is None else answers
    ground = Ground(unit_names(), given)
    out = set(given.get("excluded", ()))
    wanted = wanted_of(kind_of(load))
    blocked = [fault_of(r) for r in found.refused if r.field is None or r.field in wanted]
    spoiled = {f.key for f in blocked} | out
    plan = ground.plan
    rows = [row for row in found.rows if row_key(row) not in spoiled]
    plans.MAKERS[load.kind].plan(ground, load, rows)
    plan.faults += [f for f in blocked if f.key not in out]
    plan.faults.sort(key=lambda f: _order(f.key))
    plan.skipped = found.skipped
    plan.excluded = [
        Line(row_key(r), r.sheet, r.row, r.text(TableField.NAME) or "") for r in found.rows
        if row_key(r) in out
    ]  # fmt: skip
    return plan


def _order(key: str) -> tuple[str, int]:
    sheet, _, row = key.rpartition("!")
    return sheet, int(row) if row.isdigit() else 0


def lacking(reading: Reading, kind: TableKind) -> list[tuple[str, str]]:
    """Sheet and words of each column without which no row can be read and that none stands for."""
    found = []
    for table in reading.used:
        there = {c.field for c in table.columns if c.field}
        for group in kind.needed:
            if not group & there:
                words = "或".join(sorted(field_name(kind.key, of) for of in group))
                found.append((table.sheet, words))
    return found
