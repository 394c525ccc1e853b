"""Outlines of districts, and of towns where a city has them, as GeoJSON: checked before they are
kept, simplified before drawn. A district bears six digits (GB/T 2260), a town nine or twelve
(statistics' codes); ``156`` before a code is the country's and falls away.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from yipanqi.core.refusal import Refusal
from yipanqi.core.units.coordinates import Frame, Point, is_in_china, to_ledger

LABEL = "示意图，不作划界依据"
FEATURES_MAX, POINTS_MAX = 400, 400_000
TOLERANCE = 0.0006  # degree: some 60 m
GRAIN = 10_000  # parts of a degree
CODE_KEYS = ("code", "adcode", "gb", "id", "区划代码")
NAME_KEYS = ("name", "名称", "NAME")

Shapes = dict[str, Any]


def checked(content: bytes | str, frame: Frame = Frame.CGCS2000) -> Shapes:
    """A FeatureCollection of (Multi)Polygons with ``code`` and ``name``, simplified and in the
    ledger's frame.

    Raises ``outline.not_geojson``, ``outline.no_feature``, ``outline.too_large``,
    ``outline.no_code``, ``outline.not_a_polygon``, ``outline.not_in_china`` or
    ``outline.code_twice``.
    """
    try:
        found = json.loads(content)
        features = found["features"] if found["type"] == "FeatureCollection" else None
    except (ValueError, TypeError, KeyError, UnicodeDecodeError):
        raise Refusal("outline.not_geojson", field="file") from None
    except RecursionError:
        raise Refusal("outline.not_geojson", field="file") from None
    if not isinstance(features, list):
        raise Refusal("outline.not_geojson", field="file")
    if not features:
        raise Refusal("outline.no_feature", field="file")
    if len(features) > FEATURES_MAX:
        raise Refusal("outline.too_large", field="file", limit=FEATURES_MAX)
    made = [_feature(feature, number, frame) for number, feature in enumerate(features, 1)]
    codes = [feature["properties"]["code"] for feature in made]
    for code in codes:
        if codes.count(code) > 1:
            raise Refusal("outline.code_twice", field="file", value=code)
    return {"type": "FeatureCollection", "features": made}


def plain_code(text: str) -> str:
    """Six digits of a district, nine of a town; nothing where it is neither."""
    digits = text if text.isdigit() else ""
    if len(digits) in {9, 12, 15} and digits.startswith("156"):
        digits = digits[3:]
    if len(digits) == 12:
        digits = digits[:9]
    if len(digits) == 9 and digits.endswith("000"):
        digits = digits[:6]
    return digits if len(digits) in {6, 9} else ""


def _feature(feature: Any, number: int, frame: Frame) -> Shapes:
    if not isinstance(feature, dict):
        raise Refusal("outline.not_geojson", field="file")
    properties = feature.get("properties") or {}
    code = _first(properties, CODE_KEYS) or str(feature.get("id") or "")
    code = plain_code(code)
    name = _first(properties, NAME_KEYS)
    if not code or not name:
        raise Refusal("outline.no_code", field="file", number=number)
    geometry = feature.get("geometry") or {}
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(coordinates, list):
        raise Refusal("outline.not_a_polygon", field="file", number=number, name=name)
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    kept = [_polygon(polygon, number, name, frame) for polygon in polygons]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": [p for p in kept if p]},
    }


def _first(properties: Mapping[str, Any], keys: Sequence[str]) -> str:
    return next((str(properties[key]) for key in keys if properties.get(key)), "")


def _polygon(polygon: Any, number: int, name: str, frame: Frame) -> list[list[list[float]]]:
    if not isinstance(polygon, list) or not polygon:
        raise Refusal("outline.not_a_polygon", field="file", number=number, name=name)
    rings = [_ring(ring, number, name, frame) for ring in polygon]
    return [ring for ring in rings if len(ring) >= 4] if len(rings[0]) >= 4 else []


def _ring(ring: Any, number: int, name: str, frame: Frame) -> list[list[float]]:
    if not isinstance(ring, list) or len(ring) > POINTS_MAX:
        raise Refusal("outline.too_large", field="file", limit=POINTS_MAX)
    try:
        points = [(p[0] + 0.0, p[1] + 0.0) for p in ring]
    except (TypeError, KeyError, IndexError):
        raise Refusal("outline.not_a_polygon", field="file", number=number, name=name) from None
    for x, y in points:
        if not is_in_china(Point(x, y)):
            raise Refusal("outline.not_in_china", field="file", name=name, at=f"{x}, {y}")
    if frame is not Frame.CGCS2000:
        moved = (to_ledger(Point(x, y), frame) for x, y in points)
        points = [(point.longitude, point.latitude) for point in moved]
    kept = simplified(points, TOLERANCE)
    return [[_short(x), _short(y)] for x, y in kept]


def _short(degrees: float) -> float:
    """To a grain of some 10 m: less to send, and nobody sees it."""
    return int(degrees * GRAIN + 0.5) / GRAIN


def simplified(
    points: Sequence[tuple[float, float]], tolerance: float
) -> list[tuple[float, float]]:
    """Douglas and Peucker: no point of the line is further off than ``tolerance``.

    A closed ring is cut at its point furthest from the first, so that it keeps its area.
    """
    if len(points) <= 4:
        return list(points)
    if points[0] == points[-1]:
        far = max(range(len(points)), key=lambda i: _square(points[0], points[i]))
        return [*_thinned(points[: far + 1], tolerance), *_thinned(points[far:], tolerance)[1:]]
    return _thinned(points, tolerance)


def _thinned(points: Sequence[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    kept = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        worst, at = tolerance * tolerance, 0
        for i in range(first + 1, last):
            off = _off(points[i], points[first], points[last])
            if off > worst:
                worst, at = off, i
        if at:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [points[i] for i in sorted(kept)]


def _square(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _off(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """Square of the distance of ``p`` from the stretch ``a``–``b``."""
    length = _square(a, b)
    if length == 0:
        return _square(p, a)
    t = ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length
    t = max(0.0, min(1.0, t))
    return _square(p, (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
