"""Lookup by bracket (分档得分): the bracket that holds the figure gives the points.

Edges are written out (``"[)"``) and the brackets cover every figure once; see
``yipanqi.core.scheme.brackets``.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.brackets import Bracket, found, to_sql
from yipanqi.core.scheme.number import settle
from yipanqi.core.scheme.primitives.base import (
    Field,
    Inputs,
    PrimitiveKind,
    Settings,
    SqlInputs,
    Step,
)
from yipanqi.core.scheme.sql import Sql


@dataclass(frozen=True, slots=True)
class BracketLookup:
    brackets: tuple[Bracket, ...]

    is_continuous = False

    def points(self, x: Inputs) -> Decimal:
        return found(self.brackets, settle(x["value"])).points

    def sql(self, x: SqlInputs) -> Sql:
        return to_sql(self.brackets, sql.settle(x["value"]))

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        bracket = found(self.brackets, settle(x["value"]))
        return (Step("explain.bracket", {**x, "bracket": bracket.spelt, "points": bracket.points}),)

    @property
    def least(self) -> Decimal | None:
        return min(b.points for b in self.brackets)

    @property
    def most(self) -> Decimal | None:
        return max(b.points for b in self.brackets)


def build(settings: Settings) -> BracketLookup:
    return BracketLookup(settings.brackets("brackets"))


KIND = PrimitiveKind("bracket", ("value",), (Field("brackets", "brackets"),), build)
