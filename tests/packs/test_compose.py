"""A bulletin drafted from frozen rows and a board, without a database."""

from datetime import date

import pytest

from yipanqi.core.facts.current import TABLES
from yipanqi.core.frozen.month_register import share_moves
from yipanqi.core.month import Month
from yipanqi.packs.bulletin import render, shipped_wording, unexplained
from yipanqi.packs.bulletin.compose import Issue, compose
from yipanqi.packs.bulletin.register import Register, opening_figures

YI = 100_000_000
APRIL = Month(2024, 4)
ISSUE = Issue("越州市推进办", "越推进", 3, date(2024, 4, 25), date(2024, 5, 6), is_provisional=True)


def unit(uid, kind, parent="city", **changes):
    values = {"month": "2024-04", "uid": uid, "code": None, "name": f"{uid}名", "kind": kind}
    values |= {
        "short_name": uid,
        "parent_uid": parent,
        "level": 0 if parent is None else 1,
        "is_view": False,
        "sort": len(uid),
    }
    return values | changes


UNITS = [
    unit("city", "city", None, name="越州市", short_name="越州"),
    unit("east", "district", name="东山区"),
    unit("west", "county", name="西河县"),
    unit("park", "functional_zone", "east", name="东山新区", is_view=True),
]
PATHS = [
    {"unit_uid": u, "ancestor_uid": a}
    for u, above in {"city": ["city"], "east": ["east", "city"], "west": ["west", "city"]}.items()
    for a in above
] + [{"unit_uid": "park", "ancestor_uid": a} for a in ("park", "east", "city")]


def project(uid, **changes):
    row = dict.fromkeys(TABLES["project_months"].names)
    row |= {
        "project_uid": uid, "code": uid, "name": f"项目{uid}", "is_package": False,
        "counting_unit_uid": "east", "annual_class": "carried_over", "annual_plan": 12 * YI,
        "plan_to_date": 4 * YI, "total_investment": 30 * YI, "is_paused": False,
        "report_due": True, "report_status": "approved", "year_to_date": 3 * YI,
    }  # fmt: skip
    return row | changes


ROWS = [
    project("plain"),
    project("late", annual_class="new_start", planned_start_on=date(2024, 2, 1), year_to_date=0),
    project(
        "early",
        annual_class="new_start",
        planned_start_on=date(2024, 8, 1),
        actual_start_on=date(2024, 3, 1),
        zone_uid="park",
    ),
    project(
        "silent",
        counting_unit_uid="west",
        report_status="missing",
        year_to_date=None,
        previous_year_to_date=2 * YI,
    ),
    project(
        "bundle",
        is_package=True,
        annual_class=None,
        annual_plan=None,
        plan_to_date=None,
        report_due=False,
        year_to_date=None,
    ),
    project("a", package_uid="bundle"),
    project("b", package_uid="bundle"),
    project("whole", is_package=True, report_due=False, year_to_date=None),
    project("part", package_uid="whole", annual_class=None, annual_plan=None, plan_to_date=None),
    project("idea", annual_class=None, annual_plan=None, plan_to_date=None, report_due=False),
]
BOARD = {
    "month": "2024-04",
    "scheme": {"key": "s", "title": "考核办法", "version": "1", "hash": "ab" * 32},
    "snapshot": {"ref": "2024-04/r1", "hash": "cd" * 32},
    "leagues": [
        {
            "title": "区、县（市）",
            "places": 2,
            "criteria": [{"key": "i", "title": "投资进度", "full": "70"}],
            "idle": ["南浦市"],
            "rows": [
                {"name": "东山区", "rank": 1, "total": "88.10", "points": {"i": "61.20"},
                 "change": 1, "note": ""},
                {"name": "西河县", "rank": 2, "total": "70.00", "points": {"i": None},
                 "change": -1, "note": ""},
            ],
            "honours": {"first": 1, "last": 1, "praised": ["东山区"], "criticised": [],
                        "withheld": [{"unit": "西河县", "side": "criticism", "reason": "水灾"}]},
        }
    ],
}  # fmt: skip
FACTS = {"units": UNITS, "unit_paths": PATHS, "project_months": ROWS}


