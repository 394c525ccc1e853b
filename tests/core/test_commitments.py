"""Commitments: moves, due dates, lateness that never washes off, slips and the climb."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.commitments.lateness import (
    Dates,
    Moved,
    commitment_light,
    dates_after,
    due_after_return,
    extended,
    is_late,
    is_overdue,
)
from yipanqi.core.commitments.pressure import (
    LevelAction,
    PressureRules,
    SlipColour,
    SlipFact,
    check_slip_by_hand,
    climbs,
    next_slip,
    rectify_by,
    reminder_due,
    verifier_reminder_due,
)
from yipanqi.core.commitments.states import (
    MOVES,
    CommitmentState,
    CommitmentVerb,
    Doer,
    check_other,
    moved,
)
from yipanqi.core.commitments.statistics import Counted, tally
from yipanqi.core.commitments.terms import Term, Terms
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.core.workdays import Workdays

CALENDAR = Workdays()
RULES = PressureRules()
OPEN, DONE = CommitmentState.OPEN, CommitmentState.REPORTED_DONE
CLOSED, RETURNED = CommitmentState.CLOSED, CommitmentState.RETURNED
days = st.dates(date(2023, 1, 2), date(2024, 10, 31))
DUE = date(2024, 4, 30)


# --- moves


def test_the_straight_way():
    state = OPEN
    for verb in (CommitmentVerb.SIGN_FOR, CommitmentVerb.REPORT_DONE, CommitmentVerb.CLOSE_OUT):
        state = moved(state, verb)
    assert state is CLOSED
    assert moved(CLOSED, CommitmentVerb.REOPEN) is RETURNED
    assert moved(DONE, CommitmentVerb.RETURN_DONE) is RETURNED


def test_only_a_report_is_closed_and_only_closed_work_is_reopened():
    assert [s for s, v in MOVES if v is CommitmentVerb.CLOSE_OUT] == [DONE]
    assert [s for s, v in MOVES if v is CommitmentVerb.REOPEN] == [CLOSED]
    with pytest.raises(Conflict, match=r"commitment\.move_not_allowed"):
        moved(OPEN, CommitmentVerb.CLOSE_OUT)


def test_nothing_leads_out_of_a_cancelled_commitment():
    assert not [v for s, v in MOVES if s is CommitmentState.CANCELLED]


@pytest.mark.parametrize(
    "by",
    [
        Doer(5, frozenset({"甲"})),
        Doer(6, frozenset({"乙", "甲"})),  # acts for the doer
        Doer(5, frozenset({"丙"})),
    ],
)
def test_nobody_verifies_their_own_work(by):
    with pytest.raises(Forbidden, match=r"commitment\.own_work"):
        check_other(CommitmentVerb.CLOSE_OUT, by, Doer(5, frozenset({"甲"})))
    check_other(CommitmentVerb.CLOSE_OUT, Doer(7, frozenset({"丁"})), Doer(5, frozenset({"甲"})))


# --- due times


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("document", date(2024, 5, 6)),  # 4 May is in the holiday, 5 May too
        ("minutes", date(2024, 4, 24)),
        ("instruction_urgent", date(2024, 4, 11)),  # Sunday the 7th is worked
        ("instruction", date(2024, 4, 19)),
        ("media", date(2024, 4, 9)),
    ],
)
def test_default_due_times_end_on_worked_days(key, due):
    assert Terms()[key].due_on(date(2024, 4, 4), CALENDAR) == due


@given(assigned=days, term=st.sampled_from(list(Terms().values())))
def test_a_default_due_date_is_worked_and_later(assigned, term):
    due = term.due_on(assigned, CALENDAR)
    assert due > assigned
    assert CALENDAR.is_workday(due)


def test_a_table_is_checked():
    with pytest.raises(Refusal, match=r"terms\.unknown"):
        Terms()["somehow"]
    with pytest.raises(Refusal, match=r"terms\.days_out_of_range"):
        Terms([Term("never", 0)])


# --- late, and the light

moves = st.lists(st.tuples(st.integers(-20, 40), st.integers(1, 40)), max_size=4)


def told(original: date, steps: list[tuple[int, int]]) -> list[Moved]:
    """Each step: days between the date then in force and the grant, days gained."""
    found, due = [], original
    for distance, gained in steps:
        new = due + timedelta(days=gained)
        found.append(Moved(due + timedelta(days=distance), due, new))
        due = new
    return found


@given(original=days, steps=moves)
def test_the_clean_date_never_passes_the_date_in_force_and_stops_at_the_first_late_grant(
    original, steps
):
    history = told(original, steps)
    due, clean = dates_after(original, history)
    assert original <= clean <= due
    late = next((i for i, m in enumerate(history) if m.decided_on > m.old), len(history))
    assert clean == (history[late - 1].new if late else original)


@given(original=days, steps=moves, gone=st.integers(0, 120), more=st.integers(0, 60))
def test_once_late_a_commitment_is_never_clean_green_again(original, steps, gone, more):
    history = told(original, steps)
    due, clean = dates_after(original, history)
    today = original + timedelta(days=gone)
    dates = Dates(OPEN, due, clean)
    if not is_late(dates, today):
        return
    assert commitment_light(dates, today, CALENDAR).light is not Light.GREEN
    later = Moved(today, due, due + timedelta(days=more + 1))
    after_due, after_clean = extended(due, clean, later)
    for state, done in ((OPEN, None), (DONE, today), (CLOSED, today)):
        lit = commitment_light(Dates(state, after_due, after_clean, done), today, CALENDAR)
        assert lit.light in {Light.YELLOW, Light.RED}


def test_an_extension_granted_on_the_due_date_keeps_it_out_of_late_one_a_day_later_does_not():
    new = date(2024, 5, 20)
    due, clean = extended(DUE, DUE, Moved(DUE, DUE, new))
    assert (due, clean) == (new, new)
    asked_in_time = Moved(date(2024, 5, 1), DUE, new, asked_on=date(2024, 4, 20))
    due, clean = extended(DUE, DUE, asked_in_time)
    assert (due, clean) == (new, DUE)
    assert not is_overdue(Dates(OPEN, due, clean), date(2024, 5, 6))
    assert is_late(Dates(OPEN, due, clean), date(2024, 5, 6))
    with pytest.raises(Refusal, match=r"commitment\.extension_not_later"):
        extended(DUE, DUE, Moved(DUE, DUE, DUE))


def test_lights_and_their_edges():
    def light(state, today, *, done=None, due=DUE, red=False):
        dates = Dates(state, due, due, done)
        return commitment_light(dates, today, CALENDAR, has_red_slip=red).light

    assert light(OPEN, DUE) is Light.GREEN
    assert light(OPEN, date(2024, 5, 1)) is Light.YELLOW
    assert light(OPEN, date(2024, 5, 16)) is Light.YELLOW  # ten working days overdue
    assert light(OPEN, date(2024, 5, 17)) is Light.RED
    assert light(OPEN, date(2024, 5, 6), red=True) is Light.RED
    assert light(OPEN, DUE, red=True) is Light.GREEN  # extended in time meanwhile
    assert light(DONE, date(2024, 6, 1), done=DUE) is Light.GREEN
    assert light(CLOSED, date(2024, 6, 1), done=date(2024, 5, 6)) is Light.YELLOW
    assert light(CommitmentState.CANCELLED, date(2024, 6, 1)) is Light.GREY


@given(done=days, left=st.integers(0, 20), kept=st.integers(0, 30))
def test_time_under_verification_is_not_the_doers(done, left, kept):
    due = CALENDAR.add_workdays(done, left)
    returned = CALENDAR.add_workdays(done, kept)
    new = due_after_return(due, done, returned, CALENDAR)
    if new is not None:
        assert new > due
        assert CALENDAR.workdays_between(returned, new) == max(
            1, CALENDAR.workdays_between(done, due)
        )
    else:
        assert CALENDAR.workdays_between(returned, due) >= CALENDAR.workdays_between(done, due)


@given(due=days, late=st.integers(1, 20), kept=st.integers(0, 30))
def test_a_late_report_is_charged_for_its_own_days_only(due, late, kept):
    due = CALENDAR.next_workday(due)
    done = CALENDAR.add_workdays(due, late)
    returned = CALENDAR.add_workdays(done, kept)
    new = due_after_return(due, done, returned, CALENDAR) or due
    assert CALENDAR.workdays_between(new, returned) == late


# --- reminders


@settings(max_examples=40)
@given(due=days)
def test_each_reminder_comes_once_and_before_the_date(due):
    span = (due - timedelta(days=n) for n in range(-10, 30))
    sent = [reminder_due(RULES, OPEN, due, day, CALENDAR) for day in span]
    counts = {n: sent.count(n) for n in sent if n is not None}
    assert set(counts) <= {5, 1, 0}
    assert counts.get(5) == 1
    assert all(count == 1 for count in counts.values())


def test_nobody_is_reminded_of_what_waits_for_a_verifier_except_the_verifier():
    assert reminder_due(RULES, DONE, DUE, DUE, CALENDAR) is None
    assert verifier_reminder_due(RULES, DONE, date(2024, 4, 28), date(2024, 5, 6), CALENDAR)
    assert not verifier_reminder_due(RULES, DONE, date(2024, 4, 28), date(2024, 5, 7), CALENDAR)
    assert not verifier_reminder_due(RULES, OPEN, date(2024, 4, 28), date(2024, 5, 6), CALENDAR)


# --- slips


def slips_until(due: date, last: date, *, urgent: bool = False) -> list[tuple[date, SlipColour]]:
    issued: list[tuple[date, SlipColour]] = []
    facts: list[SlipFact] = []
    day = due
    while day <= last:
        colour = next_slip(RULES, OPEN, due, day, CALENDAR, slips=facts, is_urgent=urgent)
        if colour:
            issued.append((day, colour))
            facts.append(SlipFact(colour, rectify_by(RULES, day, CALENDAR)))
        day += timedelta(days=1)
    return issued


def test_blue_yellow_red_each_after_the_date_of_the_one_before():
    assert slips_until(DUE, date(2024, 8, 1)) == [
        (date(2024, 5, 6), SlipColour.BLUE),
        (date(2024, 5, 13), SlipColour.YELLOW),
        (date(2024, 5, 21), SlipColour.RED),
    ]
    assert [c for _, c in slips_until(DUE, date(2024, 8, 1), urgent=True)] == ["yellow", "red"]


@settings(max_examples=40)
@given(due=days, urgent=st.booleans())
def test_slips_only_rise_and_end_at_red(due, urgent):
    colours = [c.rank for _, c in slips_until(due, due + timedelta(days=60), urgent=urgent)]
    assert colours == ([2, 4] if urgent else [1, 2, 4])


LADDERS = [
    ["blue", "orange", "red"],
    ["yellow", "red"],
    ["blue", "yellow", "orange", "red"],
]


@pytest.mark.parametrize("colours", LADDERS)
def test_a_citys_own_ladder_is_climbed_rung_by_rung(colours):
    rules = PressureRules(ladder=tuple(SlipColour(c) for c in colours))
    facts: list[SlipFact] = []
    for day in (DUE + timedelta(days=n) for n in range(1, 60)):
        if colour := next_slip(rules, OPEN, DUE, day, CALENDAR, slips=facts):
            facts.append(SlipFact(colour, rectify_by(rules, day, CALENDAR)))
    assert [fact.colour for fact in facts] == colours


@pytest.mark.parametrize("colours", [["red"], ["blue", "yellow"], ["yellow", "blue", "red"]])
def test_a_ladder_rises_and_ends_at_red(colours):
    with pytest.raises(Refusal, match=r"commitment\.slip_ladder"):
        PressureRules(ladder=tuple(SlipColour(c) for c in colours))


def test_an_extension_holds_the_next_slip_back_but_forgets_none():
    blue = SlipFact(SlipColour.BLUE, date(2024, 5, 11))
    later = date(2024, 6, 28)
    assert next_slip(RULES, OPEN, later, later, CALENDAR, slips=[blue]) is None
    assert next_slip(RULES, OPEN, later, date(2024, 7, 1), CALENDAR, slips=[blue]) == "yellow"
    assert next_slip(RULES, DONE, DUE, date(2024, 5, 6), CALENDAR) is None


def test_by_hand_a_slip_may_start_high_but_never_falls():
    check_slip_by_hand(SlipColour.RED, [])
    with pytest.raises(Refusal, match=r"commitment\.slip_not_higher"):
        check_slip_by_hand(SlipColour.BLUE, [SlipFact(SlipColour.ORANGE, DUE)])


# --- the climb


def climb_days(due: date, actions: list[LevelAction], last: date, top: int = 2) -> list[date]:
    level, since, found = 0, None, []
    day = due
    while day <= last:
        known = [a for a in actions if a.on <= day]
        if climbs(
            RULES, OPEN, due, day, CALENDAR, level=level, top=top, level_since=since, actions=known
        ):
            level, since = level + 1, day
            found.append(day)
        day += timedelta(days=1)
    return found


def test_town_district_city_by_elapsed_working_days():
    # five working days on the first rung, ten on the second, none above the top
    assert climb_days(DUE, [], date(2024, 8, 1)) == [date(2024, 5, 11), date(2024, 5, 27)]


def test_only_a_level_above_stops_the_climb():
    own = [LevelAction(0, date(2024, 5, n)) for n in range(6, 31)]
    assert climb_days(DUE, own, date(2024, 8, 1)) == climb_days(DUE, [], date(2024, 8, 1))
    held = climb_days(DUE, [LevelAction(1, date(2024, 5, 8))], date(2024, 8, 1))
    assert held[0] == date(2024, 5, 15)


@settings(max_examples=40)
@given(
    due=days,
    top=st.integers(0, 3),
    acts=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=4),
)
def test_the_climb_never_passes_the_root_and_actions_only_delay_it(due, top, acts):
    actions = [LevelAction(level, due + timedelta(days=n)) for level, n in acts]
    last = due + timedelta(days=60)
    free, held = climb_days(due, [], last, top), climb_days(due, actions, last, top)
    assert len(held) <= len(free) <= top
    assert all(h >= f for h, f in zip(held, free, strict=False))


# --- statistics


def test_counts_by_hand():
    today = date(2024, 5, 20)
    rows = [
        Counted(Dates(CLOSED, DUE, DUE, DUE), date(2024, 4, 1), date(2024, 5, 1)),
        Counted(Dates(CLOSED, DUE, DUE, date(2024, 5, 6)), date(2024, 4, 1), date(2024, 5, 11), 1),
        Counted(Dates(OPEN, DUE, DUE), date(2024, 4, 1)),
        Counted(Dates(DONE, DUE, DUE, DUE), date(2024, 4, 1), times_reopened=1),
        Counted(Dates(CommitmentState.CANCELLED, DUE, DUE), date(2024, 4, 1)),
    ]
    found = tally(rows, today)
    assert (found.total, found.closed, found.closed_on_time, found.late) == (4, 2, 1, 2)
    assert (found.overdue, found.waiting, found.returned, found.reopened) == (1, 1, 1, 1)
    assert found.average_days == 35
    assert found.on_time_rate == found.closure_rate == pytest.approx(0.5)
    assert tally([], today).closure_rate is None
