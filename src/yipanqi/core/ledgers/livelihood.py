"""Livelihood works of a year (民生实事): a target that can be counted, and how far it is met.

Counts are scaled integers with the work's decimals, cumulative since January.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.money import ratio
from yipanqi.core.month import Month

FULL = 10_000  # satisfaction is in hundredths of a percent


@dataclass(frozen=True, slots=True)
class Standing:
    """How a work stands by a month: counted so far and aimed at, both scaled."""

    done: int
    target: int
    silent: int = 0  # shares without a count of the month

    @property
    def share(self) -> Decimal | None:
        return ratio(self.done, self.target)

    @property
    def is_met(self) -> bool:
        return self.done >= self.target


def due_share(month: Month) -> Decimal:
    """The share of the year's target due by the month's end."""
    return Decimal(month.number) / 12


def together(parts: Iterable[Standing]) -> Standing:
    """A work is as far as its shares are together."""
    found = list(parts)
    return Standing(
        done=sum(p.done for p in found),
        target=sum(p.target for p in found),
        silent=sum(p.silent for p in found),
    )
