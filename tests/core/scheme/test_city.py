"""The scheme city_2024 worked by hand: April, start curve 60 %, investment curve 30 %."""

from datetime import date
from decimal import Decimal

from core.scheme.facts import city, entry, project, silent
from yipanqi.core.month import Month
from yipanqi.core.scheme import contributions, evaluate, explain, rank
from yipanqi.schemes import shipped

APRIL = Month(2024, 4)
SCHEME = shipped("city_2024")


def starts(unit, due, done, on=date(2024, 3, 1), **changes):
    """``done`` of ``due`` planned starts have started."""
    return [
        project(f"{unit}{n}", unit, annual_class="new_start",
                actual_start_on=on if n < done else None, **changes)
        for n in range(due)
    ]  # fmt: skip


def sheet(projects=(), **tables):
    facts = city() | tables
    facts["project_months"] = list(projects)
    return evaluate(SCHEME, facts, APRIL)


def test_start_rate_against_the_curve():
    """4 of 10 planned; due by the end of April 10 × 60 % = 6: 25 × 4/6 = 16.67."""
    found = sheet(starts("north", 10, 4))
    cell = found.cell("north", "county_start")
    assert (cell.value, cell.params["target"], cell.points) == (4, 6, Decimal("16.67"))
    assert sheet(starts("north", 10, 7)).cell("north", "county_start").points == 25


def test_explanation_of_the_start_rate_names_the_pace():
    found = sheet(starts("north", 10, 4))
    steps = {s.code: s.params for s in explain(SCHEME, found, "north", "county_start").steps}
    assert steps["explain.pace"] == {
        "curve": "start", "share": Decimal("0.6"), "target": 10, "due": 6,
    }  # fmt: skip
    assert steps["explain.ratio"]["share"] == Decimal("0.666666666667")
    assert steps["explain.rounded"] == {"places": 2, "points": Decimal("16.67")}


def test_investment_is_capped_at_110_percent():
    """Plan 1 亿, due 30 %: 33 百万 is 110 %, more earns no more."""
    for done, earned in ((30_000_000, "35"), (33_000_000, "38.5"), (90_000_000, "38.5")):
        found = sheet([project("p", "north", year_to_date=done)])
        assert found.cell("north", "county_investment").points == Decimal(earned)


def test_without_new_starts_the_weight_goes_to_the_others():
    """Only investment (17.5 of 35) and reports (15 of 15) can be scored: 32.5 of 50 points
    become 65. A county without any project has nothing to score and no rank."""
    found = sheet([project("p", "north", year_to_date=15_000_000)])
    assert found.cell("north", "county_start").reason == "score.no_base_excluded"
    assert found.cell("north", "county_start").points is None
    assert found.total("north").points == 65
    assert found.total("south").points is None
    assert found.total("south").reason == "score.nothing_to_score"


def test_enrolment_is_due_thirty_days_after_the_start():
    late = starts("north", 2, 2, on=date(2024, 3, 31))  # 30 April is the thirtieth day
    late[0]["enrolled_on"] = date(2024, 4, 20)
    assert sheet(late).cell("north", "county_enrolment").points == Decimal("7.5")
    fresh = starts("north", 2, 2, on=date(2024, 4, 1))
    assert sheet(fresh).cell("north", "county_enrolment").reason == "score.no_base_excluded"


def test_report_quality_is_three_shares():
    """Four reports due: one missing, one late, one returned, one with a finding.
    On time 2/4 of 6, passed at once 2/4 of 5, clean 2/4 of 4: 7.5."""
    rows = [
        silent("a", "north"),
        project("b", "north", is_on_time=False),
        project("c", "north", times_returned=1),
        project("d", "north", soft_findings=2),
    ]
    found = sheet(rows)
    assert found.cell("north", "on_time").points == 3
    assert found.cell("north", "passed").points == Decimal("2.5")
    assert found.cell("north", "clean").points == 2
    assert found.cell("north", "quality").points == Decimal("7.5")


def test_ledgers_are_capped():
    entries = [entry("north", "bonus.events", 300, date(2024, m, 1)) for m in (1, 2, 3)]
    entries += [entry("north", "deduction.safety", -1200, date(2024, 4, 1))]
    found = sheet(adjustments=entries)
    assert found.cell("north", "bonus").points == 5
    assert found.cell("north", "deduction").points == -10
    steps = explain(SCHEME, found, "north", "bonus").steps
    assert steps[-2].code == "explain.capped"
    assert steps[-2].params == {"raw": 9, "cap": 5}


def test_a_false_report_takes_the_rank_and_leaves_the_points():
    found = sheet(
        [project("p", "north")],
        adjustments=[entry("north", "veto.false_report", 0, date(2024, 2, 1))],
    )
    counties = rank(SCHEME, found)[0]
    north = next(r for r in counties.rows if r.unit_uid == "north")
    assert (north.rank, north.points, north.reason) == (None, 100, "score.vetoed")
    assert north.vetoes == ("false_report",)
    assert {r.rank for r in counties.rows} == {None}


def test_a_project_counts_for_its_town_county_zone_and_lead():
    found = sheet([project("p", "town", zone_uid="zone")])
    assert found.cell("north", "county_investment").points == 35
    assert found.cell("zone", "zone_investment").points == 45
    assert found.cell("works", "lead_investment").points == 45
    assert found.cell("south", "county_investment").reason == "score.no_base_excluded"


def test_silence_is_shown_as_silence_and_drills_down():
    facts = city()
    facts["project_months"] = [silent("a", "north")]
    found = evaluate(SCHEME, facts, APRIL)
    cell = found.cell("north", "county_investment")
    assert (cell.value, cell.points, cell.reason) == (None, 0, "score.missing_worst")
    rows = contributions(SCHEME, facts, APRIL, "north", "county_investment")
    assert [(c.measure, c.row["project_uid"], c.value, c.is_silent) for c in rows] == [
        ("county_plan", "a", 100_000_000, True),
        ("county_invested", "a", None, True),
    ]


def test_rank_change_against_the_month_before():
    first = sheet([project("a", "north", year_to_date=9_000_000), project("b", "south")])
    second = sheet([project("a", "north"), project("b", "south", year_to_date=9_000_000)])
    counties = rank(SCHEME, second, first)[0]
    assert {r.unit_uid: (r.rank, r.change) for r in counties.rows if r.rank} == {
        "north": (1, 1), "south": (2, -1),
    }  # fmt: skip
