"""Segments, transfers and joint leads: who may, what is refused, what a month then holds."""

from datetime import date

import pytest

from city import WAN, city
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.actions import (
    SegmentOrder,
    save_segment_figures,
    set_joint_leads,
    set_segments,
    transfer_project,
)
from yipanqi.apps.ledger.shares.actions.transfer import TransferOrder
from yipanqi.apps.ledger.shares.models import Transfer
from yipanqi.apps.ledger.shares.queries import segments_in, shares_now
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.entries import Choice, entries
from yipanqi.apps.life.pipeline.health import chosen, health
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import TransferRule
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry
from yipanqi.web.register.rows import Filters, Register

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = Month(2024, 3), Month(2024, 4), Month(2024, 5)
YI = 100_000_000


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


def orders(town, **changes):
    east = {"unit": town.unit["east"], "name": "东山段", "annual_plan": 4 * YI,
            "total_investment": 20 * YI, "actual_start_on": date(2023, 9, 1)}  # fmt: skip
    west = {"unit": town.unit["west"], "name": "西河段", "annual_plan": 2 * YI,
            "total_investment": 10 * YI}  # fmt: skip
    return [SegmentOrder(**east | changes), SegmentOrder(**west)]


def divided(town, month=APRIL, by="office", **more):
    return set_segments(viewer=town.viewer(by), project=town.project["road"],
                        effective_month=month, segments=orders(town), **more)  # fmt: skip


def refused(call, code):
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.code == code


def test_a_keeper_divides_and_the_other_district_then_sees_the_project(town):
    road = town.project["road"]
    assert not Project.objects.visible_to(town.viewer("west_reviewer")).filter(pk=road.pk).exists()
    divided(town, key="once")
    divided(town, key="once")
    assert [line.segment.name for line in segments_in(road, APRIL)] == ["东山段", "西河段"]
    assert segments_in(road, MARCH) == []
    assert Project.objects.visible_to(town.viewer("west_reviewer")).filter(pk=road.pk).exists()
    assert AuditEntry.objects.filter(verb="set_segments").count() == 1


def test_who_may_not_divide(town):
    with pytest.raises(Forbidden):
        divided(town, by="east_reporter")
    with pytest.raises(Missing):
        divided(town, by="south_reviewer")
    with pytest.raises(Conflict):
        divided(town, expected_version=99)


def test_what_is_no_division(town):
    office, road = town.viewer("office"), town.project["road"]

    def put(segments, project=road, month=APRIL):
        return lambda: set_segments(viewer=office, project=project, effective_month=month,
                                    segments=segments)  # fmt: skip

    refused(put(orders(town)[:1]), "share.one_segment")
    refused(put(orders(town, unit=town.unit["south"])), "share.lead_has_no_segment")
    refused(put(orders(town, unit=town.unit["park"])), "share.unit_is_view")
    refused(put(orders(town, annual_plan=-1)), "share.segment_incomplete")
    refused(put(orders(town), town.project["bundle"]), "share.package")
    freeze_month(viewer=office, month=MARCH)
    refused(put(orders(town), month=MARCH), "share.month_closed")


