"""The office in a browser: a line of the list's draft, a figure of a county, a project's stage."""

from datetime import date

import pytest

from yipanqi.apps.ledger.projects.actions import start_draft
from yipanqi.apps.ledger.projects.models import AnnualList, DraftLine, Project
from yipanqi.apps.month.reporting.models import Measure, Observation

pytestmark = pytest.mark.browser


def settled(page, row) -> None:
    for _ in range(100):
        if "is-saved" in (row.locator("[data-row-state]").get_attribute("class") or ""):
            return
        page.wait_for_timeout(100)
    pytest.fail("the row was never saved")


def test_a_plan_is_split_and_the_version_issued(open_page, town):
    draft = start_draft(viewer=town.viewer("office"), year=2024, based_on=town.annual_list)
    page = open_page(f"/lists/draft/{draft.uid}/")
    row = page.locator("tbody tr[data-row]").filter(has_text="精密轴承")
    row.locator("td[data-field=annual_plan] input").fill("24000")
    row.locator("td[data-field=m01] input").focus()
    row.locator("td[data-field=annual_class] select").select_option("finishing")
    page.locator("tbody tr[data-row]").first.locator("td[data-field=m12] input").focus()
    settled(page, row)
    assert row.locator("td[data-field=m06] input").input_value() == "2000"
    line = DraftLine.objects.get(project=town.project["plant"])
    assert (line.annual_plan, line.annual_class) == (240_000_000, "finishing")
    page.goto(page.url + "issue/")
    page.get_by_text("调整 1 个").wait_for()
    page.get_by_role("button", name="下达这一版").click()
    page.get_by_text("清单已下达").wait_for()
    assert AnnualList.objects.filter(number=2, effective_month="2024-05").exists()


def test_a_correction_waits_for_its_reason(open_page, town):
    Measure.objects.create(key="fai", name="固定资产投资", unit_of_account="亿元", decimals=2)
    page = open_page("/targets/observations/?month=2024-04")
    row = page.locator("tbody tr[data-row]").filter(has_text="东山区")
    figure, reason = (row.locator(f"td[data-field={name}] input") for name in ("fai", "reason"))
    figure.fill("12.5")
    reason.focus()
    page.wait_for_timeout(1500)
    settled(page, row)
    assert figure.input_value() == "12.50"
    figure.fill("13")
    reason.fill("统计局核定")
    page.wait_for_timeout(1500)
    settled(page, row)
    assert Observation.objects.order_by("revision").last().reason == "统计局核定"


def test_a_wrong_stage_is_voided_in_a_dialog(open_page, town):
    uid = town.project["conceived"].uid
    page = open_page(f"/projects/{uid}/stage/", as_="office")
    page.get_by_label("立项").check()
    page.locator("[name=reason]").first.fill("批复已到")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("建设阶段已更新").wait_for()
    assert Project.objects.get(uid=uid).stage == "approved"
    page.goto(page.url + "stage/")
    page.locator("button[data-dialog]").first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("input[name=reason]").fill("登记错误")
    dialog.get_by_role("button", name="确认作废").click()
    page.get_by_text("仍留在阶段记录中").wait_for()
    project = Project.objects.get(uid=uid)
    assert project.stage == "conceived"
    assert project.stage_events.get(event="approved").effective_on == date(2024, 5, 5)


def test_pages_of_the_office_fit_a_phone(open_page, town):
    uid = town.project["plant"].uid
    for address in (
        "/projects/new/", f"/projects/{uid}/stage/", f"/projects/{uid}/dates/",
        f"/lists/{town.annual_list.uid}/", "/reporting/months/open/", "/snapshots/ledgers/",
        "/snapshots/marks/new/", "/units/", "/targets/",
    ):  # fmt: skip
        page = open_page(address, width=390, height=844)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address
        page.close()
