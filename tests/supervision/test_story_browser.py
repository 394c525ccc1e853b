"""In the browser: a town raises a problem that another unit must solve; unsolved, it climbs over
the district to the city and becomes a decision of the meeting; both are shown done, refused once
and closed, the problem by the town that raised it.
"""

from datetime import date, time, timedelta

import pytest
from django.test import Client

from city import city
from promises import picture
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.apps.promises.commitments.actions import sweep_day
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import Installation

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(chromium):
    return chromium


@pytest.fixture
def town(transactional_db):
    return city()


class Person:
    """Somebody of the town at a browser; every complaint of the console is kept."""

    def __init__(self, browser, live_server, user) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.base, self.complaints = live_server.url, []
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.context.add_cookies(
            [{"name": n, "value": c.value, "url": self.base} for n, c in client.cookies.items()]
        )
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type == "error" else None
        )

    def see(self, path: str):
        assert self.page.goto(self.base + path).status == 200
        return self.page

    def fill(self, dialog: str, **fields: str) -> None:
        """Open a dialog of the page, fill its fields, send it."""
        self.page.click(f'[data-dialog="{dialog}"]')
        box = self.page.locator(f"dialog#{dialog}")
        for name, value in fields.items():
            field = box.locator(f'[name="{name}"]')
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        box.locator(".form-actions button").first.click()
        self.page.wait_for_load_state()


def on(day: date) -> None:
    Installation.objects.update(business_date=day)


def closed_after_one_refusal(worker: Person, verifier: Person, row: Commitment) -> None:
    """The doer shows it and reports it done, is sent back once, and is closed by another."""
    page = worker.see(f"/supervision/{row.uid}/")
    image = {"name": "现场.png", "mimeType": "image/png", "buffer": picture().getvalue()}
    page.set_input_files('input[type="file"]', image)
    page.click('button:text-is("上传")')
    page.wait_for_load_state()
    worker.fill("done", result="管线已迁改。")
    verifier.see(f"/supervision/{row.uid}/")
    verifier.fill("return", reason="缺完工确认单")
    worker.see(f"/supervision/{row.uid}/")
    worker.fill("done", result="管线已迁改，完工确认单已补。")
    page = verifier.see(f"/supervision/{row.uid}/")
    verifier.fill("close", verdict="现场核实，已迁改到位。")
    assert "已销号" in page.content()


def test_from_the_town_to_the_city_and_closed(browser, live_server, town):
    def person(name: str) -> Person:
        return Person(browser, live_server, town.user[name])

    series = meetings.open_series(
        viewer=town.viewer("office"), rhythm=meetings.Rhythm("全市例会", 6, time(9))
    )
    call = meetings.Call(month=Month(2024, 4))
    meeting = meetings.plan_meeting(viewer=town.viewer("office"), series=series, call=call)

    raiser = person("town_reporter")
    page = raiser.see(f"/projects/{town.project['plant'].uid}/")
    page.click("text=提出问题")
    page.fill("#title", "雨污管未迁改，厂区道路无法贯通")
    page.select_option("#cause", "land")
    page.select_option("#unit", label="东山新区")
    page.fill("#description", "5月底前不迁改，设备无法进场。")
    page.click("button.btn-primary")
    page.wait_for_load_state()
    problem = Problem.objects.get()

    reviewer = person("east_reviewer")
    reviewer.see(f"/problems/{problem.uid}/")
    reviewer.fill("assign", due_on="2024-05-10", requirement="完成迁改并交付。")
    row = Commitment.objects.get()
    assert [row.level_unit, row.raiser_closes] == [None, True]

    reached = []
    for n in range(46):
        sweep_day(viewer=Viewer.system("test"), day=date(2024, 5, 6) + timedelta(n))
        row.refresh_from_db()
        reached += [row.level_unit] if row.level_unit and row.level_unit not in reached else []
    assert reached == [town.unit["east"], town.unit["city"]], "over the district to the city"
    on(date(2024, 6, 20))
    leader = person("leader")
    page = leader.see("/supervision/")
    assert "严重逾期" in page.content()
    page.keyboard.press("j")
    page.click("text=雨污管未迁改")
    assert "现在" in page.locator(".ladder").inner_text()
    leader.fill("action", kind="coordination", text="市领导现场协调，定于6月底完工。")

    office = person("office")
    page = office.see(f"/meetings/{meeting.uid}/decisions/")
    page.click('[data-dialog="note"]')
    box = page.locator("dialog#note")
    box.locator('[name="text"]').fill("东山新区6月底前完成雨污管迁改，市领导包案")
    box.locator('[name="lead"]').select_option(label="东山新区", force=True)
    box.locator('[name="due_on"]').fill("2024-06-28")
    box.locator('[name="acceptance"]').fill("完工确认单和现场照片。")
    box.locator(".btn-primary").click()
    page.wait_for_load_state()
    page.click('form[action$="/do/confirm/"] button')
    page.wait_for_load_state()
    settled = Commitment.objects.exclude(pk=row.pk).get()

    on(date(2024, 6, 25))
    worker = person("park_reporter")
    closed_after_one_refusal(worker, raiser, row)
    closed_after_one_refusal(worker, office, settled)
    problem.refresh_from_db()
    row.refresh_from_db()
    settled.refresh_from_db()
    assert (problem.state, row.state, row.times_returned, row.level) == (
        "confirmed",
        "closed",
        1,
        2,
    )
    assert (settled.state, settled.times_returned) == ("closed", 1)
    page = office.see(f"/meetings/{meeting.uid}/decisions/")
    assert f"/supervision/{settled.uid}/" in page.content()
    people = (raiser, reviewer, leader, office, worker)
    assert [p.complaints for p in people] == [[]] * 5
