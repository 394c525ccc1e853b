"""Rank points (名次得分): points for the place in the league on one figure.

    points = the n-th of ``points`` for rank n, ``rest`` for lower ranks

Equal figures share the better rank (1, 2, 2, 4) and both get its points.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.primitives.base import (
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
class RankPoints:
    table: tuple[Decimal, ...]
    rest: Decimal

    is_continuous = False

    def points(self, x: Inputs) -> Decimal:
        rank = int(x["rank"])
        return self.table[rank - 1] if rank <= len(self.table) else self.rest

    def sql(self, x: SqlInputs) -> Sql:
        places = [(f"{x['rank']} = {n}", sql.constant(p)) for n, p in enumerate(self.table, 1)]
        return sql.case(places, sql.constant(self.rest))

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        return (Step("explain.rank_points", {**x, "points": self.points(x)}),)

    @property
    def least(self) -> Decimal | None:
        return min(*self.table, self.rest)

    @property
    def most(self) -> Decimal | None:
        return max(*self.table, self.rest)


def build(settings: Settings) -> RankPoints:
    table, rest = settings.numbers("points"), settings.number("rest")
    falling = sorted((*table, rest), reverse=True)
    if not table or [*table, rest] != falling:
        raise SettingFault("scheme.rank_points_must_fall", "points")
    return RankPoints(table, rest)


def _league(_: Settings) -> frozenset[str]:
    return frozenset({"rank"})


KIND = PrimitiveKind(
    "rank_points",
    ("value",),
    (Field("points", "numbers"), Field("rest", "number")),
    build,
    league=_league,
)
