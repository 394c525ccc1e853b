"""After an adjustment: the plan as first issued stays beside the adjusted one, and every board
says which version it rests on.
"""

from datetime import date

import pytest
from django.template import Context, Template

from city import YI, city
from yipanqi.apps.ledger.projects.actions import issue_draft, save_line, start_draft
from yipanqi.apps.ledger.projects.plans import first_plans, plan_history
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.month.snapshots.list_basis import basis_of
from yipanqi.core.month import Month

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2024, 3), Month(2024, 4)


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


def adjusted(town, plan):
    office = town.viewer("office")
    draft = start_draft(viewer=office, year=2024, based_on=town.annual_list)
    changes = {"annual_plan": plan}
    save_line(viewer=office, draft=draft, project=town.project["plant"], changes=changes)
    return issue_draft(
        viewer=office, draft=draft, issued_on=date(2024, 4, 3), effective_month=APRIL,
        document_number="越推进〔2024〕8号",
    )  # fmt: skip


def note(snapshot):
    text = "{% load list_basis %}{% list_note snapshot %}"
    return Template(text).render(Context({"snapshot": snapshot}))


def test_a_published_month_keeps_its_version(town):
    office = town.viewer("office")
    march = freeze_month(viewer=office, month=MARCH)
    before = basis_of(march)
    adjusted(town, YI // 2)
    april = freeze_month(viewer=office, month=APRIL)
    assert basis_of(march) == before
    assert note(march) == "年度计划出自2024年度清单第1版（自2024年1月起生效）。"
    basis = basis_of(april)
    assert basis.issued.number == 2
    assert basis.original - basis.adjusted == YI // 2
    assert basis.of_adjusted > basis.of_original
    assert "按首次下达计划完成" in note(april)
    assert "越推进〔2024〕8号" in note(april)


def test_a_projects_plans_are_told_in_the_order_of_issue(town):
    adjusted(town, 3 * YI)
    plant = town.project["plant"]
    told = [(e.annual_list.number, e.annual_plan) for e in plan_history(plant, 2024)]
    assert told == [(1, YI), (2, 3 * YI)]
    assert first_plans(2024)[plant.pk] == YI


def test_a_year_without_a_list_is_an_ordinary_year(town):
    assert first_plans(2025) == {}
    town.annual_list.entries.all().delete()
    march = freeze_month(viewer=town.viewer("office"), month=MARCH)
    assert basis_of(march) is None
    assert note(march) == "2024年3月没有下达的年度清单，不计年度计划。"


def test_the_pages_show_both(town, client):
    adjusted(town, YI // 2)
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/projects/{town.project['plant'].uid}/?month=2024-04").content.decode()
    assert "第 1 版首次下达" in page
    assert "第 2 版，自2024年4月起" in page
    version = client.get("/lists/", follow=True).content.decode()
    assert "首次下达计划" in version


@pytest.mark.parametrize(
    "address", ["/", "/reporting/", "/projects/", "/lists/", "/publishing/", "/scoring/"]
)
def test_pages_of_a_month_without_a_list_are_ordinary_pages(town, client, address):
    town.annual_list.entries.all().delete()
    town.annual_list.delete()
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address, {"month": "2024-04"}, follow=True).status_code == 200
