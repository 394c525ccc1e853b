"""Each question to a report: when it is asked, and whether it blocks."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.month import Month
from yipanqi.core.reporting import findings, outliers
from yipanqi.core.reporting.findings import ProjectInMonth, check_report
from yipanqi.core.reporting.values import NOT_REPORTED, ReportValues

WAN = 10_000
APRIL = Month(2024, 4)
PROJECT = ProjectInMonth(
    month=APRIL,
    annual_plan=12_000 * WAN,
    total_investment=50_000 * WAN,
    completed_before=10_000 * WAN,
    actual_start_on=date(2023, 6, 1),
    permit_on=date(2023, 5, 1),
    enrolled_on=date(2023, 7, 1),
)
MARCH = ReportValues(
    this_month=900 * WAN, year_to_date=2_500 * WAN, physical_progress="基坑开挖完成"
)
GOOD = ReportValues(
    this_month=1_000 * WAN,
    year_to_date=3_500 * WAN,
    statistics_counted=2_400 * WAN,
    statistics_month="2024-03",
    next_month_plan=1_100 * WAN,
    physical_progress="完成底板浇筑，主体施工至二层",
)
HISTORY = [800 * WAN, 1_100 * WAN, 700 * WAN, 900 * WAN, 900 * WAN]


def codes(current=GOOD, previous=MARCH, project=PROJECT, history=HISTORY) -> set[str]:
    return {
        f.code.removeprefix("report.") for f in check_report(current, previous, project, history)
    }


def test_a_good_report_is_asked_nothing():
    assert codes() == set()


def report(**values) -> ReportValues:
    return replace(GOOD, **values)


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (report(this_month=None), {"this_month_missing"}),
        (report(year_to_date=None), {"year_to_date_missing"}),
        (report(year_to_date=3_600 * WAN), {"sum_differs"}),
        (report(this_month=-100 * WAN, year_to_date=2_400 * WAN), {"year_to_date_decreased"}),
        (report(this_month=900 * WAN, year_to_date=3_400 * WAN), {"identical_to_last_month"}),
        (report(statistics_counted=3_501 * WAN), {"statistics_above_reported"}),
        (report(physical_progress=" "), {"words_missing"}),
        (report(physical_progress="无"), {"words_missing"}),
        (report(physical_progress=" 基坑开挖完成。"), {"words_repeated"}),
        (report(next_month_plan=None), {"next_plan_missing"}),
        (report(next_month_plan=0), set()),
        (report(next_month_plan=-1), {"next_plan_negative"}),
        (
            report(this_month=1_000 * WAN * WAN, year_to_date=10_002_500 * WAN),
            {"unit_suspected_large", "above_annual_plan", "above_total_investment"},
        ),
        (report(this_month=1_000, year_to_date=2_500 * WAN + 1_000), {"unit_suspected_small"}),
        (report(this_month=7_000 * WAN, year_to_date=9_500 * WAN), {"jump"}),
        (
            report(this_month=0, year_to_date=2_500 * WAN, physical_progress="基坑开挖完成"),
            set(),
        ),
    ],
)
def test_what_a_report_is_asked(current, expected):
    assert codes(current) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"annual_plan": 3_500 * WAN}, set()),  # exactly the plan
        ({"annual_plan": 3_499 * WAN}, {"above_annual_plan"}),
        ({"annual_plan": None}, set()),
        ({"total_investment": 13_500 * WAN * 10 // 11 + 1}, set()),
        ({"total_investment": 12_272 * WAN}, {"above_total_investment"}),
        ({"permit_on": None}, {"permit_missing"}),
        ({"permit_on": date(2024, 5, 1)}, {"permit_missing"}),
        ({"permit_on": date(2023, 6, 2)}, set()),  # said in June 2023, not every month since
        (
            {"actual_start_on": date(2024, 4, 2), "permit_on": date(2024, 4, 20)},
            {"started_before_permit"},
        ),
        ({"actual_start_on": None}, {"progress_before_start"}),
        ({"actual_start_on": date(2024, 5, 2)}, {"progress_before_start"}),
        ({"is_paused": True}, {"paused_with_progress"}),
        ({"enrolled_on": None}, {"statistics_before_enrolment"}),
    ],
)
def test_what_the_register_makes_it_ask(changes, expected):
    assert codes(project=replace(PROJECT, **changes)) == expected


def test_january_has_no_month_before_it():
    january = replace(PROJECT, month=Month(2024, 1))
    fine = report(this_month=500 * WAN, year_to_date=500 * WAN, statistics_counted=None)
    assert codes(fine, None, january) == set()
    assert codes(replace(fine, year_to_date=600 * WAN), None, january) == {"january_sum"}


def test_a_missing_month_before_is_another_question_than_a_wrong_sum():
    assert codes(previous=None) == {"previous_missing"}
    assert codes(previous=NOT_REPORTED) == {"previous_missing"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"month": Month(2024, 12)}, {"next_plan_unset"}),
        ({"actual_start_on": None}, {"next_plan_unset", "progress_before_start"}),
        ({"completed_on": date(2024, 4, 1)}, set()),
        ({"is_terminated": True}, set()),
    ],
)
def test_next_months_plan_is_asked_of_those_who_have_one(changes, expected):
    assert codes(report(next_month_plan=None), project=replace(PROJECT, **changes)) == expected


def test_a_silent_project_is_asked_for_no_words():
    idle = ReportValues(this_month=0, year_to_date=0, next_month_plan=0)
    waiting = replace(PROJECT, actual_start_on=None, permit_on=None)
    assert codes(idle, ReportValues(year_to_date=0), waiting, []) == set()


# --- laws

_yuan = st.none() | st.integers(-(10**9), 10**12)
_reports = st.builds(
    ReportValues,
    this_month=_yuan,
    year_to_date=_yuan,
    statistics_counted=_yuan,
    next_month_plan=_yuan,
    physical_progress=st.sampled_from(["", "无", "主体封顶"]),
)
_days = st.none() | st.dates(date(2023, 1, 1), date(2024, 12, 31))
_projects = st.builds(
    ProjectInMonth,
    month=st.builds(Month, st.just(2024), st.integers(1, 12)),
    annual_plan=st.none() | st.integers(0, 10**11),
    total_investment=st.none() | st.integers(0, 10**12),
    actual_start_on=_days,
    permit_on=_days,
    enrolled_on=_days,
    completed_on=_days,
    is_paused=st.booleans(),
    is_terminated=st.booleans(),
)
_histories = st.lists(st.integers(-(10**8), 10**10), max_size=15)


@given(_reports, st.none() | _reports, _projects, _histories)
def test_a_true_amount_can_always_be_submitted(current, previous, project, history):
    """Whatever the true amount of the month, words and a plan of 0 leave nothing hard."""
    amount = current.this_month if current.this_month is not None else 0
    true_sum = amount if project.month.number == 1 else current.year_to_date or 0
    filled = replace(
        current,
        this_month=amount,
        year_to_date=true_sum,
        next_month_plan=0,
        physical_progress="主体封顶",
    )
    assert not [f for f in check_report(filled, previous, project, history) if f.is_hard]


@given(_reports, st.none() | _reports, _projects, _histories)
def test_each_question_is_asked_once_and_is_in_the_table(current, previous, project, history):
    found = check_report(current, previous, project, history)
    assert len({f.code for f in found}) == len(found)
    for finding in found:
        assert TABLE[finding.code] == str(finding.severity)


TABLE = dict(re.findall(r"^\| (report\.\w+) +\| (hard|soft)", findings.__doc__ or "", re.MULTILINE))


def test_the_table_names_the_findings_that_want_a_reviewer():
    assert TABLE.keys() >= findings.WANTS_REVIEWER
    assert len(TABLE) == 24


@given(st.lists(st.integers(0, 10**10), min_size=4, max_size=16))
def test_the_band_holds_the_middle_and_does_not_depend_on_order(history):
    history = [1, *history]
    band = outliers.usual_band(history)
    assert band is not None
    assert band.holds(int(outliers.median(history)))
    assert outliers.usual_band([1, *sorted(history[1:])]) == band


def test_one_wild_month_does_not_widen_the_band_to_hold_itself():
    band = outliers.usual_band([900 * WAN, 1_000 * WAN, 90_000 * WAN, 1_100 * WAN, 950 * WAN])
    assert band is not None
    assert not band.holds(90_000 * WAN)


def test_too_few_months_call_nothing_unusual():
    assert outliers.usual_band([0, 0, 0, 100, 100, 100]) is None
