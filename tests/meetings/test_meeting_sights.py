"""What the room can show besides tables, and what a venue takes home."""

import io
import zipfile

import pytest

from yipanqi.apps.life.pipeline.models import ChosenCase
from yipanqi.apps.meeting.meetings import queries
from yipanqi.apps.meeting.meetings.actions import Wanted, Wish
from yipanqi.apps.meeting.meetings.ground import heard_boards
from yipanqi.core.meetings.agenda import (
    Danger,
    Ground,
    ItemForm,
    ItemKind,
    Manner,
    drafted,
    place_of,
)
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.infra import clock
from yipanqi.infra.evidence import keep_made
from yipanqi.infra.qr import qr_svg
from yipanqi.packs.figures import yi_text
from yipanqi.web.documents import bulletin_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(desk, room):
    kept = keep_made(b"\x00\x00\x00\x18ftypmp42" + bytes(600), "专题片.mp4", "video/mp4")
    return desk.act("bring_film", uid=room.uid, kept=kept)


def test_the_agenda_takes_the_cases_that_people_chose(desk, town):
    ChosenCase.objects.create(
        project=town.project["plant"], kind="stalled", month="2024-03", words="连续两月无进度",
        chosen_at=clock.now(),
    )  # fmt: skip
    planned = desk.planned()
    desk.act("draft_agenda", uid=planned.uid)
    cases = planned.items.filter(kind="cases", dropped_at=None)
    assert [(c.subject_uid, c.why_params["words"]) for c in cases] == [
        (str(town.project["plant"].uid), "连续两月无进度")
    ]


def test_targets_in_danger_stand_on_the_agenda_only_from_the_limit_on():
    def kinds(*behind):
        ground = Ground(dangers=tuple(Danger("east", "投资", b) for b in behind))
        return [i.kind for i in drafted(ground)]

    limit = Manner().behind
    assert ItemKind.TARGETS not in kinds(limit / 2)
    assert ItemKind.TARGETS in kinds(limit)


def test_a_new_item_stands_behind_the_last_of_its_kind():
    kinds = [ItemKind.CASES, ItemKind.CASES, ItemKind.SPEECH]
    assert place_of(ItemKind.CASES, kinds) == 2
    assert place_of(ItemKind.REPORT, kinds) == place_of(ItemKind.OTHER, kinds) == 3


def test_the_map_names_only_the_project_that_is_spoken_of(desk, town, room):
    places = {"plant": (120_600_000, 30_100_000), "school": (120_700_000, 30_000_000)}
    for key, (longitude, latitude) in places.items():
        current = town.project[key].current
        current.longitude_e6, current.latitude_e6 = longitude, latitude
        current.save()
    plain = desk.act("show", uid=room.uid, wish=Wish("map"))
    assert len(plain["points"]) == len(places)
    assert town.project["plant"].current.name not in str(plain)
    marked = desk.act("show", uid=room.uid, wish=Wish("map", str(town.project["plant"].uid)))
    assert (marked["title"], town.project["school"].current.name in str(marked)) == (
        town.project["plant"].current.name,
        False,
    )
    wide, high = marked["size"]
    assert all(0 <= x <= wide and 0 <= y <= high for x, y, _light in marked["points"])


def test_the_film_runs_by_the_servers_clock(desk, room, film):
    before = clock.now().timestamp() * 1000
    slide = desk.act("show", uid=room.uid, wish=Wish("film", str(film.uid), second=12))
    assert (slide["at"], before - 1 <= slide["since"]) == (12, True)
    held = desk.act("show", uid=room.uid, wish=Wish("film", second=20, runs=False))
    assert (held["at"], held["since"]) == (20, None)
    with pytest.raises(Missing, match="no_film"):
        desk.act("show", uid=room.uid, wish=Wish("film", "0"))


