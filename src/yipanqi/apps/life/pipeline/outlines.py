"""Which outline is drawn: the city's own where one stands, else the one carried along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yipanqi import outlines
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.models import Outline
from yipanqi.core.units.coordinates import District, Placed, Point, districts, placed
from yipanqi.core.units.outlines import LABEL
from yipanqi.core.units.tree import Node


@dataclass(frozen=True, slots=True)
class Drawn:
    """Shapes with what to print under them. ``own`` None: the carried ones."""

    shapes: Mapping[str, Any]
    own: Outline | None
    key: str  # changes with the shapes
    label: str = LABEL


def drawn_outline() -> Drawn | None:
    """None where the city has none of its own and none is carried for its code."""
    own = Outline.objects.filter(withdrawn_at=None).order_by("-pk").first()
    if own is not None:
        return Drawn(own.shapes, own, str(own.uid), f"{own.title}（{own.source}）　{LABEL}")
    code = tree_on().root.code
    carried = outlines.of_prefecture(code)
    return Drawn(carried, None, f"carried-{code}") if carried else None


def standing_outlines() -> list[Outline]:
    """Every outline ever loaded, newest first."""
    return list(Outline.objects.select_related("loaded_by", "file").order_by("-pk"))


def known_districts() -> tuple[District, ...]:
    found = drawn_outline()
    return _districts_of(found.key, found.shapes) if found else ()


_KNOWN: dict[str, tuple[District, ...]] = {}


def _districts_of(key: str, shapes: Mapping[str, Any]) -> tuple[District, ...]:
    """An outline is read once; a town of it is no district."""
    if key not in _KNOWN:
        _KNOWN.clear()
        found = districts(shapes)
        _KNOWN[key] = tuple(one for one in found if len(one.code) == DISTRICT_DIGITS)
    return _KNOWN[key]


DISTRICT_DIGITS = 6


def has_towns(drawn: Drawn) -> bool:
    """Whether the outline shows towns; else the map divides districts among them itself."""
    features = drawn.shapes["features"]
    return any(len(str(one["properties"]["code"])) > DISTRICT_DIGITS for one in features)


def district_of(unit: int) -> Node | None:
    """The county-level unit that ``unit`` is or lies in: its code names an outline."""
    return next((n for n in tree_on().above(unit) if is_district(n.code)), None)


def is_district(code: str) -> bool:
    return len(code) == 6 and not code.endswith("00")


def place_of(
    longitude_e6: int | None, latitude_e6: int | None, unit: int, known: tuple[District, ...]
) -> tuple[Placed, str]:
    """Whether the point lies in the district that counts the project."""
    has_point = longitude_e6 is not None and latitude_e6 is not None
    point = Point.of_e6(longitude_e6, latitude_e6) if has_point else None  # type: ignore[arg-type]
    home = district_of(unit)
    return placed(point, home.code if home else "", known)
