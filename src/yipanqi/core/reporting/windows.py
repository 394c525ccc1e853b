"""The dates of a reporting month, worked out from a rule on the working-day calendar.

A rule is data, one line of words for each date, so that an office can write it:

    day 25                    the 25th of the month (its last day where it is shorter)
    day 5 next month, on      the 5th of the next month, moved on to a workday
    day 5 next month, back    the same, moved back to a workday
    workday -2                the second workday from the end of the month
    workday 5 next month      the fifth workday of the next month
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.workdays import Workdays


class WindowState(StrEnum):
    OPEN = "open"  # 填报中
    REVIEWING = "reviewing"  # 审核中: the due date has passed, late reports still come in
    FROZEN = "frozen"  # 已封账
    PUBLISHED = "published"  # 已发布


_MOVES = {
    WindowState.OPEN: frozenset({WindowState.REVIEWING, WindowState.FROZEN}),
    # an extension of the due date opens the month again
    WindowState.REVIEWING: frozenset({WindowState.OPEN, WindowState.FROZEN}),
    # a restated month gets a new revision of its snapshot, it is never thawed
    WindowState.FROZEN: frozenset({WindowState.PUBLISHED}),
    WindowState.PUBLISHED: frozenset[WindowState](),
}

_DAY = re.compile(
    r"(?P<kind>day|workday) (?P<number>-?\d{1,2})(?P<next> next month)?(?:, (?P<shift>on|back))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class DayRule:
    """One date of a month's window; ``parse`` and ``str`` are each other's inverse."""

    number: int  # day of the month, or n-th workday; negative counts from the end
    is_workday: bool = False
    months_after: int = 0  # 0 or 1
    shift: str = ""  # "on", "back" or none; workdays need none

    def __post_init__(self) -> None:
        low = -23 if self.is_workday else 1
        high = 23 if self.is_workday else 31
        well = low <= self.number <= high and self.number != 0
        if not well or self.months_after not in {0, 1} or (self.is_workday and self.shift):
            raise Refusal("window.rule_malformed", field="rule", value=str(self))

    @classmethod
    def parse(cls, text: str) -> "DayRule":
        """Raises ``window.rule_malformed``."""
        match = _DAY.fullmatch(text.strip())
        if match is None:
            raise Refusal("window.rule_malformed", field="rule", value=text)
        return cls(
            number=int(match["number"]),
            is_workday=match["kind"] == "workday",
            months_after=1 if match["next"] else 0,
            shift=match["shift"] or "",
        )

    def __str__(self) -> str:
        kind = "workday" if self.is_workday else "day"
        after = " next month" if self.months_after else ""
        return f"{kind} {self.number}{after}" + (f", {self.shift}" if self.shift else "")

    def day(self, month: Month, calendar: Workdays) -> date:
        """The date in the window of ``month``."""
        here = month.plus(self.months_after)
        if self.is_workday:
            return self._workday(here, calendar)
        day = date(here.year, here.number, min(self.number, here.last.day))
        if self.shift == "on":
            return calendar.next_workday(day)
        return calendar.previous_workday(day) if self.shift == "back" else day

    def _workday(self, here: Month, calendar: Workdays) -> date:
        if self.number > 0:
            return calendar.add_workdays(here.first - timedelta(days=1), self.number)
        return calendar.add_workdays(here.last + timedelta(days=1), self.number)


@dataclass(frozen=True, slots=True)
class WindowRule:
    """How a city sets the dates of each month. Settable; two usual ones are below."""

    opens: DayRule
    cut_off: DayRule  # figures are as of this day
    due: DayRule
    reviewed_by: DayRule
    freeze: DayRule
    publish: DayRule
    statistics_due: DayRule  # when the statistics bureau's figure of this month is in

    @classmethod
    def of(cls, **rules: str) -> "WindowRule":
        """From the rules in words. Raises ``window.rule_malformed``."""
        return cls(**{name: DayRule.parse(text) for name, text in rules.items()})


# 快报: cut before the month ends, for a meeting in the first days of the next month
DISPATCH_REPORT = WindowRule.of(
    opens="day 20",
    cut_off="day 25",
    due="workday -2",
    reviewed_by="workday -1",
    freeze="workday 1 next month",
    publish="workday 1 next month",
    statistics_due="day 18 next month, on",
)

# 月报: whole months, within five workdays of the month's end
FULL_REPORT = WindowRule.of(
    opens="day 25",
    cut_off="day 31",
    due="workday 5 next month",
    reviewed_by="workday 8 next month",
    freeze="workday 10 next month",
    publish="workday 12 next month",
    statistics_due="day 18 next month, on",
)


@dataclass(frozen=True, slots=True)
class MonthSchedule:
    """The dates of one month. All but ``statistics_due_on`` stand in this order."""

    month: Month
    opens_on: date
    cut_off_on: date
    due_on: date
    reviewed_by_on: date
    freeze_on: date
    publish_on: date
    statistics_due_on: date

    def __post_init__(self) -> None:
        order = ("opens_on", "due_on", "reviewed_by_on", "freeze_on", "publish_on")
        for earlier, later in pairwise(order):
            first, then = getattr(self, earlier), getattr(self, later)
            if then < first:
                raise Refusal(
                    "window.out_of_order", field=later, month=self.month, first=first, then=then
                )

    def expected_state(self, day: date) -> WindowState:
        """The state the calendar speaks for, as far as dates alone can say."""
        return WindowState.OPEN if day <= self.due_on else WindowState.REVIEWING


def windows_for(month: Month, rule: WindowRule, calendar: Workdays) -> MonthSchedule:
    """The dates of ``month``. Raises ``window.out_of_order`` or ``workdays.year_unknown``."""
    names = [field.name for field in fields(rule)]
    days = {f"{name}_on": getattr(rule, name).day(month, calendar) for name in names}
    return MonthSchedule(month=month, **days)


def check_window_move(month: Month, now: WindowState, to: WindowState) -> None:
    """Raises ``window.move_not_allowed``."""
    if to not in _MOVES[now]:
        raise Refusal("window.move_not_allowed", month=month, now=now, to=to)


def check_takes_reports(month: Month, state: WindowState) -> None:
    """Reports are taken until the freeze, late ones too. Raises ``report.month_frozen``."""
    if state not in TAKES_REPORTS:
        raise Refusal("report.month_frozen", month=month)


TAKES_REPORTS: frozenset[WindowState] = frozenset({WindowState.OPEN, WindowState.REVIEWING})


def check_freezable(
    month: Month, state: WindowState, *, today: date, earlier: Iterable[tuple[Month, WindowState]]
) -> None:
    """Months freeze in order and not before they are over.

    Raises ``window.move_not_allowed``, ``window.not_over`` or ``window.earlier_month_open``.
    """
    check_window_move(month, state, WindowState.FROZEN)
    if today <= month.last:
        raise Refusal("window.not_over", month=month, last_on=month.last, today=today)
    waiting = [m for m, s in earlier if m < month and s in TAKES_REPORTS]
    if waiting:
        raise Refusal("window.earlier_month_open", month=month, earlier=min(waiting))
