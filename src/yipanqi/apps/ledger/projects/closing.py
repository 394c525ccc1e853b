"""Closed months stay as they were: what is told late takes effect in the first open month.

Which months are closed is known to the station that reports them; it registers its answer here
at app start, since the register stands below it.
"""

from collections.abc import Callable
from datetime import date

FirstOpenDay = Callable[[], date | None]
_READERS: list[FirstOpenDay] = []


def register(reader: FirstOpenDay) -> None:
    _READERS.append(reader)


def first_open_day() -> date | None:
    """The day after the last closed month; None where no month was closed yet."""
    days = [day for reader in _READERS if (day := reader()) is not None]
    return max(days, default=None)


def takes_effect(happened_on: date) -> date:
    """From which day on the register says so: the day itself while its month is open, else the
    first day of the first open month. The real day is kept and shown.
    """
    return max(happened_on, first_open_day() or happened_on)
