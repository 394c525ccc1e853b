"""The cards of a film, drawn by Typst at 1920 × 1080: one a scene, one a piece of subtitle."""

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageOps

from yipanqi.core.meetings.storyboard import SceneKind
from yipanqi.core.month import Month
from yipanqi.packs.figures import percent_text, period_text
from yipanqi.packs.film.content import CaseDate, CityShape, FilmCase, FilmContent, FilmScene
from yipanqi.packs.film.draft import film_wording, wan_text
from yipanqi.packs.official import chinese_date
from yipanqi.packs.reading import faces

WIDE, HIGH = 1920, 1080
MAP_SCALE = 2  # the fly-in looks into a picture twice as large
Told = dict[str, Any]


def card(content: FilmContent, scene: FilmScene, subtitle: str = "") -> Told:
    """What the template draws for a scene, as plain values."""
    say = film_wording().say
    told: Told = {
        "kind": scene.kind.value,
        "heading": scene.heading,
        "case": scene.case.name if scene.case else "",
        "unit": scene.case.unit if scene.case else "",
        "foot": scene.source or say("film.foot", snapshot=content.snapshot),
        "mark": say("film.demonstration") if content.is_demonstration else "",
        "subtitle": "" if scene.kind.says_its_words else subtitle,
    }
    return told | _BODIES[scene.kind](content, scene)


def _title(content: FilmContent, scene: FilmScene) -> Told:
    say = film_wording().say
    lines = [say("film.subtitle", city=content.city), content.agency, *scene.text.splitlines()]
    if content.held_on is not None:
        lines.append(say("film.meeting", date=chinese_date(content.held_on)))
    return {"lines": list(filter(None, lines))}


def _words(_content: FilmContent, scene: FilmScene) -> Told:
    return {"lines": [line.strip() for line in scene.text.splitlines() if line.strip()]}


def _map(content: FilmContent, scene: FilmScene) -> Told:
    say = film_wording().say
    drawing = map_drawing(content.shape, scene.case.place if scene.case else None)
    label = content.shape.label
    return {"drawing": drawing, "place": say("map.place"), "foot": label or say("map.place")}


def _timeline(content: FilmContent, scene: FilmScene) -> Told:
    say = film_wording().say
    dates = scene.case.dates if scene.case else ()
    rows = [_step(say, one, content) for one in dates]
    return {"rows": rows, "heads": [say("timeline.planned"), say("timeline.actual")]}


def _step(say: Any, one: CaseDate, content: FilmContent) -> Told:
    is_late = one.actual is None and one.planned is not None and one.planned <= content.cut_off
    return {
        "step": say(f"timeline.{one.step}"),
        "planned": _day(one.planned) or say("timeline.none"),
        "actual": _day(one.actual) or say("timeline.open"),
        "drawing": {"done": one.actual is not None, "late": is_late},
    }


def _day(day: Any) -> str:
    return chinese_date(day) if day is not None else ""


def _progress(_content: FilmContent, scene: FilmScene) -> Told:
    say = film_wording().say
    case = scene.case
    months = case.months if case else ()
    most = max([1, *(f for m in months for f in (m.plan, m.done) if f is not None)])
    return {
        "legend": [say("progress.plan"), say("progress.done")],
        "months": [
            {
                "label": period_text(Month(m.month.year, m.month.number)) + "月",
                "plan": wan_text(m.plan),
                "done": wan_text(m.done),
                "drawing": [_thousandths(m.plan, most), _thousandths(m.done, most)],
            }
            for m in months
        ],
    }


def _thousandths(figure: int | None, most: int) -> int:
    return 0 if figure is None or figure < 0 else figure * 1000 // most


def _picture(_content: FilmContent, scene: FilmScene) -> Told:
    has_picture = scene.picture is not None and scene.kind is SceneKind.PHOTO
    return {"picture": "picture.jpg" if has_picture else "", "source": scene.source}


def _facts(_content: FilmContent, scene: FilmScene) -> Told:
    case = scene.case
    return {"facts": _fact_rows(case) if case else [], "lines": []}


