"""Monthly reports of programmes: when they are due, who is reminded, signs, collects."""

from datetime import date, time

import pytest

from access.verbs_programmes import plan_of
from city import city
from yipanqi.apps.board.programmes import actions
from yipanqi.apps.board.programmes.models import ProgrammeReport
from yipanqi.apps.board.programmes.owed import owed, waiting_reports
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.core.ledgers.programmes import report_due_on
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock

APRIL = Month(2024, 4)
SIXTH = date(2024, 5, 6)
SYSTEM = Viewer.system("reports owed")


class Place:
    def __init__(self) -> None:
        self.town = city()
        self.office = self.town.viewer("office")
        self.row = actions.open_programme(viewer=self.office, plan=plan_of(self, "east"))

    def draft(self, by="east_reporter"):
        return actions.draft_programme_report(
            viewer=self.town.viewer(by), uid=self.row.uid, month=APRIL
        )

    def sweep(self, day):
        commitments.sweep_day(viewer=SYSTEM, day=day)

    def told(self, code):
        found = Notice.objects.filter(code=f"notice.programme_report_{code}").order_by("pk")
        names = {unit.pk: key for key, unit in self.town.unit.items()}
        return [(names[n.unit_id], n.told_on) for n in found]


@pytest.fixture
def place(db):
    return Place()


def test_a_report_is_due_on_its_day_or_when_the_meetings_papers_are_due():
    assert report_due_on(APRIL, 5) == date(2024, 5, 5)
    assert report_due_on(APRIL, 10, date(2024, 5, 7)) == date(2024, 5, 7)
    assert report_due_on(APRIL, 5, date(2024, 5, 7)) == date(2024, 5, 5)
    assert report_due_on(APRIL, 5, date(2024, 4, 30)) == date(2024, 5, 5)
    assert report_due_on(Month(2024, 12), 5) == date(2025, 1, 5)


def test_only_a_called_meeting_brings_the_day_forward(place):
    series = meetings.open_series(viewer=place.office, rhythm=meetings.Rhythm("例会", 4, time(9)))
    meeting = meetings.plan_meeting(
        viewer=place.office, series=series, call=meetings.Call(month=APRIL, on=SIXTH)
    )
    Meeting.objects.filter(pk=meeting.pk).update(materials_due_on=date(2024, 5, 3))
    assert owed(APRIL, [place.row])[0].due_on == date(2024, 5, 5)
    Meeting.objects.filter(pk=meeting.pk).update(state="called")
    assert owed(APRIL, [place.row])[0].due_on == date(2024, 5, 3)


def test_the_lead_unit_is_reminded_before_the_day_and_the_office_hears_of_it_after(place):
    """Due on Sunday 5 May, after the May holiday with worked Sunday 28 April."""
    day = date(2024, 4, 22)
    while day <= date(2024, 5, 8):
        place.sweep(day)
        place.sweep(day)
        day = date.fromordinal(day.toordinal() + 1)
    assert [unit for unit, _ in place.told("soon")] == ["east", "east"]
    assert place.told("today") == [("east", date(2024, 4, 30))]
    assert sorted(place.told("late")) == [("city", SIXTH), ("east", SIXTH)]


def test_a_draft_calls_its_signer_and_again_when_it_lies(place):
    place.draft()
    assert place.told("to_sign") == [("east", date(2024, 5, 5))]
    for day in (6, 7, 8, 9):
        place.sweep(date(2024, 5, day))
    assert place.told("waits") == [("east", date(2024, 5, 8))]


def test_where_nobody_decides_in_the_lead_unit_the_office_is_called(place):
    row = actions.open_programme(viewer=place.office, plan=plan_of(place, "town", "青石攻坚"))
    actions.draft_programme_report(
        viewer=place.town.viewer("town_reporter"), uid=row.uid, month=APRIL
    )
    assert place.told("to_sign") == [("city", date(2024, 5, 5))]
    assert waiting_reports(place.office)["to_sign"][0] == 1
    assert waiting_reports(place.town.viewer("leader"))["to_sign"][0] == 0, "only who may sign"


def test_the_desk_counts_what_waits_on_whom(place):
    def waits(who):
        return {k: n for k, (n, _) in waiting_reports(place.town.viewer(who)).items() if n}

    assert waits("east_reporter") == {"to_write": 1}
    assert waits("office") == {"awaited": 1}
    assert waits("west_reporter") == {}
    report = place.draft()
    assert waits("east_reporter") == {}
    assert waits("east_reviewer") == {"to_sign": 1}
    report = actions.sign_programme_report(
        viewer=place.town.viewer("east_reviewer"), report_uid=report.uid
    )
    assert waits("east_reviewer") == {}
    assert waits("office") == {"to_collect": 1}
    actions.return_programme_report(viewer=place.office, report_uid=report.uid, reason="数字不实")
    assert place.told("returned") == [("east", date(2024, 5, 5))]


def test_the_office_collects_all_signed_reports_at_once_from_its_desk(place, client):
    client.force_login(place.town.user["office"])
    report = place.draft()
    actions.sign_programme_report(viewer=place.town.viewer("east_reviewer"), report_uid=report.uid)
    series = meetings.open_series(viewer=place.office, rhythm=meetings.Rhythm("例会", 9, time(9)))
    meeting = meetings.plan_meeting(
        viewer=place.office, series=series, call=meetings.Call(month=APRIL)
    )
    assert "专项月度报告待收集上会" in client.get("/").content.decode()
    page = client.get("/programmes/reports/").content.decode()
    assert "已签发待收集" in page
    sent = {"month": "2024-04", "meeting": str(meeting.uid), "key": "once"}
    for _ in range(2):
        client.post("/programmes/reports/collect/", sent)
    with clock.at(SIXTH):
        report = ProgrammeReport.objects.unscoped("the test").get(pk=report.pk)
    assert meeting.items.get(uid=report.item_uid).materials.count() == 1
    assert meeting.items.filter(title__contains="强攻").count() == 1
