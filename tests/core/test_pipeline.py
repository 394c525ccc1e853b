"""Pipeline health: laws of funnel, cohorts, dwell and reserve, and cases counted by hand."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.month import Month
from yipanqi.core.pipeline.dwell import dwells, median, quantile, reserves, stuck
from yipanqi.core.pipeline.funnel import (
    Entry,
    alive,
    amount_of,
    cohorts,
    converted,
    flow,
    funnel,
    grouped,
)
from yipanqi.core.projects.stages import Stage, Track, stages_of

APRIL = Month(2024, 4)
FIRST = date(2022, 6, 1)


@st.composite
def entries(draw):
    track = draw(st.sampled_from(Track))
    order = stages_of(track)
    enters = draw(st.integers(0, len(order) - 1))
    ends = draw(st.integers(enters, len(order) - 1))
    day, reached = FIRST, {}
    for stage in order[enters : ends + 1]:
        day += timedelta(days=draw(st.integers(0, 200)))
        reached[stage] = day
    return Entry(
        uid=str(draw(st.integers(0, 10**6))),
        track=track,
        stage=order[ends],
        reached=reached,
        total_investment=draw(st.integers(0, 10**9)),
        is_paused=draw(st.booleans()),
        is_ended=draw(st.booleans()),
        is_package=draw(st.booleans()),
        planned_start_on=draw(st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2027, 1, 1)))),
    )


rows = st.lists(entries(), max_size=25)
laws = settings(max_examples=50, deadline=None)


@laws
@given(rows)
def test_everybody_stands_at_one_stage(found):
    steps = funnel(found)
    assert sum(step.standing.count for step in steps) == len(alive(found))
    assert sum(step.standing.money for step in steps) == amount_of(alive(found)).money


@laws
@given(rows)
def test_a_funnel_never_widens_along_a_track(found):
    for track in Track:
        steps = {s.stage: s.reached for s in funnel(r for r in found if r.track is track)}
        counts = [steps[stage].count for stage in stages_of(track)]
        assert counts == sorted(counts, reverse=True)


@laws
@given(rows)
def test_groups_add_up_to_the_whole(found):
    whole = {s.stage: s.standing for s in funnel(found) if s.standing.count}
    by_track = grouped(found, lambda row: [row.track])
    for stage, amount in whole.items():
        parts = [at[stage] for at in by_track.values() if stage in at]
        assert sum(p.count for p in parts) == amount.count
        assert sum(p.money for p in parts) == amount.money


@laws
@given(rows, st.integers(0, 18))
def test_a_cohort_only_grows_and_never_beyond_itself(found, horizon):
    for cohort in cohorts(
        found, Stage.SIGNED, Stage.STARTED, until=APRIL, months=24, horizon=horizon
    ):
        known = [n for n in cohort.got_on if n is not None]
        assert known == sorted(known)
        assert all(0 <= n <= cohort.size for n in known)
        assert len(cohort.got_on) == horizon + 1
        assert cohort.got_on[0] is not None  # the month itself is over


@laws
@given(rows)
def test_cohorts_hold_each_signing_once(found):
    got = cohorts(found, Stage.SIGNED, Stage.STARTED, until=Month(2026, 12), months=60, horizon=1)
    signed = [r for r in found if Stage.SIGNED in r.reached and not r.is_package]
    assert sum(c.size for c in got) == len(signed)


@laws
@given(rows)
def test_stuck_means_longer_than_nine_of_ten(found):
    day = date(2026, 1, 1)
    limits = {d.stage: d.limit for d in dwells(found, day)}
    for one in stuck(found, day):
        assert one.days > limits[one.entry.stage] >= 90
        assert not one.entry.is_paused


@laws
@given(rows)
def test_reserve_counts_nobody_twice(found):
    got = reserves(found, APRIL)
    waiting = [r for r in alive(found) if r.stage.order < Stage.STARTED.order]
    dated = sum(year.waiting.count for year in got.years) + got.overdue.count
    assert dated + got.undated.count <= len(waiting)


@laws
@given(st.lists(st.integers(0, 900), min_size=1))
def test_median_and_quantile_lie_among_the_numbers(numbers):
    ordered = sorted(numbers)
    assert ordered[0] <= median(ordered) <= ordered[-1]
    ninth = quantile(ordered, Fraction(9, 10))
    assert sum(n <= ninth for n in ordered) * 10 >= len(ordered) * 9


def project(uid: str, stage: Stage, **reached: date) -> Entry:
    days = {Stage(name): day for name, day in reached.items()}
    return Entry(uid=uid, track=Track.ATTRACTION, stage=stage, reached=days, total_investment=100)


def test_signed_in_january_how_many_started_by_june():
    january = date(2024, 1, 15)
    found = [
        project("a", Stage.STARTED, signed=january, started=date(2024, 3, 1)),
        project("b", Stage.STARTED, signed=january, started=date(2024, 6, 30)),
        project("c", Stage.STARTED, signed=january, started=date(2024, 7, 1)),
        project("d", Stage.SIGNED, signed=january),
    ]
    (cohort,) = cohorts(
        found, Stage.SIGNED, Stage.STARTED, until=Month(2024, 1), months=1, horizon=0
    )
    assert (cohort.size, cohort.got_on) == (4, (0,))
    *_, first = cohorts(
        found, Stage.SIGNED, Stage.STARTED, until=Month(2024, 8), months=8, horizon=7
    )[:1]
    assert first.got_on == (0, 0, 1, 1, 1, 2, 3, 3)
    assert first.share(5) == Decimal("0.5")
    assert converted([first], 5) == Decimal("0.5")


def test_days_at_a_stage_end_with_the_next_one_reached():
    found = [
        project(str(n), Stage.STARTED, signed=FIRST, started=FIRST + timedelta(days=30 * n))
        for n in range(1, 11)
    ]
    late = project("late", Stage.SIGNED, signed=FIRST)
    signed = next(d for d in dwells([*found, late], date(2023, 6, 1)) if d.stage is Stage.SIGNED)
    assert (signed.passed, signed.median_passed, signed.limit) == (10, Decimal(165), 270)
    assert (signed.waiting, signed.median_waiting) == (1, Decimal(365))
    assert [(s.entry.uid, s.over) for s in stuck([*found, late], date(2023, 6, 1))] == [
        ("late", 95)
    ]


def test_flow_counts_what_was_reached_in_each_month():
    found = [
        project("a", Stage.STARTED, signed=date(2024, 2, 1), started=date(2024, 4, 30)),
        project("b", Stage.SIGNED, signed=date(2024, 2, 20)),
    ]
    lines = flow(found, [Stage.SIGNED, Stage.STARTED], until=APRIL, months=3)
    assert [a.count for a in lines[Stage.SIGNED]] == [2, 0, 0]
    assert [a.money for a in lines[Stage.STARTED]] == [0, 0, 100]
