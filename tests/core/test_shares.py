"""Laws of shares: they add up to the project, whatever was stated, reported or transferred."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.month import Month
from yipanqi.core.projects.shares import (
    AMOUNTS,
    Kept,
    Segment,
    Share,
    TransferRule,
    apportioned,
    divided,
    keeps,
    segment_shares,
    summed,
    unrewarded,
    with_kept,
)

YUAN = st.integers(-(10**12), 10**12)
SIZE = st.integers(0, 10**12)
UNITS = st.sampled_from("abcd")
SEGMENTS = st.lists(
    st.builds(Segment, unit=UNITS, plan=SIZE, total_investment=SIZE,
              this_month=st.none() | YUAN, year_to_date=st.none() | YUAN),
    max_size=5,
)  # fmt: skip
WHOLES = st.builds(
    Share, unit=UNITS, plan=st.none() | SIZE, plan_to_date=st.none() | SIZE,
    total_investment=SIZE, this_month=st.none() | YUAN, year_to_date=st.none() | YUAN,
)  # fmt: skip
KEPT = st.lists(st.builds(Kept, UNITS, st.none() | SIZE, st.none() | SIZE), max_size=3)


@given(st.none() | YUAN, st.lists(YUAN, min_size=1, max_size=6))
def test_parts_add_up_to_the_yuan(total, weights):
    parts = apportioned(total, weights)
    if total is None:
        assert parts == [None] * len(weights)
    else:
        assert sum(parts) == total
        assert all(part * total >= 0 for part in parts)


@given(WHOLES, SEGMENTS)
def test_shares_of_segments_add_up_to_the_project_and_one_leads(whole, segments):
    shares = segment_shares(whole, segments)
    assert summed(shares) == {name: getattr(whole, name) for name in AMOUNTS}
    assert [s.is_lead for s in shares].count(True) == 1
    assert len({s.unit for s in shares}) == len(shares)


@given(WHOLES, SEGMENTS, KEPT)
def test_a_transfer_never_changes_the_sum(whole, segments, kept):
    before = segment_shares(whole, segments)
    after = with_kept(before, kept)
    for name in ("plan", "plan_to_date", "total_investment", "this_month"):
        assert summed(after)[name] == summed(before)[name] or whole.plan_to_date is None
    if whole.year_to_date is not None:
        assert summed(after)["year_to_date"] == whole.year_to_date
    assert [s.is_lead for s in after].count(True) == 1
    assert len({s.unit for s in after}) == len(after)


def test_what_the_districts_said_is_kept_where_it_adds_up():
    assert divided(100, [70, 30], [1, 1]) == [70, 30]
    assert divided(100, [70, 31], [1, 1]) == [50, 50]
    assert divided(100, [70, None], [3, 1]) == [75, 25]
    assert divided(-100, [-120, 20], [1, 1]) == [-120, 20]


def test_the_leading_district_is_the_one_the_project_counts_for():
    whole = Share(unit="west", plan=100, total_investment=1_000, year_to_date=50)
    segments = [
        Segment(unit="east", plan=60, total_investment=600, actual_start_on=date(2024, 3, 1)),
        Segment(unit="west", plan=40, total_investment=400),
    ]
    east, west = segment_shares(whole, segments)
    assert (east.plan, east.total_investment, east.year_to_date) == (60, 600, 30)
    assert (east.is_lead, west.is_lead) == (False, True)
    assert (east.actual_start_on, west.actual_start_on) == (date(2024, 3, 1), None)


def test_a_giver_keeps_its_months_and_the_receiver_starts_from_there():
    whole = Share(unit="west", plan=120, plan_to_date=40, total_investment=900, year_to_date=35)
    west, east = with_kept((whole,), [Kept("east", 20, 30)])
    assert (east.year_to_date, east.plan, east.is_current, east.is_lead) == (20, 30, False, False)
    assert (west.year_to_date, west.plan, west.plan_to_date) == (15, 90, 10)
    silent = replace(whole, year_to_date=None)
    west, east = with_kept((silent,), [Kept("east", 20, 30)])
    assert (west.year_to_date, east.year_to_date) == (None, 20)


def test_what_was_given_is_kept_until_the_year_ends():
    march, rule = Month(2024, 3), TransferRule.GIVER_KEEPS
    assert not keeps(march, Month(2024, 2), rule)
    assert keeps(march, march, rule)
    assert keeps(march, Month(2024, 12), rule)
    assert not keeps(march, Month(2025, 1), rule)
    assert not keeps(march, march, TransferRule.ALL_MOVES)
    assert not keeps(Month(2024, 1), Month(2024, 2), rule), "nothing of the year came before"


AMOUNT = st.integers(-500, 500)
STRETCHES = st.lists(
    st.builds(
        lambda unit, plan, size: Segment(unit=unit, plan=plan, total_investment=size),
        st.sampled_from(("a", "b", "c")), st.integers(0, 90), st.integers(0, 900),
    ),
    max_size=4,
)  # fmt: skip
KEPT = st.lists(
    st.builds(Kept, st.sampled_from(("a", "d", "e")), AMOUNT, st.integers(0, 50)), max_size=2
)


@given(AMOUNT, STRETCHES, KEPT, st.sets(st.sampled_from(("a", "b", "c", "d", "e"))))
def test_no_unit_has_more_over_its_shares_for_silence_than_for_no_progress(
    before, stretches, kept, under
):
    """The law of silence over shares: any unit's sum, and that of any units under one."""
    whole = Share(unit="a", plan=100, plan_to_date=40, year_to_date=None)
    said = replace(whole, this_month=0, year_to_date=before)
    honest = with_kept(segment_shares(said, stretches), kept)
    silent = unrewarded(with_kept(segment_shares(whole, stretches), kept), honest)
    assert [s.unit for s in silent] == [s.unit for s in honest]
    for one, other in zip(silent, honest, strict=True):
        assert (one.year_to_date or 0) <= max(0, other.year_to_date)
        assert one.year_to_date is None or one.year_to_date <= other.year_to_date
    of = [[s.year_to_date or 0 for s in rows if s.unit in under] for rows in (silent, honest)]
    assert sum(of[0]) <= sum(of[1])
    if not kept and before >= 0:
        assert all(s.year_to_date is None for s in silent), "silence stays silence"
