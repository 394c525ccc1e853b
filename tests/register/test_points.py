"""Points at entry: frames converted, another district asked about; outlines with towns."""

import io
import json

import pytest

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.pipeline.actions import load_outline
from yipanqi.apps.life.pipeline.outlines import known_districts
from yipanqi.core.units.coordinates import Frame, Point, to_gcj02
from yipanqi.core.units.outlines import checked, plain_code


def shape(code: str, name: str, west: float) -> dict:
    ring = [[west, 30], [west + 1, 30], [west + 1, 31], [west, 31], [west, 30]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*shapes: dict) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(shapes)}).encode()


@pytest.fixture
def drawn(town):
    content = collection(
        shape("339902", "东山区", 120),
        shape("339921", "西河县", 121),
        shape("339902001", "青石镇", 120),
    )
    load_outline(
        viewer=town.viewer("admin"),
        upload=io.BytesIO(content),
        name="区划.geojson",
        title="示意图",
        source="审图号",
    )
    return town


def typed(town, **changes):
    return {
        "name": "青石镇冷链物流中心项目",
        "domain": "industry",
        "track": "attraction",
        "list_level": "county",
        "counting_unit": str(town.unit["town"].uid),
        "lead_unit": str(town.unit["east"].uid),
        "reporting_unit": str(town.unit["town"].uid),
        "total_investment": "30000",
        "effective_on": "2024-05-05",
    } | changes


def test_a_point_of_a_map_service_is_kept_in_the_national_frame(drawn, page):
    there = to_gcj02(Point(120.5, 30.5))
    point = {"longitude": f"{there.longitude:.6f}", "latitude": f"{there.latitude:.6f}"}
    sent = typed(drawn, frame=Frame.GCJ02.value, **point)
    assert page("office", "/projects/new/", sent, post=True).status_code == 302
    kept = Project.objects.unscoped("test").get(current__name=sent["name"]).current
    assert abs(kept.longitude_e6 - 120_500_000) <= 2
    assert abs(kept.latitude_e6 - 30_500_000) <= 2


def test_a_point_in_another_district_is_asked_about_first(drawn, page):
    sent = typed(drawn, longitude="121.5", latitude="30.5")
    asked = page("office", "/projects/new/", sent, post=True).content.decode()
    assert "坐标落在西河县。" in asked
    assert "121500000,30500000" in asked
    sure = sent | {"is_there": "on", "confirmed_point": "121500000,30500000"}
    other = sure | {"longitude": "121.6"}  # the tick holds for the point it was given for
    assert page("office", "/projects/new/", other, post=True).status_code == 200
    assert page("office", "/projects/new/", sure, post=True).status_code == 302


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ({"longitude": "120.5"}, "同时填写"),
        ({"longitude": "74", "latitude": "3"}, ""),
    ],
)
def test_half_a_point_is_refused(drawn, page, point, words):
    answer = page("office", "/projects/new/", typed(drawn, **point), post=True)
    assert words in answer.content.decode()
    assert answer.status_code == 200


def test_towns_are_drawn_and_are_no_districts(drawn, page):
    assert [one.code for one in known_districts()] == ["339902", "339921"]
    found = page("office", "/map/?by=town&month=2024-03").context
    assert found["drawing"]["towns"]
    assert sum(one.projects for one in found["areas"]) == found["found"].projects


def test_codes_and_frames_of_outlines():
    codes = ("339902", "156339902", "339902001", "339902001000", "339902000000", "33", "x")
    assert [plain_code(code) for code in codes] == [
        *("339902", "339902", "339902001", "339902001", "339902", "", ""),
    ]  # fmt: skip
    moved = checked(collection(shape("339902", "东山区", 120)), Frame.GCJ02)
    first = moved["features"][0]["geometry"]["coordinates"][0][0][0]
    assert first != [120, 30]
