"""The map: who sees which points, what lies elsewhere, the city's own outline, no outline."""

import io
import json

import pytest
from django.urls import reverse

from yipanqi import outlines
from yipanqi.apps.life.pipeline.actions import load_outline, withdraw_outline
from yipanqi.apps.life.pipeline.outlines import drawn_outline, known_districts
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra.models import AuditEntry, EvidenceFile


def shape(code: str, name: str, west: float) -> dict:
    ring = [[west, 30], [west + 1, 30], [west + 1, 31], [west, 31], [west, 30]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*shapes: dict) -> io.BytesIO:
    content = json.dumps({"type": "FeatureCollection", "features": list(shapes)})
    return io.BytesIO(content.encode())


@pytest.fixture
def coded(town):
    """东山区 from 120° and 西河县 from 121°, with the road's point in the one and the
    hospital's, which is counted in 西河县, in the other.
    """
    for key in ("road", "hospital"):
        version = town.project[key].current
        version.longitude_e6, version.latitude_e6 = 120_500_000, 30_500_000
        version.save()
    return town


def load(town, *shapes, who="admin", **changes):
    given = {"title": "市自然资源局示意图", "source": "审图号：浙SX〔2024〕1号"} | changes
    return load_outline(
        viewer=town.viewer(who),
        upload=geojson(
            *(shapes or (shape("339902", "东山区", 120), shape("339921", "西河县", 121)))
        ),
        name="区划.geojson",
        **given,
    )


def test_the_citys_own_outline_is_kept_as_evidence_and_drawn(coded, page):
    row = load(coded)
    assert drawn_outline().own == row
    assert "审图号" in drawn_outline().label
    assert "不作划界依据" in drawn_outline().label
    assert EvidenceFile.objects.get().media_type == "application/geo+json"
    assert AuditEntry.objects.get(verb="load_outline").values["after.districts"] == 2
    assert page("office", reverse("map-outline")).json()["features"][0]["properties"]["code"]
    withdraw_outline(viewer=coded.viewer("admin"), outline_uid=row.uid, reason="边界有误")
    assert drawn_outline() is None


def test_only_the_administrator_loads_one(coded):
    for who in ("office", "east_reviewer", "auditor"):
        with pytest.raises(Forbidden):
            load(coded, who=who)
    with pytest.raises(Refusal, match=r"outline\.source_missing"):
        load(coded, source=" ")
    with pytest.raises(Refusal, match=r"outline\.no_code"):
        load(coded, shape("", "东山区", 120))
    assert known_districts() == ()


def test_a_point_outside_the_claimed_district_is_told(coded, page):
    load(coded)
    found = page("office", reverse("map") + "?month=2024-04").context["found"]
    hospital = coded.project["hospital"]
    assert [(m.uid, m.text) for m in found.misplaced] == [(str(hospital.uid), "坐标落在东山区。")]
    assert (found.projects, len(found.points), found.without_point) == (11, 2, 9)
    record = page("office", f"/projects/{hospital.uid}/").content.decode()
    assert "坐标落在东山区。" in record


@pytest.mark.parametrize(("who", "points"), [("east_reviewer", 1), ("south_reviewer", 0)])
def test_each_sees_the_own_points(coded, page, who, points):
    answer = page(who, reverse("map") + "?month=2024-04")
    assert len(answer.context["found"].points) == points
    if not points:
        assert coded.project["road"].current.name not in answer.content.decode()


def test_filters_are_those_of_the_register(coded, page):
    query = "?month=2024-04&domain=infrastructure&sort=name"
    found = page("office", reverse("map") + query).context["found"]
    listed = page("office", "/projects/" + query).context["page"].paginator.count
    assert found.projects == listed - 1  # the package stands for its parts


def test_without_an_outline_the_page_says_so(coded, page):
    answer = page("office", reverse("map")).content.decode()
    assert "没有本市的区划轮廓" in answer
    assert page("office", reverse("map-stage")).status_code == 200
    assert page("admin", reverse("map")).status_code == 403


def test_queries_do_not_grow_with_projects(coded, page, django_assert_max_num_queries):
    from city import make_project

    load(coded)
    page("office", reverse("map"))
    with django_assert_max_num_queries(60) as few:
        page("office", reverse("map"))
    for n in range(6):
        make_project(coded, key=f"more{n}", longitude_e6=120_500_000, latitude_e6=30_400_000)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page("office", reverse("map"))


def test_the_administrators_page(coded, page):
    address = reverse("outlines")
    sent = {"title": "示意图", "source": "审图号", "file": geojson(shape("339902", "东山区", 120))}
    sent["file"].name = "a.geojson"
    assert page("office", address).status_code == 403
    assert page("admin", address, sent, post=True).status_code == 302
    broken = {"title": "示意图", "source": "审图号", "file": io.BytesIO(b"<svg/>")}
    broken["file"].name = "a.geojson"
    assert "不是 GeoJSON" in page("admin", address, broken, post=True).content.decode()
    row = drawn_outline().own
    withdraw = reverse("outline-withdraw", args=[row.uid])
    assert page("office", withdraw, {"reason": "x"}, post=True).status_code == 403
    assert page("admin", withdraw, {"reason": "有误"}, post=True).status_code == 302


def test_carried_outlines_are_read_by_prefecture():
    assert outlines.of_prefecture("999900") is None
    assert outlines.of_prefecture("../../x") is None