def test_the_report_is_the_sum_of_the_segments_and_each_district_has_its_own(town):
    divided(town)
    road, reporter = town.project["road"], town.viewer("east_reporter")
    east, west = (line.segment.pk for line in segments_in(road, APRIL))
    refused(
        lambda: save_segment_figures(viewer=reporter, project=road, month=APRIL,
                                     figures={east: (1, 1)}),
        "share.segment_silent",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        save_segment_figures(viewer=town.viewer("west_reporter"), project=road, month=APRIL,
                             figures={east: (1, 1), west: (1, 1)})  # fmt: skip
    report = save_segment_figures(
        viewer=reporter, project=road, month=APRIL,
        figures={east: (3_000 * WAN, 9_000 * WAN), west: (1_000 * WAN, 2_000 * WAN)},
    )  # fmt: skip
    assert (report.this_month, report.year_to_date) == (4_000 * WAN, 11_000 * WAN)
    mine, theirs = shares_now(APRIL, [road.pk])[road.pk]
    assert (mine.year_to_date, theirs.year_to_date) == (9_000 * WAN, 2_000 * WAN)
    assert (mine.is_lead, theirs.is_lead) == (True, False)
    assert (mine.actual_start_on, theirs.actual_start_on) == (date(2023, 9, 1), None)


def frozen_sums(snapshot):
    """Plan, size and money done, over projects and over shares. Who kept silent adds no money
    of its own; what a giver keeps of such a project stays with it.
    """
    rows = table(snapshot, "project_months")
    split = {r["package_uid"] for r in rows if r["annual_class"]}
    whole = [r for r in rows if not (r["is_package"] and r["project_uid"] in split)]
    said = {r["project_uid"] for r in rows if r["year_to_date"] is not None}
    shares = table(snapshot, "project_shares")
    told = [r for r in shares if r["project_uid"] in said]
    yield sum(r["annual_plan"] or 0 for r in whole), sum(r["plan"] or 0 for r in shares)
    for name, parts in (("total_investment", shares), ("year_to_date", told)):
        yield sum(r[name] or 0 for r in whole), sum(r[name] or 0 for r in parts)


def test_city_totals_count_a_divided_and_a_transferred_project_once(town):
    office = town.viewer("office")
    march = freeze_month(viewer=office, month=MARCH)
    before = table(march, "project_shares")
    divided(town)
    moved(town, "plant", "west_town")
    april = freeze_month(viewer=office, month=APRIL)
    for snapshot in (march, april):
        for whole, over_shares in frozen_sums(snapshot):
            assert whole == over_shares
    assert table(march, "project_shares") == before
    leads = [r["project_uid"] for r in table(april, "project_shares") if r["is_lead"]]
    assert len(leads) == len(set(leads))


def moved(town, project, to, *, by="office", rule=TransferRule.GIVER_KEEPS, month=APRIL, **more):
    order = TransferOrder(to_unit=town.unit[to], effective_month=month, reason="区划调整",
                          rule=rule)  # fmt: skip
    return transfer_project(viewer=town.viewer(by), project=town.project[project], order=order,
                            **more)  # fmt: skip


def test_a_transfer_counts_from_its_month_and_the_giver_keeps_what_came_before(town):
    moved(town, "plant", "west_town")
    plant = town.project["plant"]
    assert project_facts(MARCH)[plant.pk].counting_unit == town.unit["town"].pk
    assert project_facts(APRIL)[plant.pk].counting_unit == town.unit["west_town"].pk
    new, old = shares_now(APRIL, [plant.pk])[plant.pk]
    march = town.report["plant"].revisions.filter(event="approved").last().year_to_date
    assert (old.unit, old.year_to_date, old.is_current) == (
        str(town.unit["town"].uid), march, False,
    )  # fmt: skip
    assert (new.unit, new.is_lead) == (str(town.unit["west_town"].uid), True)
    assert len(shares_now(MARCH, [plant.pk])[plant.pk]) == 1
    assert len(shares_now(Month(2025, 1), [plant.pk]).get(plant.pk, "1")) == 1


def test_the_other_rule_moves_the_year(town):
    moved(town, "plant", "west_town", rule=TransferRule.ALL_MOVES)
    (only,) = shares_now(APRIL, [town.project["plant"].pk])[town.project["plant"].pk]
    assert only.unit == str(town.unit["west_town"].uid)


def test_who_and_what_may_be_transferred(town):
    with pytest.raises(Forbidden):
        moved(town, "plant", "west_town", by="east_reviewer")
    refused(lambda: moved(town, "plant", "town"), "share.same_unit")
    divided(town)
    town.project["road"].refresh_from_db()
    refused(lambda: moved(town, "road", "west"), "share.has_segments")
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    refused(lambda: moved(town, "plant", "west_town", month=MARCH), "share.month_closed")
    assert not Transfer.objects.exists()


def test_a_package_takes_its_parts_along(town):
    moved(town, "bundle", "east")
    counted = {p.own_code: p.current.counting_unit for p in Project.objects.unscoped("test")}
    assert counted[town.project["bundle_a"].own_code] == town.unit["east"]
    assert counted[town.project["bundle_b"].own_code] == town.unit["west_town"], "not the giver's"
    assert Transfer.objects.count() == 2


def test_a_districts_register_sums_its_shares(town):
    divided(town)
    register = Register.of(town.viewer("office"), APRIL)

    def plan(unit):
        filters = Filters(unit=str(town.unit[unit].uid))
        return register.sums(register.projects(filters), filters.unit)["plan"]

    whole = register.sums(register.projects(Filters()))["plan"]
    assert plan("city") == whole
    assert plan("east") + plan("west") == whole


def test_one_unit_answers_and_others_are_named(town):
    road, office = town.project["road"], town.viewer("office")
    refused(
        lambda: set_joint_leads(viewer=office, project=road, main=None,
                                units=[town.unit["ndrc"]]),
        "share.main_lead_needed",
    )  # fmt: skip
    set_joint_leads(viewer=office, project=road, main=town.unit["transport"],
                    units=[town.unit["ndrc"], town.unit["transport"]])  # fmt: skip
    road.refresh_from_db()
    assert road.current.lead_unit == town.unit["transport"]
    assert [lead.unit for lead in road.joint_leads.filter(to_on=None)] == [town.unit["ndrc"]]
    set_joint_leads(viewer=office, project=road, main=town.unit["ndrc"], units=[], reason="调整")
    road.refresh_from_db()
    assert road.current.lead_unit == town.unit["ndrc"]
    assert not road.joint_leads.filter(to_on=None).exists()


def test_the_funnel_counts_it_once_for_the_city_and_in_each_district(town):
    divided(town)
    office = town.viewer("office")
    rows = entries(office, APRIL)
    city_node = tree_on().root
    whole = health(rows, APRIL, by="unit", node=city_node)
    by_name = {group.name: group.total for group in whole.groups}
    alive_rows = [r for r in rows if not r.entry.is_package]
    assert sum(step.standing.count for step in whole.steps) == len(alive_rows)
    assert by_name["东山"].count + by_name["西河"].count == len(alive_rows) + 1
    money = sum(r.entry.total_investment for r in alive_rows)
    assert sum(t.money for name, t in by_name.items() if name in {"东山", "西河", "南浦"}) == money
    west = tree_on().under(town.unit["west"].pk)
    mine = chosen(rows, Choice(units=west))
    road = next(r for r in mine if r.project == town.project["road"].pk)
    assert road.entry.total_investment == 10 * YI
