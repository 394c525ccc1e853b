"""Instants and dates of the told history, in the city's zone."""

from datetime import date, datetime, time

from yipanqi.core.month import Month
from yipanqi.infra.clock import CITY_ZONE

TODAY = date(2024, 5, 5)
FIRST, LAST = Month(2023, 1), Month(2024, 4)


def instant(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=CITY_ZONE)


def months() -> list[Month]:
    """The sixteen months that are told, January 2023 to April 2024."""
    return [FIRST.plus(n) for n in range(LAST.minus(FIRST) + 1)]


def on_day(month: Month, day: int) -> date:
    """That day of the month, its last where the month is shorter."""
    return month.first.replace(day=min(day, month.last.day))
