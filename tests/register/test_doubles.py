"""Suspected doubles: noted at entry, seen within scope, settled once by who keeps the register."""

from dataclasses import replace

import pytest

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.actions import ProjectData
from yipanqi.apps.ledger.projects.models import Suspicion
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal

SAME = Suspicion.Outcome.SAME


def like(town, key="plant", **changes):
    data = replace(ProjectData.of(town.project[key].current), approval_code="", **changes)
    return actions.register_project(viewer=town.viewer("office"), project=data)


def noted():
    rows = Suspicion.objects.unscoped("test").order_by("pk")
    return [(s.kind, s.project.current.name, s.other and s.other.current.name) for s in rows]


def test_entry_notes_doubles_splits_and_packages(town):
    like(town, name="青石镇精密轴承生产线建设工程")
    assert noted() == [("double", "青石镇精密轴承生产线建设工程", "青石镇精密轴承生产线项目")]
    owner = {"owner_name": "示例港务有限公司"}
    like(town, name="青石镇港区码头一期工程", **owner)
    like(town, name="青石镇港区码头二期工程", **owner)
    like(town, name="青石镇美丽庭院等12个项目")
    assert [kind for kind, *_ in noted()] == ["double", "split", "package"]


def test_each_sees_those_whose_projects_are_in_sight(town, page):
    like(town, name="青石镇精密轴承生产线建设工程")
    for who, count in (("office", 1), ("east_reviewer", 1), ("west_reviewer", 0), ("auditor", 1)):
        answer = page(who, "/projects/doubles/")
        assert len(answer.context["lines"]) == count, who
    assert "精密轴承" in page("office", f"/projects/{town.project['plant'].uid}/").content.decode()
    assert page("admin", "/projects/doubles/").status_code == 403


def test_settled_once_with_a_reason_and_never_asked_again(town):
    like(town, name="青石镇精密轴承生产线建设工程")
    row = Suspicion.objects.unscoped("test").get()
    settle = {"suspicion_uid": row.uid, "outcome": SAME, "reason": "系同一项目"}
    with pytest.raises(Missing):
        actions.settle_suspicion(viewer=town.viewer("west_reviewer"), **settle)
    with pytest.raises(Forbidden):
        actions.settle_suspicion(viewer=town.viewer("east_leader"), **settle)
    with pytest.raises(Refusal, match=r"project\.reason_missing"):
        actions.settle_suspicion(viewer=town.viewer("office"), **settle | {"reason": " "})
    actions.settle_suspicion(viewer=town.viewer("east_reviewer"), **settle)
    with pytest.raises(Conflict):
        actions.settle_suspicion(viewer=town.viewer("office"), **settle)
    assert actions.look_for_doubles(viewer=town.viewer("office")) == 0
    with pytest.raises(Forbidden):
        actions.look_for_doubles(viewer=town.viewer("east_reviewer"))
