"""Places on the earth: which frame a coordinate is in, and whether it lies where it is claimed.

The ledger keeps CGCS2000 (GB 22021, the national frame) in whole 1e-6 degree, some 0.1 m.
GPS gives WGS-84; the two frames differ by centimetres and are taken as one here. Map services
in China publish GCJ-02, shifted by up to some 700 m: put beside the others unconverted, a
project lands in the neighbour's village. The published shift is an empirical series that
everybody who uses GCJ-02 computes alike; going back is an iteration.

Source of the series: as published by eviltransform and coordtransform, whose test values are
in the tests; ellipsoid of Krasovsky 1940 (a = 6378245 m, e² = 0.00669342162296594323).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import asin, cos, pi, radians, sin, sqrt
from typing import Any

E6 = 1_000_000
_A = 6378245.0
_EE = 0.00669342162296594323
# a box round China: the shift is defined only there, and a point outside is surely wrong
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271


class Frame(StrEnum):
    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees; longitude first, as everywhere in China's maps."""

    longitude: float
    latitude: float

    @classmethod
    def of_e6(cls, longitude: int, latitude: int) -> "Point":
        return cls(longitude / E6, latitude / E6)

    @property
    def e6(self) -> tuple[int, int]:
        return _whole(self.longitude * E6), _whole(self.latitude * E6)


def _whole(value: float) -> int:
    """Nearest whole number; a coordinate is no money and needs no named rule."""
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


def is_in_china(point: Point) -> bool:
    """Inside the box; false for a zero, a swapped pair or a degree typed as a minute."""
    return WEST <= point.longitude <= EAST and SOUTH <= point.latitude <= NORTH


def to_ledger(point: Point, frame: Frame) -> Point:
    """In CGCS2000, as the ledger keeps it."""
    return from_gcj02(point) if frame is Frame.GCJ02 else point


def from_ledger(point: Point, frame: Frame) -> Point:
    return to_gcj02(point) if frame is Frame.GCJ02 else point


def to_gcj02(point: Point) -> Point:
    if not is_in_china(point):
        return point
    east, north = _shift(point)
    return Point(point.longitude + east, point.latitude + north)


def from_gcj02(point: Point) -> Point:
    """The point whose shift gives ``point``, to a tenth of the ledger's grain."""
    guess = point
    for _ in range(12):
        shifted = to_gcj02(guess)
        east, north = shifted.longitude - point.longitude, shifted.latitude - point.latitude
        guess = Point(guess.longitude - east, guess.latitude - north)
        if abs(east) < 1e-7 and abs(north) < 1e-7:
            break
    return guess


def _shift(point: Point) -> tuple[float, float]:
    """Degrees by which GCJ-02 lies east and north of WGS-84."""
    x, y = point.longitude - 105.0, point.latitude - 35.0
    common = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += common + (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += common + (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    magic = 1 - _EE * sin(radians(point.latitude)) ** 2
    root = sqrt(magic)
    return (
        east * 180.0 / (_A / root * cos(radians(point.latitude)) * pi),
        north * 180.0 / (_A * (1 - _EE) / (magic * root) * pi),
    )


# --- outlines

Ring = Sequence[Sequence[float]]
Polygon = Sequence[Ring]  # outer ring, then holes


@dataclass(frozen=True, slots=True)
class District:
    """A district's outline; ``code`` is GB/T 2260, six digits."""

    code: str
    name: str
    polygons: tuple[Polygon, ...]
    box: tuple[float, float, float, float]  # west, south, east, north

    def holds(self, point: Point) -> bool:
        west, south, east, north = self.box
        if not (west <= point.longitude <= east and south <= point.latitude <= north):
            return False
        return any(_in_polygon(point, polygon) for polygon in self.polygons)

    @property
    def middle(self) -> Point:
        """Where its name is written: the centre of its largest area. The middle of the box may
        lie in a neighbour that it wraps around.
        """
        rings = [_centred(polygon[0]) for polygon in self.polygons]
        area, x, y = max(rings, key=lambda ring: abs(ring[0]))
        west, south, east, north = self.box
        return Point(x, y) if area else Point((west + east) / 2, (south + north) / 2)


def _centred(ring: Ring) -> tuple[float, float, float]:
    """Twice the signed area, and the centre of gravity; measured from the first corner, since
    the areas are small against the distance from zero.
    """
    x0, y0 = ring[0][0], ring[0][1]
    area, east, north = 0.0, 0.0, 0.0
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        area += cross
        east += cross * (x1 + x2 - 2 * x0)
        north += cross * (y1 + y2 - 2 * y0)
    if not area:
        return 0.0, x0, y0
    return area, x0 + east / (3 * area), y0 + north / (3 * area)


def _in_polygon(point: Point, polygon: Polygon) -> bool:
    """Even-odd over all rings: a point in a hole is outside."""
    crossings = sum(_crossings(point, ring) for ring in polygon)
    return crossings % 2 == 1


def _crossings(point: Point, ring: Ring) -> int:
    """How many edges of the ring a ray to the east meets."""
    x, y, count = point.longitude, point.latitude, 0
    x1, y1 = ring[-1][0], ring[-1][1]
    for x2, y2, *_ in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
        x1, y1 = x2, y2
    return count


def districts(shapes: Mapping[str, Any]) -> tuple[District, ...]:
    """Of a checked GeoJSON: see ``core.outlines``."""
    return tuple(_district(feature) for feature in shapes["features"])


def _district(feature: Mapping[str, Any]) -> District:
    geometry = feature["geometry"]
    found: tuple[Polygon, ...] = (
        (geometry["coordinates"],)
        if geometry["type"] == "Polygon"
        else tuple(geometry["coordinates"])
    )
    points = list(_points(found))
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    properties = feature["properties"]
    return District(str(properties["code"]), str(properties["name"]), found, box)


def _points(polygons: Sequence[Polygon]) -> Iterator[Sequence[float]]:
    for polygon in polygons:
        for ring in polygon:
            yield from ring


class Placed(StrEnum):
    """Whether a project's point lies in the district that counts it."""

    RIGHT = "right"
    ELSEWHERE = "elsewhere"  # in another district
    OUTSIDE = "outside"  # in none of the city's
    NO_POINT = "no_point"
    UNKNOWN = "unknown"  # no outline of the claimed district


def placed(point: Point | None, claimed: str, known: Sequence[District]) -> tuple[Placed, str]:
    """The finding and the name of the district the point lies in, if any."""
    if point is None:
        return Placed.NO_POINT, ""
    home = next((d for d in known if d.code == claimed), None)
    if home is None:
        return Placed.UNKNOWN, ""
    if home.holds(point):
        return Placed.RIGHT, home.name
    other = next((d for d in known if d.holds(point)), None)
    return (Placed.ELSEWHERE, other.name) if other else (Placed.OUTSIDE, "")


RADIUS = 6_371_008.8  # mean radius of the earth, metres


def metres_between(one: Point, other: Point) -> int:
    """Along the great circle (haversine); off by at most some 0.5 %."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    chord = sin(north / 2) ** 2
    chord += cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return _whole(2 * RADIUS * asin(min(1.0, sqrt(chord))))
