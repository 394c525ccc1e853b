"""A meeting in real browsers on the product's own server: console, three venues, a participant.

One venue loses its line in the middle and finds its place again; one participant looks around
and comes back; a task noted at the console becomes the unit's commitment.
"""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from meetings.conftest import Desk
from meetings.live_clients import server
from meetings.test_live_stream import cookie
from yipanqi.apps.commitments.models import Commitment
from yipanqi.apps.meetings import actions, queries
from yipanqi.core.month import Month

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("postgres" in settings.DATABASES["default"]["ENGINE"], reason="one file"),
]
SLIDE = "[data-live-slide] h2"


@contextmanager
def browsers(chromium, port: int, complaints: list[str]):
    address = f"http://127.0.0.1:{port}"
    contexts = []

    def open_as(user, path: str, width: int = 1440, height: int = 900):
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        name, _, value = cookie(user).partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        assert page.goto(address + path).status == 200, path
        return page

    yield open_as
    for context in contexts:
        context.close()


def test_console_three_venues_and_a_participant_stay_together(chromium, town_on_disk, tmp_path):
    town, room = town_on_disk
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    complaints: list[str] = []
    home = f"/meetings/{room.uid}"
    keys = {"east": "east_reviewer", "west": "west_reviewer", "south": "south_reviewer"}
    venues = {k: room.venues.get(unit=town.unit[k]).uid for k in keys}
    items = [i.title for i in queries.live_items(room)]
    with (
        server(tmp_path / "served", database, settings.SECRET_KEY) as port,
        browsers(chromium, port, complaints) as open_as,
    ):
        console = open_as(town.user["office"], f"{home}/console/")
        screens = {
            k: open_as(town.user[who], f"{home}/venues/{venues[k]}/", 1920, 1080)
            for k, who in keys.items()
        }
        follower = open_as(town.user["health_reporter"], f"{home}/follow/")
        for screen in screens.values():
            screen.click(".sign-in button")
        speech = next(n for n, title in enumerate(items) if title.endswith("领导讲话"))
        begin = console.locator(".console-agenda button")
        begin.nth(speech).click()
        for screen in (*screens.values(), follower):
            screen.locator(SLIDE, has_text="领导讲话").wait_for(timeout=10_000)
            assert screen.locator("[data-live-timer]").first.inner_text()[:2] in {"19", "20"}

        screens["west"].context.set_offline(True)
        for n in range(3):
            console.fill("input[name=text]", f"第{n}句")
            console.press("input[name=text]", "Enter")
            screens["east"].locator(SLIDE, has_text=f"第{n}句").wait_for(timeout=10_000)
        screens["west"].context.set_offline(False)
        screens["west"].locator(SLIDE, has_text="第2句").wait_for(timeout=30_000)

        follower.locator("[data-browse]").nth(speech).click()
        follower.locator(SLIDE, has_text="领导讲话").wait_for(timeout=10_000)
        console.fill("input[name=text]", "请看主会场")
        console.press("input[name=text]", "Enter")
        screens["east"].locator(SLIDE, has_text="请看主会场").wait_for(timeout=10_000)
        assert "领导讲话" in follower.locator(SLIDE).inner_text(), "still looking around"
        follower.click("[data-back-to-live]")
        follower.locator(SLIDE, has_text="请看主会场").wait_for(timeout=10_000)

        console.fill("textarea[name=text]", "东山区5月底前交地")
        console.select_option("select[name=lead]", label="东山区")
        console.fill("input[name=due_on]", "2024-05-31")
        console.fill("textarea[name=acceptance]", "交地确认书。")
        console.click(".console-note .btn-primary")
        console.locator("[data-noted] li", has_text="东山区5月底前交地").wait_for()
        console.goto(console.url.replace("/console/", "/decisions/"))
        console.click("text=确认并交办")
        console.locator("text=督办").first.wait_for()
    task = Commitment.objects.unscoped("test").get(title="东山区5月底前交地")
    assert task.lead_unit_id == town.unit["east"].pk
    signed = room.venues.exclude(signed_in_at=None).count()
    assert signed == len(keys)
    offline = "ERR_INTERNET_DISCONNECTED"
    assert [text for text in complaints if offline not in text] == []


def test_the_agenda_is_put_in_order_by_keys_and_by_dragging(chromium, town_on_disk, tmp_path):
    town, room = town_on_disk
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    complaints: list[str] = []
    before = [i.title for i in queries.live_items(room)]
    with (
        server(tmp_path / "served", database, settings.SECRET_KEY) as port,
        browsers(chromium, port, complaints) as open_as,
    ):
        page = open_as(town.user["office"], f"/meetings/{room.uid}/agenda/")
        rows = page.locator("#agenda tr[data-item]")
        rows.nth(0).focus()
        page.keyboard.press("Alt+ArrowDown")
        page.locator("#agenda-said", has_text="顺序已保存").wait_for()
        assert [i.title for i in queries.live_items(room)] == [before[1], before[0], *before[2:]]
        rows.nth(len(before) - 1).locator(".handle").drag_to(rows.nth(0).locator(".handle"))
        page.wait_for_timeout(800)
    assert queries.live_items(room).first().title == before[-1]
    assert complaints == []


@pytest.fixture
def town_on_disk(plain_town):
    """A called meeting whose room is open; nothing published, so its agenda is short."""
    desk = Desk(plain_town)
    meeting = desk.called(desk.planned(month=Month(2024, 4)))
    room = actions.open_room(viewer=desk.office, uid=meeting.uid)
    return plain_town, room
