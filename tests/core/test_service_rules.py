"""Laws of requests and of what is counted of them."""

from datetime import date
from decimal import Decimal
from statistics import median as known_median

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.ledgers.service import (
    Counted,
    RequestState,
    RequestVerb,
    median,
    moved,
    tally,
)
from yipanqi.core.refusal import Conflict

DAYS = st.lists(st.integers(0, 400), max_size=40)


@given(DAYS)
def test_the_median_is_the_known_one(days):
    assert median(days) == (Decimal(str(known_median(days))) if days else None)


@given(st.lists(st.sampled_from(list(RequestVerb)), max_size=12))
def test_closed_only_by_the_asker_and_only_after_an_answer(verbs):
    state, seen = RequestState.RAISED, [RequestState.RAISED]
    for verb in verbs:
        try:
            state = moved(state, verb)
        except Conflict:
            continue
        seen.append(state)
        if state is RequestState.CLOSED:
            assert verb is RequestVerb.RATE_SOLVED
            assert seen[-2] is RequestState.ANSWERED
    assert seen.count(RequestState.CLOSED) <= 1


@given(
    st.lists(
        st.builds(
            Counted,
            state=st.sampled_from(list(RequestState)),
            opened_on=st.just(date(2024, 5, 6)),
            first_answer_days=st.none() | st.integers(0, 30),
            is_first_in_time=st.booleans(),
            was_answered=st.just(True),
            rating=st.none() | st.integers(1, 5),
            is_repeat=st.booleans(),
        )
    )
)
def test_shares_stay_within_bounds(rows):
    found = tally(rows)
    assert found.received == len(rows)
    assert found.solved_rate is None or 0 <= found.solved_rate <= 1
    assert found.rating_mean is None or 1 <= found.rating_mean <= 5
