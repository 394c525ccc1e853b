"""The register: who may write it, what is refused, how the past keeps its words."""

from dataclasses import replace
from datetime import date

import pytest

from city import YI, city
from yipanqi.apps.ledger.projects.actions import (
    ListedProject,
    ProjectData,
    amend_project,
    issue_list,
    move_stage,
    register_project,
    set_milestone,
    void_stage_event,
)
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project, StageEvent
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass, Domain, Interruption, Stage, Track
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db
START, ACTUAL, PLANNED = MilestoneDate.Milestone.START, "actual", "planned"
APRIL = Month(2024, 4)


@pytest.fixture
def town():
    return city()


def new(town, **changes):
    values = {
        "name": "东山区冷链物流园项目",
        "counting_unit": town.unit["town"],
        "lead_unit": town.unit["east"],
        "reporting_unit": town.unit["town"],
        "total_investment": 3 * YI,
        "domain": Domain.INDUSTRY,
        "track": Track.ATTRACTION,
    }
    return ProjectData(**values | changes)


def code_of(call, **kwargs):
    with pytest.raises(Refusal) as refused:
        call(**kwargs)
    return refused.value.code


def test_a_reviewer_registers_in_his_own_district_and_nowhere_else(town):
    project = register_project(viewer=town.viewer("east_reviewer"), project=new(town))
    assert project.own_code == "YPQ-2024-0001"
    assert Project.objects.visible_to(town.viewer("east_reporter")).filter(pk=project.pk).exists()
    assert not Project.objects.visible_to(town.viewer("west_reviewer")).filter(pk=project.pk)
    for name in ("west_reviewer", "town_reporter", "leader", "auditor", "admin", "line"):
        with pytest.raises(Forbidden):
            register_project(viewer=town.viewer(name), project=new(town, name=f"{name}项目"))
    assert AuditEntry.objects.filter(verb="register_project").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "project.name_missing"),
        ({"name": "青石镇中心小学 迁建工程"}, "project.name_taken"),
        ({"total_investment": 0}, "project.investment_missing"),
        ({"approval_code": "2404-339902-04-01"}, "code.approval_shape"),
        ({"owner_credit_code": "91310115MA1H8R7C6D"}, "code.uscc_inner_check"),
    ],
)
def test_a_project_is_refused_by_rule(town, changes, code):
    call = {"viewer": town.viewer("office"), "project": new(town, **changes)}
    assert code_of(register_project, **call) == code
    assert not Project.objects.filter(own_code__startswith="YPQ").exists()


def test_a_project_counts_in_a_territorial_unit_never_in_a_view_or_department(town):
    for unit in ("park", "ndrc"):
        call = {
            "viewer": town.viewer("office"),
            "project": new(town, counting_unit=town.unit[unit]),
        }
        assert code_of(register_project, **call) == "project.counted_in_view"


def test_the_same_key_registers_once(town):
    office = town.viewer("office")
    first = register_project(viewer=office, project=new(town), key="form-1")
    assert register_project(viewer=office, project=new(town), key="form-1") == first


def test_an_amendment_leaves_earlier_months_as_they_were(town):
    project, office = town.project["plant"], town.viewer("office")
    amend_project(
        viewer=office,
        project=project,
        changes={"name": "青石镇精密轴承项目（二期）", "counting_unit": town.unit["east"]},
        reason="名称与归属调整",
    )
    march, april = (project_facts(Month(2024, n))[project.pk] for n in (3, 4))
    assert march.name == "青石镇精密轴承生产线项目"
    assert april.name == march.name  # takes effect on 5 May
    assert project_facts(Month(2024, 5))[project.pk].counting_unit == town.unit["east"].pk
    fresh = Project.objects.get(pk=project.pk)
    stale = {
        "viewer": office,
        "project": fresh,
        "changes": {"sponsor": "某副市长"},
        "reason": "明确",
    }
    with pytest.raises(Conflict):
        amend_project(**stale, expected_version=project.version)
    no_reason = stale | {"reason": " "}
    assert code_of(amend_project, **no_reason) == "project.reason_missing"
    same = stale | {"changes": {"name": fresh.current.name}}
    assert code_of(amend_project, **same) == "project.nothing_changed"


