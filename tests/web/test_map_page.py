"""The map in a browser, with nothing from outside: on a grid, and on the city's own outline."""

import io
import json

import pytest

from yipanqi.apps.pipeline.actions import load_outline

pytestmark = pytest.mark.browser


def placed(town) -> None:
    version = town.project["road"].current
    version.longitude_e6, version.latitude_e6 = 120_500_000, 30_500_000
    version.save()


def test_points_stand_on_a_grid_without_an_outline(open_page, town):
    placed(town)
    page = open_page("/map/?month=2024-04")
    page.locator(".city-map[data-ready]").wait_for()
    assert page.locator(".city-map canvas").count() == 1


def test_districts_are_drawn_and_lead_on(open_page, town):
    placed(town)
    ring = [[120, 30], [121, 30], [121, 31], [120, 31], [120, 30]]
    shape = {
        "type": "Feature",
        "properties": {"code": "339902", "name": "东山区"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [shape]}).encode()
    load_outline(
        viewer=town.viewer("admin"), upload=io.BytesIO(content), name="区划.geojson",
        title="示意图", source="市自然资源局",
    )  # fmt: skip
    for address in ("/map/?month=2024-04&colour=light", "/map/stage/?month=2024-04"):
        page = open_page(address)
        page.locator(".city-map[data-ready]").wait_for()
        assert "不作划界依据" in page.inner_text(".map-foot")
        assert page.locator("[data-step] rect").first.get_attribute("fill")
