"""What expressions may name: columns of the frozen tables, and the month's parameters."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from yipanqi.core.facts.current import TABLES
from yipanqi.core.facts.current import Kind as CellKind
from yipanqi.core.month import Month
from yipanqi.core.scheme.expression import Kind
from yipanqi.core.scheme.number import ZERO, div, wide

_KINDS: Mapping[CellKind, Kind] = {
    CellKind.TEXT: Kind.TEXT,
    CellKind.INT: Kind.NUMBER,
    CellKind.YUAN: Kind.NUMBER,
    CellKind.BOOL: Kind.BOOL,
    CellKind.DATE: Kind.DATE,
    CellKind.DECIMAL: Kind.NUMBER,
}

# Numbers stored as scaled integers: (table, name) → (scaled column, decimals column or places).
SCALED: Mapping[str, Mapping[str, tuple[str, str | int]]] = {
    "observations": {"value": ("value_scaled", "decimals")},
    "targets": {
        "target": ("target_scaled", "decimals"),
        "target_to_date": ("target_to_date_scaled", "decimals"),
    },
    "marks": {"value": ("value_scaled", "decimals")},
    "adjustments": {"points": ("points_scaled", 2)},
    "livelihood_items": {
        "target": ("target_scaled", "decimals"),
        "progress": ("progress_scaled", "decimals"),
        "satisfaction": ("satisfaction_scaled", 2),
    },
}

# Tables in which an absent row is an absent figure, not "nothing happened".
OWED_TABLES = frozenset({"observations", "targets", "marks"})

# A missing report, read as if no progress had been reported in time.
SILENT_COLUMNS = frozenset(
    {"report_status", "this_month", "year_to_date", "is_on_time", "first_submitted_on"}
)

PARAMS: Mapping[str, Kind] = {
    "month": Kind.TEXT,
    "month_start": Kind.DATE,
    "month_end": Kind.DATE,
    "year_start": Kind.DATE,
    "year_end": Kind.DATE,
    "q1_end": Kind.DATE,
    "q2_end": Kind.DATE,
    "q3_end": Kind.DATE,
    "year": Kind.NUMBER,
    "month_number": Kind.NUMBER,
    "quarter": Kind.NUMBER,
    "time_share": Kind.NUMBER,
}


def columns_of(table: str) -> dict[str, Kind]:
    hidden = {name for pair in SCALED.get(table, {}).values() for name in pair}
    names = {c.name: _KINDS[c.kind] for c in TABLES[table].columns if c.name not in hidden}
    return names | dict.fromkeys(SCALED.get(table, {}), Kind.NUMBER)


def params_of(curves: Mapping[str, object]) -> dict[str, Kind]:
    return dict(PARAMS) | {f"pace_{name}": Kind.NUMBER for name in curves}


def param_values(
    month: Month, curves: Mapping[str, tuple[Decimal, ...]]
) -> dict[str, Decimal | str | date]:
    fixed_values: dict[str, Decimal | str | date] = {
        "month": str(month),
        "month_start": month.first,
        "month_end": month.last,
        "year_start": date(month.year, 1, 1),
        "year_end": date(month.year, 12, 31),
        "q1_end": date(month.year, 3, 31),
        "q2_end": date(month.year, 6, 30),
        "q3_end": date(month.year, 9, 30),
        "year": Decimal(month.year),
        "month_number": Decimal(month.number),
        "quarter": Decimal((month.number + 2) // 3),
        "time_share": fixed(Decimal(month.number), Decimal(12)),
    }
    paces = {f"pace_{name}": shares[month.number - 1] for name, shares in curves.items()}
    return fixed_values | paces


def fixed(part: Decimal, whole: Decimal) -> Decimal:
    """A share with twelve places."""
    with wide():
        return div(part, whole) or ZERO
