"""A scheme (考核方案) as values: what a TOML text says, checked, without any figure in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yipanqi.core.rounding import Rounding
from yipanqi.core.scheme.brackets import Bracket
from yipanqi.core.scheme.expression import Expression
from yipanqi.core.scheme.primitives.combine import Combination

Periodic = tuple[Decimal, ...]  # one figure for each month of the year
RawSetting = Periodic | str | tuple[Bracket, ...] | tuple[Periodic, ...]


class NullPolicy(StrEnum):
    """What a missing figure earns."""

    WORST = "worst"  # the least the criterion can give; never more than no progress would
    ZERO = "zero"
    EXCLUDE = "exclude"  # its weight goes to the unit's other criteria
    UNRANKED = "unranked"  # no total, no rank
    REFUSE = "refuse"  # no sheet until the figure is there


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Aggregate(StrEnum):
    SUM = "sum"
    COUNT = "count"
    MIN = "min"
    MAX = "max"
    AVG = "avg"


class Ties(StrEnum):
    COMPETITION = "competition"  # 1, 2, 2, 4
    DENSE = "dense"  # 1, 2, 2, 3


class VetoEffect(StrEnum):
    UNRANKED = "unranked"  # keeps its points, has no rank
    ZERO = "zero"  # the total is nothing
    LAST = "last"  # ranks behind everyone without a veto


@dataclass(frozen=True, slots=True)
class League:
    """Units scored and ranked among themselves; a unit may be in two leagues.

    Either ``where`` over the month's ``units`` or ``units``: codes or uids.
    """

    key: str
    title: str
    where: Expression | None
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class BaseMeasure:
    """One figure per unit from the rows of one fact table.

    ``by`` is the column that says whose row it is; ``subtree`` counts a row for every
    ancestor as well. ``months`` is ``month``, ``year_to_date`` or ``all``. ``absent`` is
    the figure of a unit without any row: 0 where nothing happened, None where a figure
    was owed.
    """

    key: str
    title: str
    table: str
    by: str
    subtree: bool
    months: str
    where: Expression | None
    aggregate: Aggregate
    value: Expression | None
    absent: Decimal | None


@dataclass(frozen=True, slots=True)
class DerivedMeasure:
    key: str
    title: str
    value: Expression


Measure = BaseMeasure | DerivedMeasure


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the score sheet. ``places`` None: points stay unrounded."""

    key: str
    title: str
    primitive: str
    inputs: Mapping[str, Expression]
    settings: Mapping[str, RawSetting]
    places: int | None
    null: NullPolicy
    least: Periodic | None  # earned by silence, where the primitive has no floor of its own
    no_base: Periodic | str | None  # points, "worst" or "exclude"
    pace: str | None
    better: Better
    silent_value: Decimal | None
    gate: Expression | None
    gate_else: Periodic | None
    leagues: frozenset[str]
    months: frozenset[int]
    parts: tuple[tuple[str, Periodic], ...]

    @property
    def combination(self) -> Combination | None:
        return Combination(self.primitive) if self.parts else None


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: a condition and what it does to the total."""

    key: str
    title: str
    when: Expression
    effect: VetoEffect
    leagues: frozenset[str]


@dataclass(frozen=True, slots=True)
class TotalRule:
    """``full`` is what the weights add up to in every month, None where they do not."""

    full: Decimal | None
    places: int
    rank_on_rounded: bool
    ties: Ties


@dataclass(frozen=True, slots=True)
class Scheme:
    key: str
    title: str
    version: str
    hash: str
    text: str
    unit: str
    rounding: Rounding
    in_force_from: date
    in_force_to: date | None
    total: TotalRule
    leagues: tuple[League, ...]
    curves: Mapping[str, Periodic]
    measures: tuple[Measure, ...]
    criteria: tuple[Criterion, ...]
    vetoes: tuple[Veto, ...]

    def criterion(self, key: str) -> Criterion:
        return next(c for c in self.criteria if c.key == key)

    def league(self, key: str) -> League:
        return next(g for g in self.leagues if g.key == key)

    def measure(self, key: str) -> Measure:
        return next(m for m in self.measures if m.key == key)

    @property
    def base_measures(self) -> tuple[BaseMeasure, ...]:
        return tuple(m for m in self.measures if isinstance(m, BaseMeasure))

    @property
    def derived_measures(self) -> tuple[DerivedMeasure, ...]:
        """In an order in which each rests on earlier ones only."""
        return tuple(m for m in self.measures if isinstance(m, DerivedMeasure))
