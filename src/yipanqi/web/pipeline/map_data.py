"""What the map draws: districts with their figures, projects as points, what lies elsewhere."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline import kept
from yipanqi.apps.life.pipeline.outlines import (
    district_of,
    drawn_outline,
    has_towns,
    known_districts,
    place_of,
)
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light, worst_first
from yipanqi.core.pipeline.pace import as_decimal
from yipanqi.core.rounding import half_up
from yipanqi.core.scope import Viewer
from yipanqi.core.units.coordinates import E6, District, Placed
from yipanqi.infra.texts import label
from yipanqi.web.pipeline.places import placed_text
from yipanqi.web.register.rows import Filters, Register

LIGHTS = list(Light)
WRONG = {Placed.ELSEWHERE, Placed.OUTSIDE}


@dataclass
class AreaSum:
    """One district's or town's part of what is shown; money in whole yuan."""

    uid: str
    code: str
    name: str
    projects: int = 0
    plan: int = 0
    due: int = 0
    done: int = 0
    reported: int = 0
    lights: Counter[Light] = field(default_factory=Counter)
    district: str = ""  # code of the district a town lies in
    longitudes: int = 0  # sums of 1e-6 degree of the points, for a mark at their middle
    latitudes: int = 0
    placed: int = 0

    @property
    def middle(self) -> list[float] | None:
        if not self.placed:
            return None
        return [self.longitudes / self.placed / E6, self.latitudes / self.placed / E6]

    @property
    def gap(self) -> Decimal | None:
        """Share of the plan ahead of (behind) the share due, unrounded."""
        if not self.reported or self.plan <= 0:
            return None
        return as_decimal(Fraction(self.done - self.due, self.plan))

    @property
    def red_share(self) -> Decimal | None:
        if not self.projects:
            return None
        return as_decimal(Fraction(self.lights[Light.RED], self.projects))

    @property
    def counts(self) -> list[tuple[Light, int]]:
        return [(light, self.lights[light]) for light in LIGHTS]


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A project whose point lies not in the district that counts it."""

    uid: str
    name: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class CityMap:
    districts: tuple[AreaSum, ...]
    towns: tuple[AreaSum, ...]
    points: list[list[Any]]  # longitude, latitude, light, uid, name, unit, why
    misplaced: tuple[Misplaced, ...]
    without_point: int
    projects: int
    outline_key: str
    label: str
    has_towns: bool  # the outline drawn has towns; else districts are divided by us

    @property
    def lights(self) -> list[tuple[Light, int]]:
        total: Counter[Light] = Counter()
        for district in self.districts:
            total += district.lights
        return worst_first({light: total[light] for light in LIGHTS})


def city_map(viewer: Viewer, month: Month, filters: Filters) -> CityMap:
    """A constant number of queries; packages stand for their parts and are left out."""
    register = Register.of(viewer, month)
    rows = list(
        register.projects(filters)
        .filter(is_package=False)
        .values_list(
            "pk",
            "uid",
            "current__name",
            "current__counting_unit",
            "current__longitude_e6",
            "current__latitude_e6",
        )
    )
    known = known_districts()
    nodes, found = tree_on().nodes, kept.figures(register.projects(filters), month)
    sums = Sums({}, {})
    points, misplaced, silent = [], [], 0
    for pk, uid, name, unit, longitude, latitude in rows:
        shown = found.get(pk, kept.NOTHING)
        sums.count(unit, shown, longitude, latitude)
        if longitude is None or latitude is None:
            silent += 1
            continue
        short = nodes[unit].short_name if unit in nodes else ""
        point = [longitude / E6, latitude / E6, LIGHTS.index(shown.light), str(uid), name, short]
        points.append(point)
        kind, other = _placed(longitude, latitude, unit, known)
        if kind in WRONG:
            misplaced.append(Misplaced(str(uid), name, short, placed_text(kind, other)))
    outline = drawn_outline()
    return CityMap(
        districts=tuple(sorted(sums.districts.values(), key=_order)),
        towns=tuple(sorted(sums.towns.values(), key=_order)),
        points=points,
        misplaced=tuple(misplaced),
        without_point=silent,
        projects=len(rows),
        outline_key=outline.key if outline else "",
        label=outline.label if outline else "",
        has_towns=outline is not None and has_towns(outline),
    )


