"""The same through the browser, as the office's people would do it; every step timed."""

import time
from datetime import date

import pytest
from django.test import Client

from setup.desk import found
from setup.stranger import (
    done,
    past_table,
    people_table,
    projects,
    projects_table,
    targets_table,
    units_table,
)
from yipanqi.apps.ledger.projects.models import AnnualEntry
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.infra import clock
from yipanqi.infra.models import Installation

pytestmark = pytest.mark.browser
TRUTH = {
    "市交通": "市交通运输局",
    "前期工作": "前期",
    "投资类型": "政府投资",
    "项目级别": "市级",
}
HOUR = 3600  # seconds: a person's work for all of it


@pytest.fixture
def city(transactional_db, settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = settings.YIPANQI_EVIDENCE = tmp_path / "evidence"
    with clock.at(date(2024, 5, 5)):
        found()
    Installation.objects.filter(pk=1).update(business_date=date(2024, 5, 5))
    User.objects.update(must_change_password=False)


@pytest.fixture
def page_of(chromium, live_server, city):
    contexts, complaints = [], []

    def opened(username: str):
        client = Client()
        user = User.objects.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        context.add_cookies(
            [
                {"name": name, "value": cookie.value, "url": live_server.url}
                for name, cookie in client.cookies.items()
            ]
        )
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def load(page, base: str, kind: str, content: bytes, **typed: str) -> None:
    """Upload, confirm the columns, answer what is asked, bring it in."""
    page.goto(f"{base}/setup/{kind}/")
    page.set_input_files("input[name=file]", [_file(kind, content)])
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.click("button[data-busy]")
    page.wait_for_url("**/columns/")
    page.click(".page-head .btn-primary")
    page.wait_for_load_state("networkidle")
    while not page.locator("button[value=apply]").count():
        for row in page.locator("table.asks tbody tr").all():
            answer(row)
        page.click("button[value=update]")
        page.wait_for_load_state("networkidle")
    page.click("button[value=apply]")
    page.wait_for_load_state("networkidle")
    assert "表格已载入" in page.content()


def _file(kind: str, content: bytes) -> dict[str, object]:
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": f"{kind}.xlsx", "mimeType": media, "buffer": content}


def answer(row) -> None:
    question = row.locator("th").inner_text()
    choice = row.locator("select")
    wanted = next((v for words, v in TRUTH.items() if words in question), None)
    if wanted and not choice.input_value():
        labels = choice.locator("option").all_inner_texts()
        choice.select_option(label=next(text for text in labels if wanted in text))


def test_a_stranger_sets_the_city_up_in_the_browser(page_of, live_server, record_property):
    listed = projects()
    base, took, started = live_server.url, {}, time.monotonic()

    def timed(what: str, since: float) -> float:
        took[what] = time.monotonic() - since
        record_property(f"seconds: {what}", f"{took[what]:.1f}")
        return time.monotonic()

    admin, at = page_of("guanliyuan"), started
    load(admin, base, "units", units_table(3))
    at = timed("units", at)
    load(admin, base, "people", people_table(4))
    assert admin.locator("tbody tr").count() == User.objects.count() - 2
    at = timed("people", at)
    office = page_of("bangongshi")
    load(office, base, "projects", projects_table(5, listed), month="2024-04")
    at = timed("projects", at)
    load(office, base, "targets", targets_table(6), month="2024-04", agreed_by="市政府")
    at = timed("targets", at)
    load(office, base, "past_months", past_table(7, done(listed)), month="2024-03")
    timed("past months", at)

    office.goto(f"{base}/setup/")
    assert "期初导入，未经审核" in office.content()
    office.goto(f"{base}/reporting/2024-04/standing/")
    copy = office.locator("[data-copy=chase-all]")
    copy.click()
    office.get_by_text("已复制").first.wait_for()
    assert AnnualEntry.objects.count() == len(listed)
    assert MonthReport.objects.unscoped("test").count() == 3 * len(done(listed))
    assert time.monotonic() - started < HOUR
