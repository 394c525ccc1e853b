"""Preliminary work: the first plan stays, a moved date says why, the slow ones stand on top."""

import io
from datetime import date

import openpyxl
import pytest

from gates.test_gates import code_of
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.life.preliminary import actions
from yipanqi.apps.life.preliminary.actions import Officer, StepChange, StepPlan
from yipanqi.apps.life.preliminary.queries import Asked, board
from yipanqi.core.month import Month
from yipanqi.core.projects.preliminary import Step, StepState
from yipanqi.core.refusal import Forbidden, Missing

PLANNED = date(2024, 3, 1)
TODAY = date(2024, 5, 5)


def drawn(town, key="conceived", by="west_reporter"):
    steps = [
        StepPlan("建设用地批准（供地）", PLANNED, "land", "自然资源部门"),
        StepPlan("建筑工程施工许可证", date(2024, 6, 1), "permit"),
        StepPlan("压覆矿产审批", None),
    ]
    return actions.draw_up_steps(
        viewer=town.viewer(by), project_uid=town.project[key].uid, steps=steps
    )


def test_the_first_plan_stays_and_the_permit_is_the_register_s_too(town):
    land, permit, own = drawn(town)
    viewer = town.viewer("west_reporter")
    later = StepChange(date(2024, 7, 1), None)
    call = {"viewer": viewer, "step_uid": land.uid}
    assert code_of(actions.set_step, **call, change=later) == "preliminary.reason_missing"
    moved = actions.set_step(**call, change=StepChange(date(2024, 7, 1), None, reason="补正材料"))
    assert (moved.planned_on, moved.current_on) == (PLANNED, date(2024, 7, 1))
    assert moved.value.slipped(TODAY) == 122
    tomorrow = StepChange(None, date(2024, 5, 6))
    assert (
        code_of(actions.set_step, viewer=viewer, step_uid=permit.uid, change=tomorrow)
        == "project.in_the_future"
    )
    got = StepChange(permit.current_on, date(2024, 4, 28), paper_number="3399212024001")
    actions.set_step(viewer=viewer, step_uid=permit.uid, change=got)
    facts = project_facts(Month(2024, 4))[town.project["conceived"].pk]
    assert facts.permit_on == date(2024, 4, 28)
    assert own.key.startswith("own-")
    assert own.value.state(TODAY) is StepState.UNDATED
    with pytest.raises(Missing):
        drawn(town, by="east_reviewer")


def test_the_board_shows_the_slow_ones_and_its_workbook_says_the_same(town, page):
    drawn(town)
    line = board(town.viewer("office"), Asked())[0]
    assert (line.progress.late, line.progress.slipped, line.waits_for) == (
        1, 65, "建设用地批准（供地）",
    )  # fmt: skip
    assert board(town.viewer("east_reviewer"), Asked(show="all")) == []
    call = {"project_uid": town.project["conceived"].uid,
            "officer": Officer("县政务服务中心代办专员", town.unit["west"])}  # fmt: skip
    with pytest.raises(Forbidden):
        actions.name_officer(viewer=town.viewer("west_reporter"), **call)
    actions.name_officer(viewer=town.viewer("west_reviewer"), **call)
    assert board(town.viewer("office"), Asked(show="unhelped")) == []
    seen = page("office", "/preliminary/").content.decode()
    assert "西河县抽水蓄能电站项目" in seen
    assert "县政务服务中心代办专员" in seen
    sheet = openpyxl.load_workbook(
        io.BytesIO(page("office", "/preliminary/export.xlsx").content)
    ).active
    assert [cell.value for cell in sheet[2]][:2] == ["西河县抽水蓄能电站项目", "西河"]
    opened = page("west_reporter", f"/preliminary/{town.project['conceived'].uid}/")
    assert "压覆矿产审批" in opened.content.decode()


def test_a_step_is_late_by_its_fact_its_plan_or_by_today():
    day = date(2024, 1, 10)
    assert Step(day, day, date(2024, 1, 5)).slipped(TODAY) == 0
    assert Step(day, day, date(2024, 1, 20)).slipped(TODAY) == 10
    assert Step(day, date(2024, 6, 10), None).state(TODAY) is StepState.DUE
    assert Step(day, date(2024, 6, 10), None).slipped(TODAY) == 152
    assert Step(day, day, None, is_needed=False).slipped(TODAY) == 0
