"""Reads of schemes and sheets."""

from functools import lru_cache
from typing import Any

from django.db.models import Q

from yipanqi import schemes
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.results.scoring.access import Opening, opening
from yipanqi.apps.results.scoring.models import RankLine, SchemeVersion, ScoreSheet
from yipanqi.apps.results.scoring.sheets import rebuilt
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.core.scheme import Scheme, load
from yipanqi.core.scheme import ScoreSheet as CoreSheet
from yipanqi.core.scope import Viewer
from yipanqi.infra.inputs import identifier


@lru_cache(maxsize=64)
def _loaded(text: str) -> Scheme:
    return load(text)


def scheme_of(version: SchemeVersion) -> Scheme:
    """The scheme a version's text says; parsed once in a process."""
    return _loaded(version.text)


def in_force(month: Month) -> Q:
    return Q(in_force_from__lte=str(month)) & (Q(in_force_to="") | Q(in_force_to__gte=str(month)))


def scheme_in_force(key: str, month: Month) -> SchemeVersion:
    """The highest version in force in ``month``; raises ``score.scheme_not_found``."""
    found = SchemeVersion.objects.filter(in_force(month), key=key).order_by("-number").first()
    if found is None:
        raise Missing("score.scheme_not_found", scheme=key, month=month)
    return found


def schemes_in_force(month: Month) -> list[SchemeVersion]:
    """One version of each scheme, by title."""
    rows = SchemeVersion.objects.filter(in_force(month)).order_by("key", "number")
    return sorted({row.key: row for row in rows}.values(), key=lambda row: row.title)


def lapsed_schemes(month: Month) -> list[SchemeVersion]:
    """Shipped schemes with no version in force in ``month``, the newest version of each."""
    rows = {v.key: v for v in SchemeVersion.objects.order_by("key", "number")}
    held = {v.key for v in schemes_in_force(month)}
    return [rows[key] for key in shipped_keys() if key in rows and key not in held]


def shipped_keys() -> list[str]:
    """Schemes that come with the package, each once, however many texts it has."""
    return sorted({schemes.shipped(key).key for key in schemes.keys()})  # noqa: SIM118


def shipped_titles(month: Month) -> list[tuple[str, str]]:
    """Key and title of each shipped scheme, as it would be dated for the month's year."""
    return [(k, _loaded(schemes.of_year(k, month.year)).title) for k in shipped_keys()]


def scheme_by_uid(uid: str) -> SchemeVersion:
    found = SchemeVersion.objects.select_related("adopted_by").filter(uid=uid).first()
    if found is None:
        raise Missing("score.scheme_not_found_here")
    return found


def versions_of(key: str) -> list[SchemeVersion]:
    """All versions of a scheme, newest first."""
    return list(SchemeVersion.objects.filter(key=key).order_by("-number"))


def latest_sheet(month: Month, key: str) -> ScoreSheet | None:
    """The sheet computed last for the month under any version of the scheme."""
    rows = ScoreSheet.objects.filter(month=str(month), scheme__key=key)
    return rows.select_related("scheme", "snapshot").order_by("-id").first()


def sheets_of(month: Month) -> list[ScoreSheet]:
    """All sheets of the month, newest first."""
    rows = ScoreSheet.objects.filter(month=str(month))
    return list(rows.select_related("scheme", "snapshot", "computed_by").order_by("-id"))


def sheet_for(viewer: Viewer, uid: str) -> tuple[ScoreSheet, Opening]:
    """A sheet and what the viewer may see of it; raises ``score.sheet_not_found``."""
    rows = ScoreSheet.objects.select_related("scheme", "snapshot", "computed_by", "previous")
    wanted = identifier(uid)
    found = rows.filter(uid=wanted).first() if wanted else None
    if found is None:
        raise Missing("score.sheet_not_found")
    seen = opening(viewer, found)
    if seen.is_closed:
        raise Missing("score.sheet_not_found")
    return found, seen


def core_sheet(row: ScoreSheet) -> CoreSheet:
    return rebuilt(row, scheme_of(row.scheme))


def rank_lines(row: ScoreSheet) -> list[RankLine]:
    """In order of league and rank."""
    return sorted(row.ranks.all(), key=lambda line: line.sort)


def snapshots_read(row: ScoreSheet) -> list[Snapshot]:
    """The very revisions a sheet was computed from, in order."""
    wanted = [(i["month"], i["revision"]) for i in row.inputs]
    found: dict[Any, Snapshot] = {
        (s.month, s.revision): s
        for s in Snapshot.objects.filter(month__in=[month for month, _ in wanted])
    }
    return [found[place] for place in wanted if place in found]
