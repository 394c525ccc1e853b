"""submit_report, submit_unit, withdraw_report."""

from datetime import date

import pytest
from reporting_desk import APRIL, GOOD, WORDS

from city import WAN
from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.facts import report_facts
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow, ReportRevision
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry


def test_submission_goes_to_the_nearest_reviewer_above(desk, town):
    report = desk.submitted()
    assert report.state == "submitted"
    assert report.waiting_unit == town.unit["east"]
    assert report.first_submitted_on == date(2024, 5, 5)
    revision = report.revisions.get()
    assert (revision.event, revision.number, revision.soft_findings) == ("submitted", 1, 1)
    assert revision.year_to_date == GOOD["year_to_date"]
    assert revision.by == town.user["town_reporter"]
    assert AuditEntry.objects.filter(verb="submit_report", month="2024-04").count() == 1


@pytest.mark.parametrize(
    ("key", "by", "level"),
    [
        ("chips", "park_reporter", "east"),
        ("road", "east_reporter", "city"),
        ("hospital", "health_reporter", "city"),
    ],
)
def test_nobody_reviews_their_own_unit(desk, town, key, by, level):
    assert desk.submitted(key, by).waiting_unit == town.unit[level]


def test_hard_findings_block(desk):
    desk.save(values={"this_month": 5 * WAN})
    with pytest.raises(Refusal, match=r"report\.hard_findings") as refused:
        desk.submit()
    assert refused.value.field == "year_to_date"
    with pytest.raises(Refusal, match=r"report\.nothing_filled"):
        desk.submit("school")


def test_soft_findings_want_a_word(desk):
    desk.save(explanations={})
    with pytest.raises(Refusal, match=r"report\.unexplained"):
        desk.submit()
    desk.save(explanations=WORDS)
    assert desk.submit().state == "submitted"


def test_a_decrease_can_be_reported(desk):
    cut = GOOD | {"this_month": -400 * WAN, "year_to_date": 2_000 * WAN}
    report = desk.save(values=cut)
    with pytest.raises(Refusal, match=r"report\.unexplained"):
        desk.submit()
    words = {"report.year_to_date_decreased": "审计核减三月重复计量。", "report.jump": "核减"}
    desk.save(values={}, explanations=words)
    report = desk.submit()
    assert report.year_to_date == 2_000 * WAN


@pytest.mark.parametrize("by", ["south_reviewer", "west_reporter", "admin"])
def test_outsiders(desk, by):
    desk.save()
    with pytest.raises(Missing):
        desk.submit(by=by)


@pytest.mark.parametrize("by", ["east_reviewer", "office", "east_leader"])
def test_insiders_without_the_verb(desk, by):
    desk.save()
    with pytest.raises(Forbidden, match=r"report\.only_reporters"):
        desk.submit(by=by)


def test_stale_version_repeated_key_closed_month(desk):
    desk.save()
    with pytest.raises(Conflict):
        desk.submit(expected_version=7)
    first = desk.submit(expected_version=1, key="s1")
    assert desk.submit(key="s1").pk == first.pk
    assert first.revisions.count() == 1
    with pytest.raises(Conflict, match=r"report\.move_not_allowed"):
        desk.submit()
    MonthWindow.objects.filter(month="2024-04").update(state="frozen")
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        desk.submit()


def test_timeliness_is_that_of_the_first_submission(desk, town):
    with clock.at(date(2024, 4, 27)):
        report = desk.submitted()
    desk.give_back(report)
    desk.save(values={"this_month": 820 * WAN})
    report = desk.submit()
    assert report.first_submitted_on == date(2024, 4, 27)
    facts = report_facts(town.window["2024-04"])[report.project_id]
    assert facts.is_on_time
    assert facts.times_returned == 1


def submit_east(town, by="east_reporter", unit="east", **more):
    return actions.submit_unit(
        viewer=town.viewer(by), month=APRIL, unit_uid=str(town.unit[unit].uid), **more
    )


