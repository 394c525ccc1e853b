"""A meeting in real browsers on the product's own server: console, three venues, a participant.

One venue loses its line in the middle and finds its place again; one participant looks around
and comes back; a task noted at the console becomes the unit's commitment.
"""

import io
from contextlib import contextmanager
from datetime import date

import av
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from meetings.conftest import Desk
from meetings.live_clients import server
from meetings.test_live_stream import cookie
from promises import picture
from yipanqi.apps.meeting.inspections.actions import (
    FindingWish,
    add_exhibit,
    note_finding,
    plan_inspection,
    put_on_agenda,
)
from yipanqi.apps.meeting.meetings import actions, queries
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.month import Month
from yipanqi.infra import evidence
from yipanqi.infra.clips import keep_clip

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


def test_film_map_roll_and_a_finding_are_the_same_at_every_venue(chromium, town_on_disk, tmp_path):
    """A film is on the main venue's second at each venue, also where it comes in late; the map
    has its lights; a phone reads the roll; the inspected unit sees the finding as it is shown.
    """
    town, room = town_on_disk
    office = town.viewer("office")
    film = meetings_film(office, room)
    finding = found_on_the_road(town)
    put_on_agenda(viewer=office, finding=finding.uid, meeting=room.uid)
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    complaints: list[str] = []
    home = f"/meetings/{room.uid}"
    keys = {"east": "east_reviewer", "west": "west_reviewer", "south": "south_reviewer"}
    venues = {k: room.venues.get(unit=town.unit[k]).uid for k in keys}
    with (
        server(tmp_path / "served", database, settings.SECRET_KEY) as port,
        browsers(chromium, port, complaints) as open_as,
    ):

        def projection(key):
            return open_as(town.user[keys[key]], f"{home}/venues/{venues[key]}/", 1920, 1080)

        console = open_as(town.user["office"], f"{home}/console/")
        screens = [projection("east"), projection("west")]
        console.click("[data-kind=map]")
        for screen in screens:
            screen.locator(".slide-map circle").first.wait_for(timeout=10_000)
        console.fill("[data-film-second]", "3")
        console.click("[data-kind=film][data-second=here]:not([data-runs])")
        for screen in screens:
            screen.locator(".slide video").wait_for(timeout=10_000)
        console.wait_for_timeout(1_500)
        screens.append(projection("south"))  # comes in late
        screens[2].locator(".slide video").wait_for(timeout=10_000)
        console.wait_for_timeout(2_500)
        console.fill("[data-film-second]", "")
        at = [s.evaluate("document.querySelector('.slide video').currentTime") for s in screens]
        assert min(at) > 3
        assert max(at) - min(at) < 1.2, at
        console.fill("[data-film-second]", "5")
        console.click("[data-kind=film][data-runs='0']")
        for screen in screens:
            screen.wait_for_function(
                "() => Math.abs(document.querySelector('.slide video')?.currentTime - 5) < .1"
            )
        console.click("[data-verb=call-roll]")
        qr = screens[0].locator("[data-live-qr]")
        qr.wait_for(timeout=10_000)
        assert qr.evaluate("q => q.complete && q.naturalWidth > 100 || q.decode().then(() => true)")
        code = screens[0].locator("[data-live-roll]").inner_text()
        phone = open_as(town.user["east_leader"], f"{home}/follow/?code={code}", 390, 844)
        phone.locator("[data-roll-box] .btn-primary").click()
        phone.locator("text=已办理").first.wait_for()
        assert finding.title not in phone.locator("body").inner_text()
        case = console.locator(".console-agenda button", has_text=finding.title)
        case.click()
        for screen in screens:
            screen.locator(SLIDE, has_text=finding.title).wait_for(timeout=10_000)
            picture = screen.locator(".slide-pictures img")
            picture.wait_for()
            assert picture.evaluate("p => p.decode().then(() => p.naturalWidth)") == 8
        phone.goto(phone.url.partition("/meetings/")[0] + "/inspections/")
        phone.locator("a", has_text=finding.title).wait_for()
    task = Commitment.objects.unscoped("test").get(title=finding.title)
    assert task.lead_unit_id == town.unit["town"].pk
    assert room.attendances.filter(by_code=True).exists()
    assert queries.film_for(town.viewer("west_reviewer"), film.uid)
    assert complaints == []


def meetings_film(office, room):
    clip = keep_clip(ContentFile(grey_film(8)), "专题片.mp4")
    return actions.bring_film(viewer=office, uid=room.uid, kept=clip.kept)


def grey_film(seconds: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=5, options={"preset": "ultrafast", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for n in range(5 * seconds):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 36), (n * 6, 90, 90)))
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return out.getvalue()


def found_on_the_road(town):
    office = town.viewer("office")
    visit = plan_inspection(viewer=office, title="暗访", planned_on=date(2024, 5, 5))
    wanted = FindingWish(
        "渣土车带泥上路", "未冲洗上路。", "三日内清理。", town.unit["town"].pk, date(2024, 5, 31)
    )
    finding = note_finding(viewer=office, inspection=visit.uid, wanted=wanted)
    kept = evidence.keep(ContentFile(picture().read()), "现场.png")
    add_exhibit(viewer=office, finding=finding.uid, kept=kept, caption="路口")
    current = town.project["plant"].current
    current.longitude_e6, current.latitude_e6 = 120_600_000, 30_100_000
    current.save()
    return finding


@pytest.fixture
def town_on_disk(plain_town, settings, tmp_path):
    """A called meeting whose room is open; nothing published, so its agenda is short. Files lie
    where the server beside looks for them.
    """
    settings.MEDIA_ROOT = tmp_path / "served" / "evidence"
    desk = Desk(plain_town)
    meeting = desk.called(desk.planned(month=Month(2024, 4)))
    room = actions.open_room(viewer=desk.office, uid=meeting.uid)
    return plain_town, room