def test_an_outsider_learns_nothing_and_an_insider_without_the_verb_is_refused(town):
    call = {"project": town.project["plant"], "changes": {"sponsor": "某副市长"}, "reason": "明确"}
    with pytest.raises(Missing):
        amend_project(viewer=town.viewer("west_reviewer"), **call)
    with pytest.raises(Forbidden):
        amend_project(viewer=town.viewer("town_reporter"), **call)


def test_a_stage_follows_its_track_and_a_wrong_entry_is_voided_not_deleted(town):
    project, reporter = town.project["plant"], town.viewer("town_reporter")
    today, keeper = clock.business_today(), town.viewer("east_reviewer")
    call = {"project": project, "what": Stage.COMPLETED, "on": today, "reason": "验收备案表"}
    with pytest.raises(Forbidden):  # a reporter proposes the gate instead
        move_stage(viewer=reporter, **call)
    moved = move_stage(viewer=keeper, with_date=True, **call)
    assert moved.stage == Stage.COMPLETED
    back = call | {"viewer": keeper, "what": Stage.SIGNED}
    assert code_of(move_stage, **back) == "stage.move_not_allowed"
    late = back | {"what": Stage.IN_PRODUCTION, "on": date(2024, 5, 6)}
    assert code_of(move_stage, **late) == "project.in_the_future"
    event = StageEvent.objects.get(project=project, event=Stage.COMPLETED)
    with pytest.raises(Forbidden):
        void_stage_event(viewer=reporter, event=event, reason="误报")
    assert project_facts(Month(2024, 5))[project.pk].completed_on == today
    restored = void_stage_event(viewer=keeper, event=event, reason="误报")
    assert restored.stage == Stage.STARTED
    assert StageEvent.objects.get(pk=event.pk).voided_reason == "误报"
    assert project_facts(Month(2024, 5))[project.pk].completed_on is None


def test_a_late_start_belongs_to_the_month_it_is_told_in_and_shows_its_real_day(town):
    silent, office = town.project["silent"], town.viewer("office")
    for stage in (Stage.APPROVED, Stage.FUNDED):
        move_stage(viewer=office, project=silent, what=stage, on=date(2024, 3, 5), reason="批复")
    told = {"viewer": office, "project": silent, "what": Stage.STARTED, "reason": "补录"}
    MonthWindow.objects.filter(month="2024-03").update(state=MonthWindow.State.FROZEN)
    move_stage(**told, on=date(2024, 3, 20), with_date=True)
    march, april = (project_facts(Month(2024, n))[silent.pk] for n in (3, 4))
    assert (march.stage, march.actual_start_on) == (Stage.FUNDED, None)
    assert (april.stage, april.actual_start_on) == (Stage.STARTED, date(2024, 3, 20))
    assert april.stage_since == date(2024, 3, 20)


def test_a_fact_corrected_to_a_later_month_leaves_the_months_before_it(town):
    call = {"viewer": town.viewer("east_reviewer"), "project": town.project["plant"],
            "milestone": MilestoneDate.Milestone.COMPLETION, "basis": ACTUAL}  # fmt: skip
    set_milestone(**call, happens_on=date(2024, 4, 20))
    assert project_facts(APRIL)[call["project"].pk].completed_on == date(2024, 4, 20)
    set_milestone(**call, happens_on=date(2024, 5, 2), reason="验收日期有误")
    assert project_facts(APRIL)[call["project"].pk].completed_on is None
    assert project_facts(APRIL.plus(1))[call["project"].pk].completed_on == date(2024, 5, 2)


