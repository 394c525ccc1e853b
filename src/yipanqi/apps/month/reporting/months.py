"""The months: their dates and states, and the dates proposed for the next one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.reporting.windows import (
    DISPATCH_REPORT,
    FULL_REPORT,
    MonthSchedule,
    WindowRule,
    windows_for,
)
from yipanqi.core.workdays import Workdays
from yipanqi.infra import clock
from yipanqi.infra.verb_forms import DayField, VerbForm

RULES: dict[str, WindowRule] = {"full": FULL_REPORT, "dispatch": DISPATCH_REPORT}
DATES = ("opens_on", "cut_off_on", "due_on", "reviewed_by_on", "freeze_on", "publish_on")


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of the list; ``state`` is “planned” before its first day."""

    window: MonthWindow
    state: str


def month_lines() -> list[MonthLine]:
    today = clock.business_today()
    return [
        MonthLine(w, "planned" if w.opens_on > today and w.state == "open" else w.state)
        for w in MonthWindow.objects.order_by("-month")
    ]


def next_month() -> Month:
    """The month after the newest one, or the city's own month where there is none yet."""
    newest = MonthWindow.objects.order_by("-month").first()
    return newest.value.next if newest else Month.of(clock.business_today())


def proposed(month: Month, rule: str) -> MonthSchedule:
    """Dates by a preset on the working-day calendar. Raises ``workdays.year_unknown``."""
    return windows_for(month, RULES.get(rule, FULL_REPORT), Workdays())


def kind_of_day(day: date | None) -> str:
    """The weekday, and that it is no workday where the calendar says so."""
    if day is None:
        return ""
    name = str(WEEKDAYS[day.weekday()])
    try:
        worked = Workdays().is_workday(day)
    except Refusal:
        return name
    return name if worked else gettext("%(day)s, no workday") % {"day": name}


class DatesForm(VerbForm):
    """The six dates of a month and what the reader of its pages should know."""

    opens_on = DayField(label=_("Reporting opens"))
    cut_off_on = DayField(label=_("Figures as of"))
    due_on = DayField(label=_("Due on"))
    reviewed_by_on = DayField(label=_("Reviewed by"))
    freeze_on = DayField(label=_("Freeze on"))
    publish_on = DayField(label=_("Publish on"))
    note = forms.CharField(label=_("Note shown with the month"), max_length=200, required=False)

    def schedule(self, month: Month) -> MonthSchedule | None:
        """The dates, or None with the fault at the later of two out of order."""
        days = {name: self.cleaned_data[name] for name in DATES}
        try:
            return MonthSchedule(month=month, statistics_due_on=days["publish_on"], **days)
        except Refusal as refusal:
            self.refuse(refusal)
            return None

    def dated(self) -> list[tuple[forms.BoundField, str]]:
        """Each date with its weekday as the page was drawn."""
        return [(self[name], kind_of_day(_as_day(self[name].value()))) for name in DATES]


class ChangeDatesForm(DatesForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


def _as_day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def initial_of(source: MonthWindow | MonthSchedule) -> dict[str, Any]:
    return {name: getattr(source, name) for name in DATES}
