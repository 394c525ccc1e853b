"""The Chinese working-day calendar with make-up days."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.refusal import Refusal
from yipanqi.core.workdays import FIRST_YEAR, LAST_YEAR, Workdays

CALENDAR = Workdays()
days = st.dates(date(2006, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 4, 28), True),  # a Sunday worked for the May holiday
        (date(2024, 5, 1), False),
        (date(2024, 5, 5), False),
        (date(2024, 5, 6), True),
        (date(2024, 5, 11), True),  # a Saturday worked for it
        (date(2024, 2, 4), True),
        (date(2024, 2, 12), False),
    ],
)
def test_make_up_days_and_holidays(day, worked):
    assert CALENDAR.is_workday(day) is worked


def test_a_due_date_in_the_holiday_moves_on_or_back():
    assert CALENDAR.next_workday(date(2024, 5, 3)) == date(2024, 5, 6)
    assert CALENDAR.previous_workday(date(2024, 5, 3)) == date(2024, 4, 30)
    assert CALENDAR.add_workdays(date(2024, 4, 30), 1) == date(2024, 5, 6)
    assert CALENDAR.add_workdays(date(2024, 5, 6), -3) == date(2024, 4, 28)
    assert CALENDAR.workdays_between(date(2024, 4, 27), date(2024, 5, 6)) == 4


def test_overrides_win():
    typhoon = Workdays({date(2024, 7, 25): False})
    assert not typhoon.is_workday(date(2024, 7, 25))
    assert typhoon.next_workday(date(2024, 7, 25)) == date(2024, 7, 26)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_year_without_an_arrangement_is_refused(year):
    with pytest.raises(Refusal) as refusal:
        CALENDAR.is_workday(date(year, 3, 3))
    assert refusal.value.code == "workdays.year_unknown"
    assert refusal.value.params["year"] == year


def test_a_declared_year_follows_the_week_and_its_overrides():
    year = LAST_YEAR + 1
    declared = Workdays({date(year, 1, 1): False}, declared_years=[year])
    assert not declared.is_workday(date(year, 1, 1))
    week = [date(year, 3, 1) + timedelta(days=n) for n in range(7)]
    assert sum(declared.is_workday(day) for day in week) == 5


@given(days)
def test_it_is_the_kept_packages_calendar(day):
    assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day)


@given(days, st.integers(-40, 40))
def test_between_counts_what_add_added(day, count):
    assert CALENDAR.workdays_between(day, CALENDAR.add_workdays(day, count)) == count or count < 0
    assert CALENDAR.add_workdays(day, count) == day or CALENDAR.is_workday(
        CALENDAR.add_workdays(day, count)
    )


@given(days, st.integers(-90, 90), st.integers(-90, 90))
def test_between_adds_up(a, first, second):
    b = a + timedelta(days=first)
    c = b + timedelta(days=second)
    total = CALENDAR.workdays_between(a, b) + CALENDAR.workdays_between(b, c)
    assert total == CALENDAR.workdays_between(a, c)


@given(days)
def test_next_workday_is_the_first(day):
    found = CALENDAR.next_workday(day)
    assert CALENDAR.is_workday(found)
    assert found == day or CALENDAR.workdays_between(day - timedelta(days=1), found) == 1
