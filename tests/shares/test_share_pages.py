"""The pages of a project's shares, from the form to the record."""

import pytest

from city import city
from yipanqi.apps.ledger.shares.models import Transfer
from yipanqi.apps.ledger.shares.queries import segments_in
from yipanqi.core.month import Month

pytestmark = pytest.mark.django_db
APRIL = Month(2024, 4)


@pytest.fixture
def town():
    return city()


def line(n, unit, name, plan, total):
    return {f"s{n}_unit": str(unit.uid), f"s{n}_name": name, f"s{n}_plan": plan,
            f"s{n}_total": total, f"s{n}_planned": "", f"s{n}_actual": ""}  # fmt: skip


def test_from_segments_to_figures_on_the_pages(town, client):
    road = town.project["road"]
    client.force_login(town.user["office"])
    at = f"/shares/{road.uid}/"
    sent = {"effective_month": "2024-04", "version": road.version, "key": "k", "reason": ""}
    sent |= line(0, town.unit["east"], "东山段", "40000", "200000")
    sent |= line(1, town.unit["west"], "西河段", "20000", "100000")
    answer = client.post(f"{at}segments/?month=2024-04", sent, follow=True)
    page = answer.content.decode()
    assert "分段已保存" in page
    assert "西河段" in page
    assert "全市只计一次" in page
    client.force_login(town.user["east_reporter"])
    east, west = (x.segment.pk for x in segments_in(road, APRIL))
    sent = {f"month_{east}": "3000", f"year_{east}": "9000", f"month_{west}": "1000",
            f"year_{west}": "2000", "informant": "", "version": 0, "key": "f"}  # fmt: skip
    page = client.post(f"{at}figures/?month=2024-04", sent, follow=True).content.decode()
    assert "项目月报为各分段之和" in page
    sheet = client.get(f"/reporting/2024-04/unit/{town.unit['east'].uid}/").content.decode()
    assert f"{at}figures/?month=2024-04" in sheet
    record = client.get(f"/projects/{road.uid}/?month=2024-04").content.decode()
    assert "各单位份额" in record


def test_a_transfer_and_its_rule_on_the_pages(town, client):
    plant = town.project["plant"]
    client.force_login(town.user["office"])
    sent = {"to_unit": str(town.unit["west_town"].uid), "effective_month": "2024-04",
            "rule": "giver_keeps", "document_number": "", "reason": "区划调整",
            "version": plant.version, "key": "t"}  # fmt: skip
    page = client.post(f"/shares/{plant.uid}/transfer/?month=2024-04", sent, follow=True)
    assert "当年以前月份留在划出单位得分中" in page.content.decode()
    assert Transfer.objects.count() == 1
    client.force_login(town.user["west_reporter"])
    assert client.get(f"/shares/{town.project['road'].uid}/").status_code == 404
    assert client.get(f"/shares/{plant.uid}/transfer/").status_code == 403


def test_joint_leads_on_the_page(town, client):
    road = town.project["road"]
    client.force_login(town.user["office"])
    sent = {"main": "", "units": [str(town.unit["ndrc"].uid)], "reason": "",
            "version": road.version, "key": "l"}  # fmt: skip
    page = client.post(f"/shares/{road.uid}/leads/", sent).content.decode()
    assert "请指定一个主牵头单位" in page
    sent |= {"main": str(town.unit["transport"].uid), "key": "m"}
    page = client.post(f"/shares/{road.uid}/leads/", sent, follow=True).content.decode()
    assert "市交通运输局（主牵头）、市发展和改革委员会" in page
