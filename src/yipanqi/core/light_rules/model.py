"""What a rule set of lights says, and the facts of one project's month it is held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Edge, Gap, LightRule

_NEVER = Decimal("1e12")


class Dimension(StrEnum):
    START = "start"  # 开工
    PROGRESS = "progress"  # 进度
    FUNDS = "funds"  # 资金
    ENROLMENT = "enrolment"  # 入库
    NODES = "nodes"  # 节点


class NodeKind(StrEnum):
    """Milestones after the start that a plan names a day for."""

    COMPLETION = "completion"  # 竣工
    COMMISSIONING = "commissioning"  # 投产


class Measured(StrEnum):
    """What the edges of a dimension count."""

    MONTHS = "months"
    POINTS = "points"
    PERCENT = "percent"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Rule:
    """One dimension: from which figure on it is yellow, from which on red (None: never)."""

    dimension: Dimension
    yellow: Edge | None
    red: Edge | None
    gap: Gap = Gap.POINTS  # of progress
    waivable: bool = True  # "without good reason" is part of the rule
    silence_counts: bool = True  # no data makes the project grey

    @property
    def measured(self) -> Measured:
        if self.dimension is Dimension.PROGRESS:
            return Measured.POINTS if self.gap is Gap.POINTS else Measured.PERCENT
        return _MEASURED[self.dimension]

    @property
    def progress(self) -> LightRule:
        """The same rule in the words of ``core.lights``."""
        never = Edge(_NEVER, is_inclusive=True)
        return LightRule(self.gap, yellow=self.yellow or never, red=self.red or never)


_MEASURED: Mapping[Dimension, Measured] = {
    Dimension.START: Measured.MONTHS,
    Dimension.ENROLMENT: Measured.MONTHS,
    Dimension.FUNDS: Measured.PERCENT,
    Dimension.NODES: Measured.DAYS,
}


@dataclass(frozen=True, slots=True)
class Running:
    """So many months of yellow in a row make red."""

    yellow_months: int


@dataclass(frozen=True, slots=True)
class Hole:
    """What the printed rule leaves open, and how this set closes it."""

    dimension: Dimension
    printed: str
    closed: str


@dataclass(frozen=True, slots=True)
class LightSet:
    key: str
    title: str
    version: str
    source: str
    hash: str
    text: str
    rules: tuple[Rule, ...]
    holes: tuple[Hole, ...]
    running: Running | None
    unit_red_after: int  # months in which a unit missed its task
    least_plan: int | None  # yuan; below it the set says nothing of progress

    def rule(self, dimension: Dimension) -> Rule | None:
        return next((r for r in self.rules if r.dimension is dimension), None)

    @property
    def progress(self) -> LightRule | None:
        rule = self.rule(Dimension.PROGRESS)
        return rule.progress if rule else None


@dataclass(frozen=True, slots=True)
class Node:
    """A milestone after the start: what it is, when planned, when reached."""

    kind: NodeKind
    planned_on: date | None
    reached_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectMonth:
    """One project as it stood at a month's end. Money in whole yuan; None is silence."""

    month: Month
    plan: int | None = None  # of the year
    due_share: Fraction = Fraction(0)  # of the plan, due by now
    done: int | None = None  # since January
    total_investment: int = 0
    planned_start_on: date | None = None
    started_on: date | None = None
    enrolled_on: date | None = None
    nodes: tuple[Node, ...] = ()
    funds_due: int | None = None
    funds_paid: int | None = None
