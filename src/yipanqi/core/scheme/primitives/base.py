"""What every scoring primitive offers, and how it declares its settings.

A primitive turns a unit's figures into points and says the same in SQL; the agreement of
the two is tested. It never sees a missing figure: null policy, gates, rounding and the
reading of the figures are the evaluator's, the same for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from yipanqi.core.scheme.brackets import Bracket
from yipanqi.core.scheme.sql import Sql

Inputs = Mapping[str, Decimal]  # value, target; worst, best, rank of the league where asked for
SqlInputs = Mapping[str, Sql]
Setting = Decimal | str | tuple[Decimal, ...] | tuple[Bracket, ...] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: a code for the catalogue and its figures."""

    code: str
    params: Mapping[str, Decimal | str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One setting in the scheme's text.

    ``type`` is number (may depend on month or quarter), numbers, choice or brackets;
    ``words`` are the words allowed instead of a number, or the choices. A number that may
    be left open is written ``"none"``: nothing is open by silence.
    """

    name: str
    type: str
    words: tuple[str, ...] = ()


class SettingFault(Exception):  # noqa: N818
    """Settings that contradict each other; ``setting`` is the key at fault."""

    def __init__(self, code: str, setting: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.setting = setting
        self.params = params


class Primitive(Protocol):
    """One rule with its settings of one month."""

    @property
    def is_continuous(self) -> bool:
        """False where a hair's difference in a figure can move the points."""
        ...

    def points(self, x: Inputs) -> Decimal: ...

    def sql(self, x: SqlInputs) -> Sql: ...

    def steps(self, x: Inputs) -> tuple[Step, ...]:
        """How the points came about; called with the figures that ``points`` saw."""
        ...

    @property
    def least(self) -> Decimal | None:
        """The least it can give; None where it has no floor."""
        ...

    @property
    def most(self) -> Decimal | None:
        """The points of full performance: the weight. None where there is no such figure."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """A criterion's settings in one month, already of the declared types."""

    values: Mapping[str, Setting]

    def number(self, name: str) -> Decimal:
        value = self.values[name]
        assert isinstance(value, Decimal)  # noqa: S101 (held by Field)
        return value

    def open_number(self, name: str) -> Decimal | None:
        """None for the word ``none`` or any other word."""
        value = self.values[name]
        return value if isinstance(value, Decimal) else None

    def word(self, name: str) -> str:
        return str(self.values[name])

    def numbers(self, name: str) -> tuple[Decimal, ...]:
        return tuple(v for v in self._tuple(name) if isinstance(v, Decimal))

    def brackets(self, name: str) -> tuple[Bracket, ...]:
        return tuple(v for v in self._tuple(name) if isinstance(v, Bracket))

    def _tuple(self, name: str) -> tuple[Decimal | Bracket, ...]:
        value = self.values[name]
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class PrimitiveKind:
    """An entry of the registry.

    ``inputs`` are the expressions it reads. ``league`` names what it needs to know of the
    others; ``base`` is the input that must not be zero. ``counts_as_weight`` says whether
    its full points belong to the scheme's total (ledgers come on top).
    """

    name: str
    inputs: tuple[str, ...]
    fields: tuple[Field, ...]
    build: Callable[[Settings], Primitive]
    league: Callable[[Settings], frozenset[str]] = lambda _: frozenset()
    base: str | None = None
    counts_as_weight: bool = True


NONE: tuple[str, ...] = ("none",)
CAP = Field("cap", "number", NONE)
FLOOR = Field("floor", "number", NONE)
FULL = Field("full", "number")


def limits(raw: Decimal, low: Decimal | None, high: Decimal | None) -> tuple[Step, ...]:
    """The step that says a cap or floor was applied, if it was."""
    if high is not None and raw > high:
        return (Step("explain.capped", {"raw": raw, "cap": high}),)
    if low is not None and raw < low:
        return (Step("explain.floored", {"raw": raw, "floor": low}),)
    return ()


def check_order(low: Decimal | None, high: Decimal | None) -> None:
    if low is not None and high is not None and low > high:
        raise SettingFault("scheme.floor_above_cap", "floor", floor=low, cap=high)
