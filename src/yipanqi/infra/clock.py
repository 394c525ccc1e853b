"""The only clock: the real instant for the record, the city's own date for business.

``now()`` is real and serves sessions, lockout, tokens, leases and audit. Deadlines, lights
and "today" on a page run on ``business_today()``, which a city can set (a demonstration
city lives on 5 May 2024). Nothing else in the code base may ask what time it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils import timezone

CITY_ZONE = ZoneInfo("Asia/Shanghai")
NEAR = 92  # days: what lies this near to the real date may have been recorded by the machine


@dataclass(slots=True)
class _Reading:
    day: date | None = None


_pinned: ContextVar[date | None] = ContextVar("pinned_business_date", default=None)
_reading: ContextVar[_Reading | None] = ContextVar("business_date_reading", default=None)


def now() -> datetime:
    """The real instant, aware (UTC)."""
    return timezone.now()


def real_today() -> date:
    """The real date in Asia/Shanghai, whatever date the city lives on."""
    return now().astimezone(CITY_ZONE).date()


def business_today() -> date:
    """The city's date: pinned by ``at``, else the installation's, else the real one."""
    if (pinned := _pinned.get()) is not None:
        return pinned
    reading = _reading.get()
    if reading is None:
        return _installed_date() or real_today()
    if reading.day is None:
        reading.day = _installed_date() or real_today()
    return reading.day


def is_machine_time(instant: datetime) -> bool:
    """Whether an instant is one of the machine's days rather than of the city's: a city that
    lives on a date of its own shows both side by side, and only one of them is its time.
    """
    day, real = instant.astimezone(CITY_ZONE).date(), real_today()
    if abs((day - real).days) > NEAR:
        return False
    city = business_today()
    return abs((city - real).days) > 2 * NEAR and abs((day - city).days) > NEAR


@contextmanager
def at(day: date) -> Iterator[None]:
    """Everything inside lives on ``day``: tests, the demonstration city's history."""
    token = _pinned.set(day)
    try:
        yield
    finally:
        _pinned.reset(token)


@contextmanager
def one_reading() -> Iterator[None]:
    """Read the installation's date at most once inside (one request, one job)."""
    token = _reading.set(_Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def forget_reading() -> None:
    """To be called by the verb that has just changed the installation's date."""
    if (reading := _reading.get()) is not None:
        reading.day = None


def _installed_date() -> date | None:
    installation = apps.get_model("infra", "Installation")
    day: date | None = (
        installation._default_manager.filter(pk=1).values_list("business_date", flat=True).first()
    )
    return day
