"""approve_report, approve_many, return_report: levels, reasons, nobody for themselves."""

import pytest
from reporting_desk import APRIL, GOOD

from city import WAN, make_project, make_report
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.facts import report_facts
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry


def test_level_by_level(desk, town):
    report = desk.approve(desk.submitted())
    assert (report.state, report.waiting_unit) == ("submitted", town.unit["city"])
    report = desk.approve(report, by="office")
    assert (report.state, report.waiting_unit) == ("approved", None)
    steps = report.revisions.values_list("event", "by_unit")
    assert list(steps) == [
        ("submitted", town.unit["town"].pk),
        ("passed", town.unit["east"].pk),
        ("approved", town.unit["city"].pk),
    ]
    assert AuditEntry.objects.filter(verb="approve_report").count() == 2
    facts = report_facts(town.window["2024-04"])[report.project_id]
    assert (facts.report_status, facts.this_month) == ("approved", 820 * WAN)


def test_the_office_may_have_the_last_word_at_once(desk, town):
    report = desk.approve(desk.submitted(), by="office")
    assert report.state == "approved"
    assert report.revisions.last().by_unit == town.unit["city"]


def test_not_before_it_is_their_turn(desk, town):
    Appointment.objects.create(
        user=town.user["leader"], unit=town.unit["city"], role="reviewer", from_on="2020-01-01"
    )
    with pytest.raises(Forbidden, match=r"report\.other_level"):
        desk.approve(desk.submitted(), by="leader")


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        ("south_reviewer", Missing),
        ("west_reviewer", Missing),
        ("admin", Missing),
        ("town_reporter", Forbidden),
        ("east_leader", Forbidden),
        ("auditor", Forbidden),
        ("park_reviewer", Missing),
    ],
)
def test_who_may_not(desk, by, refusal):
    report = desk.submitted()
    for verb in (desk.approve, desk.give_back):
        with pytest.raises(refusal) as refused:
            verb(report, by=by)
        assert type(refused.value) is refusal


def test_a_park_reviewer_sees_the_park_and_is_no_level(desk):
    with pytest.raises(Forbidden, match=r"report\.only_reviewers"):
        desk.approve(desk.submitted("chips", "park_reporter"), by="park_reviewer")


def test_nobody_approves_what_they_saved_or_handed_in(desk, town):
    for role in ("reporter", "reviewer"):
        Appointment.objects.create(
            user=town.user["leader"], unit=town.unit["east"], role=role, from_on="2020-01-01"
        )
    desk.save(by="leader", informant="电话")
    report = desk.submit()
    with pytest.raises(Forbidden, match=r"report\.own_submission"):
        desk.approve(report, by="leader")
    desk.withdraw(report)
    desk.save()
    report = desk.submit(by="leader")
    with pytest.raises(Forbidden, match=r"report\.own_submission"):
        desk.approve(report, by="leader")
    with pytest.raises(Forbidden, match=r"report\.own_submission"):
        actions.approve_report(
            viewer=town.deputy("south_reviewer", of="leader"), report_uid=report.uid
        )
    assert desk.approve(report).waiting_unit == town.unit["city"]


def test_a_cut_wants_a_reviewers_word_once(desk):
    cut = GOOD | {"this_month": -400 * WAN, "year_to_date": 2_000 * WAN}
    words = {"report.year_to_date_decreased": "审计核减。", "report.permit_missing": "补办"}
    desk.save(values=cut, explanations=words | {"report.jump": "核减"})
    report = desk.submit()
    with pytest.raises(Refusal, match=r"report\.word_needed"):
        desk.approve(report)
    desk.approve(report, remark="已核对审计报告，同意核减。")
    report = desk.approve(report, by="office")
    assert report.state == "approved"
    assert report.revisions.get(event="passed").remark == "已核对审计报告，同意核减。"


def test_approving_is_versioned_keyed_and_closed_with_the_month(desk):
    report = desk.submitted()
    with pytest.raises(Conflict, match=r"form\.changed_meanwhile"):
        desk.approve(report, expected_version=1)
    desk.approve(report, expected_version=2, key="a1")
    again = desk.approve(report, key="a1")
    assert (again.version, again.state) == (3, "submitted")
    MonthWindow.objects.filter(month="2024-04").update(state="frozen")
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        desk.approve(report, by="office")
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        desk.give_back(report)


def test_a_draft_cannot_be_approved(desk):
    report = desk.save()
    with pytest.raises((Conflict, Forbidden)):
        desk.approve(report)
    with pytest.raises(Conflict, match=r"report\.move_not_allowed"):
        desk.approve(report, by="office")


def test_returning_gives_a_reason_for_each_field(desk, town):
    report = desk.give_back(
        desk.submitted(),
        reasons={"this_month": "与凭证不符", "physical_progress": "请写明部位"},
        remark="两处请核",
        expected_version=2,
    )
    assert (report.state, report.times_returned, report.waiting_unit) == ("returned", 1, None)
    revision = report.revisions.last()
    assert (revision.event, revision.by_unit) == ("returned", town.unit["east"])
    assert dict(revision.field_remarks.values_list("field", "text")) == {
        "this_month": "与凭证不符",
        "physical_progress": "请写明部位",
    }
    entry = AuditEntry.objects.get(verb="return_report")
    assert entry.values["after.returned"]["this_month"] == "与凭证不符"
    assert desk.submit(by="town_reporter").waiting_unit == town.unit["east"]


