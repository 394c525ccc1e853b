"""SQL spelling of the language's arithmetic on DuckDB: whole numbers and DECIMAL(38,12).

DuckDB divides decimals as doubles, and multiplies them into wider scales that overflow;
so every product is cast back to twelve places and every quotient is a division of whole
numbers with one digit to spare, rounded by the cast. Overflow raises: it fails closed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yipanqi.core.scheme.number import PLACES, SETTLED

DECIMAL = "DECIMAL(38,12)"
_UNIT = 10**PLACES
_SPARE = 10 ** (PLACES + 1)


class Type(StrEnum):
    WHOLE = "whole"
    DECIMAL = "decimal"
    TEXT = "text"
    BOOL = "bool"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL that can stand anywhere a value can, and its type."""

    text: str
    type: Type

    def __str__(self) -> str:
        return self.text

    @property
    def decimal(self) -> "Sql":
        return as_decimal(self)


def as_decimal(value: Sql) -> Sql:
    if value.type is Type.DECIMAL:
        return value
    return Sql(f"CAST({value} AS {DECIMAL})", Type.DECIMAL)


def column(name: str) -> Sql:
    return Sql(name, Type.DECIMAL)


def constant(value: Decimal) -> Sql:
    return Sql(f"CAST({value:f} AS {DECIMAL})", Type.DECIMAL)


def whole(value: int) -> Sql:
    return Sql(str(value) if value >= 0 else f"({value})", Type.WHOLE)


def text(value: str) -> Sql:
    quoted = value.replace("'", "''")
    return Sql(f"'{quoted}'", Type.TEXT)


def day(value: date) -> Sql:
    return Sql(f"DATE '{value.isoformat()}'", Type.DATE)


def add(*parts: Sql) -> Sql:
    return Sql("(" + " + ".join(str(p.decimal) for p in parts) + ")", Type.DECIMAL)


def sub(left: Sql, right: Sql) -> Sql:
    return Sql(f"({left.decimal} - {right.decimal})", Type.DECIMAL)


def mul(left: Sql, right: Sql) -> Sql:
    """Product rounded to twelve places by the cast (halves away from zero)."""
    if left.type is Type.WHOLE and right.type is Type.WHOLE:
        return Sql(f"(CAST({left} AS HUGEINT) * {right})", Type.WHOLE)
    return Sql(f"CAST({left.decimal} * {right.decimal} AS {DECIMAL})", Type.DECIMAL)


def times(value: Sql, factor: Decimal) -> Sql:
    """By a constant. One of at most twelve places keeps room for figures up to 10^14."""
    plain = format(factor.normalize(), "f")
    places = len(plain.partition(".")[2])
    literal = f"CAST({plain} AS DECIMAL({max(18, places + 8)},{places}))"
    return Sql(f"CAST({value.decimal} * {literal} AS {DECIMAL})", Type.DECIMAL)


def _units(value: Sql) -> str:
    """The figure as a whole number of 10^-12."""
    return f"CAST({value.decimal} * {_UNIT} AS HUGEINT)"


def div(part: Sql, divisor: Sql) -> Sql:
    """Quotient of twelve places, null where the divisor is zero."""
    if part.type is Type.WHOLE and divisor.type is Type.WHOLE:
        over, under = f"CAST({part} AS HUGEINT)", f"CAST({divisor} AS HUGEINT)"
    else:
        over, under = _units(part), _units(divisor)
    quotient = f"(({over} * {_SPARE}) // NULLIF({under}, 0))"
    spare = f"0.{'0' * PLACES}1"
    unscaled = f"CAST({quotient} AS DECIMAL(38,0)) * CAST({spare} AS DECIMAL(14,13))"
    return Sql(f"CAST({unscaled} AS {DECIMAL})", Type.DECIMAL)


def settle(value: Sql) -> Sql:
    rounded = f"ROUND({value.decimal}, {SETTLED})"
    return Sql(f"CAST({rounded} AS {DECIMAL})", Type.DECIMAL)


def half_up(value: Sql, places: int) -> Sql:
    """ROUND over DECIMAL halves away from zero; the cast keeps the column's type."""
    return Sql(f"CAST(ROUND({value.decimal}, {places}) AS {DECIMAL})", Type.DECIMAL)


def clamp(value: Sql, low: Decimal | None, high: Decimal | None) -> Sql:
    """For a value known not to be null: LEAST and GREATEST skip nulls."""
    if high is not None:
        value = Sql(f"LEAST({value}, {constant(high)})", Type.DECIMAL)
    if low is not None:
        value = Sql(f"GREATEST({value}, {constant(low)})", Type.DECIMAL)
    return value


def case(branches: list[tuple[str, Sql]], default: Sql | None) -> Sql:
    """All results as decimals."""
    whens = " ".join(f"WHEN {when} THEN {then.decimal}" for when, then in branches)
    otherwise = "" if default is None else f" ELSE {default.decimal}"
    return Sql(f"CASE {whens}{otherwise} END", Type.DECIMAL)


def truncate(value: Sql, places: int) -> Sql:
    unit = constant(Decimal(1).scaleb(-places))
    return Sql(f"({value} - ({value} % {unit}))", Type.DECIMAL)


def either(parts: list[str]) -> str:
    """Conditions joined by OR; false where there is none."""
    return " OR ".join(f"({p})" for p in parts) if parts else "FALSE"


@dataclass(frozen=True, slots=True)
class Cte:
    """One named step. ``kept`` ones are computed once although read more than once."""

    name: str
    select: str
    kept: bool = False

    def __str__(self) -> str:
        keyword = "AS MATERIALIZED" if self.kept else "AS"
        return f"{self.name} {keyword} (\n{self.select}\n)"