def test_nobody_opens_the_film_before_the_room_shows_it(desk, town, room, film, log_in):
    pages = (f"/meetings/documents/{film.uid}/play/", f"/meetings/documents/{film.uid}/")
    east = log_in("east_reviewer")
    assert [east.get(page).status_code for page in pages] == [404, 404]
    with pytest.raises(Forbidden):
        desk.act("bring_film", "leader", uid=room.uid, kept=None)
    desk.act("show", uid=room.uid, wish=Wish("film", str(film.uid)))
    part = east.get(pages[0], headers={"Range": "bytes=4-7"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    assert part["Content-Range"] == f"bytes 4-7/{film.file.size}"
    assert east.get(pages[0], headers={"Range": "bytes=900-"}).status_code == 416
    assert b"".join(east.get(pages[0], headers={"Range": "bytes=-2"}).streaming_content) == b"\0\0"


def test_the_roll_code_as_a_picture_is_for_venue_screens(desk, town, room, log_in):
    room = desk.act("call_roll", uid=room.uid)
    venue = room.venues.get(unit=town.unit["east"])
    page = f"/meetings/{room.uid}/roll.svg?venue={venue.uid}"
    assert log_in("west_reviewer").get(page).status_code == 404
    answer = log_in("east_reviewer").get(page)
    assert answer["Content-Type"] == "image/svg+xml"
    wanted = f"http://testserver/meetings/{room.uid}/follow/?code={room.roll_code}"
    assert answer.content == qr_svg(wanted)
    shown = log_in("east_reviewer").get(f"/meetings/{room.uid}/follow/?code={room.roll_code}")
    assert f'value="{room.roll_code}"' in shown.content.decode()


def test_a_venues_pack_holds_what_its_viewer_may_see_now(desk, town, meeting, log_in):
    wanted = Wanted("西河县交流发言", kind=ItemKind.EXCHANGE, unit=town.unit["west"].pk)
    item = desk.act("add_item", uid=meeting.uid, wanted=wanted)
    paper = keep_made(b"%PDF-1.4 west", "发言.pdf", "application/pdf")
    desk.act("hand_in", "west_reviewer", item=item.uid, kept=paper)

    def taken(who="east_reviewer"):
        venue = meeting.venues.get(unit=town.unit["east"])
        answer = log_in(who).get(f"/meetings/{meeting.uid}/venues/{venue.uid}/pack.zip")
        if answer.status_code != 200:
            return answer.status_code
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
            assert archive.testzip() is None
            assert "东山区" in archive.read("00-目录.html").decode()
            return [name for name in archive.namelist() if name.startswith("发言材料")]

    assert taken() == []
    assert taken("west_reviewer") == 403
    desk.act("open_room", uid=meeting.uid)
    number = [i.pk for i in queries.live_items(meeting)].index(item.pk) + 1
    assert taken() == [f"发言材料/{number:02d}-西河县交流发言.pdf"]


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://meeting.tencent.com/dm/abc", "腾讯会议"),
        ("https://meet.jit.si/zdxm", "Jitsi"),
        ("https://bbb.city.example/bigbluebutton/api/join", "BigBlueButton"),
        ("https://video.city.example/1", "进入视频会议"),
    ],
)
def test_whatever_video_system_the_city_uses_is_linked(desk, meeting, log_in, link, name):
    type(meeting).objects.unscoped("test").filter(pk=meeting.pk).update(video_link=link)
    text = log_in("east_reviewer").get(f"/meetings/{meeting.uid}/").content.decode()
    assert link in text
    assert name in text


def test_the_results_of_the_month_are_the_bulletins_own_figures(desk, room):
    """The drafted item tells them; results that were added by hand stay a title."""
    item = room.items.get(kind="results", why="agenda.why_results")
    slide = desk.act("show", uid=room.uid, wish=Wish("item", subject=str(item.uid)))
    opening = bulletin_content(heard_boards(room)[0]).opening
    assert slide["title"] == "2024年1—3月全市重大项目推进情况"
    assert slide["facts"][0] == ["项目数（个）", str(opening.projects)]
    assert slide["facts"][2] == ["完成投资（亿元）", yi_text(opening.year_to_date)]
    assert slide["heads"][3]["text"] == "完成率（%）"
    assert slide["rows"][-1]["cells"][0] == "全市"
    assert "2024-03/r1" in slide["source"]
    wanted = Wanted("通报综合考评", ItemKind.RESULTS, ItemForm.SHOWN)
    by_hand = desk.act("add_item", uid=room.uid, wanted=wanted)
    plain = desk.act("show", uid=room.uid, wish=Wish("item", subject=str(by_hand.uid)))
    assert plain["kind"] == "item"


def test_what_an_added_item_shows_is_chosen_from_a_list(desk, room, log_in):
    """A board stays the one that was chosen; a kind of programme that is none is refused."""
    board = heard_boards(room)[0]
    page = log_in("office").get(f"/meetings/{room.uid}/agenda/").content.decode()
    assert f'value="publication:{board.uid}"' in page
    answer = log_in("office").post(
        f"/meetings/{room.uid}/do/add/",
        {
            "title": "通报上年综合考评",
            "kind": "results",
            "form": "shown",
            "subject": f"publication:{board.uid}",
        },
    )
    assert answer.status_code == 302
    item = room.items.get(title="通报上年综合考评")
    assert (item.subject_kind, item.subject_uid) == ("publication", str(board.uid))
    shown = desk.act("show", uid=room.uid, wish=Wish("item", subject=str(item.uid)))
    assert shown["kind"] == "board"
    wanted = Wanted("通报", ItemKind.RESULTS, subject_kind="programmes", subject_uid="none")
    strange = desk.act("add_item", uid=room.uid, wanted=wanted)
    with pytest.raises(Missing, match=r"programme\.no_such_kind"):
        desk.act("show", uid=room.uid, wish=Wish("item", subject=str(strange.uid)))
