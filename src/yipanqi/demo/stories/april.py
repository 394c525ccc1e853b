"""April 2024, as the visitor finds it on 5 May: mostly agreed, some waiting, some late.

店口镇 is left for the visitor: one report was sent back, two are drafts, one is untouched.
"""

from dataclasses import replace
from datetime import date

from yipanqi.core.reporting.values import ReportValues
from yipanqi.core.reporting.windows import MonthSchedule
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import LAST, TODAY, instant
from yipanqi.demo.city.people import reviewers_of
from yipanqi.demo.months.figures import Told, owes_report
from yipanqi.demo.months.workflow import VAGUE, Step, agreed, returned, submitted

TOUR_TOWN = "330681104"  # 店口镇
SILENT_UNITS = {"330681121", "330683110", "330624107", "330603107", "330604201", "330683.js"}
TOUR = ("returned", "draft", "draft", "untouched", "waiting", "waiting")
RETURNED_ON = date(2024, 4, 30)
WAITING = ("waiting",) * 9
CITY = ("city",) * 7
FATES = WAITING + CITY + ("returned",) * 3 + ("draft",) * 3 + ("untouched",) * 2 + ("late",) * 5


History = tuple[list[Step], ReportValues | None]


def tour_fates(drafts: list[Draft]) -> dict[int, str]:
    """What the visitor finds in 店口镇, by project number."""
    mine = [d for d in drafts if d.reporting == TOUR_TOWN and owes_report(d, LAST)]
    fates = (*TOUR, *("approved",) * len(mine))
    return {draft.number: fate for draft, fate in zip(mine, fates, strict=False)}


def story_of(told: Told, days: MonthSchedule, tour: dict[int, str]) -> History:
    """History of an April report, and its working copy where that differs from the history.

    No history and no working copy: nobody has touched it yet.
    """
    chance = dice("april", told.draft.number)
    fate = tour.get(told.draft.number) or _fate(told)
    if fate == "untouched":
        return [], None
    if fate == "draft":
        return [], _half_filled(told, chance.random())
    day = days.due_on.replace(day=days.due_on.day - chance.randint(0, 6))
    return _handed_in(told, fate, day, days), None


def _handed_in(told: Told, fate: str, day: date, days: MonthSchedule) -> list[Step]:
    chance = dice("april", "hands", told.draft.number)
    if fate == "returned":
        vague = replace(told.values, physical_progress=VAGUE)
        first = submitted(told, instant(day, 10), vague)
        return [first, returned(told, instant(RETURNED_ON, 15), vague, chance, 2)]
    if fate == "late":
        return [submitted(told, instant(date(2024, 4, 30), 16))]
    below = len(reviewers_of(told.draft.reporting))
    levels = {"waiting": 0, "city": below}.get(fate)
    return [s for s in agreed(told, day, days, chance, levels) if s.at.date() <= TODAY]


def _fate(told: Told) -> str:
    if told.draft.reporting in SILENT_UNITS:
        return "untouched"
    roll = dice("april", "fate", told.draft.number).randint(0, 159)
    return FATES[roll] if roll < len(FATES) else "approved"


def _half_filled(told: Told, roll: float) -> ReportValues:
    """A draft: words or sums are still missing."""
    values = replace(told.values, problems="")
    if roll < 0.5:
        return replace(values, physical_progress="", next_month_plan=None)
    total = values.year_to_date or 0
    return replace(values, year_to_date=total + 1_200_000)
