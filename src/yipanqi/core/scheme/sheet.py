"""The score sheet (计分表): unit × criterion, with the figure, the points and the reason.

A missing figure stays None and says what it earned and why; it is never shown as zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from yipanqi.core.month import Month

RULES_VERSION = "1"  # of the language: a change of meaning changes it, and sheets say it

Reason = Literal[
    "score.scored",
    "score.as_no_progress",  # silent reports: read as no progress, which earns less
    "score.missing_worst",
    "score.missing_zero",
    "score.missing_excluded",
    "score.missing_unranked",
    "score.no_base",  # nothing to be measured against
    "score.no_base_excluded",
    "score.gate_closed",
    "score.combined",
    "score.parts_excluded",
    "score.part_unranked",
]
EXCLUDED: frozenset[str] = frozenset(
    {"score.missing_excluded", "score.no_base_excluded", "score.parts_excluded"}
)
UNRANKED: frozenset[str] = frozenset({"score.missing_unranked", "score.part_unranked"})


@dataclass(frozen=True, slots=True)
class Cell:
    """``params`` are the figures the points were made from: target (with pace), the league's
    worst and best, the rank; ``reported`` where the figure used is not the reported one."""

    unit_uid: str
    league: str
    criterion: str
    value: Decimal | None
    points: Decimal | None
    reason: str
    params: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Total:
    """``points`` are rounded as published; ``unrounded`` decides where the scheme says so."""

    unit_uid: str
    league: str
    points: Decimal | None
    unrounded: Decimal | None
    reason: str
    vetoes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one unit, as reported and as if silent reports said "no progress"."""

    unit_uid: str
    measure: str
    reported: Decimal | None
    no_progress: Decimal | None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """Everything the scheme made of the inputs, in a fixed order: league, unit, criterion.

    ``inputs`` are the snapshot ids read, in order. Two sheets are the same result when they
    are equal.
    """

    scheme_key: str
    scheme_version: str
    scheme_hash: str
    rules_version: str
    month: Month
    inputs: tuple[str, ...]
    cells: tuple[Cell, ...]
    totals: tuple[Total, ...]
    figures: tuple[Figure, ...]

    def cell(self, unit_uid: str, criterion: str, league: str | None = None) -> Cell:
        """Of the first league the unit is in, if none is named. KeyError if there is none."""
        for cell in self.cells:
            if (cell.unit_uid, cell.criterion) == (unit_uid, criterion) and league in (
                None,
                cell.league,
            ):
                return cell
        raise KeyError((unit_uid, criterion, league))

    def total(self, unit_uid: str, league: str | None = None) -> Total:
        for total in self.totals:
            if total.unit_uid == unit_uid and league in (None, total.league):
                return total
        raise KeyError((unit_uid, league))

    def figure(self, unit_uid: str, measure: str) -> Figure:
        for figure in self.figures:
            if (figure.unit_uid, figure.measure) == (unit_uid, measure):
                return figure
        raise KeyError((unit_uid, measure))
