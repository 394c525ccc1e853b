"""What a storyboard prints, from its frozen months; where its pictures lie."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.wording import leads_by_uid
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.cases import chosen_cases
from yipanqi.apps.life.pipeline.models import ChosenCase
from yipanqi.apps.life.pipeline.outlines import drawn_outline
from yipanqi.apps.meeting.film.models import Scene, Storyboard
from yipanqi.apps.meeting.film.queries import scenes_of
from yipanqi.apps.meeting.inspections.queries import Footage, footage
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.month.reporting.models import ReportPhoto
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table, window_for, year_inputs
from yipanqi.core.meetings.cases import typical
from yipanqi.core.meetings.storyboard import (
    HEADING_MOST,
    LONGEST,
    SHORTEST,
    SceneDraft,
    SceneKind,
    reading_seconds,
)
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.core.units.coordinates import E6, districts
from yipanqi.core.units.kinds import UnitKind
from yipanqi.infra.evidence import place
from yipanqi.infra.models import EvidenceFile, Installation
from yipanqi.packs.film import (
    CaseDate,
    CaseMonth,
    CityShape,
    FilmCase,
    FilmContent,
    FilmScene,
    drafted,
    inspection_source,
)

CASES_MOST = 6
PHOTOS_MOST = 2  # of a case
RING_MOST = 400  # points of a ring
DIGEST_SHOWN = 12
STEPS = ("start", "enrolment", "completion", "commissioning")
ACTUAL = {
    "start": "actual_start_on",
    "enrolment": "enrolled_on",
    "completion": "completed_on",
    "commissioning": "commissioned_on",
}


def film_content(board: Storyboard) -> FilmContent:
    """Everything the film prints; the same storyboard gives the same content."""
    return content_of(board, scenes_of(board))


def content_of(board: Storyboard, scenes: Sequence[Scene]) -> FilmContent:
    uids = {str(s.project.uid) for s in scenes if s.project is not None}
    cases = film_cases(board.snapshot, uids, _heard(board))
    month, snapshot = board.month, board.snapshot
    return FilmContent(
        city=tree_on().root.name,
        title=board.title,
        agency=_agency(),
        month=month,
        cut_off=window_for(month).cut_off_on,
        held_on=board.meeting.held_on if board.meeting else None,
        snapshot=str(snapshot),
        snapshot_mark=snapshot.rows_hash[:DIGEST_SHOWN],
        scenes=tuple(_scene(s, cases) for s in scenes),
        shape=city_shape(),
        months=tuple(str(s) for s in _inputs(snapshot)),
        is_demonstration=Installation.objects.get(pk=1).is_demo,
    )


def _heard(board: Storyboard) -> Month:
    return board.meeting.heard if board.meeting else board.month


def _agency() -> str:
    nodes = tree_on().nodes.values()
    office = next((n for n in nodes if n.kind == UnitKind.OFFICE), tree_on().root)
    return office.name


def _scene(row: Scene, cases: Mapping[str, FilmCase]) -> FilmScene:
    return FilmScene(
        kind=SceneKind(row.kind),
        heading=row.heading,
        text=row.text,
        seconds=row.seconds,
        source=row.source,
        case=cases.get(str(row.project.uid)) if row.project is not None else None,
        picture=stored(row.file) if row.file is not None else None,
        vouched=row.vouched_by_id is not None,
    )


def stored(file: EvidenceFile) -> Path:
    return Path(default_storage.path(place(file.sha256)))


# --- cases


def film_cases(snapshot: Snapshot, uids: Iterable[str], heard: Month) -> dict[str, FilmCase]:
    """Cases by the project's uid, with the words of those who chose them for ``heard``."""
    wanted = set(uids)
    chosen = {str(c.project.uid): c for c in _chosen(heard)}
    months = [
        (Month.parse(s.month), _rows(s.pk, s.rows_hash, "project_months"))
        for s in _inputs(snapshot)
    ]
    names = {uid: u["name"] for uid, u in _rows(snapshot.pk, snapshot.rows_hash, "units").items()}
    rows = months[-1][1] if months else {}
    points = _points(wanted)
    mains = {u: names.get(rows[u]["lead_unit_uid"], "") for u in wanted if u in rows}
    leads = mains | leads_by_uid(Month.parse(snapshot.month).last, mains)
    return {
        uid: _case(rows[uid], leads[uid], months, chosen.get(uid), points.get(uid))
        for uid in wanted
        if uid in rows
    }


def _inputs(snapshot: Snapshot) -> list[Snapshot]:
    """The year's frozen months up to this revision of the last."""
    earlier = year_inputs(Month.parse(snapshot.month))
    return [*(s for s in earlier if s.month < snapshot.month), snapshot]


@lru_cache(maxsize=40)
def _rows(pk: int, rows_hash: str, name: str) -> dict[str, dict[str, Any]]:
    """A frozen table by uid: it never changes, so it is read once."""
    del rows_hash  # tells one installation's snapshots from another's
    key = "project_uid" if name == "project_months" else "uid"
    return {row[key]: row for row in table(Snapshot.objects.get(pk=pk), name)}


