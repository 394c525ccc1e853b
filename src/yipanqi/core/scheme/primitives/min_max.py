"""Min-max (极差法): full points for the league's best figure, none for its worst.

    points = full * (value - worst) / (best - worst)

``all_equal`` states what everyone gets where best and worst are the same figure.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import ZERO, div, mul
from yipanqi.core.scheme.primitives.base import (
    FULL,
    Field,
    Inputs,
    PrimitiveKind,
    SettingFault,
    Settings,
    SqlInputs,
    Step,
)
from yipanqi.core.scheme.sql import Sql


@dataclass(frozen=True, slots=True)
class MinMax:
    full: Decimal
    all_equal: Decimal

    is_continuous = False  # best and worst may fall together

    def points(self, x: Inputs) -> Decimal:
        share = div(x["value"] - x["worst"], x["best"] - x["worst"])
        return self.all_equal if share is None else mul(share, self.full)

    def sql(self, x: SqlInputs) -> Sql:
        worst, best = x["worst"], x["best"]
        share = sql.div(sql.sub(x["value"], worst), sql.sub(best, worst))
        equal = (f"{best} = {worst}", sql.constant(self.all_equal))
        return sql.case([equal], sql.times(share, self.full))

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        if x["best"] == x["worst"]:
            return (Step("explain.min_max_all_equal", {**x, "points": self.all_equal}),)
        return (Step("explain.min_max", {**x, "full": self.full}),)

    @property
    def least(self) -> Decimal | None:
        return ZERO

    @property
    def most(self) -> Decimal | None:
        return self.full


def build(settings: Settings) -> MinMax:
    full, all_equal = settings.number("full"), settings.number("all_equal")
    if not 0 <= all_equal <= full:
        raise SettingFault("scheme.all_equal_out_of_range", "all_equal", full=full)
    return MinMax(full, all_equal)


def _league(_: Settings) -> frozenset[str]:
    return frozenset({"worst", "best"})


KIND = PrimitiveKind(
    "min_max", ("value",), (FULL, Field("all_equal", "number")), build, league=_league
)
