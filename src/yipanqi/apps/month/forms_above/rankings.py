"""Leagues of the schemes kept here, and what a frozen month's score sheets say of them."""

from collections.abc import Iterator
from decimal import Decimal

from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.results.scoring.models import SchemeVersion, ScoreSheet
from yipanqi.apps.results.scoring.queries import rank_lines, scheme_of
from yipanqi.core.forms_above.ranking import League, Ranked
from yipanqi.core.month import Month
from yipanqi.core.rounding import rounded
from yipanqi.core.scheme import Scheme
from yipanqi.core.scheme.month_scheme import at

PLACES = 4  # of points whose criterion names none, as on the board
HASH = 12


def newest_schemes() -> list[Scheme]:
    """The newest version of each scheme, by title."""
    rows = SchemeVersion.objects.order_by("key", "number")
    return sorted((scheme_of(v) for v in {v.key: v for v in rows}.values()), key=lambda s: s.title)


def leagues_known() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """``scheme:league``, its words, and (key, title) of its criteria."""
    for scheme in newest_schemes():
        for league in scheme.leagues:
            criteria = [(c.key, c.title) for c in scheme.criteria if league.key in c.leagues]
            words = scheme.title if len(scheme.leagues) == 1 else f"{scheme.title}·{league.title}"
            yield f"{scheme.key}:{league.key}", words, criteria


def leagues_of(snapshot: Snapshot) -> dict[str, League]:
    """Of each scheme the newest sheet on this snapshot, by ``scheme:league``."""
    sheets = ScoreSheet.objects.filter(snapshot=snapshot).select_related("scheme").order_by("id")
    found: dict[str, League] = {}
    for sheet in {s.scheme.key: s for s in sheets}.values():
        found |= _leagues(sheet)
    return found


def _leagues(sheet: ScoreSheet) -> dict[str, League]:
    scheme = scheme_of(sheet.scheme)
    plan = at(scheme, Month.parse(sheet.month))
    said = {(c.league, c.unit_uid, c.criterion): c.points for c in sheet.lines.all()}
    ref = f"{sheet.scheme} {sheet.sheet_hash[:HASH]}"
    lines: dict[str, list[Ranked]] = {}
    for line in rank_lines(sheet):
        points: dict[str, Decimal | None] = {}
        for criterion in plan.of_league(line.league):
            text = said.get((line.league, line.unit_uid, criterion.key))
            places = PLACES if criterion.rule.places is None else criterion.rule.places
            exact = None if text is None else Decimal(text)
            points[criterion.key] = (
                None if exact is None else rounded(exact, places, scheme.rounding)
            )
        total = None if line.total is None else Decimal(line.total)
        lines.setdefault(line.league, []).append(
            Ranked(line.unit_uid, line.unit_name, line.rank, total, points)
        )
    return {f"{sheet.scheme.key}:{k}": League(ref, tuple(v)) for k, v in lines.items()}