def _fact_rows(case: FilmCase) -> list[list[str]]:
    say = film_wording().say
    none = say("facts.none")
    share = none if case.share is None else percent_text(case.share, 1)
    began = _day(case.actual_start) or say("facts.not_begun")
    rows = [
        [say("facts.unit"), case.unit],
        [say("facts.total"), wan_text(case.total_investment)],
        [say("facts.plan"), wan_text(case.annual_plan)],
        [say("facts.done"), wan_text(case.year_to_date)],
        [say("facts.share"), share],
        [say("facts.start"), _day(case.planned_start) or none],
        [say("facts.began"), say("facts.paused") if case.is_paused else began],
    ]
    return [row for row in rows if row[1] != none]


def _sources(content: FilmContent, scene: FilmScene) -> Told:
    say = film_wording().say
    lines = [
        say("film.source_snapshot", snapshot=content.snapshot, digest=content.snapshot_mark),
        say("film.source_cut_off", date=chinese_date(content.cut_off)),
    ]
    if content.months:
        lines.append(say("film.source_months", months="、".join(content.months)))
    lines.append(say("film.source_rounding"))
    if content.shape.label:
        lines.append(say("film.source_map", label=content.shape.label))
    return {"lines": [*lines, *scene.text.splitlines()]}


_BODIES = {
    SceneKind.TITLE: _title,
    SceneKind.MAP: _map,
    SceneKind.TIMELINE: _timeline,
    SceneKind.PROGRESS: _progress,
    SceneKind.PHOTO: _picture,
    SceneKind.CLIP: _picture,
    SceneKind.FACTS: _facts,
    SceneKind.DEMANDS: _words,
    SceneKind.SOURCES: _sources,
}


def map_drawing(shape: CityShape, place: tuple[float, float] | None) -> Told:
    """Degrees to points of the card, true at the middle latitude; north is up."""
    every = [point for ring in shape.rings for point in ring] or [*shape.points]
    every += [place] if place else []
    if not every:
        return {"rings": [], "labels": [], "points": [], "mark": None}
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    narrow = 0.866 if south + north > 50 else 0.94  # of 30° and of 20° north
    across, up = max(1e-6, (east - west) * narrow), max(1e-6, north - south)
    scale = min(WIDE * 0.86 / across, HIGH * 0.78 / up)
    left, top = (WIDE - across * scale) / 2, HIGH * 0.06 + (HIGH * 0.8 - up * scale) / 2

    def at(x: float, y: float) -> list[int]:
        return [int(left + (x - west) * narrow * scale), int(top + (north - y) * scale)]

    return {
        "rings": [[at(*point) for point in ring] for ring in shape.rings],
        "labels": [[*at(x, y), name] for x, y, name in shape.labels],
        "points": [at(*point) for point in shape.points],
        "mark": at(*place) if place else None,
    }


def draw(told: Sequence[Mapping[str, Any]], *, scale: float = 1, photo: Path | None = None) -> Any:
    """The cards as PNG, one a mapping; ``photo`` is what ``picture.jpg`` stands for."""
    with tempfile.TemporaryDirectory(prefix="yipanqi-cards-") as folder:
        root = Path(folder)
        (root / "cards.typ").write_bytes(
            files("yipanqi.packs.film").joinpath("cards.typ").read_bytes()
        )
        if photo is not None:
            (root / "picture.jpg").write_bytes(_fitted(photo))
        compiled: Any = typst.compile  # its hints know no list of paths of two types
        made = compiled(
            str(root / "cards.typ"),
            root=str(root),
            sys_inputs={"told": json.dumps(list(told), ensure_ascii=False)},
            font_paths=faces(),
            ignore_system_fonts=True,
            format="png",
            ppi=72 * scale,
        )
    return made if isinstance(made, list) else [made]


def _fitted(photo: Path) -> bytes:
    """The right way up, no larger than the screen, nothing of the camera's notes."""
    with Image.open(photo) as opened:
        turned = ImageOps.exif_transpose(opened).convert("RGB")
        turned.thumbnail((WIDE, HIGH))
        made = io.BytesIO()
        turned.save(made, "JPEG", quality=90)
    return made.getvalue()
