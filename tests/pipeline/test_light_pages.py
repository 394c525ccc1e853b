"""Lights on the pages: the set in force, a draft's changes, waivers, who may."""

from datetime import date

import pytest
from django.urls import reverse

from city import make_project, make_report, set_date
from yipanqi import lightsets
from yipanqi.apps.life.pipeline import lights
from yipanqi.apps.life.pipeline.actions import (
    RulesRefused,
    WaiverOrder,
    adopt_light_rules,
    end_waiver,
    grant_waiver,
)
from yipanqi.apps.life.pipeline.lights import compared, judged, rules_in_force
from yipanqi.apps.life.pipeline.models import LightRules, LightWaiver
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.core.light_rules import Dimension
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry

MARCH, APRIL = Month(2024, 3), Month(2024, 4)
ORDER = WaiverOrder(
    reason="国土空间规划调整，开工顺延",
    approved_by="市领导小组〔2024〕6号",
    until_on=date(2024, 6, 30),
)


def light_of(town, key: str, month: Month = MARCH):
    project = town.project[key]
    return judged(month, [project.pk])[str(project.uid)]


@pytest.fixture
def late(town):
    """Due to start in February and not started."""
    town.project["late"] = make_project(
        town,
        key="late",
        planned_start_on=date(2024, 2, 20),
        actual_start_on=None,
        annual_class="new_start",
        stage="conceived",
    )
    return town.project["late"]


def test_the_shipped_set_holds_until_one_is_adopted(town):
    assert rules_in_force(APRIL).row is None
    assert rules_in_force(APRIL).rules.key == "yinchuan"
    adopt(town, "sanya", APRIL)
    assert rules_in_force(APRIL).rules.key == "sanya"
    assert rules_in_force(MARCH).rules.key == "yinchuan"  # earlier months keep their colours


def adopt(town, key: str, month: Month = APRIL):
    return adopt_light_rules(
        viewer=town.viewer("office"),
        text=lightsets.text_of(key),
        in_force_from=month,
        reason="市领导小组办公室会议议定",
    )


def test_a_frozen_month_keeps_its_lights(town):
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    with pytest.raises(Refusal, match=r"lights\.month_frozen"):
        adopt(town, "haikou", MARCH)
    assert adopt(town, "haikou").number == 1


def test_adopting_leaves_a_trace_and_needs_a_change(town):
    row = adopt(town, "haikou")
    entry = AuditEntry.objects.get(subject_uid=str(row.uid))
    assert (entry.verb, entry.month) == ("adopt_light_rules", "2024-04")
    with pytest.raises(Refusal, match=r"lights\.nothing_changed"):
        adopt(town, "haikou", APRIL.next)
    with pytest.raises(Forbidden):
        adopt_light_rules(
            viewer=town.viewer("east_reviewer"), text="", in_force_from=APRIL, reason="x"
        )
    with pytest.raises(RulesRefused):
        adopt_light_rules(
            viewer=town.viewer("office"), text="[lights]", in_force_from=APRIL, reason="x"
        )


def test_live_and_frozen_months_light_alike(town, late):
    ids = [p.pk for p in town.project.values() if not p.is_package]
    live = judged(MARCH, ids)
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    frozen = judged(MARCH, ids)
    assert {uid: j.lit for uid, j in live.items()} == {uid: j.lit for uid, j in frozen.items()}
    assert live[str(late.uid)].light is Light.YELLOW


def test_queries_do_not_grow_with_projects(town, django_assert_num_queries):
    ids = [p.pk for p in town.project.values()]
    with django_assert_num_queries(13) as few:
        judged(APRIL, ids)
    more = [make_project(town, key=f"more{n}").pk for n in range(5)]
    with django_assert_num_queries(len(few.captured_queries)):
        judged(APRIL, [*ids, *more])


def test_a_waiver_holds_until_its_day_and_can_be_ended(town, late):
    office = town.viewer("office")
    order = WaiverOrder(
        reason=ORDER.reason,
        approved_by=ORDER.approved_by,
        from_on=date(2024, 3, 1),
        until_on=date(2024, 4, 29),
        dimension=Dimension.START,
    )
    waiver = grant_waiver(viewer=office, project_uid=late.uid, order=order)
    assert light_of(town, "late", MARCH).light is not Light.YELLOW
    assert light_of(town, "late", APRIL).light is Light.RED  # it ran out the day before
    with pytest.raises(Refusal, match=r"lights\.already_waived"):
        grant_waiver(viewer=office, project_uid=late.uid, order=order)
    with pytest.raises(Conflict):
        end_waiver(viewer=office, waiver_uid=waiver.uid, reason="已具备条件", expected_version=7)
    end_waiver(viewer=office, waiver_uid=waiver.uid, reason="已具备条件", expected_version=1)
    assert AuditEntry.objects.filter(verb="end_waiver").count() == 1


