"""save_report: allowed, refused by scope, by rule; audited, versioned, safe to repeat."""

from datetime import datetime

import pytest
from reporting_desk import APRIL, GOOD

from city import WAN
from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry


def test_a_reporter_saves_a_draft_and_it_is_audited(desk, town):
    report = desk.save()
    assert (report.state, report.version, report.year_to_date) == ("draft", 1, 3_220 * WAN)
    assert report.saved_by == town.user["town_reporter"]
    entry = AuditEntry.objects.get(subject_uid=str(report.uid))
    assert entry.verb == "save_report"
    assert entry.values["after.this_month"] == 820 * WAN
    assert entry.unit_uid == str(town.unit["town"].uid)
    assert entry.month == "2024-04"


def test_a_half_filled_row_with_hard_findings_is_kept(desk):
    report = desk.save(values={"this_month": -5 * WAN})
    assert (report.this_month, report.year_to_date) == (-5 * WAN, None)
    report = desk.save(values={"problems": "  用地未批 "}, expected_version=1)
    assert (report.this_month, report.problems, report.version) == (-5 * WAN, "用地未批", 2)


@pytest.mark.parametrize("by", ["south_reviewer", "west_reporter", "admin", "health_reporter"])
def test_outsiders_find_nothing(desk, by):
    with pytest.raises(Missing, match=r"report\.project_not_found"):
        desk.save(by=by)


@pytest.mark.parametrize("by", ["east_reviewer", "office", "east_leader", "auditor"])
def test_insiders_without_the_verb_are_forbidden(desk, by):
    with pytest.raises(Forbidden, match=r"report\.only_reporters"):
        desk.save(by=by)


def test_a_line_department_sees_and_may_not_write(desk):
    with pytest.raises(Forbidden, match=r"report\.only_reporters"):
        desk.save("road", by="line")


def test_a_reporter_above_names_who_told(desk):
    with pytest.raises(Refusal, match=r"report\.informant_needed"):
        desk.save(by="east_reporter")
    report = desk.save(by="east_reporter", informant="青石镇经发办电话报送")
    assert report.informant == "青石镇经发办电话报送"
    assert AuditEntry.objects.get(subject_uid=str(report.uid)).reason == report.informant


@pytest.mark.parametrize("state", ["frozen", "published", "freezing"])
def test_a_closed_month_takes_nothing(desk, state):
    MonthWindow.objects.filter(month="2024-04").update(state=state)
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        desk.save()
    assert not MonthReport.objects.filter(window__month="2024-04").exists()


def test_before_the_month_opens(desk, town):
    early = town.window["2024-04"].opens_on.replace(day=1)
    with clock.at(early), pytest.raises(Refusal, match=r"report\.month_not_open"):
        desk.save()


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_is_handed_in_stays_as_it_is(desk, state):
    report = desk.submitted()
    MonthReport.objects.filter(pk=report.pk).update(state=state)
    with pytest.raises(Conflict, match=r"report\.move_not_allowed"):
        desk.save()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"this_month": 1.5}, "report.not_yuan"),
        ({"this_month": 10**15}, "report.not_yuan"),
        ({"this_month": True}, "report.not_yuan"),
        ({"photos": 3}, "report.unknown_field"),
        ({"state": "approved"}, "report.unknown_field"),
        ({"problems": "长" * 2001}, "report.text_too_long"),
        ({"statistics_month": "2024-05"}, "report.statistics_month_later"),
        ({"statistics_month": "五月"}, "month.malformed"),
    ],
)
def test_values_of_the_wrong_kind(desk, values, code):
    with pytest.raises(Refusal) as refused:
        desk.save(values=values)
    assert refused.value.code == code


def test_a_package_owes_no_report(desk):
    with pytest.raises(Refusal, match=r"report\.not_due"):
        desk.save("bundle", by="west_reporter")


def test_two_people_never_overwrite_each_other(desk):
    desk.save(expected_version=0)
    with pytest.raises(Conflict, match=r"form\.changed_meanwhile"):
        desk.save(expected_version=0)
    desk.save(expected_version=1)
    with pytest.raises(Conflict, match=r"form\.changed_meanwhile"):
        desk.save(expected_version=1)


def test_a_version_of_a_row_that_is_not_there(desk):
    with pytest.raises(Conflict):
        desk.save(expected_version=3)


def test_the_same_key_twice_is_once(desk):
    first = desk.save(key="k1")
    again = desk.save(key="k1", values={"this_month": 1})
    assert again.pk == first.pk
    assert again.this_month == GOOD["this_month"]
    assert AuditEntry.objects.filter(verb="save_report").count() == 1


def test_words_are_added_and_taken_back(desk):
    desk.save(explanations={"report.jump": "集中支付设备款"})
    report = desk.save(explanations={"report.jump": "", "report.permit_missing": "补办中"})
    assert report.explanations == {"report.permit_missing": "补办中"}
    with pytest.raises(Refusal, match=r"report\.text_too_long"):
        desk.save(explanations={"report.jump": "长" * 301})


def test_no_month_no_report(town):
    with pytest.raises(Missing, match=r"report\.month_not_found"):
        actions.save_report(
            viewer=town.viewer("town_reporter"),
            month=APRIL.next,
            project_uid=town.project["plant"].uid,
            values={},
        )


def test_figures_told_by_telephone_carry_who_how_and_when(desk):
    at = datetime(2024, 4, 26, 9, 30, tzinfo=clock.CITY_ZONE)
    told = {"by": "east_reporter", "informant": "青石镇经发办"}
    kept = desk.save(source="phone", told_at=at, **told)
    assert (kept.source, kept.informant, kept.told_at) == ("phone", "青石镇经发办", at)
    for wrong, code in (
        ({"source": "rumour"}, "report.unknown_source"),
        ({"source": "phone", "told_at": at.replace(month=6)}, "report.told_later"),
    ):
        with pytest.raises(Refusal) as refused:
            desk.save(**told, **wrong)
        assert refused.value.code == code
