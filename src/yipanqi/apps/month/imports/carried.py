"""Which columns of a workbook an import carries into the month report, and how."""

from collections.abc import Collection

from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.core.tables.kinds import MONTH_REPORT, TableKind
from yipanqi.core.tables.mapping import Choice, Confidence, TableMapping, confirm

F = TableField

AMOUNTS = (F.THIS_MONTH, F.YEAR_TO_DATE, F.STATISTICS_COUNTED, F.NEXT_MONTH_PLAN)
WORDS = (F.PHYSICAL_PROGRESS, F.PROBLEMS)
CARRIED = (*AMOUNTS, *WORDS)  # names are those of the report's fields
IDENTITY = (F.UID, F.VERSION, F.CODE, F.OWN_CODE, F.NAME)
WANTED = frozenset((*CARRIED, F.REASON, *IDENTITY))
EXPLANATIONS = "explanations"  # the report's field behind 说明

COMPARED = {
    F.TOTAL_INVESTMENT: "total_investment",
    F.ANNUAL_PLAN: "annual_plan",
    F.ACTUAL_START: "actual_start_on",
}
"""Columns the register answers for: a difference is shown, never imported."""


def wanted_of(kind: TableKind) -> frozenset[TableField]:
    """Fields a person is asked about in a table of this kind."""
    return WANTED if kind is MONTH_REPORT else frozenset(kind.offered)


def carried_of(kind: TableKind) -> frozenset[TableField]:
    """Fields that make a table worth importing."""
    return frozenset(CARRIED) if kind is MONTH_REPORT else frozenset(kind.offered)


def holds_any(table: TableMapping, carried: Collection[TableField]) -> bool:
    """Whether some column is, or may be, one that an import carries."""
    return any(
        of in carried for column in table.columns for of in (column.field, *column.candidates)
    )


def without_idle_questions(
    table: TableMapping, wanted: Collection[TableField] = WANTED
) -> TableMapping:
    """Nobody is asked about a column that would not be imported whatever its meaning."""
    idle = {
        column.index: Choice(None)
        for column in table.columns
        if not set(wanted) & {column.field, *column.candidates}
        and (column.confidence is Confidence.AMBIGUOUS or _lacks_unit(column.field, column.unit))
    }
    return confirm(table, idle) if idle else table


def _lacks_unit(of: TableField | None, unit: MoneyUnit | None) -> bool:
    return of is not None and KIND[of] is Kind.MONEY and unit is None


def is_blocking(of: TableField | None) -> bool:
    """Whether an unreadable cell of this column keeps its row out."""
    return of is None or of in WANTED
