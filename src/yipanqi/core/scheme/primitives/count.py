"""Count (计数得分): so many points for each.

    points = each * value, not below the floor, not above the cap

The value need not be whole: a sum over projects of points found row by row is a count
with ``each = 1``. Without a cap the score of a unit grows with the number of its projects.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import clamp, mul
from yipanqi.core.scheme.primitives.base import (
    CAP,
    FLOOR,
    Field,
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
class Count:
    each: Decimal
    floor: Decimal | None
    cap: Decimal | None

    is_continuous = True

    def points(self, x: Inputs) -> Decimal:
        return clamp(mul(x["value"], self.each), self.floor, self.cap)

    def sql(self, x: SqlInputs) -> Sql:
        return sql.clamp(sql.times(x["value"], self.each), self.floor, self.cap)

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        told = Step("explain.count", {**x, "each": self.each})
        return (told, *limits(mul(x["value"], self.each), self.floor, self.cap))

    @property
    def least(self) -> Decimal | None:
        return self.floor

    @property
    def most(self) -> Decimal | None:
        return self.cap


def build(settings: Settings) -> Count:
    floor, cap = settings.open_number("floor"), settings.open_number("cap")
    check_order(floor, cap)
    return Count(settings.number("each"), floor, cap)


KIND = PrimitiveKind("count", ("value",), (Field("each", "number"), FLOOR, CAP), build)
