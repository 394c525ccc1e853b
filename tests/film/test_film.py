"""The film: a storyboard drafted from the frozen month, edited scene by scene, and cut."""

import io
from dataclasses import replace
from datetime import date, time

import av
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from yipanqi.apps.meeting.film import actions
from yipanqi.apps.meeting.film.actions import SceneWish
from yipanqi.apps.meeting.film.models import Film
from yipanqi.apps.meeting.film.queries import scenes_of, storyboard_for
from yipanqi.apps.meeting.inspections import actions as inspections
from yipanqi.apps.meeting.inspections.actions import FindingWish
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.core.meetings.agenda import ItemKind
from yipanqi.core.meetings.storyboard import SceneKind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.infra import evidence
from yipanqi.infra import jobs as jobs_table
from yipanqi.infra.clips import keep_clip
from yipanqi.infra.jobs import drain
from yipanqi.infra.models import Job
from yipanqi.packs.film import film_strangers, make_film, scene_strangers, shoot, still
from yipanqi.packs.film.stills import told_of
from yipanqi.packs.film.subtitles import words_of
from yipanqi.packs.official.readback import numbers_in
from yipanqi.web import jobs  # noqa: F401  (registers the film's job)
from yipanqi.web.packing.film_content import content_of, film_content

pytestmark = pytest.mark.django_db


# --- the storyboard


def test_the_draft_goes_from_the_title_to_the_sources_case_by_case(board):
    kinds = [s.kind for s in scenes_of(board)]
    assert (kinds[0], kinds[-1]) == ("title", "sources")
    assert {"map", "timeline", "facts", "demands"} <= set(kinds)
    content = film_content(board)
    assert [scene_strangers(s, content) for s in content.scenes] == [[]] * len(kinds)
    assert content.snapshot in str(told_of(content, content.scenes[-1]))


def test_scenes_are_added_moved_edited_and_dropped(board, town, photo):
    office = town.viewer("office")
    wish = SceneWish("工地现场", "塔吊停用，现场无人。", 4, "暗访组 2024年4月23日")
    made = actions.add_scene(
        viewer=office, uid=board.uid, kind="photo", wish=wish, kept=photo, after=1
    )
    assert [s.pk for s in scenes_of(board)][1] == made.pk
    actions.move_scene(viewer=office, scene=made.uid, to=3)
    assert [s.pk for s in scenes_of(board)][2] == made.pk
    edited = actions.edit_scene(viewer=office, scene=made.uid, wish=replace(wish, seconds=9))
    assert edited.seconds == 9
    count = len(scenes_of(board))
    actions.drop_scene(viewer=office, scene=made.uid)
    rows = scenes_of(board)
    assert (len(rows), [s.sort for s in rows]) == (count - 1, list(range(1, count)))
    assert storyboard_for(office, board.uid).version == board.version + 4


@pytest.mark.parametrize(
    ("kind", "wish", "code"),
    [
        ("photo", SceneWish("照片", source="暗访组"), "film.file_needed"),
        ("map", SceneWish("地图"), "film.case_needed"),
        ("opera", SceneWish("戏"), "film.no_such_kind"),
        ("facts", SceneWish("情况", seconds=90), "film.seconds"),
        ("demands", SceneWish("要求", "长" * 601), "film.words_too_long"),
    ],
)
def test_what_makes_no_scene_is_refused(board, town, kind, wish, code):
    with pytest.raises(Refusal) as refused:
        actions.add_scene(viewer=town.viewer("office"), uid=board.uid, kind=kind, wish=wish)
    assert refused.value.code == code


def test_a_picture_without_its_source_is_refused(board, town, photo):
    with pytest.raises(Refusal) as refused:
        actions.add_scene(
            viewer=town.viewer("office"), uid=board.uid, kind="photo",
            wish=SceneWish("照片"), kept=photo,
        )  # fmt: skip
    assert refused.value.code == "film.source_needed"