def test_only_the_office_waives_and_outsiders_find_nothing(town, late):
    with pytest.raises(Forbidden):
        grant_waiver(viewer=town.viewer("east_reviewer"), project_uid=late.uid, order=ORDER)
    with pytest.raises(Missing):
        grant_waiver(viewer=town.viewer("south_reviewer"), project_uid=late.uid, order=ORDER)
    assert not LightWaiver.objects.unscoped("test").exists()


def test_a_draft_shows_who_changes_colour(town, late, page):
    set_date(late, "completion", "planned", date(2024, 4, 2), date(2024, 1, 3))
    comparison = compared(
        town.viewer("office"), APRIL, lightsets.shipped("yinchuan"), lightsets.shipped("haikou")
    )
    changed = {c.uid: (c.before.light, c.after.light) for c in comparison.changed}
    assert sum(comparison.before.values()) == sum(comparison.after.values())
    assert all(before is not after for before, after in changed.values())
    address = reverse("projects:light-draft") + "?month=2024-04"
    sent = {"text": lightsets.text_of("haikou"), "in_force_from": "2024-04", "reason": ""}
    answer = page("office", address, sent | {"try": "1"}, post=True)
    assert answer.context["changed_count"] == len(comparison.changed)
    assert not LightRules.objects.exists()
    answer = page("office", address, sent | {"adopt": "1"}, post=True)
    assert "没有写理由" in answer.content.decode()
    answer = page("office", address, sent | {"adopt": "1", "reason": "会议议定"}, post=True)
    assert answer.status_code == 302
    assert LightRules.objects.get().key == "haikou"
    answer = page("office", address, {"text": "[lights]", "in_force_from": "2024-04"}, post=True)
    assert len(answer.context["faults"]) > 3


def test_the_register_filters_by_light(town, late, page):
    make_report(town, town.project["plant"], "2024-04", "submitted", year_to_date=100_000_000)
    rows = page("office", "/projects/?month=2024-04&light=red").context["page"].object_list
    assert {row.light for row in rows} == {Light.RED}
    assert late.current.name in {row.name for row in rows}
    everything = page("office", "/projects/?month=2024-04").context["page"]
    by_light = [
        page("office", f"/projects/?month=2024-04&light={light}").context["page"].paginator.count
        for light in Light
    ]
    assert sum(by_light) == everything.paginator.count


@pytest.mark.parametrize("who", ["office", "east_reviewer", "leader", "town_reporter", "line"])
def test_everybody_reads_the_rules(town, page, who):
    answer = page(who, reverse("projects:lights"))
    assert answer.status_code == 200
    assert "原文空缺" in answer.content.decode()


def test_the_pages_keep_to_their_roles(town, late, page):
    waive = reverse("projects:waive", args=[late.uid])
    assert page("admin", reverse("projects:lights")).status_code == 403
    assert page("east_reviewer", reverse("projects:light-draft")).status_code == 403
    assert page("east_reviewer", waive).status_code == 403
    assert page("south_reviewer", waive).status_code == 404
    sent = {"reason": "规划调整", "approved_by": "市政府常务会议", "from_on": "2024-05-05",
            "until_on": "2024-06-30", "dimension": "start"}  # fmt: skip
    assert page("office", waive, sent, post=True).status_code == 302
    waiver = LightWaiver.objects.unscoped("test").get()
    end = reverse("projects:end-waiver", args=[waiver.uid])
    assert page("south_reviewer", end).status_code == 404
    assert page("office", end, {"reason": "已开工", "version": "1"}, post=True).status_code == 302
    record = page("office", f"/projects/{late.uid}/?month=2024-04").content.decode()
    assert "分项亮灯" in record


def test_a_kept_city_shows_each_only_the_own(town, monkeypatch):
    """Of a large city all are judged once; whoever asks gets the projects asked for."""
    monkeypatch.setattr(lights, "KEEP_FROM", 2)
    ids = {p.pk: str(p.uid) for p in town.project.values()}
    some = dict(list(ids.items())[:4])
    kept = lights.city_month(MARCH, some)
    assert set(kept.lights) <= set(some.values())
    assert kept.lights == judged(MARCH, list(some))
    lights._KEPT.clear()
