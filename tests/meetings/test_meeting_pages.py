"""Pages of meetings as each role opens them, and the one way verbs come in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yipanqi.apps.meeting.meetings import queries
from yipanqi.apps.meeting.meetings.actions import Wanted
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.meetings.agenda import ItemKind

pytestmark = pytest.mark.django_db
PAGES = ("record", "agenda", "console", "follow", "speaker", "decisions")


def page(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.uid])


def test_the_station_begins_with_setting_up_a_series(log_in, town):
    answer = log_in("office").get("/meetings/")
    assert "设立例会" in answer.content.decode()
    assert "设立例会" not in log_in("east_leader").get("/meetings/").content.decode()


def test_every_page_of_an_open_meeting_answers_the_office(log_in, room):
    client = log_in("office")
    for name in PAGES:
        assert client.get(page(name, room)).status_code == 200, name
    item = queries.live_items(room).first()
    venue = room.venues.first()
    for address in (
        reverse("meetings:item", args=[item.uid]),
        reverse("meetings:slide", args=[item.uid]),
        reverse("meetings:venue", args=[room.uid, venue.uid]),
        page("venues", room),
        page("state", room),
        page("search", room) + "?q=工程",
        "/meetings/",
    ):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("leader", (200, 403, 403, 200, 200, 200)),
        ("east_reviewer", (200, 403, 403, 200, 200, 200)),
        ("town_reporter", (404, 404, 404, 404, 404, 404)),
        ("admin", (403, 403, 403, 403, 403, 403)),
    ],
)
def test_others_see_what_they_are_invited_to(log_in, room, who, statuses):
    client = log_in(who)
    assert tuple(client.get(page(name, room)).status_code for name in PAGES) == statuses


def test_the_whole_way_of_planning_runs_through_forms(log_in, town):
    client = log_in("office")
    client.post(
        "/meetings/plan/",
        {
            "name": "全市例会",
            "day": "6",
            "begins_at": "09:00",
            "place": "会议中心",
            "chair": "市长",
        },
    )
    series = queries.all_series()[0]
    answer = client.post("/meetings/plan/", {"series": series.uid, "heard": "2024-04"})
    meeting = Meeting.objects.get()
    assert answer.url == page("agenda", meeting)
    client.post(reverse("meetings:do", args=[meeting.uid, "draft"]), {"back": "agenda"})
    shown = client.get(page("agenda", meeting)).content.decode()
    assert "领导讲话" in shown
    client.post(reverse("meetings:do", args=[meeting.uid, "call"]))
    meeting.refresh_from_db()
    assert meeting.state == "called"
    assert "已印发通知" in log_in("east_leader").get(page("record", meeting)).content.decode()


def test_a_script_gets_the_next_version_and_a_refusal_in_words(log_in, desk, meeting):
    client = log_in("office")
    item = queries.live_items(meeting).last()
    ask = {"headers": {"accept": "application/json"}}
    address = reverse("meetings:do", args=[meeting.uid, "move"])
    values = {"item": item.uid, "to": "0", "version": meeting.version}
    moved = client.post(address, values, **ask)
    assert moved.json() == {"version": meeting.version + 1}
    again = client.post(address, values, **ask)
    assert again.status_code == 409
    assert again.json()["refusal"]["text"]


@pytest.mark.parametrize("verb", ["nonsense", "__class__"])
def test_an_unknown_verb_is_not_there(log_in, meeting, verb):
    answer = log_in("office").post(reverse("meetings:do", args=[meeting.uid, verb]))
    assert answer.status_code == 404


def test_a_paper_is_handed_in_and_what_it_is_decides(log_in, desk, town, meeting):
    wanted = Wanted("东山区交流发言", kind=ItemKind.EXCHANGE, unit=town.unit["east"].pk)
    item = desk.act("add_item", uid=meeting.uid, wanted=wanted)
    client = log_in("east_reviewer")
    address = reverse("meetings:do", args=[meeting.uid, "hand-in"])

    def send(content: bytes, name: str):
        file = SimpleUploadedFile(name, content)
        return client.post(
            address, {"file": file, "item": item.uid, "back_to_item": item.uid}, follow=True
        ).content.decode()

    assert "不能提交" in send(b"PK\x03\x04rubbish", "发言.docx")
    assert item.materials.count() == 0
    assert "迟交" in send(b"%PDF-1.7 ...", "发言.pdf")
    paper = item.materials.get()
    assert client.get(reverse("meetings:paper", args=[paper.uid])).status_code == 200
    other = log_in("west_reviewer")
    assert other.get(reverse("meetings:paper", args=[paper.uid])).status_code == 404


def test_the_roll_code_is_for_venue_screens(log_in, desk, town, room):
    room = desk.act("call_roll", uid=room.uid)
    east = room.venues.get(unit=town.unit["east"])
    state = page("state", room)
    assert log_in("east_reviewer").get(state).json()["roll_code"] == ""
    mine = log_in("east_reviewer").get(f"{state}?venue={east.uid}").json()
    assert mine["roll_code"] == room.roll_code
    assert log_in("west_reviewer").get(f"{state}?venue={east.uid}").json()["roll_code"] == ""
    assert room.roll_code not in str(list(room.events.values_list("payload", flat=True)))


def test_without_the_products_own_server_the_stream_answers_and_ends(log_in, room):
    answer = log_in("east_reviewer").get(page("stream", room), headers={"last-event-id": "1"})
    assert answer["Content-Type"] == "text/event-stream"
    told = answer.content.decode()
    assert [line for line in told.splitlines() if line.startswith("id: ")] == [
        "id: 2",
        "id: 3",
        "id: 4",
    ]
    assert log_in("town_reporter").get(page("stream", room)).status_code == 404


def test_a_case_names_its_project_to_others_only_when_the_meeting_takes_it_up(
    log_in, desk, town, room
):
    """West's late start is nobody's business in the east before it is shown."""
    case = queries.live_items(room).filter(subject_kind="project").first()
    name = town.project["silent"].current.name
    assert name in case.title
    slide = reverse("meetings:slide", args=[case.uid])
    pages = [page("record", room), page("follow", room), reverse("meetings:item", args=[case.uid])]
    for who, sees in (("west_reviewer", True), ("leader", True), ("east_reviewer", False)):
        client = log_in(who)
        assert [name in client.get(p).content.decode() for p in pages] == [sees] * 3, who
        assert client.get(slide).status_code == (200 if sees else 403)
    desk.act("begin_item", uid=room.uid, item=case.uid)
    client = log_in("east_reviewer")
    assert name in client.get(pages[0]).content.decode()
    assert client.get(slide).json()["title"] == name


def test_a_rehearsal_shows_no_project(desk, town, meeting):
    desk.act("open_room", uid=meeting.uid, rehearsal=True)
    case = queries.live_items(meeting).filter(subject_kind="project").first()
    desk.act("begin_item", uid=meeting.uid, item=case.uid)
    told = str(list(meeting.events.values_list("payload", flat=True)))
    assert "彩排" in told
    assert town.project["silent"].current.name not in told
    desk.act("close_room", uid=meeting.uid)
    case.refresh_from_db()
    meeting.refresh_from_db()
    assert (case.started_at, meeting.state) == (None, "called")
