"""The pipeline page: figures of the town, by whom they are seen, in a constant number of
queries; a frozen month keeps what it knew.
"""

from datetime import date

import pytest
from django.urls import reverse

from city import instant, make_project
from yipanqi.apps.ledger.projects.models import StageEvent
from yipanqi.apps.life.pipeline.entries import entries
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import Stage

MARCH, APRIL = Month(2024, 3), Month(2024, 4)


@pytest.fixture
def funnel(page):
    def get(who: str = "office", **query: str):
        return page(who, reverse("projects:funnel"), {"month": "2024-04"} | query)

    return get


def test_every_project_but_the_package_stands_somewhere(town, funnel):
    found = funnel().context["found"]
    total = sum(step.standing.count for step in found.steps)
    assert total == len([p for p in town.project.values() if not p.is_package])
    assert sum(g.total.count for g in found.groups if not g.is_view) == total


def test_groups_other_than_units_add_up_too(town, funnel):
    for by in ("domain", "month"):
        found = funnel(by=by).context["found"]
        assert sum(g.total.count for g in found.groups) <= 12
    assert funnel(by="programme").status_code == 200
    assert funnel(by="nonsense", domain="nonsense", step="x-y").status_code == 200


@pytest.mark.parametrize(
    ("who", "count"), [("east_reviewer", 6), ("town_reporter", 2), ("south_reviewer", 0)]
)
def test_each_sees_the_own_part(funnel, who, count):
    found = funnel(who).context["found"]
    assert sum(step.standing.count for step in found.steps) == count


def test_starts_are_counted_with_packages_both_ways(town, funnel):
    make_project(
        town, key="early", annual_class="new_start", planned_start_on=date(2024, 9, 1),
        actual_start_on=date(2024, 4, 2),
    )  # fmt: skip
    make_project(
        town, key="late", annual_class="new_start", planned_start_on=date(2024, 2, 1),
        actual_start_on=None, stage=Stage.CONCEIVED,
    )  # fmt: skip
    starts = funnel().context["found"].starts.listed
    assert (starts.early, starts.not_started) == (1, 2)  # the silent one, too
    assert starts.started == starts.started_of_due + 1


def test_a_frozen_month_shows_what_it_knew(town):
    office = town.viewer("office")
    freeze_month(viewer=office, month=MARCH)
    before = {row.entry.uid: row.entry for row in entries(office, MARCH)}
    StageEvent.objects.create(
        project=town.project["road"],
        event=Stage.COMPLETED,
        effective_on=date(2024, 3, 20),
        recorded_at=instant(date(2100, 1, 1)),  # entered after the freeze
    )
    after = {row.entry.uid: row.entry for row in entries(office, MARCH)}
    assert after == before
    road = str(town.project["road"].uid)
    live = {row.entry.uid: row.entry for row in entries(office, APRIL)}
    assert live[road].stage is Stage.COMPLETED


def test_queries_do_not_grow_with_projects(town, django_assert_num_queries):
    office = town.viewer("office")
    with django_assert_num_queries(10) as few:
        entries(office, APRIL)
    for n in range(5):
        make_project(town, key=f"more{n}")
    with django_assert_num_queries(len(few.captured_queries)):
        assert len(entries(office, APRIL)) == 17
