"""Which column means what: a proposal to be confirmed, never applied by itself.

``propose`` reads heads and gives every column a field, or none, or several candidates, with
confidence and reason. ``Confirmed`` is what a user settled; it is kept by the head's
signature, which is the same next month because time words in heads are relative.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding, Severity
from yipanqi.core.tables.book import column_letters
from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.core.tables.heads import Head
from yipanqi.core.tables.values import Scale
from yipanqi.core.tables.wording import wording

SAMPLES = 3


class Confidence(StrEnum):
    OWN = "own"  # our own template: the file says so itself
    REMEMBERED = "remembered"  # confirmed before for this very head
    CERTAIN = "certain"  # one exact wording, one column
    LIKELY = "likely"  # one meaning, reached through a grouping head
    AMBIGUOUS = "ambiguous"  # several meanings, or several columns for one
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as proposed or confirmed. ``index`` counts from 0."""

    index: int
    label: str
    field: TableField | None
    confidence: Confidence
    unit: MoneyUnit | None = None
    scale: Scale | None = None
    why: str = ""  # code of the reason, rendered by the catalogue
    candidates: tuple[TableField, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        return column_letters(self.index)

    @property
    def kind(self) -> Kind | None:
        return KIND[self.field] if self.field else None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One table on one sheet. ``head_rows`` are all its heads, repeated ones included."""

    sheet: str
    heads: tuple[tuple[int, int], ...]  # (top, bottom) from 0
    last_row: int  # last row that belongs to it, from 0
    columns: tuple[Column, ...]
    signature: str
    questions: tuple[Finding, ...] = ()

    @property
    def is_settled(self) -> bool:
        return not self.questions

    def column_of(self, field: TableField) -> Column | None:
        return next((c for c in self.columns if c.field is field), None)


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    name: str
    reason: str  # sheet.hidden, sheet.empty, sheet.no_table, sheet.keys


@dataclass(frozen=True, slots=True)
class Proposal:
    tables: tuple[TableMapping, ...]
    skipped: tuple[SkippedSheet, ...] = ()

    @property
    def questions(self) -> tuple[Finding, ...]:
        return tuple(q for t in self.tables for q in t.questions)


@dataclass(frozen=True, slots=True)
class Choice:
    field: TableField | None
    unit: MoneyUnit | None = None
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a user settled for heads of one signature: a choice per column label."""

    signature: str
    choices: Mapping[str, Choice]  # by column key (see ``column_key``)

    def to_json(self) -> str:
        plain = {
            key: [c.field and c.field.value, c.unit and c.unit.value, c.scale and c.scale.value]
            for key, c in self.choices.items()
        }
        return json.dumps(
            {"signature": self.signature, "choices": plain}, ensure_ascii=False, sort_keys=True
        )

    @classmethod
    def from_json(cls, text: str) -> "Confirmed":
        plain = json.loads(text)
        return cls(
            plain["signature"],
            {
                key: Choice(
                    TableField(f) if f else None,
                    MoneyUnit(u) if u else None,
                    Scale(s) if s else None,
                )
                for key, (f, u, s) in plain["choices"].items()
            },
        )


def confirm(table: TableMapping, choices: Mapping[int, Choice]) -> TableMapping:
    """``table`` with the user's choice per column index; the rest stays as proposed.

    Questions are asked anew, so a mapping that still lacks a unit or names a field twice
    stays unsettled.
    """
    columns = tuple(
        replace(
            column,
            field=choices[column.index].field,
            unit=choices[column.index].unit or column.unit,
            scale=choices[column.index].scale or column.scale,
            confidence=Confidence.CERTAIN,
            why="mapping.confirmed",
            candidates=(),
        )
        if column.index in choices
        else column
        for column in table.columns
    )
    return replace(table, columns=columns, questions=questions(table.sheet, columns))


def remember(table: TableMapping, month: Month) -> Confirmed:
    """What to keep so that the same head is recognised next month."""
    return Confirmed(
        table.signature,
        {
            column_key(c.label, c.index, month): Choice(c.field, c.unit, c.scale)
            for c in table.columns
        },
    )


def column_key(label: str, index: int, month: Month) -> str:
    return f"{index}:{'/'.join(wording(p, month).normal for p in label.split(' / '))}"


@lru_cache(maxsize=256)
def signature(head: Head, unit: MoneyUnit | None, month: Month) -> str:
    """Same heads in the same order with the same stated units, whatever the month. Kept: the
    workbooks of a folder mostly share their heads.
    """
    parts = []
    for index in range(len(head.paths)):
        label = head.label(index)
        units = [w.unit.value for p in head.paths[index] if (w := wording(p, month)).unit]
        parts.append([column_key(label, index, month), *units])
    text = json.dumps([parts, unit and unit.value], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def questions(sheet: str, columns: Sequence[Column]) -> tuple[Finding, ...]:
    """Everything a person has to settle before rows may be read."""
    found = []
    for column in columns:
        where = {"sheet": sheet, "column": column.letters, "head": column.label}
        if column.confidence is Confidence.AMBIGUOUS:
            found.append(Finding("mapping.ambiguous", Severity.HARD, None, where))
        elif column.kind is Kind.MONEY and column.unit is None:
            found.append(Finding("mapping.unit_unknown", Severity.HARD, None, where))
    fields = [c.field for c in columns if c.field]
    found.extend(
        Finding("mapping.field_twice", Severity.HARD, field.value, {"sheet": sheet, "head": field})
        for field in sorted(set(fields))
        if fields.count(field) > 1
    )
    if not {TableField.UID, TableField.CODE, TableField.OWN_CODE, TableField.NAME} & set(fields):
        found.append(Finding("mapping.no_identity", Severity.HARD, None, {"sheet": sheet}))
    return tuple(found)
