"""The scheme yanan_2017 worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from core.scheme.facts import city, entry, observation, project, silent
from yipanqi.core.month import Month
from yipanqi.core.scheme import evaluate, explain, rank
from yipanqi.schemes import shipped

APRIL = Month(2024, 4)
YI = 100_000_000


def sheet(facts):
    return evaluate(shipped("yanan_2017"), facts, APRIL)


def points(facts, unit="north"):
    found = {c.criterion: c.points for c in sheet(facts).cells if c.unit_uid == unit}
    return {k: v for k, v in found.items() if v}


def test_one_project_adds_up():
    """New start 5, size 10 (5 亿 itself is 5—10 亿), industry 15, progress 60 × 1.2/5 = 14.4,
    provincially assessed 20, production 20: 84.4 in all."""
    facts = city()
    facts["project_months"] = [
        project(
            "p1", "town", annual_class="new_start", annual_plan=5 * YI, year_to_date=120_000_000,
            actual_start_on=date(2024, 2, 1), is_assessed=True,
            commissioned_on=date(2024, 4, 30),
        )
    ]  # fmt: skip
    assert points(facts) == {
        "start": 5, "size": 10, "type": 15, "progress": Decimal("14.4"), "assessed": 20,
        "commissioned": 20,
    }  # fmt: skip
    assert sheet(facts).total("north").points == Decimal("84.40")


@pytest.mark.parametrize(
    ("plan", "earned"),
    [
        (YI - 1, 3), (YI, 6), (5 * YI - 1, 6), (5 * YI, 10), (10 * YI - 1, 10), (10 * YI, 20),
    ],
)  # fmt: skip
def test_edges_of_size_are_stated(plan, earned):
    facts = city()
    facts["project_months"] = [project("p1", "north", annual_plan=plan, year_to_date=0)]
    assert points(facts)["size"] == earned


def test_progress_has_no_upper_bound():
    facts = city()
    facts["project_months"] = [project("p1", "north", year_to_date=150_000_000)]
    assert points(facts)["progress"] == 90


def test_a_silent_project_keeps_its_size_and_earns_no_progress():
    facts = city()
    facts["project_months"] = [silent("p1", "north"), project("p2", "north")]
    found = points(facts)
    assert found["size"] == 12
    assert found["progress"] == 18  # 60 × 0.3 for the one that reported


def test_a_group_start_counts_once_a_quarter():
    facts = city()
    days = (date(2024, 2, 1), date(2024, 3, 31), date(2024, 4, 1))
    facts["adjustments"] = [entry("north", "bonus.events", 0, d) for d in days]
    assert points(facts) == {"events": 60}


def test_months_over_ten_yi_and_silence_of_statistics():
    facts = city()
    facts["observations"] = [
        observation("north", "fai.single_month", 1000, 2, "2024-03"),  # just 10: no bonus
        observation("north", "fai.single_month", 1001, 2),
    ]
    assert points(facts) == {"fai": 30}
    cell = sheet(facts).cell("south", "fai")
    assert (cell.value, cell.points, cell.reason) == (None, 0, "score.missing_worst")


def test_criticism_is_summed_as_entered():
    facts = city()
    facts["adjustments"] = [
        entry("north", "deduction.criticism", -2000, date(2024, 1, 5)),
        entry("north", "deduction.criticism_provincial", -1550, date(2024, 4, 5)),
    ]
    assert points(facts) == {"criticism": Decimal("-35.5")}
    total = sheet(facts).total("north")
    assert total.points == Decimal("-35.50")
    (ranking,) = rank(shipped("yanan_2017"), sheet(facts))
    assert [(r.unit_uid, r.rank) for r in ranking.rows] == [
        ("south", 1), ("west", 1), ("north", 3)
    ]  # fmt: skip


def test_explained_to_the_last_point():
    facts = city()
    facts["adjustments"] = [entry("north", "bonus.events", 0, date(2024, m, 1)) for m in (1, 4)]
    scheme = shipped("yanan_2017")
    steps = explain(scheme, sheet(facts), "north", "events").steps
    assert [s.code for s in steps] == [
        *["explain.figure"] * 4, "explain.derived_figure", "explain.count", "explain.rounded"
    ]  # fmt: skip
    assert steps[-2].params == {"value": 2, "each": 30}
