"""What the main venue can show besides tables: the map, targets in danger; and what other
stations show of their own.

A point on the map has a light and no name: only the project that the meeting has taken up is
named.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.lights import city_month
from yipanqi.apps.life.pipeline.outlines import drawn_outline
from yipanqi.apps.meeting.meetings.ground import dangers
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.meeting.meetings.queries import SECRET
from yipanqi.core.meetings.agenda import Manner, most_behind
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Missing
from yipanqi.core.units.coordinates import E6, District, districts
from yipanqi.infra.templatetags.figures import pp_number
from yipanqi.infra.texts import render

Slide = dict[str, Any]
WIDE, HIGH = 1600, 900  # units of the drawing
RING_MOST = 160  # points of a ring: a wall shows no more
ROWS = 12


def _nothing_follows(_viewer: Any, _meeting: Meeting, _uid: str) -> None:
    """Its being shown changes nothing."""


def _no_choices() -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True, slots=True)
class Sight:
    """Something of another station: ``slide`` composes it, ``taken_up`` is told, inside the
    verb, that the meeting has seen it (never in a rehearsal). ``choices``: subjects, each with
    its name, that an item added by hand may show.
    """

    slide: Callable[[Meeting, str], Slide]
    taken_up: Callable[[Any, Meeting, str], None] = _nothing_follows  # viewer, meeting, uid
    choices: Callable[[], list[tuple[str, str]]] = _no_choices


SIGHTS: dict[str, Sight] = {}


def register(kind: str, sight: Sight, *, is_secret: bool = True) -> None:
    """At app start; the kind is that of the agenda item's subject and of the wish. Nobody but
    the root learns of what is secret before it is shown.
    """
    SIGHTS[kind] = sight
    if is_secret:
        SECRET.add(kind)


# --- map


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Degrees to whole units of the drawing: equirectangular, true at the city's latitude."""

    west: float
    north: float
    scale: float
    narrow: float  # of a degree of longitude against one of latitude

    @classmethod
    def over(cls, boxes: list[tuple[float, float, float, float]]) -> "_Sheet":
        west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
        east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
        narrow = 0.866 if (south + north) > 50 else 0.94  # of 30° and of 20° north
        scale = min(WIDE / max(1e-6, (east - west) * narrow), HIGH / max(1e-6, north - south))
        return cls(west, north, scale, narrow)

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        x = (longitude - self.west) * self.narrow * self.scale
        return int(x), int((self.north - latitude) * self.scale)


def map_slide(meeting: Meeting, focus: str = "") -> Slide:
    """The city with every project's light; ``focus`` (a project's uid) is marked and named.

    Raises ``meeting.no_map`` where no project has a place.
    """
    rows: list[Any] = list(
        Project.objects.unscoped("a point with a light names nobody")
        .filter(is_package=False, current__longitude_e6__isnull=False)
        .values_list("pk", "uid", "current__longitude_e6", "current__latitude_e6", "current__name")
    )
    if not rows:
        raise Missing("meeting.no_map")
    found = city_month(meeting.heard, {pk: str(uid) for pk, uid, *_ in rows})
    drawn = drawn_outline()
    known = districts(drawn.shapes) if drawn else ()
    sheet = _Sheet.over([d.box for d in known] or [_box_of(rows)])
    points: list[list[Any]] = [
        [*sheet.at(lon / E6, lat / E6), _colour(found.lights, str(uid))]
        for _pk, uid, lon, lat, _name in rows
    ]
    marked = next(
        ((sheet.at(r[2] / E6, r[3] / E6), r[4]) for r in rows if str(r[1]) == focus), None
    )
    return {
        "kind": "map",
        "kicker": render("slide.map_kicker", {"month": meeting.heard}),
        "title": marked[1] if marked else render("slide.map", {"count": len(rows)}),
        "shapes": [path for district in known for path in _paths(district, sheet)],
        "labels": [_label(district, sheet) for district in known],
        "points": points,
        "lines": [_legend([colour for _x, _y, colour in points])],
        "mark": list(marked[0]) if marked else None,
        "size": [WIDE, HIGH],
        "source": drawn.label if drawn else "",
        "uid": focus,
    }


def _legend(colours: list[str]) -> str:
    """How many of each light: nobody has to tell dots by their colour alone."""
    counted = Counter(colours)
    return "　".join(
        render(f"slide.light_{light.value}", {"count": counted[light.value]}) for light in Light
    )


def _box_of(rows: list[Any]) -> tuple[float, float, float, float]:
    longitudes, latitudes = [r[2] / E6 for r in rows], [r[3] / E6 for r in rows]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _colour(lights: Any, uid: str) -> str:
    return lights[uid].light.value if uid in lights else Light.GREY.value


def _paths(district: District, sheet: _Sheet) -> Iterator[str]:
    """Outer rings, thinned to what can be seen on a wall."""
    for polygon in district.polygons:
        ring = polygon[0]
        step = max(1, len(ring) // RING_MOST)
        yield " ".join(f"{x},{y}" for x, y in (sheet.at(p[0], p[1]) for p in ring[::step]))


def _label(district: District, sheet: _Sheet) -> list[Any]:
    middle = district.middle
    return [*sheet.at(middle.longitude, middle.latitude), district.name]


# --- targets


def targets_slide(meeting: Meeting) -> Slide:
    """Targets behind their pace, the farthest first."""
    found = most_behind(dangers(meeting.heard), Manner().behind)
    names = tree_on().by_uid
    return {
        "kind": "targets",
        "kicker": render("ItemKind.targets"),
        "title": render("slide.targets", {"month": meeting.heard, "count": len(found)}),
        "heads": [
            {"text": render("slide.unit")},
            {"text": render("slide.measure")},
            {"text": render("slide.behind"), "num": True},
        ],
        "rows": [
            {"cells": [names[d.unit].short_name, d.measure, str(pp_number(-d.behind))]}
            for d in found[:ROWS]
        ],
        "source": render("slide.targets_source"),
    }
