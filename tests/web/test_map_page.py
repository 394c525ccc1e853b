"""The map in a browser, with nothing from outside: on a grid, and on the city's own outline."""

import io
import json

import pytest

from yipanqi.apps.life.pipeline.actions import load_outline

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


DIVIDED = """async () => {
  const { divide } = await import("/static/web/divide.js");
  // a C, whose arms a cut goes through twice; and a square
  const placed = (ring) => ring.map(([x, y]) => [120 + x, 30 + y]);
  const c = placed([[0,0],[4,0],[4,1],[1,1],[1,3],[4,3],[4,4],[0,4],[0,0]]);
  const square = placed([[0,0],[4,0],[4,4],[0,4],[0,0]]);
  const across = (p, q) => p[0] * q[1] - q[0] * p[1];
  const area = (ring) => Math.abs(ring.slice(1).reduce((sum, p, i) => sum + across(ring[i], p), 0));
  const inside = (x, y, ring) => {
    let odd = false;
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i], [x2, y2] = ring[i - 1];
      if ((y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
    }
    return odd;
  };
  let seed = 7;
  const dice = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const told = [];
  for (const ring of [c, square]) for (let round = 0; round < 40; round++) {
    const somewhere = () => placed([[dice() * 4, dice() * 4]])[0];
    const sites = Array.from({ length: 2 + round % 12 }, () => ({ at: somewhere() }));
    const pieces = divide({ geometry: { type: "Polygon", coordinates: [ring] } }, sites);
    const sum = pieces.flat().reduce((total, piece) => total + area(piece), 0);
    let wrong = 0;
    for (let n = 0; n < 60; n++) {
      const [x, y] = [120 + dice() * 4, 30 + dice() * 4];
      if (!inside(x, y, ring)) continue;
      const off = sites.map(({ at }) => ((at[0] - x) * 0.866) ** 2 + (at[1] - y) ** 2);
      if (!pieces[off.indexOf(Math.min(...off))].some((piece) => inside(x, y, piece))) wrong += 1;
    }
    told.push([Math.abs(sum - area(ring)), wrong]);
  }
  return told;
}"""


def test_a_district_is_divided_among_its_towns_and_the_page_says_how(open_page, town):
    """Pieces add up to the district, and every place belongs to the nearest town."""
    for key, longitude in (("plant", 120_400_000), ("road", 120_700_000)):
        version = town.project[key].current
        version.longitude_e6, version.latitude_e6 = longitude, 30_500_000
        version.save()
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
    page = open_page("/map/?month=2024-04&by=town")
    page.locator(".city-map[data-ready]").wait_for()
    foot = page.inner_text(".map-foot")
    assert "就近划分" in foot
    assert "不作划界依据" in foot
    for lost, wrong in page.evaluate(DIVIDED):
        assert lost < 1e-9
        assert wrong == 0
