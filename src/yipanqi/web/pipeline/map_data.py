"""What the map draws: districts with their figures, projects as points, what lies elsewhere."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from yipanqi.apps.pipeline.lights import city_month
from yipanqi.apps.pipeline.outlines import district_of, drawn_outline, known_districts, place_of
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.coordinates import E6, Placed
from yipanqi.core.lights import Light
from yipanqi.core.month import Month
from yipanqi.core.pace import as_decimal
from yipanqi.core.rounding import half_up
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import label
from yipanqi.web.pipeline.places import placed_text
from yipanqi.web.register.rows import Filters, Register

LIGHTS = list(Light)
WRONG = {Placed.ELSEWHERE, Placed.OUTSIDE}


@dataclass
class DistrictSum:
    """One district's part of what is shown; money in whole yuan."""

    uid: str
    code: str
    name: str
    projects: int = 0
    plan: int = 0
    due: int = 0
    done: int = 0
    reported: int = 0
    lights: Counter[Light] = field(default_factory=Counter)

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
    districts: tuple[DistrictSum, ...]
    points: list[list[Any]]  # longitude, latitude, light, uid, name, unit, why
    misplaced: tuple[Misplaced, ...]
    without_point: int
    projects: int
    outline_key: str
    label: str

    @property
    def lights(self) -> list[tuple[Light, int]]:
        total: Counter[Light] = Counter()
        for district in self.districts:
            total += district.lights
        return [(light, total[light]) for light in LIGHTS]


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
    pairs = {pk: str(uid) for pk, uid, *_ in rows}
    found = city_month(month, pairs)
    nodes, known = tree_on().nodes, known_districts()
    sums: dict[str, DistrictSum] = {}
    points, misplaced, silent = [], [], 0
    for _pk, raw_uid, name, unit, longitude, latitude in rows:
        uid = str(raw_uid)
        light = found.lights[uid].light if uid in found.lights else Light.GREY
        _count(sums, unit, light, found.lines.get(uid))
        if longitude is None or latitude is None:
            silent += 1
            continue
        short = nodes[unit].short_name if unit in nodes else ""
        points.append([longitude / E6, latitude / E6, LIGHTS.index(light), uid, name, short])
        kind, other = place_of(longitude, latitude, unit, known)
        if kind in WRONG:
            misplaced.append(Misplaced(uid, name, short, placed_text(kind, other)))
    outline = drawn_outline()
    return CityMap(
        districts=tuple(sorted(sums.values(), key=_order)),
        points=points,
        misplaced=tuple(misplaced),
        without_point=silent,
        projects=len(rows),
        outline_key=outline.key if outline else "",
        label=outline.label if outline else "",
    )


def _order(one: DistrictSum) -> tuple[bool, Decimal]:
    """The furthest behind first; without a figure last."""
    gap = one.gap
    return (gap is None, gap if gap is not None else Decimal(0))


def _count(sums: dict[str, DistrictSum], unit: int, light: Light, line: Any) -> None:
    home = district_of(unit) or tree_on().root
    one = sums.setdefault(home.uid, DistrictSum(home.uid, home.code, home.short_name))
    one.projects += 1
    one.lights[light] += 1
    if line is None:
        return
    plan = line.facts["annual_plan"] or 0
    one.plan += plan
    one.due += line.facts["plan_to_date"] or 0
    if line.year_to_date is not None and plan:
        one.reported += 1
        one.done += line.year_to_date


def drawing(found: CityMap, colour: str) -> dict[str, Any]:
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
        },
        "lights": [[light.value, label(light)] for light in LIGHTS],
        "districts": [
            {
                "code": one.code,
                "name": one.name,
                "uid": one.uid,
                "projects": one.projects,
                "gap": None if one.gap is None else float(half_up(one.gap * 100, 1)),
                "red": None if one.red_share is None else float(half_up(one.red_share * 100, 1)),
                "counts": [count for _light, count in one.counts],
            }
            for one in found.districts
        ],
        "points": found.points,
    }
