"""Formula (公式): an expression is the points.

points = value, not below the floor, not above the cap
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import clamp
from yipanqi.core.scheme.primitives.base import (
    CAP,
    FLOOR,
    Inputs,
    PrimitiveKind,
    Settings,
    SqlInputs,
    Step,
    check_order,
    limits,
)
from yipanqi.core.scheme.sql import Sql


@dataclass(frozen=True, slots=True)
class Formula:
    floor: Decimal | None
    cap: Decimal | None

    is_continuous = True

    def points(self, x: Inputs) -> Decimal:
        return clamp(x["value"], self.floor, self.cap)

    def sql(self, x: SqlInputs) -> Sql:
        return sql.clamp(x["value"], self.floor, self.cap)

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        return (Step("explain.formula", dict(x)), *limits(x["value"], self.floor, self.cap))

    @property
    def least(self) -> Decimal | None:
        return self.floor

    @property
    def most(self) -> Decimal | None:
        return self.cap


def build(settings: Settings) -> Formula:
    floor, cap = settings.open_number("floor"), settings.open_number("cap")
    check_order(floor, cap)
    return Formula(floor, cap)


KIND = PrimitiveKind("formula", ("value",), (FLOOR, CAP), build)