def _order(one: AreaSum) -> tuple[bool, Decimal]:
    """The furthest behind first; without a figure last."""
    gap = one.gap
    return (gap is None, gap if gap is not None else Decimal(0))


@dataclass(frozen=True, slots=True)
class Sums:
    """By the unit's key: districts, and the towns in them."""

    districts: dict[int, AreaSum]
    towns: dict[int, AreaSum]

    def count(
        self, unit: int, shown: kept.Figures, longitude: int | None, latitude: int | None
    ) -> None:
        if unit not in self.towns:
            self._open(unit)
        for one in (self.towns[unit], self._district(unit)):
            _add(one, shown)
            if longitude is not None and latitude is not None:
                one.longitudes += longitude
                one.latitudes += latitude
                one.placed += 1

    def _open(self, unit: int) -> None:
        node = tree_on().nodes.get(unit) or tree_on().root
        home = district_of(unit) or tree_on().root
        self.towns[unit] = AreaSum(node.uid, node.code, node.short_name, district=home.code)

    def _district(self, unit: int) -> AreaSum:
        home = district_of(unit) or tree_on().root
        if home.pk not in self.districts:
            self.districts[home.pk] = AreaSum(home.uid, home.code, home.short_name)
        return self.districts[home.pk]


def _add(one: AreaSum, shown: kept.Figures) -> None:
    one.projects += 1
    one.lights[shown.light] += 1
    plan = shown.annual_plan or 0
    one.plan += plan
    one.due += shown.plan_to_date or 0
    if shown.year_to_date is not None and plan:
        one.reported += 1
        one.done += shown.year_to_date


# a point is looked up once an outline: some 20,000 points in some hundred edges each
_PLACES: dict[tuple[int, int, int], tuple[Placed, str]] = {}
_PLACES_OF: list[tuple[District, ...]] = []


def _placed(
    longitude: int, latitude: int, unit: int, known: tuple[District, ...]
) -> tuple[Placed, str]:
    if not _PLACES_OF or _PLACES_OF[0] is not known:
        _PLACES_OF[:] = [known]
        _PLACES.clear()
    home = district_of(unit)
    key = (longitude, latitude, home.pk if home else 0)
    if key not in _PLACES:
        if len(_PLACES) > PLACES_KEPT:
            _PLACES.clear()
        _PLACES[key] = place_of(longitude, latitude, unit, known)
    return _PLACES[key]


PLACES_KEPT = 100_000


def drawing(found: CityMap, colour: str, by: str = "district") -> dict[str, Any]:
    """As the page's script reads it: numbers only rounded for show."""
    return {
        "colour": colour,
        "label": found.label,
        "outline": found.outline_key,
        "words": {
            "red": label(Light.RED),
            "projects": _("projects in all"),
            "gap": _("Gap to pace"),
            "points": _("percentage points"),
            "own": _("%(name)s itself") % {"name": "NAME"},
        },
        "lights": [[light.value, label(light)] for light in LIGHTS],
        "by": by,
        "districts": [_drawn(one) for one in found.districts],
        "towns": [_drawn(one) for one in found.towns] if by == "town" else [],
        "points": found.points,
    }


def _drawn(one: AreaSum) -> dict[str, Any]:
    return {
        "code": one.code,
        "district": one.district,
        "name": one.name,
        "uid": one.uid,
        "projects": one.projects,
        "gap": None if one.gap is None else float(half_up(one.gap * 100, 1)),
        "red": None if one.red_share is None else float(half_up(one.red_share * 100, 1)),
        "counts": [count for _light, count in one.counts],
        "middle": one.middle,
    }
