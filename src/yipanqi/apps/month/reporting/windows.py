"""Which months are closed, for the stations below that must not write into them."""

from datetime import date, timedelta

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month

State = MonthWindow.State
CLOSED = (State.FREEZING, State.FROZEN, State.PUBLISHED)


def newest_open() -> Month | None:
    """The latest month that still takes reports."""
    rows = MonthWindow.objects.exclude(state__in=CLOSED).order_by("-month")
    newest = rows.values_list("month", flat=True).first()
    return Month.parse(newest) if newest else None


def first_open_day() -> date | None:
    """The day after the last closed month; None where none was closed yet."""
    closed = MonthWindow.objects.filter(state__in=CLOSED).order_by("-month")
    last = closed.values_list("month", flat=True).first()
    return Month.parse(last).last + timedelta(days=1) if last else None
