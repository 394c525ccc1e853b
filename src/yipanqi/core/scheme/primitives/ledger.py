"""Ledger (加分项、扣分项): entries decided by a named person, summed and capped.

    bonus:      points = sum of entries, at least 0, at most the cap
    deduction:  points = sum of entries, at most 0, at least minus the cap

Entries carry their reason and who decided; no entry is no points, never a missing figure.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.number import ZERO, clamp
from yipanqi.core.scheme.primitives.base import (
    CAP,
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


@dataclass(frozen=True, slots=True)
class Ledger:
    low: Decimal | None
    high: Decimal | None

    is_continuous = True

    def points(self, x: Inputs) -> Decimal:
        return clamp(x["value"], self.low, self.high)

    def sql(self, x: SqlInputs) -> Sql:
        return sql.clamp(x["value"], self.low, self.high)

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        return (Step("explain.ledger", dict(x)), *limits(x["value"], self.low, self.high))

    @property
    def least(self) -> Decimal | None:
        return self.low

    @property
    def most(self) -> Decimal | None:
        return None


def build(settings: Settings) -> Ledger:
    cap = settings.open_number("cap")
    if cap is not None and cap < 0:
        raise SettingFault("scheme.must_not_be_negative", "cap")
    if settings.word("sign") == "bonus":
        return Ledger(ZERO, cap)
    return Ledger(None if cap is None else -cap, ZERO)


KIND = PrimitiveKind(
    "ledger",
    ("value",),
    (Field("sign", "choice", ("bonus", "deduction")), CAP),
    build,
    counts_as_weight=False,
)
