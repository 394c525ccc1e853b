"""Efficacy coefficient (功效系数): place a value between a worst and a best.

    points = base + (full - base) * (value - worst) / (best - worst), within 0 and full

``worst`` (不允许值) earns the base, ``best`` (满意值) full points. Both are fixed figures, or
both ``"league"``: the worst and best figure of the league that month, so that a unit's
points depend on who else is in it. One of each is refused: a league wholly beyond a fixed
end would turn the scale round. A lower-is-better figure is written with worst above best.
Where the two are equal everyone who reported gets full points.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import ZERO, clamp, div, mul
from yipanqi.core.scheme.primitives.base import (
    FULL,
    Field,
    Inputs,
    PrimitiveKind,
    SettingFault,
    Settings,
    SqlInputs,
    Step,
    limits,
)
from yipanqi.core.scheme.sql import Sql

_LEAGUE = ("league",)


@dataclass(frozen=True, slots=True)
class Efficacy:
    worst: Decimal | None  # None: the league's
    best: Decimal | None
    base: Decimal
    full: Decimal

    @property
    def is_continuous(self) -> bool:
        """Fixed ends are; the league's may fall together."""
        return self.worst is not None and self.best is not None

    def points(self, x: Inputs) -> Decimal:
        return clamp(self._raw(x), ZERO, self.full)

    def sql(self, x: SqlInputs) -> Sql:
        worst = x["worst"] if self.worst is None else sql.constant(self.worst)
        best = x["best"] if self.best is None else sql.constant(self.best)
        share = sql.div(sql.sub(x["value"], worst), sql.sub(best, worst))
        rise = sql.times(share, self.full - self.base)
        placed = sql.clamp(sql.add(sql.constant(self.base), rise), ZERO, self.full)
        return sql.case([(f"{best} = {worst}", sql.constant(self.full))], placed)

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        worst, best = self._ends(x)
        figures = {**x, "worst": worst, "best": best, "base": self.base, "full": self.full}
        if worst == best:
            return (Step("explain.efficacy_all_equal", figures),)
        return (Step("explain.efficacy", figures), *limits(self._raw(x), ZERO, self.full))

    def _ends(self, x: Inputs) -> tuple[Decimal, Decimal]:
        return (
            x["worst"] if self.worst is None else self.worst,
            x["best"] if self.best is None else self.best,
        )

    def _raw(self, x: Inputs) -> Decimal:
        worst, best = self._ends(x)
        share = div(x["value"] - worst, best - worst)
        return self.full if share is None else self.base + mul(share, self.full - self.base)

    @property
    def least(self) -> Decimal | None:
        return ZERO

    @property
    def most(self) -> Decimal | None:
        return self.full


def build(settings: Settings) -> Efficacy:
    base, full = settings.number("base"), settings.number("full")
    if not 0 <= base <= full:
        raise SettingFault("scheme.base_above_full", "base", base=base, full=full)
    worst, best = settings.open_number("worst"), settings.open_number("best")
    if (worst is None) != (best is None):
        raise SettingFault("scheme.efficacy_mixed_ends", "worst")
    return Efficacy(worst, best, base, full)


def _league(settings: Settings) -> frozenset[str]:
    return frozenset(end for end in ("worst", "best") if settings.open_number(end) is None)


KIND = PrimitiveKind(
    "efficacy",
    ("value",),
    (
        Field("worst", "number", _LEAGUE),
        Field("best", "number", _LEAGUE),
        Field("base", "number"),
        FULL,
    ),
    build,
    league=_league,
)
