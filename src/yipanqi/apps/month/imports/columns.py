"""The columns of an uploaded workbook as the page asks about them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yipanqi.apps.month.imports.carried import COMPARED, IDENTITY, WANTED
from yipanqi.apps.month.imports.reading import Reading, ReadTable
from yipanqi.core.month import Month
from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.core.tables.mapping import Column, Confidence, TableMapping
from yipanqi.core.tables.wording import wording
from yipanqi.infra.texts import label, render

UNITS = tuple(unit.value for unit in (MoneyUnit.WAN, MoneyUnit.YI, MoneyUnit.YUAN)) + tuple(
    unit.value for unit in (MoneyUnit.THOUSAND, MoneyUnit.MILLION, MoneyUnit.TEN_MILLION)
)
NAMED_BY = tuple(f for f in IDENTITY if f not in {TableField.UID, TableField.VERSION})


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_money: bool


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column: what it says, what it was taken for and why; ``is_open`` asks the person."""

    index: int
    letters: str
    label: str
    samples: tuple[str, ...]
    field: str
    unit: str
    confidence: str
    tone: str
    why: str
    is_open: bool
    other: Option | None  # a column of the register, kept as it was recognised
    is_unknown: bool = False  # its head has no known wording and nothing was chosen for it


@dataclass(frozen=True, slots=True)
class TableLine:
    number: int
    sheet: str
    head: str
    rows: int
    use: bool
    is_remembered: bool
    columns: tuple[ColumnLine, ...]

    @property
    def open_count(self) -> int:
        return sum(c.is_open for c in self.columns) if self.use else 0

    @property
    def unknown(self) -> tuple[str, ...]:
        """Heads that were not recognised; without a choice they stay outside."""
        return tuple(c.label or c.letters for c in self.columns if c.is_unknown and self.use)


@dataclass(frozen=True, slots=True)
class FieldWords:
    """Which fields are asked about, and what they are called on the page."""

    wanted: Collection[TableField] = WANTED
    named: Callable[[TableField], str] = label

    def option(self, of: TableField) -> Option:
        return Option(of.value, self.named(of), KIND[of] is Kind.MONEY)


def tables_of(
    reading: Reading,
    posted: Mapping[str, str] | None = None,
    words: FieldWords | None = None,
) -> tuple[TableLine, ...]:
    """``posted``: what the person had chosen where the form comes back."""
    chosen = words or FieldWords()
    return tuple(_table(n, table, posted, chosen) for n, table in enumerate(reading.tables))


def field_groups() -> tuple[Group, ...]:
    carried = [f for f in TableField if f in WANTED and f not in IDENTITY]
    return (
        Group(_("Names the project"), tuple(map(_option, NAMED_BY))),
        Group(_("Imported into the month report"), tuple(map(_option, carried))),
        Group(_("Only compared with the register"), tuple(map(_option, COMPARED))),
    )


def _option(of: TableField) -> Option:
    return FieldWords().option(of)


def _table(
    number: int, table: ReadTable, posted: Mapping[str, str] | None, words: FieldWords
) -> TableLine:
    top, bottom = table.proposed.heads[0]
    head = str(top + 1) if top == bottom else f"{top + 1}—{bottom + 1}"
    use = table.use if posted is None else f"use-{number}" in posted
    settled = {c.index: c for c in table.settled.columns}
    return TableLine(
        number,
        table.proposed.sheet,
        head,
        table.proposed.last_row - bottom,
        use,
        table.is_remembered,
        tuple(
            _column(number, table.proposed, column, settled[column.index], posted, words=words)
            for column in table.proposed.columns
            if column.label or column.samples
        ),
    )


UNKNOWN = "mapping.unknown_wording"
ANY_MONTH = Month(2000, 1)
_TONES = {
    Confidence.OWN: "good",
    Confidence.REMEMBERED: "good",
    Confidence.CERTAIN: "good",
    Confidence.LIKELY: "active",
    Confidence.AMBIGUOUS: "warn",
    Confidence.NONE: "absent",
}


def _column(
    number: int,
    table: TableMapping,
    proposed: Column,
    settled: Column,
    posted: Mapping[str, str] | None,
    *,
    words: FieldWords,
) -> ColumnLine:
    of = settled.field.value if settled.field else ""
    unit = settled.unit.value if settled.unit else ""
    if posted is not None:
        of = posted.get(f"field-{number}-{proposed.index}", of)
        unit = posted.get(f"unit-{number}-{proposed.index}", unit)
    asked = {q.params.get("column") for q in table.questions}
    relevant = bool(set(words.wanted) & {proposed.field, *proposed.candidates})
    is_open = proposed.letters in asked and relevant and not (of and (unit or not _is_money(of)))
    if not of and not unit and (stated := wording(proposed.label, ANY_MONTH).unit):
        unit = stated.value  # stands ready for when the person says that the column holds money
    return ColumnLine(
        proposed.index,
        proposed.letters,
        " / ".join(proposed.label.split(" / ")),
        proposed.samples,
        of,
        unit,
        label(proposed.confidence),
        _TONES[proposed.confidence],
        render(proposed.why) if proposed.why else "",
        is_open,
        _other(proposed, words),
        not of and proposed.why == UNKNOWN,
    )


def _is_money(of: str) -> bool:
    return KIND[TableField(of)] is Kind.MONEY if of in set(TableField) else False


def _other(column: Column, words: FieldWords) -> Option | None:
    known = set(words.wanted) | set(COMPARED)
    return words.option(column.field) if column.field and column.field not in known else None