def test_only_the_office_makes_films_and_units_learn_of_none(board, town):
    scene = scenes_of(board)[1]
    wish = SceneWish("标题", "词")
    with pytest.raises(Forbidden):
        actions.edit_scene(viewer=town.viewer("leader"), scene=scene.uid, wish=wish)
    with pytest.raises(Missing):
        actions.edit_scene(viewer=town.viewer("east_reviewer"), scene=scene.uid, wish=wish)
    with pytest.raises(Missing):
        storyboard_for(town.viewer("east_leader"), board.uid)


# --- numbers


def test_a_number_that_no_snapshot_gives_keeps_the_film_from_being_cut(board, town):
    office, leader = town.viewer("office"), town.viewer("leader")
    scene = next(s for s in scenes_of(board) if s.kind == "facts")
    actions.edit_scene(viewer=office, scene=scene.uid, wish=SceneWish("情况", "已拖欠 7777 万元。"))
    content = film_content(board)
    found = [scene_strangers(s, content) for s in content.scenes]
    assert [f for f in found if f] == [["7777"]]
    with pytest.raises(Refusal) as refused:
        make_film(content)
    assert refused.value.code == "film.unexplained_numbers"
    with pytest.raises(Forbidden):
        actions.vouch_scene(viewer=office, scene=scene.uid, reason="自己写的")
    with pytest.raises(Forbidden, match="not_the_writer"):
        actions.vouch_scene(
            viewer=town.deputy("line", of="office"), scene=scene.uid, reason="代为核实"
        )
    actions.vouch_scene(viewer=leader, scene=scene.uid, reason="经审计核实")
    content = film_content(board)
    assert not any(scene_strangers(s, content) for s in content.scenes)
    told = [card for s in content.scenes for card in told_of(content, s)]
    assert film_strangers(told, content) == []
    actions.edit_scene(viewer=office, scene=scene.uid, wish=SceneWish("情况", "已拖欠 8888 万元。"))
    assert any(scene_strangers(s, film_content(board)) for s in film_content(board).scenes)


def test_a_planted_figure_on_a_card_is_seen(board):
    content = film_content(board)
    told = [card for s in content.scenes for card in told_of(content, s)]
    assert film_strangers(told, content) == []
    planted = [*told, {"kind": "facts", "facts": [["累计完成", "98765"]]}]
    assert film_strangers(planted, content) == ["98765"]


# --- pictures and the film


def test_every_kind_of_scene_has_its_still(board):
    content = film_content(board)
    seen = set()
    for scene in content.scenes:
        if scene.kind not in seen:
            seen.add(scene.kind)
            assert still(content, scene, 320).startswith(b"\xff\xd8")
    assert SceneKind.MAP in seen


@pytest.fixture
def short(board, town, clip):
    """Title, a clip with sound, a card: what a film is made of, in five seconds."""
    office = town.viewer("office")
    kept = evidence.keep_made(clip, "现场.mp4", "video/mp4")
    wish = SceneWish("暗访现场", "现场无人施工。", 2, "暗访组 2024年4月23日")
    made = actions.add_scene(
        viewer=office, uid=board.uid, kind="clip", wish=wish, kept=kept, after=1
    )
    rows = scenes_of(board)
    for row in rows:
        if row.pk not in {rows[0].pk, made.pk, rows[-1].pk}:
            actions.drop_scene(viewer=office, scene=row.uid)
    for row in (rows[0], rows[-1]):
        actions.edit_scene(viewer=office, scene=row.uid, wish=SceneWish(row.heading, "", 2))
    return board


