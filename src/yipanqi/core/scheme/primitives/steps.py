"""Steps (逐档加减分): the points at target, then so many up or down per step.

    value >= target:  at_target + up_points   * (value - target) / up_per
    value <  target:  at_target - down_points * (target - value) / down_per

``steps`` says what published rules leave open ("每超2%加1分"): ``whole`` counts finished
steps only, ``pro_rata`` parts of a step as well. Up and down may have different steps.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import ZERO, clamp, div, mul, settle
from yipanqi.core.scheme.primitives.base import (
    CAP,
    FLOOR,
    Field,
    Inputs,
    PrimitiveKind,
    SettingFault,
    Settings,
    SqlInputs,
    Step,
    check_order,
    limits,
)
from yipanqi.core.scheme.sql import Sql, Type


@dataclass(frozen=True, slots=True)
class Steps:
    at_target: Decimal
    up_per: Decimal
    up_points: Decimal
    down_per: Decimal
    down_points: Decimal
    whole: bool
    floor: Decimal | None
    cap: Decimal | None

    @property
    def is_continuous(self) -> bool:
        return not self.whole

    def points(self, x: Inputs) -> Decimal:
        return clamp(self._raw(x), self.floor, self.cap)

    def sql(self, x: SqlInputs) -> Sql:
        gap = sql.settle(sql.sub(x["value"], x["target"]))
        up = sql.times(self._count_sql(gap, self.up_per), self.up_points)
        below = sql.sub(x["target"], x["value"])
        down = sql.times(self._count_sql(sql.settle(below), self.down_per), self.down_points)
        at_target = sql.constant(self.at_target)
        moved = sql.case([(f"{gap} >= 0", sql.add(at_target, up))], sql.sub(at_target, down))
        return sql.clamp(moved, self.floor, self.cap)

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        gap = settle(x["value"] - x["target"])
        per, each = (
            (self.up_per, self.up_points) if gap >= 0 else (self.down_per, -self.down_points)
        )
        told = Step(
            "explain.steps",
            {
                **x,
                "at_target": self.at_target,
                "gap": gap,
                "per": per,
                "each": each,
                "count": self._count(abs(gap), per),
                "steps": "whole" if self.whole else "pro_rata",
            },
        )
        return (told, *limits(self._raw(x), self.floor, self.cap))

    def _raw(self, x: Inputs) -> Decimal:
        gap = settle(x["value"] - x["target"])
        if gap >= 0:
            return self.at_target + mul(self._count(gap, self.up_per), self.up_points)
        return self.at_target - mul(self._count(-gap, self.down_per), self.down_points)

    def _count(self, gap: Decimal, per: Decimal) -> Decimal:
        count = div(gap, per) or ZERO
        return settle(count) // 1 if self.whole else count

    def _count_sql(self, gap: Sql, per: Decimal) -> Sql:
        count = sql.div(gap, sql.constant(per))
        if not self.whole:
            return count
        return Sql(f"CAST(FLOOR({sql.settle(count)}) AS {sql.DECIMAL})", Type.DECIMAL)

    @property
    def least(self) -> Decimal | None:
        return self.floor

    @property
    def most(self) -> Decimal | None:
        return self.at_target


def build(settings: Settings) -> Steps:
    floor, cap = settings.open_number("floor"), settings.open_number("cap")
    check_order(floor, cap)
    for name in ("up_per", "down_per"):
        if settings.number(name) <= 0:
            raise SettingFault("scheme.must_be_positive", name)
    for name in ("up_points", "down_points"):
        if settings.number(name) < 0:
            raise SettingFault("scheme.must_not_be_negative", name)
    return Steps(
        at_target=settings.number("at_target"),
        up_per=settings.number("up_per"),
        up_points=settings.number("up_points"),
        down_per=settings.number("down_per"),
        down_points=settings.number("down_points"),
        whole=settings.word("steps") == "whole",
        floor=floor,
        cap=cap,
    )


KIND = PrimitiveKind(
    "steps",
    ("value", "target"),
    (
        Field("at_target", "number"),
        Field("up_per", "number"),
        Field("up_points", "number"),
        Field("down_per", "number"),
        Field("down_points", "number"),
        Field("steps", "choice", ("whole", "pro_rata")),
        FLOOR,
        CAP,
    ),
    build,
)
