"""The month in a browser: fill in, take the offer, explain, hand in, review beside the queue."""

import pytest

from city import WAN, make_report
from yipanqi.apps.month.reporting.models import MonthReport

pytestmark = pytest.mark.browser


def cell(row, field: str):
    return row.locator(f"td[data-field={field}] input")


def settled(page, row) -> None:
    for _ in range(100):
        if "is-saved" in (row.locator("[data-row-state]").get_attribute("class") or ""):
            return
        page.wait_for_timeout(100)
    pytest.fail("the row was never saved")


def report_of(town, key: str) -> MonthReport:
    return MonthReport.objects.get(project=town.project[key], window__month="2024-04")


def test_a_clerk_fills_in_her_month(open_page, town):
    page = open_page(f"/reporting/2024-04/unit/{town.unit['town'].uid}/", as_="town_reporter")
    row = page.locator("tbody tr[data-row]").filter(has_text="精密轴承")
    cell(row, "this_month").fill("820.5")
    assert cell(row, "year_to_date").input_value() == ""  # offered, never written
    assert "3220.5" in row.locator(".offer").inner_text()
    cell(row, "year_to_date").press("=")
    assert cell(row, "year_to_date").input_value() == "3220.5"
    cell(row, "physical_progress").fill("主体结构施工至五层")
    cell(row, "next_month_plan").fill("900")
    cell(row, "problems").focus()
    page.wait_for_timeout(300)
    settled(page, row)
    box = page.locator(".sheet-side li").filter(has_text="施工许可").locator("textarea")
    box.press_sequentially("施工许可正在补办", delay=10)
    page.locator(".sheet-side .is-explained").wait_for()
    report = report_of(town, "plant")
    assert (report.this_month, report.year_to_date) == (8_205_000, 32_205_000)
    assert report.explanations == {"report.permit_missing": "施工许可正在补办"}
    page.goto(page.url + "submit/")
    page.get_by_role("button", name="提交 1 份月报").click()
    page.get_by_text("1 份月报已提交").wait_for()
    assert report_of(town, "plant").state == "submitted"


def test_a_reviewer_reviews_beside_the_queue(open_page, town):
    make_report(
        town,
        town.project["plant"],
        "2024-04",
        "submitted",
        waiting_unit=town.unit["east"],
        this_month=820 * WAN,
        year_to_date=3_220 * WAN,
        explanations={"report.permit_missing": "补办中"},
    )
    page = open_page("/reporting/2024-04/review/", as_="east_reviewer")
    page.wait_for_timeout(500)  # the keys' script comes after the page
    page.keyboard.press("j")
    page.locator("tr.is-current").wait_for(timeout=3000)
    page.keyboard.press("Enter")
    page.locator("#side .compare").wait_for(timeout=5000)
    page.locator("#side summary", has_text="退回并说明").click()
    page.locator("#side input[name=reason-this_month]").fill("与支付凭证不符")
    page.locator("#side").get_by_role("button", name="退回", exact=True).click()
    page.get_by_text("已退回，填报单位可在填报表中看到理由").wait_for()
    assert report_of(town, "plant").state == "returned"


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_keep_their_width(open_page, town, width):
    make_report(town, town.project["plant"], "2024-04", "submitted", waiting_unit=town.unit["east"])
    page = open_page("/reporting/2024-04/standing/", as_="office", width=width)
    home = page.url.split("/reporting/")[0]
    project = town.project["plant"].uid
    for address in (
        "/reporting/2024-04/standing/",
        "/reporting/2024-04/review/?view=below",
        f"/reporting/2024-04/project/{project}/",
        f"/reporting/2024-04/unit/{town.unit['town'].uid}/",
    ):
        page.goto(home + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
