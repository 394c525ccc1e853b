"""Programmes: opened, measured against pace, reported from the facts, collected, ended."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.verbs_programmes import plan_of
from city import city
from promises import Promises
from yipanqi.apps.board.programmes import actions
from yipanqi.apps.board.programmes.actions import MeasureWish
from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.board.programmes.queries import pieces, told
from yipanqi.apps.board.programmes.screening import SIGHT, programmes_slide
from yipanqi.apps.board.programmes.standings import ground, paces, projects_counted
from yipanqi.apps.ledger.projects.models import Programme, ProgrammeProject
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.ledgers.programmes import Reached, even_share, strangers
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.evidence import keep_made
from yipanqi.infra.templatetags.figures import yi

APRIL = Month(2024, 4)
months = st.builds(Month, st.integers(2020, 2030), st.integers(1, 12))


class Town:
    def __init__(self) -> None:
        self.town = city()
        self.office = self.town.viewer("office")

    def unit(self, key):
        return self.town.unit[key].pk

    @property
    def own(self):
        return self


@pytest.fixture
def place(db):
    made = Town()
    made.row = actions.open_programme(viewer=made.office, plan=plan_of(made, "east"))
    for key in ("road", "plant"):
        ProgrammeProject.objects.create(
            programme=made.row.programme, project=made.town.project[key], from_on=date(2024, 4, 1)
        )
    return made


@given(first=months, length=st.integers(0, 40), at=st.integers(-5, 50))
def test_an_even_pace_runs_from_nothing_to_all_and_never_falls(first, length, at):
    last, month = first.plus(length), first.plus(at)
    share = even_share(first, last, month)
    assert 0 <= share <= 1
    assert share <= even_share(first, last, month.next)
    assert even_share(first, last, last) == 1


def test_a_measure_is_behind_or_silent():
    assert Reached(Decimal(30), Decimal(10), Decimal(8)).gap == Decimal(-2) / 30
    assert Reached(Decimal(30), Decimal(10), None).gap is None
    assert not Reached(Decimal(30), Decimal(10), None).is_behind


def test_numbers_that_no_fact_gives_are_named():
    assert strangers("完成12.5亿元，签约7个", ["完成12.5亿元"]) == ["7"]


def test_figures_are_linked_in_order_and_edited_ones_passed_over():
    made = pieces("完成8个，计划8个", [{"words": "8", "href": "/a"}, {"words": "9", "href": "/b"},
                                {"words": "8", "href": "/c"}])  # fmt: skip
    assert [p["href"] for p in made] == ["", "/a", "", "/c", ""]


def test_counted_figures_stand_against_an_even_pace(place):
    wish = MeasureWish("集中签约", "counted", "个", 0, Decimal(30))
    measure = actions.add_programme_measure(viewer=place.office, uid=place.row.uid, wish=wish)
    for source in ("investment", "starts"):
        actions.add_programme_measure(
            viewer=place.office, uid=place.row.uid, wish=MeasureWish(source, source)
        )
    worker = place.town.viewer("east_reporter")
    for value in (8, 9):
        actions.record_programme_figure(
            viewer=worker, measure_uid=measure.uid, month=APRIL, value=Decimal(value)
        )
    on = ground(APRIL, [place.row])
    counted = projects_counted(place.row, on)
    found = paces(place.row, on, counted)
    assert (found[0].reached.done, found[0].reached.due) == (9, 10)
    assert counted.count == 2
    assert measure.figures.count() == 2, "the earlier revision stays"
    with pytest.raises(Forbidden, match=r"programme\.lead_only"):
        actions.record_programme_figure(
            viewer=place.town.viewer("west_reporter"), measure_uid=measure.uid, month=APRIL,
            value=Decimal(1),
        )  # fmt: skip


def test_a_report_is_drafted_edited_signed_by_another_and_collected(place):
    promises = Promises(place.town)
    with clock.at(date(2024, 4, 10)):
        actions.add_programme_task(
            viewer=place.office, uid=place.row.uid, order=promises.order(title="四月集中开工")
        )
    worker, reviewer = place.town.viewer("east_reporter"), place.town.viewer("east_reviewer")
    report = actions.draft_programme_report(viewer=worker, uid=place.row.uid, month=APRIL)
    assert "共交办任务1项" in report.paragraphs[2]["text"]
    report = actions.edit_programme_report(
        viewer=reviewer, report_uid=report.uid, texts={"next": "五月开工88个。"}
    )
    assert [p["strangers"] for p in told(report)][-1] == ["88"]
    with pytest.raises(Forbidden, match=r"programme\.own_report"):
        actions.sign_programme_report(viewer=reviewer, report_uid=report.uid)
    report = actions.sign_programme_report(viewer=place.office, report_uid=report.uid)
    with pytest.raises(Conflict, match=r"programme\.report_signed"):
        actions.edit_programme_report(viewer=worker, report_uid=report.uid, texts={})
    series = meetings.open_series(
        viewer=place.office, rhythm=meetings.Rhythm("全市例会", 6, time(9))
    )
    meeting = meetings.plan_meeting(
        viewer=place.office, series=series, call=meetings.Call(month=APRIL)
    )
    kept = keep_made(b"%PDF-1", "报告.pdf", "application/pdf")
    report = actions.collect_programme_report(
        viewer=place.office, report_uid=report.uid, meeting=meeting.uid, kept=kept
    )
    item = meeting.items.get(uid=report.item_uid)
    assert item.is_written
    assert item.minutes == 0
    assert item.materials.count() == 1
    with pytest.raises(Conflict, match=r"programme\.collected"):
        actions.return_programme_report(viewer=place.office, report_uid=report.uid, reason="重写")


def test_a_programme_is_changed_and_ended_and_takes_nothing_more(place):
    ended = actions.end_programme(viewer=place.office, uid=place.row.uid, words="目标完成")
    with pytest.raises(Conflict, match=r"programme\.ended"):
        actions.change_programme(viewer=place.office, uid=ended.uid, plan=plan_of(place, "west"))
    with pytest.raises(Refusal, match=r"programme\.name_taken"):
        actions.open_programme(viewer=place.office, plan=plan_of(place, "east"))


def test_every_page_and_paper_of_a_programme(place, client):
    wish = MeasureWish("集中签约", "counted", "个", 0, Decimal(30))
    actions.add_programme_measure(viewer=place.office, uid=place.row.uid, wish=wish)
    report = actions.draft_programme_report(
        viewer=place.town.viewer("east_reporter"), uid=place.row.uid, month=APRIL
    )
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(place.town.user["office"], backend=backend)
    tabs = ("overview", "projects", "tasks", "measures", "reports", "participation")
    pages = [f"/programmes/{place.row.uid}/?tab={tab}" for tab in tabs]
    for page in (
        *pages,
        "/programmes/",
        "/programmes/?state=over",
        f"/programmes/reports/{report.uid}/",
    ):
        assert client.get(page).status_code == 200, page
    assert client.get(f"/programmes/reports/{report.uid}/paper.docx").content.startswith(b"PK")


@pytest.mark.django_db
def test_a_programme_that_had_only_a_name_gets_its_charter():
    from importlib import import_module

    from django.apps import apps

    programme = Programme.objects.create(key="old", name="老专项", sort=1)
    step = import_module("yipanqi.apps.board.programmes.migrations.0002_charters")
    step.give_charters(apps, None)
    step.give_charters(apps, None)
    assert Charter.objects.unscoped("counted").get(programme=programme).lead_unit is None


def test_programmes_of_a_kind_stand_on_the_screens_with_their_figures(place):
    made = Meeting(month="2024-04")
    slide = programmes_slide(made, place.row.kind)
    counted = projects_counted(place.row, ground(APRIL, [place.row]))
    (row,) = slide["rows"]
    assert row["cells"][0] == place.row.programme.name
    assert row["cells"][2:4] == [str(counted.count), yi(counted.done)]
    assert "2024年4月" in slide["title"]
    assert [kind for kind, _name in SIGHT.choices()] == [place.row.kind]
    with pytest.raises(Missing):
        programmes_slide(made, "no kind")