def _case(
    row: Mapping[str, Any],
    lead: str,
    months: Sequence[tuple[Month, Mapping[str, Mapping[str, Any]]]],
    chosen: ChosenCase | None,
    point: tuple[float, float] | None,
) -> FilmCase:
    uid = row["project_uid"]
    return FilmCase(
        uid=uid,
        name=row["name"],
        unit=lead,
        code=row["code"],
        total_investment=row["total_investment"],
        annual_plan=row["annual_plan"],
        plan_to_date=row["plan_to_date"],
        year_to_date=row["year_to_date"],
        planned_start=row["planned_start_on"],
        actual_start=row["actual_start_on"],
        dates=tuple(CaseDate(s, row[f"planned_{s}_on"], row[ACTUAL[s]]) for s in STEPS),
        months=tuple(
            CaseMonth(m, rows[uid]["plan_to_date"], rows[uid]["year_to_date"])
            for m, rows in months
            if uid in rows
        ),
        is_paused=row["is_paused"],
        words=chosen.words if chosen else "",
        asked=chosen.asked if chosen else "",
        place=point,
    )


def _points(uids: Iterable[str]) -> dict[str, tuple[float, float]]:
    rows = Project.objects.unscoped("the film's own cases").filter(
        uid__in=list(uids), current__longitude_e6__isnull=False
    )
    found = rows.values_list("uid", "current__longitude_e6", "current__latitude_e6")
    return {str(uid): (x / E6, y / E6) for uid, x, y in found if x is not None and y is not None}


def city_shape() -> CityShape:
    """Outlines of the districts and every project's point, which names nobody."""
    drawn = drawn_outline()
    known = districts(drawn.shapes) if drawn else ()
    rings = tuple(_thinned(p[0]) for d in known for p in d.polygons)
    labels = tuple((d.middle.longitude, d.middle.latitude, d.name) for d in known)
    rows = Project.objects.unscoped("a point names nobody").filter(
        is_package=False, current__longitude_e6__isnull=False
    )
    points = rows.values_list("current__longitude_e6", "current__latitude_e6")
    known_points = tuple((x / E6, y / E6) for x, y in points if x is not None and y is not None)
    return CityShape(rings, labels, known_points, drawn.label if drawn else "")


def _thinned(ring: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    step = max(1, len(ring) // RING_MOST)
    return tuple((float(p[0]), float(p[1])) for p in ring[::step])


# --- drafting


def draft(snapshot: Snapshot, meeting: Meeting | None = None) -> list[SceneDraft]:
    """Scenes for the cases that people chose; where they chose none, those the rules find."""
    month = Month.parse(snapshot.month)
    heard = meeting.heard if meeting else month
    cut_off = window_for(month).cut_off_on
    order = [str(c.project.uid) for c in _chosen(heard)]
    frozen = list(_rows(snapshot.pk, snapshot.rows_hash, "project_months").values())
    known = {row["project_uid"] for row in frozen}
    order = [uid for uid in dict.fromkeys(order) if uid in known]
    if not order:
        order = [case.project for case in typical(frozen, cut_off, CASES_MOST)]
    cases = film_cases(snapshot, order[:CASES_MOST], heard)
    made = drafted([cases[u] for u in order[:CASES_MOST]], month, cut_off, _photos(cases, month))
    return [*made[:-1], *inspection_scenes(meeting), made[-1]]


def inspection_scenes(meeting: Meeting | None) -> list[SceneDraft]:
    """Photos and clips that people chose for the film on unannounced inspections."""
    return [_shot(one) for one in footage(Viewer.system("the film's footage"), meeting)]


def _shot(one: Footage) -> SceneDraft:
    exhibit = one.exhibit
    whole = (exhibit.duration or 0) // 1000
    is_clip = exhibit.kind == exhibit.Kind.CLIP
    return SceneDraft(
        kind=SceneKind.CLIP if is_clip else SceneKind.PHOTO,
        heading=one.finding[:HEADING_MOST],
        text=one.caption,
        seconds=min(LONGEST, max(SHORTEST, whole)) if is_clip else reading_seconds(one.caption, 5),
        source=inspection_source(one.unit, one.place, exhibit.finding.found_on),
        file=str(exhibit.file.uid),
    )


def _chosen(heard: Month) -> list[ChosenCase]:
    return chosen_cases(Viewer.system("the film's cases"), heard)


def _photos(cases: Iterable[str], month: Month) -> dict[str, list[tuple[str, str]]]:
    rows = ReportPhoto.objects.filter(
        report__project__uid__in=list(cases), report__window__month__lte=str(month), voided_at=None
    ).select_related("file", "report__project")
    found: dict[str, list[tuple[str, str]]] = {}
    for photo in rows.order_by("-report__window__month", "pk"):
        of_case = found.setdefault(str(photo.report.project.uid), [])
        if len(of_case) < PHOTOS_MOST:
            of_case.append((str(photo.file.uid), photo.caption))
    return found
