"""Starts counted as in a published digest, and packages both ways."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.month import Month
from yipanqi.core.pipeline.starts import Planned, StartCounts, both_ways, start_counts
from yipanqi.core.rounding import half_up

MONTH = Month(2024, 9)
BY, LATER, AGO = date(2024, 9, 30), date(2024, 10, 1), date(2024, 5, 1)
DIGEST = [
    *[Planned(BY, AGO)] * 100,
    *[Planned(AGO, BY)] * 7,  # started late, but started
    *[Planned(BY, None)] * 30,
    *[Planned(BY, LATER)] * 3,
    *[Planned(LATER, AGO)] * 11,
    *[Planned(LATER, None)] * 30,
    *[Planned(None, None)] * 2,
]


def test_the_published_digest():
    counts = start_counts(DIGEST, MONTH)
    assert counts == StartCounts(planned=183, due=140, started_of_due=107, early=11)
    assert (counts.not_started, counts.started) == (33, 118)
    rates = (counts.rate_with_early, counts.rate_of_year, counts.rate_of_due)
    shown = [half_up(rate * 100, 0) for rate in rates if rate is not None]
    assert shown == [84, 64, 76]


def test_packages_are_counted_both_ways():
    parts = [Planned(BY, AGO, is_part=True)] * 100
    rows = [Planned(BY, AGO)] * 329 + [Planned(BY, None, is_package=True)] * 19 + parts
    counts = both_ways(rows, MONTH)
    assert (counts.listed.planned, counts.split.planned) == (348, 429)
    assert (counts.listed.started, counts.split.started) == (329, 429)


def test_nothing_due_has_no_rate():
    assert start_counts([], MONTH).rate_of_due is None
    assert start_counts([Planned(None, None)], Month(2024, 12)).not_started == 1


_days = st.none() | st.dates(date(2024, 1, 1), date(2024, 12, 31))
_rows = st.lists(st.builds(Planned, _days, _days), max_size=30)


@given(_rows, st.integers(1, 12))
def test_counts_add_up_whatever_happened(rows, number):
    counts = start_counts(rows, Month(2024, number))
    assert counts.started == sum(
        r.actual_start_on is not None and r.actual_start_on <= Month(2024, number).last
        for r in rows
    )
    assert counts.due - counts.not_started + counts.early == counts.started
    assert 0 <= counts.not_started <= counts.due <= counts.planned
    rate = counts.rate_of_due
    assert rate is None or Decimal(0) <= rate <= 1
