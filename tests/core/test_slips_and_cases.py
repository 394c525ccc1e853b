"""Moved dates and typical problems: laws, and cases at their limits."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.month import Month
from yipanqi.core.pipeline.cases import CaseFacts, CaseKind, cases_of, heaviest, idle_run
from yipanqi.core.projects.slips import (
    Recorded,
    SlipCause,
    Standing,
    days_by_cause,
    moves,
    proposed_cause,
    total_days,
)
from yipanqi.core.projects.stages import Stage

FIRST = date(2024, 3, 1)
laws = settings(max_examples=60, deadline=None)
plans = st.lists(
    st.builds(
        Recorded,
        st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2026, 1, 1))),
        st.integers(0, 10**6),
    ),
    max_size=8,
    unique_by=lambda plan: plan.recorded,
)


@laws
@given(plans)
def test_moves_lead_from_the_first_date_to_the_last(found):
    kept = sorted((p for p in found if p.happens_on), key=lambda p: p.recorded)
    made = moves(found)
    if kept:
        net = (kept[-1].happens_on - kept[0].happens_on).days
        assert sum(move.days for move in made) == net
        assert total_days(made) >= max(0, net)
    assert all(move.days for move in made)


@laws
@given(st.lists(st.tuples(st.sampled_from(SlipCause), st.integers(-50, 200))))
def test_days_by_cause_add_up_and_fall(found):
    days = days_by_cause(found)
    assert sum(days.values()) == sum(d for _cause, d in found if d > 0)
    assert list(days.values()) == sorted(days.values(), reverse=True)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("用地指标落实较晚，开工时间后延", SlipCause.LAND),
        ("征迁签约未完成", SlipCause.DEMOLITION),
        ("融资手续未办结", SlipCause.FUNDS),
        ("施工图审查周期延长", SlipCause.APPROVAL),
        ("业主调整建设方案", SlipCause.OWNER),
        ("雨季影响主体施工", SlipCause.WEATHER),
        ("", SlipCause.OTHER),
    ],
)
def test_a_cause_is_read_from_the_words(reason, cause):
    assert proposed_cause(reason) is cause


def test_days_late_run_on_until_the_fact():
    today = date(2024, 5, 5)
    assert Standing(FIRST, FIRST, None).days_late(today) == 65
    assert Standing(FIRST, date(2024, 8, 1), None).days_late(today) == 153
    assert Standing(FIRST, date(2024, 8, 1), date(2024, 3, 11)).days_late(today) == 10
    assert Standing(None, FIRST, None).days_late(today) is None


FACTS = CaseFacts(month=Month(2024, 4), stage=Stage.STARTED, total_investment=10**9)


def kinds(facts: CaseFacts) -> set[CaseKind]:
    return {case.kind for case in cases_of(facts)}


@pytest.mark.parametrize(
    ("since", "found"), [(date(2023, 10, 30), True), (date(2023, 11, 1), False)]
)
def test_signed_and_not_landed_from_six_months_on(since, found):
    facts = replace(FACTS, stage=Stage.SIGNED, stage_since=since)
    assert (CaseKind.SIGNED_NOT_LANDED in kinds(facts)) is found
    assert CaseKind.SIGNED_NOT_LANDED not in kinds(replace(facts, is_paused=True))


def test_land_is_idle_after_a_year_and_before_that_only_unstarted():
    facts = replace(FACTS, stage=Stage.LANDED, stage_since=date(2023, 9, 1))
    assert kinds(facts) == {CaseKind.LANDED_NOT_STARTED}
    assert kinds(replace(facts, stage_since=date(2023, 4, 30))) == {CaseKind.IDLE_LAND}


def test_a_start_without_permit_or_money_is_looked_at():
    sham = replace(FACTS, started_on=date(2024, 1, 10), enrolled_on=date(2024, 2, 1), done=0)
    assert kinds(sham) == {CaseKind.SHAM_START}
    assert not kinds(replace(sham, permit_on=date(2024, 1, 2)))
    assert not kinds(replace(sham, done=10**7))  # a hundredth of the total
    assert not kinds(replace(sham, done=None))  # silence proves nothing


def test_behind_pace_begins_beyond_thirty_points():
    facts = replace(FACTS, plan=100, due_share=Fraction(1, 2), done=20)
    assert not kinds(facts)
    assert kinds(replace(facts, done=19)) == {CaseKind.BEHIND_PACE}


def test_not_enrolled_slow_and_stalled():
    late = replace(FACTS, started_on=date(2024, 1, 31), permit_on=FIRST)
    assert kinds(late) == set()  # 31 January + 3 months is 30 April's next day
    assert kinds(replace(late, started_on=date(2024, 1, 30))) == {CaseKind.NOT_ENROLLED}
    slow = replace(
        FACTS, stage=Stage.CONCEIVED, first_planned_start_on=FIRST,
        planned_start_on=FIRST + timedelta(days=60),
    )  # fmt: skip
    assert kinds(slow) == {CaseKind.SLOW_PRELIMINARY}
    assert kinds(replace(FACTS, idle_months=3)) == {CaseKind.STALLED}


def test_silence_ends_a_run_of_idle_months():
    assert idle_run([5, 0, 0, 0]) == 3
    assert idle_run([0, None, 0]) == 1
    assert idle_run([None]) == 0


@laws
@given(st.integers(1, 5))
def test_the_heaviest_of_each_kind_stand_first(most):
    facts = [replace(FACTS, idle_months=n) for n in range(3, 12)]
    rows = [(n, case) for n, fact in enumerate(facts) for case in cases_of(fact)]
    kept = heaviest(rows, most)
    assert [case.weight for _n, case in kept] == sorted(range(3, 12), reverse=True)[:most]
