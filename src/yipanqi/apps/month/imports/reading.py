"""What a workbook was recognised as, with the choices a person made, and the rows it then gives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yipanqi.apps.month.imports.carried import (
    carried_of,
    holds_any,
    wanted_of,
    without_idle_questions,
)
from yipanqi.apps.month.imports.models import RememberedMapping
from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding, Refusal
from yipanqi.core.tables.book import Book
from yipanqi.core.tables.corrections import Corrected, with_corrections
from yipanqi.core.tables.extract import Extraction, extract
from yipanqi.core.tables.fields import MoneyUnit, TableField
from yipanqi.core.tables.kinds import MONTH_REPORT, TableKind
from yipanqi.core.tables.mapping import (
    Choice,
    Confidence,
    Confirmed,
    SkippedSheet,
    TableMapping,
    confirm,
)
from yipanqi.core.tables.own import OwnTemplate, own_template
from yipanqi.core.tables.propose import propose
from yipanqi.core.tables.values import Scale


@dataclass(frozen=True, slots=True)
class TableChoice:
    """What a person settled of one table: whether it is imported, and its columns by index."""

    use: bool
    columns: Mapping[int, Choice]

    def as_json(self) -> dict[str, Any]:
        return {
            "use": self.use,
            "columns": {
                str(index): [
                    c.field and c.field.value,
                    c.unit and c.unit.value,
                    c.scale and c.scale.value,
                ]
                for index, c in self.columns.items()
            },
        }

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> "TableChoice":
        return cls(
            bool(plain["use"]),
            {
                int(index): Choice(
                    TableField(f) if f else None,
                    MoneyUnit(u) if u else None,
                    Scale(s) if s else None,
                )
                for index, (f, u, s) in plain["columns"].items()
            },
        )


@dataclass(frozen=True, slots=True)
class ReadTable:
    """``proposed`` as recognised, ``settled`` with the person's choices."""

    proposed: TableMapping
    settled: TableMapping
    use: bool

    @property
    def key(self) -> str:
        return table_key(self.proposed)

    @property
    def is_remembered(self) -> bool:
        return any(c.confidence is Confidence.REMEMBERED for c in self.proposed.columns)


@dataclass(frozen=True)
class Reading:
    """A workbook under one mapping. ``own`` where it is our own template."""

    book: Book
    tables: tuple[ReadTable, ...]
    skipped: tuple[SkippedSheet, ...]
    own: OwnTemplate | None
    corrected: tuple[Corrected, ...] = ()  # cells written anew over what the file says

    @property
    def used(self) -> tuple[TableMapping, ...]:
        return tuple(t.settled for t in self.tables if t.use)

    @property
    def questions(self) -> tuple[Finding, ...]:
        return tuple(q for t in self.used for q in t.questions)

    @property
    def is_settled(self) -> bool:
        return bool(self.used) and not self.questions

    @cached_property
    def extraction(self) -> Extraction:
        """Raises ``table.unsettled``."""
        return extract(self.book, self.used)


def table_key(table: TableMapping) -> str:
    """Where the table's first head stands: sheet and row from 1."""
    return f"{table.sheet}!{table.heads[0][0] + 1}"


def read_tables(
    book: Book,
    month: Month,
    remembered: Mapping[str, Confirmed],
    choices: Mapping[str, TableChoice] | None = None,
    kind: TableKind = MONTH_REPORT,
    *,
    words: Mapping[str, str] | None = None,
) -> Reading:
    """``choices`` by table key; a table nobody has settled stands as proposed. ``words`` by
    cell key stand for what the file says there; the columns are recognised from the file itself.
    """
    proposal = propose(book, month, remembered, kind)
    wanted = wanted_of(kind)
    tables = []
    for proposed in proposal.tables:
        choice = (choices or {}).get(table_key(proposed))
        bare = without_idle_questions(proposed, wanted)
        settled = confirm(bare, choice.columns) if choice else bare
        use = choice.use if choice else holds_any(proposed, carried_of(kind))
        tables.append(ReadTable(proposed, settled, use))
    own = own_template(book) if kind is MONTH_REPORT else None
    book, corrected = with_corrections(book, words or {})
    return Reading(book, tuple(tables), proposal.skipped, own, corrected)


def refuse_without_table(reading: Reading) -> None:
    """Raises ``import.no_table`` naming the sheets that were looked through."""
    if not reading.tables:
        sheets = [sheet.name for sheet in reading.book.sheets if not sheet.hidden]
        raise Refusal("import.no_table", name=reading.book.name, sheets=sheets[:8])


def memory_of(unit: int) -> dict[str, Confirmed]:
    """Mappings confirmed before for files of this unit, by signature of the head."""
    rows = RememberedMapping.objects.filter(unit=unit).values_list("signature", "mapping")
    return {signature: Confirmed.from_json(json.dumps(mapping)) for signature, mapping in rows}


def choices_of(mapping: Mapping[str, Any]) -> dict[str, TableChoice]:
    """From an import's stored mapping."""
    return {key: TableChoice.of_json(plain) for key, plain in mapping.get("tables", {}).items()}