def test_a_pause_needs_a_reason_and_shows_at_once(town):
    call = {
        "viewer": town.viewer("east_reviewer"),
        "project": town.project["road"],
        "what": Interruption.PAUSED,
        "on": clock.business_today(),
    }
    assert code_of(move_stage, **call) == "project.reason_missing"
    assert move_stage(**call, reason="等待征迁").is_paused
    assert not move_stage(**call | {"what": Interruption.RESUMED}, reason="征迁完成").is_paused


def test_a_moved_date_keeps_the_earlier_ones(town):
    project, reporter = town.project["silent"], town.viewer("west_reporter")
    keeper = town.viewer("west_reviewer")
    call = {"viewer": reporter, "project": project, "milestone": START}
    moved = {"basis": PLANNED, "happens_on": date(2024, 9, 1)}
    assert code_of(set_milestone, **call, **moved) == "project.reason_missing"
    set_milestone(**call, **moved, reason="用地报批滞后")
    dates = MilestoneDate.objects.filter(project=project, milestone=START, basis=PLANNED)
    assert list(dates.order_by("pk").values_list("happens_on", flat=True)) == [
        date(2024, 2, 1),
        date(2024, 9, 1),
    ]
    future = {"basis": ACTUAL, "happens_on": date(2024, 5, 6)}
    assert code_of(set_milestone, **call, **future) == "project.in_the_future"
    said = future | {"happens_on": date(2024, 5, 2)}
    with pytest.raises(Forbidden):  # that it happened is said by the gate
        set_milestone(**call, **said)
    set_milestone(**call | {"viewer": keeper}, **said)


def lines(town, *keys):
    return [
        ListedProject(
            project=town.project[k],
            annual_class=AnnualClass.CARRIED_OVER,
            annual_plan=1_200,
            monthly_plan=(100,) * 12,
        )
        for k in keys
    ]


def test_an_adjusted_list_takes_effect_from_its_month_only(town):
    issued = issue_list(
        viewer=town.viewer("office"),
        year=2024,
        issued_on=date(2024, 4, 20),
        effective_month=Month(2024, 4),
        lines=lines(town, "road"),
        document_number="越政办〔2024〕8号",
    )
    assert issued.number == 2
    road = town.project["road"].pk
    assert project_facts(Month(2024, 3))[road].annual_plan == 6 * YI
    april = project_facts(Month(2024, 4))
    assert april[road].annual_plan == 1_200
    assert april[road].plan_to_date == 400
    assert april[town.project["plant"].pk].annual_class is None


def test_a_list_is_refused_whole(town):
    call = {
        "viewer": town.viewer("office"),
        "year": 2024,
        "issued_on": date(2024, 4, 20),
        "effective_month": Month(2024, 4),
    }
    good = lines(town, "road", "plant")
    broken = [good[0], replace(good[1], monthly_plan=(100,) * 11 + (99,))]
    assert code_of(issue_list, **call, lines=broken) == "list.plan_not_split"
    assert code_of(issue_list, **call, lines=[good[0], good[0]]) == "list.twice"
    assert code_of(issue_list, **call, lines=[]) == "list.empty"
    with pytest.raises(Forbidden):
        issue_list(**call | {"viewer": town.viewer("east_reviewer")}, lines=good)
    assert town.annual_list.entries.model.objects.filter(annual_list__number=2).count() == 0


def test_ending_a_project_is_the_keeper_s_since_it_ends_its_reports(town):
    call = {
        "project": town.project["plant"],
        "what": Interruption.TERMINATED,
        "reason": "投资方撤资",
    }
    today = clock.business_today()
    with pytest.raises(Forbidden):
        move_stage(viewer=town.viewer("town_reporter"), on=today, **call)
    moved = move_stage(viewer=town.viewer("east_reviewer"), on=today, **call)
    assert StageEvent.objects.filter(project=moved, event=Interruption.TERMINATED).exists()