@pytest.mark.parametrize(
    ("reasons", "code"),
    [
        ({}, "report.reason_needed"),
        ({"this_month": " "}, "report.reason_needed"),
        ({"name": "x"}, "report.unknown_field"),
        ({"this_month": "长" * 301}, "report.text_too_long"),
    ],
)
def test_reasons_are_mandatory(desk, reasons, code):
    report = desk.submitted()
    with pytest.raises(Refusal) as refused:
        desk.give_back(report, reasons=reasons)
    assert refused.value.code == code
    assert MonthReport.objects.get(pk=report.pk).state == "submitted"


def test_returning_an_approved_report_keeps_what_counts(desk, town):
    report = desk.approve(desk.submitted(), by="office")
    desk.give_back(report, by="office")
    facts = report_facts(town.window["2024-04"])[report.project_id]
    assert (facts.report_status, facts.this_month) == ("approved", 820 * WAN)
    desk.save(values={"this_month": 1, "year_to_date": 1})
    assert report_facts(town.window["2024-04"])[report.project_id].this_month == 820 * WAN


def test_returning_twice_with_one_key(desk):
    report = desk.submitted()
    desk.give_back(report, key="r1")
    assert desk.give_back(report, key="r1").times_returned == 1


def clean(town, key, **more):
    """A submitted report without any finding."""
    project = make_project(town, key=key, reporting="town", counting="town", **more)
    from city import set_date

    set_date(
        project, "permit", "actual", project.current.effective_on, project.current.effective_on
    )
    make_report(town, project)
    return make_report(
        town,
        project,
        "2024-04",
        "submitted",
        waiting_unit=town.unit["east"],
        this_month=820 * WAN,
        year_to_date=3_220 * WAN,
        statistics_counted=None,
        physical_progress="完成设备安装，进入调试。",
    )


def many(town, reports, by="east_reviewer", **more):
    versions = {str(r.uid): r.version for r in reports}
    return actions.approve_many(viewer=town.viewer(by), month=APRIL, versions=versions, **more)


def test_bulk_takes_only_what_raises_no_question(desk, town):
    first, second = clean(town, "c1"), clean(town, "c2")
    asked = desk.submitted()
    MonthReport.objects.filter(pk=asked.pk).update(explanations={})
    done = many(town, [first, second, asked])
    assert {r.pk for r in done.approved} == {first.pk, second.pk}
    assert [(x.project, x.refusal.code) for x in done.left_out] == [
        ("青石镇精密轴承生产线项目", "report.findings_open")
    ]
    assert AuditEntry.objects.filter(verb="approve_many").count() == 2


def test_bulk_takes_what_is_explained_and_keeps_the_common_word(desk, town):
    explained = desk.submitted()
    done = many(town, [explained], remark=" 已核 ")
    assert [r.pk for r in done.approved] == [explained.pk]
    last = explained.revisions.order_by("number").last()
    assert (last.event, last.remark, last.soft_findings > 0) == ("passed", "已核", True)


def test_a_cut_of_earlier_figures_is_opened_though_explained(desk, town):
    values = GOOD | {"this_month": -400 * WAN, "year_to_date": 2_000 * WAN}
    words = {"report.year_to_date_decreased": "审计核减。", "report.permit_missing": "补办"}
    desk.save(values=values, explanations=words | {"report.jump": "核减"})
    cut = desk.submit()
    with pytest.raises(Refusal, match=r"report\.nothing_to_approve"):
        many(town, [cut], remark="已核")


def test_reports_explained_alike_are_one_group_to_tick(desk, town):
    from yipanqi.apps.month.reporting.queue import alike, queue

    desk.submitted()
    desk.submitted("school")
    rows = queue(town.viewer("east_reviewer"), town.window["2024-04"]).rows
    groups = alike(rows)
    same = {r.words for g in groups for r in g.rows}
    assert [len(g.rows) for g in groups] == [2]
    assert len(same) == 1
    assert all(word for _code, word in same.pop())
    MonthReport.objects.filter(project=town.project["school"]).update(explanations={})
    rows = queue(town.viewer("east_reviewer"), town.window["2024-04"]).rows
    assert alike(rows) == ()


def test_bulk_leaves_out_what_has_moved_on_or_is_not_theirs(desk, town):
    mine, stale = clean(town, "c1"), clean(town, "c2")
    stale.version = 9
    foreign = desk.submitted("hospital", "health_reporter")
    done = many(town, [mine, stale, foreign])
    assert [r.pk for r in done.approved] == [mine.pk]
    assert [x.refusal.code for x in done.left_out] == ["form.changed_meanwhile"]
    with pytest.raises(Refusal, match=r"report\.nothing_to_approve"):
        many(town, [stale])


def test_bulk_with_one_key(town):
    report = clean(town, "c1")
    many(town, [report], key="b1")
    assert many(town, [report], key="b1").approved == ()
    assert MonthReport.objects.get(pk=report.pk).version == 2
