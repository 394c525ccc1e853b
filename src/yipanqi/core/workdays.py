"""Chinese working days, with the make-up days that holidays are paid for.

The State Council announces each year's holidays in the autumn before; the kept package
``chinese_calendar`` carries them. A city may add its own days (``overrides``) and may enter
a whole year the package does not know yet (``declared_years``). An unknown year is refused:
a guessed due date would make an honest reporter late.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from chinese_calendar.constants import holidays, workdays

from yipanqi.core.refusal import Refusal

FIRST_YEAR: int = min(holidays).year
LAST_YEAR: int = max(holidays).year
ONE_DAY = timedelta(days=1)


class Workdays:
    """The calendar of one installation.

    ``overrides`` maps a day to whether it is worked and wins over everything else.
    ``declared_years`` are years whose arrangement is wholly in ``overrides``: days not
    named there follow the week.
    """

    __slots__ = ("declared_years", "overrides")

    def __init__(
        self, overrides: Mapping[date, bool] | None = None, declared_years: Iterable[int] = ()
    ) -> None:
        self.overrides: Mapping[date, bool] = MappingProxyType(dict(overrides or {}))
        self.declared_years = frozenset(declared_years)

    def is_workday(self, day: date) -> bool:
        """Raises ``workdays.year_unknown`` for a year without an arrangement."""
        if day in self.overrides:
            return self.overrides[day]
        if day.year in self.declared_years:
            return day.weekday() < 5
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refusal(
                "workdays.year_unknown", year=day.year, first_year=FIRST_YEAR, last_year=LAST_YEAR
            )
        # the package's own function looks through every holiday at each call
        return day in workdays or (day.weekday() < 5 and day not in holidays)

    def next_workday(self, day: date) -> date:
        """``day`` itself if it is worked, else the first worked day after it (顺延)."""
        return next(d for d in _from(day, ONE_DAY) if self.is_workday(d))

    def previous_workday(self, day: date) -> date:
        """``day`` itself if it is worked, else the last worked day before it (提前)."""
        return next(d for d in _from(day, -ONE_DAY) if self.is_workday(d))

    def add_workdays(self, day: date, count: int) -> date:
        """The ``count``-th worked day after ``day`` (before it if negative); 0 is ``day``."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """Worked days after ``after`` up to and including ``until``; negative backwards."""
        if until < after:
            return -self.workdays_between(until, after)
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(self.is_workday(day) for day in days)


def _from(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step
