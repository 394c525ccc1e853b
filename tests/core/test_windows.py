"""The dates of a month from a rule, and the moves of its window."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.reporting import windows
from yipanqi.core.reporting.windows import DayRule, WindowRule, WindowState, windows_for
from yipanqi.core.workdays import Workdays

CALENDAR = Workdays()
APRIL = Month(2024, 4)
months = st.builds(Month, st.integers(2007, 2024), st.integers(1, 12))


def test_the_dispatch_report_of_april_2024_ends_before_the_may_holiday():
    april = windows_for(APRIL, windows.DISPATCH_REPORT, CALENDAR)
    assert april.due_on == date(2024, 4, 29)
    assert april.reviewed_by_on == date(2024, 4, 30)
    assert april.freeze_on == date(2024, 5, 6)
    assert april.statistics_due_on == date(2024, 5, 20)  # the 18th is a Saturday


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("day 25", date(2024, 4, 25)),
        ("day 31", date(2024, 4, 30)),
        ("day 5 next month", date(2024, 5, 5)),
        ("day 5 next month, on", date(2024, 5, 6)),
        ("day 5 next month, back", date(2024, 4, 30)),
        ("workday -1", date(2024, 4, 30)),
        ("workday -3", date(2024, 4, 28)),  # a make-up Sunday
        ("workday 5 next month", date(2024, 5, 10)),
    ],
)
def test_rules_in_words(rule, day):
    assert DayRule.parse(rule).day(APRIL, CALENDAR) == day


@pytest.mark.parametrize(
    "text", ["", "day 0", "day 32", "day -1", "workday 24", "workday 1, on", "tomorrow", "day ٥"]
)
def test_malformed_rules_are_refused(text):
    with pytest.raises(Refusal) as refusal:
        DayRule.parse(text)
    assert refusal.value.code == "window.rule_malformed"


_workday_rules = st.builds(
    DayRule,
    st.integers(-23, 23).filter(bool),
    is_workday=st.just(True),
    months_after=st.integers(0, 1),
)
_day_rules = st.builds(
    DayRule,
    st.integers(1, 31),
    months_after=st.integers(0, 1),
    shift=st.sampled_from(["", "on", "back"]),
)


@given(_workday_rules | _day_rules)
def test_a_rule_is_what_it_says(rule):
    assert DayRule.parse(str(rule)) == rule


@given(months, st.sampled_from([windows.DISPATCH_REPORT, windows.FULL_REPORT]))
def test_the_usual_rules_hold_in_every_month(month, rule):
    schedule = windows_for(month, rule, CALENDAR)
    for day in (schedule.due_on, schedule.reviewed_by_on, schedule.freeze_on):
        assert CALENDAR.is_workday(day)
    assert schedule.expected_state(schedule.due_on) is WindowState.OPEN
    assert schedule.freeze_on > month.last


def test_dates_out_of_order_are_refused():
    rule = WindowRule.of(
        opens="day 25",
        cut_off="day 25",
        due="day 20",
        reviewed_by="day 28",
        freeze="day 30",
        publish="day 30",
        statistics_due="day 30",
    )
    with pytest.raises(Refusal) as refusal:
        windows_for(APRIL, rule, CALENDAR)
    assert (refusal.value.code, refusal.value.field) == ("window.out_of_order", "due_on")


@pytest.mark.parametrize("now", WindowState)
@pytest.mark.parametrize("to", WindowState)
def test_a_frozen_month_never_opens_again(now, to):
    closed = {WindowState.FROZEN, WindowState.PUBLISHED}
    allowed = {
        *((a, b) for a in WindowState for b in WindowState if a not in closed and a is not b),
        (WindowState.FROZEN, WindowState.PUBLISHED),
    } - {(a, WindowState.PUBLISHED) for a in WindowState if a not in closed}
    if (now, to) in allowed:
        windows.check_window_move(APRIL, now, to)
    else:
        with pytest.raises(Refusal, match=r"window\.move_not_allowed"):
            windows.check_window_move(APRIL, now, to)


def test_late_reports_are_taken_until_the_freeze():
    windows.check_takes_reports(APRIL, WindowState.REVIEWING)
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        windows.check_takes_reports(APRIL, WindowState.FROZEN)


def test_months_freeze_in_order_and_after_they_end():
    state = WindowState.REVIEWING
    march = [(APRIL.previous, WindowState.PUBLISHED)]
    windows.check_freezable(APRIL, state, today=date(2024, 5, 5), earlier=march)
    with pytest.raises(Refusal, match=r"window\.not_over"):
        windows.check_freezable(APRIL, state, today=date(2024, 4, 30), earlier=march)
    with pytest.raises(Refusal, match=r"window\.earlier_month_open"):
        windows.check_freezable(
            APRIL, state, today=date(2024, 5, 5), earlier=[(APRIL.previous, WindowState.OPEN)]
        )
