"""The month windows: full reports until March, the dispatch report (快报) of April."""

from dataclasses import replace
from datetime import date

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.reporting.windows import DISPATCH_REPORT, FULL_REPORT, MonthSchedule, windows_for
from yipanqi.core.workdays import Workdays
from yipanqi.demo.city.instants import LAST, months


def schedule(month: Month) -> MonthSchedule:
    """Due dates on the working-day calendar; April 2024 is cut before the May holiday.

    28 April 2024 is a Sunday that is worked for the holiday.
    """
    if month != LAST:
        return windows_for(month, FULL_REPORT, Workdays())
    usual = windows_for(month, DISPATCH_REPORT, Workdays())
    return replace(
        usual,
        due_on=date(2024, 4, 28),
        reviewed_by_on=date(2024, 5, 5),
        freeze_on=date(2024, 5, 6),
        publish_on=date(2024, 5, 6),
    )


def build_windows() -> dict[Month, MonthWindow]:
    """One window a month; all in review, to be frozen by the real verbs."""
    rows = []
    for month in months():
        days = schedule(month)
        rows.append(
            MonthWindow(
                month=str(month),
                state=MonthWindow.State.REVIEWING,
                opens_on=days.opens_on,
                cut_off_on=days.cut_off_on,
                due_on=days.due_on,
                reviewed_by_on=days.reviewed_by_on,
                freeze_on=days.freeze_on,
                publish_on=days.publish_on,
                note="快报：数据截至4月25日，供5月6日例会使用" if month == LAST else "",
            )
        )
    return dict(zip(months(), MonthWindow.objects.bulk_create(rows), strict=True))
