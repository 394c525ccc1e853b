"""Combiners: a criterion made of other criteria.

    weighted_sum (加权和)         sum of weight * points
    geometric_mean (几何平均)     product of points^weight, to the power 1 / sum of weights

A part that is excluded for a unit hands its weight to the others. The geometric mean is 0
where a part is 0 or less: nothing makes up for an area without result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import ONE, ZERO, div, mul
from yipanqi.core.scheme.sql import Sql, Type


class Combination(StrEnum):
    WEIGHTED_SUM = "weighted_sum"
    GEOMETRIC_MEAN = "geometric_mean"


@dataclass(frozen=True, slots=True)
class Combiner:
    """``weights`` by part, in the scheme's order."""

    combination: Combination
    parts: tuple[str, ...]
    weights: tuple[Decimal, ...]

    def points(self, points: Sequence[Decimal | None]) -> Decimal | None:
        """None where every part is excluded."""
        present = [(w, p) for w, p in zip(self.weights, points, strict=True) if p is not None]
        if not present:
            return None
        held = sum((w for w, _ in present), ZERO)
        if self.combination is Combination.GEOMETRIC_MEAN:
            return self._mean(present, held)
        total = sum((mul(p, w) for w, p in present), ZERO)
        if len(present) == len(points):
            return total
        return div(mul(total, sum(self.weights, ZERO)), held)

    def _mean(self, present: list[tuple[Decimal, Decimal]], held: Decimal) -> Decimal:
        if any(p <= 0 for _, p in present):
            return ZERO
        logarithm = sum((w * p.ln() for w, p in present), ZERO)
        return mul((logarithm / held).exp(), ONE)

    def sql(self, points: Sequence[Sql]) -> Sql:
        held = sql.add(*(_held(p, sql.constant(w)) for p, w in self._pairs(points)))
        nothing = " AND ".join(f"{p} IS NULL" for p in points)
        if self.combination is Combination.GEOMETRIC_MEAN:
            return self._mean_sql(points, held, nothing)
        total = sql.add(*(_held(p, sql.times(p, w)) for p, w in self._pairs(points)))
        complete = " AND ".join(f"{p} IS NOT NULL" for p in points)
        whole = sql.constant(sum(self.weights, ZERO))
        shared = sql.div(sql.mul(total, whole), held)
        return sql.case([(nothing, Sql("NULL", Type.DECIMAL)), (complete, total)], shared)

    def _mean_sql(self, points: Sequence[Sql], held: Sql, nothing: str) -> Sql:
        logs = " + ".join(
            f"COALESCE({w:f} * LN(CAST(CASE WHEN {p} > 0 THEN {p} END AS DOUBLE)), 0)"
            for p, w in self._pairs(points)
        )
        mean = f"CAST(EXP(({logs}) / CAST({held} AS DOUBLE)) AS {sql.DECIMAL})"
        spoilt = " OR ".join(f"{p} <= 0" for p in points)
        return sql.case(
            [(nothing, Sql("NULL", Type.DECIMAL)), (spoilt, sql.constant(ZERO))],
            Sql(mean, Type.DECIMAL),
        )

    def _pairs(self, points: Sequence[Sql]) -> list[tuple[Sql, Decimal]]:
        return list(zip(points, self.weights, strict=True))


def _held(part: Sql, value: Sql) -> Sql:
    return sql.case([(f"{part} IS NOT NULL", value)], sql.constant(ZERO))