def test_the_film_is_cut_in_the_background_and_reaches_the_meeting(short, town):
    office = town.viewer("office")
    series = meetings.open_series(viewer=office, rhythm=meetings.Rhythm("例会", 6, time(9)))
    call = meetings.Call(month=Month(2024, 3))
    short.meeting = meetings.plan_meeting(viewer=office, series=series, call=call)
    short.save()
    actions.order_film(viewer=office, uid=short.uid)
    drain()
    job = Job.objects.get(name="make_film")
    assert (job.state, job.done) == ("done", job.total)
    film = Film.objects.get()
    assert (film.number, film.seconds) == (1, 6)
    assert short.meeting.documents.get(kind="film").file.sha256 == film.file.sha256
    with evidence.default_storage.open(evidence.place(film.file.sha256)) as stored:
        content = stored.read()
    with av.open(io.BytesIO(content)) as opened:
        video, audio = opened.streams.video[0], opened.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 1920, 1080)
        assert video.frames == 6 * 25
        assert audio.codec_context.name == "aac"
        pictures = list(opened.decode(video))
    shown = pictures[75].to_image()  # of the clip: upright in the middle, black beside
    assert shown.getpixel((960, 400))[0] > 200
    assert sum(shown.getpixel((100, 500))) < 60
    with evidence.default_storage.open(evidence.place(film.srt.sha256)) as stored:
        said = words_of(stored.read().decode())
    assert said == ["现场无人施工。"]
    assert not [n for line in said for n in numbers_in(line)]


def test_cutting_is_stopped_by_the_office_and_nothing_is_kept(short, town):
    """Waiting or running: the job ends, and says why; the worker's next word finds no lease."""
    office = town.viewer("office")
    with pytest.raises(Refusal, match=r"film\.not_being_cut"):
        actions.stop_film(viewer=office, uid=short.uid)
    actions.order_film(viewer=office, uid=short.uid)
    running = jobs_table.claim()
    actions.stop_film(viewer=office, uid=short.uid)
    jobs_table.run(running)
    running.refresh_from_db()
    assert (running.state, running.refusal["code"]) == ("failed", "film.stopped")
    assert not Film.objects.exists()
    assert actions.order_film(viewer=office, uid=short.uid).pk != running.pk


@pytest.mark.parametrize(
    ("command", "limit", "code"),
    [("sleep 60", 0.1, "film.took_too_long"), ("echo 25 50; exit 3", 60, "film.not_cut")],
)
def test_a_child_that_hangs_or_breaks_is_refused(monkeypatch, command, limit, code):
    monkeypatch.setattr(shoot, "PATIENCE", 0.05)
    with pytest.raises(Refusal, match=code):
        shoot._cut(["/bin/sh", "-c", command], limit, 3, lambda _done, _total: None)


def test_a_child_is_killed_by_whatever_its_progress_raises(monkeypatch):
    """A stopped job raises at its next word, also where the child itself says nothing."""
    monkeypatch.setattr(shoot, "PATIENCE", 0.05)

    def stopped(_done: int, _total: int) -> None:
        raise jobs_table.LeaseLost("make_film")

    with pytest.raises(jobs_table.LeaseLost):
        shoot._cut(["/bin/sh", "-c", "exec sleep 60"], 60, 3, stopped)


def test_the_room_shows_the_storyboard_while_no_film_is_cut(board, town, log_in):
    """By the second like a film; its pictures open to those who meet as the room shows it."""
    office = town.viewer("office")
    series = meetings.open_series(viewer=office, rhythm=meetings.Rhythm("例会", 6, time(9)))
    call = meetings.Call(month=Month(2024, 3))
    row = meetings.plan_meeting(viewer=office, series=series, call=call)
    wanted = meetings.Wanted("观看专题片", ItemKind.CASES, minutes=5, subject_kind="film")
    meetings.add_item(viewer=office, uid=row.uid, wanted=wanted)
    meetings.call_meeting(viewer=office, uid=row.uid)
    meetings.open_room(viewer=office, uid=row.uid)
    wish = meetings.Wish("film")
    with pytest.raises(Missing, match=r"meeting\.no_film"):
        meetings.show(viewer=office, uid=row.uid, wish=wish)
    board.meeting = row
    board.save()
    picture = reverse("pack:shown-still", args=[scenes_of(board)[0].uid])
    assert log_in("east_reviewer").get(picture).status_code == 404, "not shown yet"
    slide = meetings.show(viewer=office, uid=row.uid, wish=wish)
    assert sum(s["seconds"] for s in slide["stills"]) == sum(s.seconds for s in scenes_of(board))
    assert slide["stills"][0]["src"].startswith(picture)
    assert log_in("east_reviewer").get(picture)["Content-Type"] == "image/jpeg"
    assert log_in("town_reporter").get(picture).status_code == 404, "not invited"
    console = log_in("office").get(reverse("meetings:console", args=[row.uid])).content.decode()
    assert "从头放映分镜画面" in console
    assert reverse("pack:do", args=[board.uid, "order"]) in console


