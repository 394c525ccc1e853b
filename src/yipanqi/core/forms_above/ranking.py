"""Figures of a scored month: places, totals and points, by scheme and league.

A key is ``rank:scheme:league:what``; ``what`` is ``place``, ``total``, ``name`` or
``points.criterion``. Whose it is: a unit as everywhere, or ``place:3``, the third of the league
in the order of its board (of two that are tied the one printed first).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

RANK, AT_PLACE = "rank:", "place:"
PLACE, TOTAL, NAME, POINTS = "place", "total", "name", "points."
MOST = 60  # places that can be named


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a league, rounded as its board shows it. ``place`` None: not ranked."""

    unit: str
    name: str
    place: int | None
    total: Decimal | None
    points: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class League:
    """``ref`` names the score sheet; ``lines`` stand in the order of the board."""

    ref: str
    lines: tuple[Ranked, ...]

    @property
    def ranked(self) -> tuple[Ranked, ...]:
        return tuple(line for line in self.lines if line.place is not None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A key taken apart. ``league`` is ``scheme:league``."""

    league: str
    what: str

    @classmethod
    def of(cls, key: str) -> "Asked | None":
        parts = key.removeprefix(RANK).split(":")
        if not key.startswith(RANK) or len(parts) != 3 or not all(parts):
            return None
        what = parts[2]
        fits = what in {PLACE, TOTAL, NAME} or (what.startswith(POINTS) and len(what) > len(POINTS))
        return cls(f"{parts[0]}:{parts[1]}", what) if fits else None


def rank_key(league: str, what: str) -> str:
    return f"{RANK}{league}:{what}"


def place_named(unit: str) -> int | None:
    """3 of ``place:3``; None for a unit, or a place nobody can name."""
    number = unit.removeprefix(AT_PLACE)
    if not unit.startswith(AT_PLACE) or not number.isdecimal() or len(number) > len(str(MOST)):
        return None
    return int(number) if 1 <= int(number) <= MOST else None


def line_for(league: League, unit: str) -> Ranked | None:
    """The line of a unit, or the one at a named place."""
    place = place_named(unit)
    if place is None:
        return next((line for line in league.lines if line.unit == unit), None)
    ranked = league.ranked
    return ranked[place - 1] if place <= len(ranked) else None


def value_of(line: Ranked, what: str) -> Decimal | int | str | None:
    if what == NAME:
        return line.name
    if what == PLACE:
        return line.place
    return line.total if what == TOTAL else line.points.get(what.removeprefix(POINTS))
