"""Pace, gap, catch-up; printed gaps are reproduced from unrounded rates."""

import csv
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_data import SHARED
from yipanqi.core.month import Month
from yipanqi.core.pipeline import pace
from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import half_up

OCTOBER, JUNE = Month(2024, 10), Month(2024, 6)


def test_the_gap_comes_from_the_unrounded_rate():
    gap = pace.pace_gap(6290, 6474, OCTOBER)
    assert gap is not None
    assert half_up(gap, 1) == Decimal("13.8")  # 97.2 − 83.3 would print 13.9


def test_a_curve_replaces_the_calendar():
    curve = pace.Curve.of(
        [Decimal(x) / 100 for x in (0, 5, 15, 25, 32, 40, 50, 60, 70, 80, 90, 100)]
    )
    assert pace.pace_gap(40, 100, JUNE, curve) == 0
    assert pace.pace_gap(40, 100, JUNE) == -10
    assert pace.due_to_date(1_000, Month(2024, 3), curve) == 150


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([Decimal(1)] * 11, "pace.twelve_shares"),
        ([Decimal("0.5"), Decimal("0.4"), *[Decimal(1)] * 10], "pace.falling_curve"),
        ([Decimal("-0.5"), *[Decimal(1)] * 11], "pace.falling_curve"),
        ([Decimal("0.5")] * 12, "pace.curve_end"),
    ],
)
def test_curves_that_are_none(shares, code):
    with pytest.raises(Refusal) as refusal:
        pace.Curve.of(shares)
    assert refusal.value.code == code


def test_a_monthly_split_is_a_curve():
    curve = pace.Curve.of_monthly([0, 0, 3, 0, 0, 3, 0, 0, 3, 0, 0, 3])
    assert curve is not None
    assert curve.share(JUNE) == Fraction(1, 2)
    assert pace.Curve.of_monthly([0] * 12) is None


def test_without_a_plan_there_is_no_gap():
    assert pace.pace_gap(5, 0, JUNE) is None
    assert pace.half_by_midyear(5, 0) is None


@pytest.mark.parametrize(
    ("done", "plan", "month", "monthly", "rate"),
    [
        (40, 100, JUNE, Decimal(10), Decimal("1.5")),
        (120, 100, JUNE, Decimal(0), Decimal(0)),
        (0, 120, JUNE, Decimal(20), None),
        (90, 100, Month(2024, 12), None, None),
    ],
)
def test_catching_up(done, plan, month, monthly, rate):
    assert pace.required_monthly(done, plan, month) == monthly
    assert pace.catch_up_rate(done, plan, month) == rate


@pytest.mark.parametrize(("done", "expected"), [(50, True), (49, False), (101, True)])
def test_half_by_midyear(done, expected):
    assert pace.half_by_midyear(done, 100) is expected


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(1, 11))
def test_whoever_brings_what_is_required_ends_on_plan(done, plan, number):
    month = Month(2024, number)
    needed = pace.required_monthly(done, plan, month)
    assert needed is not None
    assert half_up(done + needed * (12 - number), 6) == max(done, plan)


@given(st.lists(st.integers(0, 10**9), min_size=12, max_size=12).filter(any))
def test_doing_the_split_is_being_on_pace_in_every_month(amounts):
    curve = pace.Curve.of_monthly(amounts)
    assert curve is not None
    for number in range(1, 13):
        assert pace.pace_gap(sum(amounts[:number]), sum(amounts), Month(2024, number), curve) == 0


TABLE = SHARED / "tables" / "pace_gap.csv"


@pytest.mark.shared
@pytest.mark.skipif(not TABLE.exists(), reason="published tables are not beside the project")
def test_printed_gaps():
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    for row in rows:
        share = pace.LINEAR.share(Month(2021, int(row["months_elapsed"])))
        if row["done"]:
            done, plan = (int(Decimal(row[name]) * 100) for name in ("done", "plan"))
            exact = pace.exact_gap(done, plan, share)
        else:
            exact = Fraction(Decimal(row["rate_percent"])) / 100 - share
        assert exact is not None
        printed = Decimal(row["printed_gap_pp"])
        places = -int(printed.as_tuple().exponent)
        assert half_up(pace.as_decimal(exact * 100), places) == printed
    assert len(rows) == 6
