"""An inspection: hidden until the screening, then a task, looked at again."""

import io
import zipfile
from datetime import date

import av
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from inspections.conftest import SECRET
from meetings.conftest import Desk
from promises import Promises, picture
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.meeting.inspections import queries
from yipanqi.apps.meeting.inspections.models import Exhibit
from yipanqi.apps.meeting.meetings import queries as meetings
from yipanqi.apps.meeting.meetings.actions import Wish
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import evidence
from yipanqi.infra.clips import keep_clip
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db
INSPECTED = (
    "town_reporter",
    "east_reviewer",
    "east_leader",
    "park_reviewer",
    "line",
    "west_reviewer",
)


def clip(seconds=1) -> bytes:
    """A film of one grey second that says nothing of where it was taken."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=5)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5 * seconds):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 64), "grey"))
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return out.getvalue()


def photo_at(longitude: float, latitude: float, taken="2024:05:05 10:00:00") -> ContentFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = taken
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (latitude, 0, 0), 3: "E", 4: (longitude, 0, 0)})
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    return ContentFile(out.getvalue())


@pytest.fixture
def room(town):
    desk = Desk(town)
    meeting = desk.called(desk.planned(month=Month(2024, 4)))
    return desk.act("open_room", uid=meeting.uid)


@pytest.mark.parametrize("who", INSPECTED)
def test_before_the_screening_nobody_outside_the_root_learns_of_it(visit, town, who):
    viewer = town.viewer(who)
    assert list(queries.inspections_for(viewer)) == []
    assert queries.shown_findings(viewer) == []
    assert queries.footage(viewer) == []
    for read, row in (
        (queries.finding_for, visit.finding),
        (queries.inspection_for, visit.inspection),
    ):
        with pytest.raises(Missing):
            read(viewer, row.uid)
    with pytest.raises(Missing):
        visit.act("show_finding", who, finding=visit.finding.uid)
    assert not Notice.objects.exists()
    rows = AuditEntry.objects.filter(subject_kind__in=["Finding", "Inspection", "Stop", "Exhibit"])
    assert rows.exists()
    assert not rows.exclude(unit_uid="").exists(), "a county's auditor reads rows of its units"


def test_the_root_reads_and_only_its_office_writes(visit, town):
    assert queries.finding_for(town.viewer("leader"), visit.finding.uid).title == SECRET
    for who in ("leader", "auditor"):
        with pytest.raises(Forbidden):
            visit.act("note_finding", who, inspection=visit.inspection.uid, wanted=visit.wish())


def test_no_page_of_the_inspected_shows_it_even_when_it_is_on_the_agenda(visit, town, room, client):
    visit.act("put_on_agenda", finding=visit.finding.uid, meeting=room.uid)
    home = f"/meetings/{room.uid}"
    pages = [
        *("/", "/inspections/", "/meetings/", "/supervision/", "/problems/", "/notices/"),
        *(f"{home}/", f"{home}/follow/", f"{home}/state/", f"{home}/decisions/"),
        *(f"/search/?q={SECRET[:4]}", "/projects/"),
    ]
    venue = room.venues.get(unit=town.unit["east"])
    for who in ("east_reviewer", "town_reporter"):
        client.force_login(town.user[who], "django.contrib.auth.backends.ModelBackend")
        for page in pages:
            assert SECRET not in client.get(page, follow=True).content.decode(), page
    client.force_login(town.user["east_reviewer"], "django.contrib.auth.backends.ModelBackend")
    pack = client.get(f"{home}/venues/{venue.uid}/pack.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(pack.streaming_content))) as archive:
        assert SECRET not in "".join(archive.namelist())
        assert SECRET not in archive.read("00-目录.html").decode()
    item = meetings.live_items(room).get(subject_kind="finding")
    assert client.get(f"/meetings/items/{item.uid}/slide/").status_code == 403
    assert SECRET not in client.get(f"/meetings/items/{item.uid}/").content.decode()


def test_a_rehearsal_shows_nothing_and_the_meeting_hands_out_the_task(visit, town, room):
    desk = Desk(town)
    desk.act("close_room", uid=desk.act("open_room", uid=room.uid, rehearsal=True).uid)
    visit.act("put_on_agenda", finding=visit.finding.uid, meeting=room.uid)
    rehearsed = desk.act("open_room", uid=room.uid, rehearsal=True)
    item = meetings.live_items(room).get(subject_kind="finding")
    desk.act("begin_item", uid=rehearsed.uid, item=item.uid)
    assert not any(SECRET in str(p) for p in room.events.values_list("payload", flat=True))
    assert Commitment.objects.unscoped("test").count() == 0
    desk.act("open_room", uid=room.uid)
    for _ in range(2):
        desk.act("begin_item", uid=room.uid, item=item.uid)
    task = Commitment.objects.unscoped("test").get()
    assert (task.origin_kind, task.lead_unit_id) == ("finding", town.unit["town"].pk)
    assert (task.source, task.due_on) == (room.title, date(2024, 5, 31))
    shown = queries.shown_findings(town.viewer("town_reporter"))
    assert [line.row.title for line in shown] == [SECRET]
    assert queries.shown_findings(town.viewer("west_reviewer")) == []
    with pytest.raises(Conflict):
        visit.act("amend_finding", finding=visit.finding.uid, wanted=visit.wish(title="改"))


def test_it_is_put_right_and_looked_at_again(visit, town):
    shown = visit.act("show_finding", finding=visit.finding.uid)
    promises, task = Promises(town), shown.commitment
    again = {"finding": shown.uid, "words_said": "现场复核"}
    with pytest.raises(Forbidden):
        visit.act("record_recheck", "town_reporter", passed=True, **again)
    promises.done(task, by="town_reporter", on=date(2024, 5, 8))
    visit.act("record_recheck", on=date(2024, 5, 9), passed=False, **again)
    task.refresh_from_db()
    assert task.state == "returned"
    promises.done(task, by="town_reporter", on=date(2024, 5, 10))
    visit.act("record_recheck", on=date(2024, 5, 11), passed=True, **again)
    task.refresh_from_db()
    assert task.state == "closed"
    visit.act("record_recheck", on=date(2024, 5, 20), passed=False, **again)
    task.refresh_from_db()
    assert task.state != "closed", "it came back"


def test_pictures_are_held_against_place_and_day(visit):
    def added(file, name="现场.jpg", **more):
        kept = evidence.keep(file, name)
        return visit.act("add_exhibit", finding=visit.finding.uid, kept=kept, **more)

    near = added(photo_at(120.58, 30.01))
    far = added(photo_at(120.60, 30.01, "2024:04:01 10:00:00"))
    silent = added(ContentFile(picture().read()), "无.png")
    line = queries.line_for(visit.town.viewer("office"), visit.finding)
    told = {e.row.pk: set(e.oddities) for e in line.before}
    assert told[near.pk] == set()
    assert told[far.pk] == {"far", "other_day"}
    assert far.metres_off in range(1_800, 2_050)  # 0.02° of longitude at 30° north
    assert told[silent.pk] == {"no_place", "no_time"}
    with pytest.raises(Refusal, match="exhibit_twice"):
        added(photo_at(120.58, 30.01))


def test_a_clip_is_judged_by_its_content(visit):
    taken = keep_clip(ContentFile(clip()), "现场.txt")
    assert (taken.kept.media_type, taken.wide) == ("video/mp4", 64)
    assert 900 <= taken.duration <= 1_100
    row = visit.act(
        "add_exhibit", finding=visit.finding.uid, kept=taken.kept, duration=taken.duration
    )
    assert row.kind == Exhibit.Kind.CLIP
    visit.act("caption_exhibit", exhibit=row.uid, caption="渣土车带泥上路", in_film=True)
    found = queries.footage(visit.town.viewer("office"))
    assert [(f.caption, f.place) for f in found] == [("渣土车带泥上路", "工业路南段")]
    for content in (
        b"not a film at all" * 100,
        clip()[:200],
        b"\x00\x00\x00\x18ftypmp42" + b"\0" * 64,
    ):
        with pytest.raises(Refusal, match="not_a_video"):
            keep_clip(ContentFile(content), "现场.mp4")
    with pytest.raises(Refusal, match="too_large"):
        keep_clip(ContentFile(clip()), "现场.mp4", size_max=100)


def test_the_pages_lead_from_the_route_to_the_exhibit(visit, town, client):
    client.force_login(town.user["office"], "django.contrib.auth.backends.ModelBackend")
    page = f"/inspections/findings/{visit.finding.uid}/"
    client.post(f"{page}do/exhibit/", {"file": photo_named("a.jpg"), "caption": "带泥上路"})
    client.post(f"{page}do/exhibit/", {"file": named(clip(), "b.mp4"), "phase": "before"})
    assert client.get(f"/inspections/{visit.inspection.uid}/").status_code == 200
    text = client.get(page).content.decode()
    assert "带泥上路" in text
    assert "<video" in text
    rows = {e.kind: e for e in Exhibit.objects.unscoped("test")}
    part = client.get(f"/inspections/exhibits/{rows['clip'].uid}/", headers={"Range": "bytes=4-7"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    client.force_login(town.user["town_reporter"], "django.contrib.auth.backends.ModelBackend")
    assert client.get(page).status_code == 404
    assert client.get(f"/inspections/exhibits/{rows['photo'].uid}/").status_code == 404
    visit.act("show_finding", finding=visit.finding.uid)
    assert "泥浆" in client.get(page).content.decode()
    assert client.get(f"/inspections/exhibits/{rows['photo'].uid}/").status_code == 200


def photo_named(name):
    return named(photo_at(120.58, 30.01).read(), name)


def named(content, name):
    file = io.BytesIO(content)
    file.name = name
    return file


def test_what_is_shown_is_told_with_its_pictures(visit, town, room):
    desk = Desk(town)
    slide = desk.act("show", uid=room.uid, wish=Wish("finding", str(visit.finding.uid)))
    assert slide["title"] == SECRET
    assert "青石镇" in str(slide["facts"])
    assert queries.finding_for(town.viewer("town_reporter"), visit.finding.uid).meeting == room
