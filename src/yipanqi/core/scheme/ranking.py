"""From score sheet to ranking (排名): leagues, ties, vetoes, and the change since last time."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.scheme.model import Scheme, Ties, VetoEffect
from yipanqi.core.scheme.sheet import ScoreSheet, Total


@dataclass(frozen=True, slots=True)
class Standing:
    """``rank`` None: not ranked, for ``reason``. ``change`` is places gained (+) or lost (-)
    since the earlier sheet, None where there is none to compare with."""

    unit_uid: str
    rank: int | None
    points: Decimal | None
    change: int | None
    reason: str
    vetoes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeagueRanking:
    league: str
    title: str
    rows: tuple[Standing, ...]

    def rank_of(self, unit_uid: str) -> int | None:
        return next((r.rank for r in self.rows if r.unit_uid == unit_uid), None)


def rank(
    scheme: Scheme, sheet: ScoreSheet, earlier: ScoreSheet | None = None
) -> tuple[LeagueRanking, ...]:
    """Best first; the unranked at the end. Totals are compared as the scheme says, rounded
    or unrounded; equal totals share a rank. ``earlier`` may be of another scheme version."""
    before = {} if earlier is None else _ranks(scheme, earlier)
    now = _ranks(scheme, sheet)
    rankings = []
    for league in scheme.leagues:
        rows = [_standing(t, now, before) for t in sheet.totals if t.league == league.key]
        rows.sort(key=lambda r: (r.rank is None, r.rank or 0))
        rankings.append(LeagueRanking(league.key, league.title, tuple(rows)))
    return tuple(rankings)


def _effects(scheme: Scheme, total: Total) -> set[VetoEffect]:
    return {v.effect for v in scheme.vetoes if v.key in total.vetoes}


def _ranks(scheme: Scheme, sheet: ScoreSheet) -> dict[tuple[str, str], int]:
    """(league, unit) → rank, of the units that have one."""
    found = {}
    for league in {t.league for t in sheet.totals}:
        ranked = [
            t
            for t in sheet.totals
            if t.league == league
            and t.points is not None
            and VetoEffect.UNRANKED not in _effects(scheme, t)
        ]
        order = _order(scheme)
        keys = [order(t) for t in ranked]
        pool = keys if scheme.total.ties is Ties.COMPETITION else list(dict.fromkeys(keys))
        for total, key in zip(ranked, keys, strict=True):
            found[league, total.unit_uid] = 1 + sum(1 for other in pool if other < key)
    return found


def _order(scheme: Scheme) -> Callable[[Total], tuple[bool, Decimal]]:
    def key(total: Total) -> tuple[bool, Decimal]:
        compared = total.points if scheme.total.rank_on_rounded else total.unrounded
        return VetoEffect.LAST in _effects(scheme, total), -(compared or Decimal(0))

    return key


def _standing(
    total: Total,
    now: dict[tuple[str, str], int],
    before: dict[tuple[str, str], int],
) -> Standing:
    place = now.get((total.league, total.unit_uid))
    old = before.get((total.league, total.unit_uid))
    reason = total.reason
    if place is None and reason == "score.total":
        reason = "score.vetoed"
    return Standing(
        unit_uid=total.unit_uid,
        rank=place,
        points=total.points,
        change=None if place is None or old is None else old - place,
        reason=reason,
        vetoes=total.vetoes,
    )
