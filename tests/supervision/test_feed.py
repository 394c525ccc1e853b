"""A person's calendar: by a secret address, of what concerns their units, ended by a new one."""

from datetime import UTC, time

import pytest

from city import city
from promises import Promises
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.apps.promises.supervision.feed import make_feed
from yipanqi.apps.promises.supervision.models import Feed
from yipanqi.core.month import Month

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


def test_the_address_works_without_login_shows_own_dates_and_ends(client, town):
    promises = Promises(town)
    row = promises.assigned()
    promises.assigned(by="west_reviewer", lead="west_town", title="西河的事")
    client.force_login(
        town.user["town_reporter"], backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.post("/supervision/feed/").content.decode()
    address = page.split('readonly value="')[1].split('"')[0]
    path = address.removeprefix("http://testserver")
    assert path.rsplit("/", 1)[1][:-4] not in str(Feed.objects.values())
    client.logout()
    answer = client.get(path)
    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"UID:{row.uid}@yipanqi" in text
    assert "DTSTART;VALUE=DATE:20240520" in text
    assert "西河的事" not in text
    promises.done(row)
    assert "BEGIN:VEVENT" not in client.get(path).content.decode()
    assert client.get("/supervision/feed/nothing.ics").status_code == 404
    client.force_login(
        town.user["town_reporter"], backend="django.contrib.auth.backends.ModelBackend"
    )
    client.post("/supervision/feed/")
    assert client.get(path).status_code == 404
    town.user["town_reporter"].is_active = False
    town.user["town_reporter"].save()
    assert client.get(path).status_code == 404


def test_meetings_stand_in_it_at_their_hour(client, town):
    series = meetings.open_series(
        viewer=town.viewer("office"), rhythm=meetings.Rhythm("全市例会", 6, time(9))
    )
    row = meetings.plan_meeting(
        viewer=town.viewer("office"), series=series, call=meetings.Call(month=Month(2024, 4))
    )
    for who, seen in (("office", True), ("town_reporter", False)):  # not called out yet
        secret = make_feed(viewer=town.viewer(who))
        text = client.get(f"/supervision/feed/{secret}.ics").content.decode()
        assert (f"UID:{row.uid}@yipanqi" in text.replace("\r\n ", "")) is seen
    secret = make_feed(viewer=town.viewer("office"))
    assert (
        f"DTSTART:{row.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        in client.get(f"/supervision/feed/{secret}.ics").content.decode()
    )


def test_one_page_holds_all_subscriptions(client, town):
    backend = "django.contrib.auth.backends.ModelBackend"
    for who, robots in (("town_reporter", False), ("east_reviewer", True)):
        client.force_login(town.user[who], backend=backend)
        page = client.get("/notices/channels/").content.decode()
        assert "生成我的日历地址" in page
        assert ('name="address"' in page) is robots