def test_a_unit_hands_in_what_it_can_and_names_the_rest(desk, town):
    desk.save("plant")
    desk.save("school", values={"this_month": 1})
    done = submit_east(town, by="town_reporter", unit="town")
    assert [r.project for r in done.submitted] == [town.project["plant"]]
    assert [left.project for left in done.left_out] == ["青石镇中心小学迁建工程"]
    assert {f.code for f in done.left_out[0].findings if f.is_hard} == {
        "report.year_to_date_missing",
        "report.words_missing",
        "report.next_plan_missing",
    }
    assert AuditEntry.objects.filter(verb="submit_report").count() == 0
    assert AuditEntry.objects.filter(verb="submit_unit").count() == 1


def test_a_unit_with_nothing_ready(desk, town):
    desk.save("school", values={"this_month": 1})
    with pytest.raises(Refusal, match=r"report\.nothing_to_submit"):
        submit_east(town, by="town_reporter", unit="town")


def test_the_same_key_hands_in_once(desk, town):
    desk.save("plant")
    submit_east(town, by="town_reporter", unit="town", key="u1")
    assert submit_east(town, by="town_reporter", unit="town", key="u1").submitted == ()
    assert ReportRevision.objects.filter(report__window__month="2024-04").count() == 1


def test_what_was_sent_back_goes_in_bulk_only_after_somebody_touched_it(desk, town):
    desk.give_back(desk.submitted())
    with pytest.raises(Refusal, match=r"report\.nothing_to_submit"):
        submit_east(town, by="town_reporter", unit="town")
    desk.save(values={"physical_progress": "主体结构施工至五层，核对无误。"})
    assert len(submit_east(town, by="town_reporter", unit="town").submitted) == 1


def test_who_may_hand_in_for_a_unit(desk, town):
    desk.save("plant")
    with pytest.raises(Missing, match=r"unit\.not_found"):
        submit_east(town, by="west_reporter")
    with pytest.raises(Forbidden, match=r"report\.only_reporters"):
        submit_east(town, by="east_reviewer")
    with pytest.raises(Refusal, match=r"report\.informant_needed"):
        submit_east(town, by="east_reporter")


def test_withdrawing_before_review(desk):
    report = desk.withdraw(desk.submitted(), reason="数字待核")
    assert (report.state, report.waiting_unit, report.first_submitted_on) == ("draft", None, None)
    assert list(report.revisions.values_list("event", flat=True)) == ["submitted", "withdrawn"]
    assert AuditEntry.objects.get(verb="withdraw_report").reason == "数字待核"


def test_a_return_keeps_the_first_submission_through_a_later_withdrawal(desk):
    with clock.at(date(2024, 4, 27)):
        report = desk.submitted()
    desk.give_back(report)
    report = desk.withdraw(desk.submit())
    assert report.first_submitted_on == date(2024, 4, 27)


def test_withdrawing_is_refused(desk):
    report = desk.submitted()
    with pytest.raises(Missing):
        desk.withdraw(report, by="west_reporter")
    with pytest.raises(Forbidden):
        desk.withdraw(report, by="east_reviewer")
    with pytest.raises(Conflict, match=r"form\.changed_meanwhile"):
        desk.withdraw(report, expected_version=1)
    desk.approve(report)
    with pytest.raises(Conflict, match=r"report\.already_in_review"):
        desk.withdraw(report)
    report = desk.approve(report, by="office")
    assert report.state == "approved"
    with pytest.raises(Conflict, match=r"report\.move_not_allowed"):
        desk.withdraw(report)


def test_withdrawing_twice_with_one_key(desk):
    report = desk.submitted()
    desk.withdraw(report, key="w1")
    assert desk.withdraw(report, key="w1").state == "draft"
    assert MonthReport.objects.get(pk=report.pk).version == 3
