"""Which rounding makes a printed figure from its printed parts, if any does.

Notices print rates without saying how they were rounded, and one office may truncate this
year and round half up the next. A printed figure is therefore kept beside the computed one,
and compared under each rule; a figure that no rule makes was made from other parts.
"""

from collections.abc import Sequence
from decimal import Decimal

from yipanqi.core.rounding import Rounding, rounded

HUNDRED = Decimal(100)


def places_of(printed: Decimal) -> int:
    """Decimals as printed: ``5.90`` has two."""
    return max(0, -int(printed.as_tuple().exponent))


def rules_for(value: Decimal, printed: Decimal) -> frozenset[Rounding]:
    """Rules under which ``value`` prints as ``printed``; empty where none does."""
    places = places_of(printed)
    return frozenset(rule for rule in Rounding if rounded(value, places, rule) == printed)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """``part`` in percent of ``whole``, unrounded."""
    return part / whole * HUNDRED


def gap_to_pace(rate: Decimal, months: int) -> Decimal:
    """Percentage points above (+) or below (-) linear pace, from the unrounded rate."""
    return rate - HUNDRED * months / 12


def ballot_score(ranks: Sequence[int], step: int = 3) -> Decimal:
    """Mean over ballots of 100 for rank 1 and ``step`` less for each rank below (济宁 2015)."""
    return Decimal(sum(HUNDRED - step * (rank - 1) for rank in ranks)) / len(ranks)


def competition_ranks(values: Sequence[Decimal]) -> list[int]:
    """Highest first; equal values share the better rank: 1, 2, 2, 4."""
    return [1 + sum(1 for other in values if other > value) for value in values]
