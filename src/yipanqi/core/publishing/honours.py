"""Who is praised and who is criticised: the double condition (domain: 绵阳 2022 红黑榜).

    praise     = target met     and among the first ``first`` of the league
    criticism  = target missed  and among the last ``last`` of the league

Nobody is listed for rank alone, so a list may be short or empty and is never filled up.
The two conditions exclude each other, so the rule also holds in a league of fewer than
``first + last`` units. What is unknown decides nothing: a unit without rank, or whose
target is not judged, is on neither list.

An exemption takes a unit off a list for a stated reason; ranks stay as they are, and
nobody moves up into the place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yipanqi.core.refusal import Refusal


class Side(StrEnum):
    PRAISE = "praise"
    CRITICISM = "criticism"


class EdgeTies(StrEnum):
    """Units that share the rank at the edge of the first or last ``k``."""

    INCLUDE = "include"  # all of them belong
    EXCLUDE = "exclude"  # none of them, unless all of them fit


@dataclass(frozen=True, slots=True)
class Standing:
    unit: str
    rank: int | None  # 1 is best, ties share a rank; None: not ranked
    met: bool | None  # target of the period; None: not judged


@dataclass(frozen=True, slots=True)
class Exemption:
    unit: str
    side: Side
    reason: str


@dataclass(frozen=True, slots=True)
class Honours:
    """Units in order of rank; ``withheld`` are exemptions that changed a list."""

    praised: tuple[str, ...] = ()
    criticised: tuple[str, ...] = ()
    withheld: tuple[Exemption, ...] = ()


def honours(
    standings: Sequence[Standing],
    *,
    first: int,
    last: int,
    exemptions: Iterable[Exemption] = (),
    ties: EdgeTies = EdgeTies.INCLUDE,
) -> Honours:
    """Both lists of one league.

    Raises ``honours.negative_places``, ``honours.unit_twice`` or
    ``honours.exemption_without_reason``.
    """
    exempt = _checked(standings, first, last, exemptions)
    ranks = [s.rank for s in standings if s.rank is not None]
    listed: dict[Side, list[str]] = {Side.PRAISE: [], Side.CRITICISM: []}
    withheld = []
    for standing in sorted(standings, key=_by_rank):
        side = _side(standing, ranks, first, last, ties)
        if side is None:
            continue
        if (standing.unit, side) in exempt:
            withheld.append(exempt[standing.unit, side])
        else:
            listed[side].append(standing.unit)
    return Honours(tuple(listed[Side.PRAISE]), tuple(listed[Side.CRITICISM]), tuple(withheld))


def within_first(rank: int, ranks: Sequence[int], places: int, ties: EdgeTies) -> bool:
    """Whether ``rank`` is among the first ``places`` of a league with these ranks."""
    if ties is EdgeTies.INCLUDE:
        return sum(other < rank for other in ranks) < places
    return sum(other <= rank for other in ranks) <= places


def within_last(rank: int, ranks: Sequence[int], places: int, ties: EdgeTies) -> bool:
    return within_first(-rank, [-other for other in ranks], places, ties)


def _side(
    standing: Standing, ranks: Sequence[int], first: int, last: int, ties: EdgeTies
) -> Side | None:
    if standing.rank is None or standing.met is None:
        return None
    if standing.met:
        return Side.PRAISE if within_first(standing.rank, ranks, first, ties) else None
    return Side.CRITICISM if within_last(standing.rank, ranks, last, ties) else None


def _by_rank(standing: Standing) -> tuple[bool, int, str]:
    return standing.rank is None, standing.rank or 0, standing.unit


def _checked(
    standings: Sequence[Standing], first: int, last: int, exemptions: Iterable[Exemption]
) -> dict[tuple[str, Side], Exemption]:
    if first < 0 or last < 0:
        raise Refusal("honours.negative_places", first=first, last=last)
    seen: set[str] = set()
    for standing in standings:
        if standing.unit in seen:
            raise Refusal("honours.unit_twice", unit=standing.unit)
        seen.add(standing.unit)
    exempt = {}
    for exemption in exemptions:
        if not exemption.reason.strip():
            raise Refusal("honours.exemption_without_reason", unit=exemption.unit)
        exempt[exemption.unit, exemption.side] = exemption
    return exempt
