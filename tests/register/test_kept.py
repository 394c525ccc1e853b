"""Kept lines say what the rules say: before the worker, after it, and after every write."""

from datetime import date

import pytest

from city import make_project, make_report
from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.life.pipeline import kept
from yipanqi.apps.life.pipeline.actions import WaiverOrder, grant_waiver
from yipanqi.apps.life.pipeline.lights import judged
from yipanqi.apps.life.pipeline.models import KeptLine, StaleLine
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light

MARCH, APRIL = Month.parse("2024-03"), Month.parse("2024-04")


def keep_all() -> None:
    while kept.work_waits():
        kept.keep_lines()


def everything():
    return Project.objects.unscoped("test").exclude(current=None)


def agrees(month: Month) -> None:
    """What the table answers is what judging afresh gives, for every light and figure."""
    every = everything()
    now = judged(month, list(every.values_list("pk", flat=True)))
    found = kept.figures(every, month)
    for row in every:
        light = now[str(row.uid)].light if str(row.uid) in now else Light.GREY
        assert found[row.pk].light is light
    for light in Light:
        shown = set(kept.with_light(every, month, light).values_list("pk", flat=True))
        assert shown == {pk for pk, one in found.items() if one.light is light}


def test_the_worker_keeps_what_judging_gives(town):
    agrees(APRIL)  # nothing kept yet
    keep_all()
    assert KeptLine.objects.filter(month=str(APRIL)).count() == everything().count()
    assert not kept.unkept(everything(), APRIL)
    agrees(APRIL)
    agrees(MARCH)


def test_a_write_leaves_a_mark_and_is_seen_at_once(town):
    keep_all()
    plant = town.project["plant"]
    actions.set_milestone(
        viewer=town.viewer("office"),
        project=plant,
        milestone=MilestoneDate.Milestone.COMPLETION,
        basis=MilestoneDate.Basis.PLANNED,
        happens_on=date(2024, 3, 1),
        reason="提前",
    )
    assert set(kept.unkept(everything(), APRIL)) == {plant.pk}
    agrees(APRIL)
    keep_all()
    assert not StaleLine.objects.exists()
    agrees(APRIL)


def test_waivers_lists_and_new_projects_are_seen(town):
    keep_all()
    order = WaiverOrder(reason="批准", approved_by="市领导小组", until_on=date(2024, 6, 30))
    grant_waiver(viewer=town.viewer("office"), project_uid=town.project["plant"].uid, order=order)
    assert kept.unkept(everything(), APRIL)
    agrees(APRIL)
    extra = make_project(town, key="written past the verbs")
    assert extra.pk in kept.unkept(everything(), APRIL)
    agrees(APRIL)
    keep_all()
    agrees(APRIL)


def test_freezing_changes_what_a_month_is_judged_by(town):
    keep_all()
    before = kept.made_of(MARCH)
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    assert kept.made_of(MARCH) != before
    agrees(MARCH)
    keep_all()
    make_report(town, town.project["silent"], "2024-04")
    agrees(MARCH)


@pytest.mark.parametrize("who", ["east_reviewer", "south_reviewer"])
def test_counts_are_within_sight(town, who):
    keep_all()
    viewer = town.viewer(who)
    seen = Project.objects.visible_to(viewer).filter(is_package=False).count()
    assert sum(kept.city_counts(viewer, APRIL).values()) <= seen
