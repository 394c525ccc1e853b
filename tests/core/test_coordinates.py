"""Frames, conversions and outlines.

Pairs of WGS-84 and GCJ-02 are test values of two published implementations; the rest are laws.
"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.refusal import Refusal
from yipanqi.core.units.coordinates import (
    District,
    Frame,
    Placed,
    Point,
    districts,
    from_gcj02,
    is_in_china,
    placed,
    to_gcj02,
    to_ledger,
)
from yipanqi.core.units.outlines import checked, simplified

inland = st.builds(Point, st.floats(75, 134), st.floats(18, 53))
laws = settings(max_examples=80, deadline=None)


def metres(a: Point, b: Point) -> float:
    return max(abs(a.longitude - b.longitude), abs(a.latitude - b.latitude)) * 111_000


@pytest.mark.parametrize(
    ("wgs84", "gcj02", "within"),
    [
        # test values of coordtransform (same ellipsoid), then of eviltransform, which takes
        # 6378137 m for the half axis: some centimetres of the shift
        (Point(116.404, 39.915), Point(116.41024449916938, 39.91640428150164), 0.001),
        (Point(121.5272106, 31.1774276), Point(121.531541859215, 31.17530398364597), 0.1),
        (Point(113.912316, 22.543847), Point(113.9171764808363, 22.540796131694766), 0.1),
        (Point(116.377817, 39.911954), Point(116.38404722455657, 39.91334545536069), 0.1),
    ],
)
def test_the_published_values(wgs84: Point, gcj02: Point, within: float):
    assert metres(to_gcj02(wgs84), gcj02) < within
    assert metres(from_gcj02(gcj02), wgs84) < within + 0.01


@laws
@given(inland)
def test_there_and_back_is_the_same_place(point: Point):
    assert metres(from_gcj02(to_gcj02(point)), point) < 0.1
    assert 20 < metres(to_gcj02(point), point) < 1_500


@laws
@given(inland)
def test_the_ledgers_own_frame_is_left_alone(point: Point):
    assert to_ledger(point, Frame.CGCS2000) == to_ledger(point, Frame.WGS84) == point


def test_a_swapped_pair_or_a_zero_is_not_in_china():
    assert is_in_china(Point(120.58, 30.0))
    assert not is_in_china(Point(30.0, 120.58))
    assert not is_in_china(Point(0, 0))


def square(code: str, name: str, x: float, y: float, hole: bool = False) -> dict:
    rings = [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]
    if hole:
        inner = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6], [0.4, 0.4]]
        rings.append([[x + a, y + b] for a, b in inner])
    return {
        "type": "Feature",
        "properties": {"gb": f"156{code}", "name": name},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def collection(*features: dict) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_a_point_in_the_district_that_is_claimed():
    shapes = checked(
        collection(square("330602", "甲区", 120, 30, True), square("330603", "乙区", 121, 30))
    )
    known = districts(shapes)
    assert placed(Point(120.2, 30.2), "330602", known) == (Placed.RIGHT, "甲区")
    assert placed(Point(121.2, 30.2), "330602", known) == (Placed.ELSEWHERE, "乙区")
    assert placed(Point(119.2, 30.2), "330602", known) == (Placed.OUTSIDE, "")
    assert placed(Point(120.5, 30.5), "330602", known)[0] is Placed.OUTSIDE  # in its hole
    assert placed(None, "330602", known)[0] is Placed.NO_POINT
    assert placed(Point(120.2, 30.2), "330681", known)[0] is Placed.UNKNOWN


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<svg/>", "outline.not_geojson"),
        ("[1]", "outline.not_geojson"),
        ("[" * 100_000, "outline.not_geojson"),
        (collection(), "outline.no_feature"),
        (json.dumps({"type": "FeatureCollection", "features": ["x"]}), "outline.not_geojson"),
        (collection(square("330602", "", 120, 30)), "outline.no_code"),
        (collection(square("330602", "甲", 20, 30)), "outline.not_in_china"),
        (
            collection(square("330602", "甲", 120, 30), square("330602", "乙", 121, 30)),
            "outline.code_twice",
        ),
    ],
)
def test_an_outline_is_checked(content: str, code: str):
    with pytest.raises(Refusal) as refused:
        checked(content)
    assert refused.value.code == code


coordinates = st.tuples(st.floats(119, 122), st.floats(29, 31))


@laws
@given(st.lists(coordinates, min_size=2, max_size=60), st.floats(0.0001, 0.5))
def test_simplifying_keeps_the_ends_and_adds_nothing(points, tolerance):
    thin = simplified(points, tolerance)
    assert thin[0] == points[0]
    assert thin[-1] == points[-1]
    assert set(thin) <= set(points)
    ring = [*points, points[0]]
    assert simplified(ring, tolerance)[0] == simplified(ring, tolerance)[-1]


def test_a_name_is_written_in_its_own_district():
    """A horseshoe's box has its middle in the neighbour; two areas are named in the larger."""
    shoe = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 8], [8, 8], [8, 1], [0, 1], [0, 0]]
    small = [[20, 20], [21, 20], [21, 21], [20, 20]]
    one = District("330600", "环区", ((small,), (shoe,)), (0, 0, 21, 21))
    assert 4.5 < one.middle.longitude < 9
    assert one.middle.latitude == pytest.approx(4.5)
    flat = District("330601", "线", (([[1, 1], [1, 1], [1, 1]],),), (0, 0, 2, 4))
    assert (flat.middle.longitude, flat.middle.latitude) == (1, 2)
