"""Ratio (完成率): done against a target, or against the part of it due by now.

    points = full * value / target, not below the floor, not above the cap

With ``pace`` the target is multiplied by the curve's share of the month first (序时进度).
Completion over 100 % is normal: whether it earns more is the cap's to say, never silence.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import ZERO, clamp, div, mul
from yipanqi.core.scheme.primitives.base import (
    CAP,
    FLOOR,
    FULL,
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
class Ratio:
    full: Decimal
    floor: Decimal | None
    cap: Decimal | None

    is_continuous = True

    def points(self, x: Inputs) -> Decimal:
        return clamp(self._raw(x), self.floor, self.cap)

    def sql(self, x: SqlInputs) -> Sql:
        raw = sql.times(sql.div(x["value"], x["target"]), self.full)
        return sql.clamp(raw, self.floor, self.cap)

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        share = div(x["value"], x["target"])
        told = Step("explain.ratio", {**x, "share": share, "full": self.full})
        return (told, *limits(self._raw(x), self.floor, self.cap))

    def _raw(self, x: Inputs) -> Decimal:
        return mul(div(x["value"], x["target"]) or ZERO, self.full)

    @property
    def least(self) -> Decimal | None:
        return self.floor

    @property
    def most(self) -> Decimal | None:
        return self.full


def build(settings: Settings) -> Ratio:
    floor, cap = settings.open_number("floor"), settings.open_number("cap")
    check_order(floor, cap)
    return Ratio(settings.number("full"), floor, cap)


KIND = PrimitiveKind("ratio", ("value", "target"), (FULL, FLOOR, CAP), build, base="target")