def test_a_narration_must_be_a_recording(short, town, log_in, clip):
    page = reverse("pack:do", args=[short.uid, "narration"])
    office = log_in("office")
    bad = office.post(page, {"key": "n1", "file": io.BytesIO(b"no sound at all")}, follow=True)
    assert "录音" in bad.content.decode()
    sound = io.BytesIO(clip)
    sound.name = "解说.m4a"
    office.post(page, {"key": "n2", "file": sound})
    short.refresh_from_db()
    assert short.narration.media_type == "audio/mp4"


# --- pages


def test_the_pages_show_stills_words_and_what_is_strange(board, town, log_in):
    office = log_in("office")
    page = office.get(reverse("pack:storyboard", args=[board.uid])).content.decode()
    scene = scenes_of(board)[1]
    assert reverse("pack:still", args=[scene.uid]) in page
    one = office.get(reverse("pack:scene", args=[scene.uid])).content.decode()
    assert scene.heading in one
    edit = reverse("pack:do-scene", args=[scene.uid, "edit"])
    answer = office.post(
        edit,
        {"heading": scene.heading, "text": "相差 4321 万元。", "seconds": "6", "stay": "1"},
        follow=True,
    )
    assert "4321" in answer.content.decode()
    assert "快照中没有" in answer.content.decode()
    picture = office.get(reverse("pack:still", args=[scene.uid]))
    assert picture["Content-Type"] == "image/jpeg"


def test_the_content_of_a_still_is_that_of_the_film(board):
    whole = film_content(board)
    rows = scenes_of(board)
    part = content_of(board, rows[:2])
    assert part.scenes == whole.scenes[:2]


def test_clips_of_an_inspection_enter_the_storyboard_once(board, town, log_in, clip):
    office = town.viewer("office")
    seen = inspections.plan_inspection(viewer=office, title="暗访", planned_on=date(2024, 5, 5))
    wanted = FindingWish(
        "渣土外溢", "未冲洗", "三日内清理", town.unit["town"].pk, date(2024, 5, 30)
    )
    finding = inspections.note_finding(viewer=office, inspection=seen.uid, wanted=wanted)
    kept = keep_clip(ContentFile(clip), "现场.mp4")
    exhibit = inspections.add_exhibit(
        viewer=office, finding=finding.uid, kept=kept.kept, duration=kept.duration
    )
    inspections.caption_exhibit(
        viewer=office, exhibit=exhibit.uid, caption="3台车未冲洗上路。", in_film=True
    )
    page = log_in("office")
    take = reverse("pack:do", args=[board.uid, "footage"])
    for key in ("a", "b"):
        page.post(take, {"key": key})
    rows = scenes_of(board)
    clips = [s for s in rows if s.kind == "clip"]
    assert [(s.text, s.seconds) for s in clips] == [("3台车未冲洗上路。", 2)]
    assert rows[-1].kind == "sources"
    assert "暗访" in clips[0].source
    content = film_content(board)
    assert not any(scene_strangers(s, content) for s in content.scenes)