@pytest.fixture
def content():
    return compose(BOARD, FACTS, ISSUE, last_year=[project("plain", year_to_date=15 * YI)])


def test_packages_are_counted_once_and_by_their_parts(content):
    assert content.opening.projects == 6  # four alone, two packages
    assert content.opening.projects_split == 7
    assert content.opening.annual_plan == 7 * 12 * YI  # the package "whole" by its own plan


def test_silence_adds_what_was_frozen_before_and_is_counted(content):
    assert content.opening.year_to_date == (3 + 0 + 3 + 2 + 3 + 3 + 3) * YI
    assert content.opening.not_reported == 1
    assert content.opening.growth is not None


def test_starts_add_up_with_early_ones(content):
    opening = content.opening
    assert (opening.starts_planned_year, opening.starts_due) == (2, 1)
    assert (opening.started, opening.started_early, opening.due_not_started) == (1, 1, 1)


def test_the_late_start_is_named_with_its_days_and_the_silent_project_is_not(content):
    assert content.problems[0].project == "项目late"
    assert "超期84天" in content.problems[0].situation
    assert not any(p.project == "项目silent" for p in content.problems)


def test_a_zone_stands_under_its_district_and_never_in_the_total(content):
    table = content.progress[0]
    assert [r.unit for r in table.rows if not r.is_of_which] == ["东山区", "西河县"]
    assert [r.unit for r in table.rows if r.is_of_which] == ["东山新区"]
    assert table.total.annual_plan == sum(r.annual_plan for r in table.rows if not r.is_of_which)
    assert "东山新区" in table.notes[0]


def test_every_number_printed_can_be_traced(content):
    wording = shipped_wording()
    made = render(content, wording)
    assert unexplained(made, content, wording) == []
    assert render(compose(BOARD, FACTS, ISSUE, [project("plain", year_to_date=15 * YI)])) == made


def test_a_month_without_projects_still_makes_a_bulletin():
    bare = {**FACTS, "project_months": []}
    content = compose({**BOARD, "leagues": []}, bare, ISSUE)
    assert content.opening.pace is None
    assert content.problems == ()
    assert render(content)


def test_the_bureaus_own_figure_goes_before_what_the_units_say_of_it():
    register = Register(APRIL, [project("x", statistics_month="2024-03", statistics_counted=5)])
    figures = [
        {"source": "statistics", "data_month": "2024-03", "year_to_date": 60},
        {"source": "statistics", "data_month": "2024-03", "year_to_date": 4},
        {"source": "statistics", "data_month": "2024-02", "year_to_date": 900},
        {"source": "dispatch", "data_month": "2024-04", "year_to_date": 70},
    ]
    opening = opening_figures(register, None, figures)
    assert (opening.statistics_counted, str(opening.statistics_month)) == (64, "2024-03")
    assert opening.is_from_bureau
    assert not opening_figures(register, None).is_from_bureau


def test_shares_move_figures_between_units_and_never_the_sum():
    register = Register(
        APRIL,
        [project("x", counting_unit_uid="a", annual_plan=100, year_to_date=50),
         project("y", counting_unit_uid="b", annual_plan=30, year_to_date=None)],
    )  # fmt: skip
    shares = [
        {"project_uid": "x", "unit_uid": "a", "plan": 60, "year_to_date": 20},
        {"project_uid": "x", "unit_uid": "b", "plan": 40, "year_to_date": 30},
        {"project_uid": "y", "unit_uid": "b", "plan": 30, "year_to_date": None},
    ]
    assert share_moves(register, shares, {"a"}) == (-40, -30)
    assert share_moves(register, shares, {"b"}) == (40, 30)
    assert share_moves(register, shares, {"a", "b"}) == (0, 0)


def test_statistics_figures_of_different_months_are_not_added():
    rows = [
        project("x", statistics_month="2024-03", statistics_counted=5),
        project("y", statistics_month="2024-02", statistics_counted=7),
    ]
    opening = opening_figures(Register(month_of(), rows), None)
    assert opening.statistics_counted == 5
    assert str(opening.statistics_month) == "2024-03"


def month_of():
    from yipanqi.core.month import Month

    return Month(2024, 4)
