"""The month as the freeze reads it: register side and report side."""

from datetime import date

import pytest

from city import WAN, YI, city, instant, make_project, make_report, set_date
from yipanqi.apps.ledger.projects.facts import FROZEN_COLUMNS, project_facts
from yipanqi.apps.ledger.projects.models import AnnualEntry, AnnualList, Project, StageEvent
from yipanqi.apps.month.reporting.facts import ReportFacts, report_facts
from yipanqi.core.facts.current import TABLES
from yipanqi.core.month import Month

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2024, 3), Month(2024, 4)


@pytest.fixture
def town():
    return city()


def facts_of(town, key, month=APRIL, **known):
    return project_facts(month, **known)[town.project[key].pk]


def test_both_sides_together_fill_every_frozen_column(town):
    register = set(FROZEN_COLUMNS) | {"report_due"}
    assert register | set(ReportFacts.__slots__) | {"month"} == set(TABLES["project_months"].names)
    assert set(facts_of(town, "road").columns()) == register


def test_who_owes_a_report(town):
    due = {key for key, p in town.project.items() if project_facts(APRIL)[p.pk].report_due}
    assert due == set(town.project) - {"bundle"}
    make_project(town, key="unlisted", annual_class=None)
    unlisted = Project.objects.get(own_code="YZ-unlisted")
    assert not project_facts(APRIL)[unlisted.pk].report_due


def test_a_part_reports_on_its_package_entry(town):
    part, package = town.project["bundle_a"], town.project["bundle"]
    AnnualEntry.objects.filter(project=part).delete()
    assert not facts_of(town, "bundle_a").report_due
    AnnualEntry.objects.create(
        annual_list=town.annual_list,
        project=package,
        annual_class="carried_over",
        annual_plan=YI,
        completed_before=0,
        monthly_plan=[YI // 12] * 12,
    )
    assert facts_of(town, "bundle_a").report_due
    alone = project_facts(APRIL, project_ids=[part.pk])
    assert alone[part.pk].report_due
    assert not facts_of(town, "bundle").report_due


def test_plan_to_date_adds_up_the_issued_months(town):
    facts = facts_of(town, "road")
    assert facts.annual_plan == 6 * YI
    assert facts.plan_to_date == 4 * (6 * YI // 12)
    assert facts.list_version == "2024/1"


def test_an_adjusted_list_never_reaches_back(town):
    later = AnnualList.objects.create(
        year=2024,
        number=2,
        issued_on=date(2024, 4, 2),
        effective_month="2024-04",
        recorded_at=instant(date(2024, 4, 2)),
    )
    AnnualEntry.objects.create(
        annual_list=later,
        project=town.project["road"],
        annual_class="finishing",
        annual_plan=YI,
        completed_before=0,
        monthly_plan=[YI, *[0] * 11],
    )
    assert facts_of(town, "road", MARCH).annual_plan == 6 * YI
    assert facts_of(town, "road", APRIL).annual_plan == YI
    early = facts_of(town, "road", APRIL, known_at=instant(date(2024, 4, 1)))
    assert early.annual_plan == 6 * YI


def test_stage_and_milestones_are_those_of_the_month(town):
    road = town.project["road"]
    StageEvent.objects.create(
        project=road,
        event="paused",
        effective_on=date(2024, 4, 10),
        recorded_at=instant(date(2024, 4, 20)),
    )
    assert not facts_of(town, "road", MARCH).is_paused
    assert facts_of(town, "road", APRIL).is_paused
    assert not facts_of(town, "road", APRIL, known_at=instant(date(2024, 4, 11))).is_paused


def test_a_start_moved_in_the_register_alone_does_not_move_the_promise(town):
    set_date(town.project["silent"], "start", "planned", date(2024, 9, 1), date(2024, 3, 2))
    assert facts_of(town, "silent", APRIL).planned_start_on == date(2024, 2, 29)


def test_a_terminated_project_stays_while_it_is_listed_and_owes_nothing(town):
    for key in ("road", "bundle"):
        StageEvent.objects.create(
            project=town.project[key],
            event="terminated",
            effective_on=date(2024, 4, 10),
            recorded_at=instant(date(2024, 4, 10)),
        )
    facts = project_facts(APRIL)
    assert not facts[town.project["road"].pk].report_due
    assert town.project["bundle"].pk not in facts


def test_queries_do_not_grow(town, django_assert_num_queries):
    with django_assert_num_queries(8):
        project_facts(APRIL)
    for number in range(20):
        make_project(town, key=f"more{number}")
    with django_assert_num_queries(8):
        project_facts(APRIL)


def test_the_last_approved_revision_counts(town):
    report = town.report["road"]
    report.year_to_date, report.state = 9, "returned"
    report.save()
    facts = report_facts(town.window["2024-03"])[town.project["road"].pk]
    assert facts.report_status == "approved"
    assert facts.year_to_date == 2_400 * WAN
    assert facts.is_on_time


def test_unreviewed_is_missing_and_late_is_late(town):
    make_report(
        town, town.project["road"], "2024-04", "submitted", first_submitted_on=date(2024, 4, 29)
    )
    facts = report_facts(town.window["2024-04"])
    road = facts[town.project["road"].pk]
    assert (road.report_status, road.this_month, road.is_on_time) == ("missing", None, False)
    assert road.previous_year_to_date == 2_400 * WAN
    assert town.project["plant"].pk not in facts
    assert road.columns(is_due=False)["is_on_time"] is None


def test_report_facts_queries_do_not_grow(town, django_assert_num_queries):
    with django_assert_num_queries(4):
        report_facts(town.window["2024-03"])
    for number in range(20):
        make_report(town, make_project(town, key=f"more{number}"))
    with django_assert_num_queries(4):
        report_facts(town.window["2024-03"])
