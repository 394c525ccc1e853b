"""From a league's ranking to its lists; the rule itself is ``core.honours``."""

from collections.abc import Iterable, Mapping

from yipanqi.core.publishing.honours import EdgeTies, Exemption, Standing, honours
from yipanqi.packs.bulletin.content import LeagueHonours
from yipanqi.packs.standings import League


def league_honours(
    league: League,
    met: Mapping[str, bool | None],
    *,
    first: int,
    last: int,
    exemptions: Iterable[Exemption] = (),
    ties: EdgeTies = EdgeTies.INCLUDE,
) -> LeagueHonours:
    """``met`` by unit name; a unit that is not in it is not judged."""
    standings = [Standing(row.unit, row.rank, met.get(row.unit)) for row in league.rows]
    lists = honours(standings, first=first, last=last, exemptions=exemptions, ties=ties)
    return LeagueHonours(league.title, first, last, lists)
