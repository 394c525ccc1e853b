"""A person's calendar: by a secret address, of what concerns their units, ended by a new one."""

import pytest

from city import city
from promises import Promises
from yipanqi.apps.supervision.models import Feed

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
