"""How a month report went through its hands: who did what on which day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from yipanqi.apps.month.reporting.models import ReportRevision
from yipanqi.core.reporting.findings import WANTS_REVIEWER
from yipanqi.core.reporting.values import ReportValues
from yipanqi.core.reporting.windows import MonthSchedule
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.instants import instant
from yipanqi.demo.city.people import reporter_of, reviewers_of
from yipanqi.demo.months.figures import LATE, RETURNED, SILENT, STUCK, Told

Event = ReportRevision.Event
VAGUE = "按计划正常推进。"
REMARKS = (
    ("physical_progress", "形象进度过于笼统，请写明施工部位、数量和完成比例。"),
    ("this_month", "本月完成额与形象进度不匹配，请附计量支付依据核对后重报。"),
    ("statistics_counted", "列统数与统计部门反馈不一致，请核对后重报。"),
    ("next_month_plan", "下月计划低于清单月度分解数，请说明或调整。"),
    ("problems", "存在问题请写明需要哪个单位、在何时前解决。"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a report's history."""

    event: str
    unit: str  # key
    username: str
    at: datetime
    values: ReportValues
    remark: str = ""
    field_remarks: tuple[tuple[str, str], ...] = ()


def steps_of(told: Told, days: MonthSchedule) -> list[Step]:
    """The history of a report of a closed month; empty where nothing was handed in."""
    if told.fate == SILENT:
        return []
    chance = dice("hands", told.draft.number, told.month)
    day = _first_day(told, days, chance)
    if told.fate == STUCK:
        return list(_returned(told, day, days, chance))
    if told.fate == RETURNED:
        first = list(_returned(told, day, days, chance))
        again = _within(day + timedelta(days=2), days)
        return [*first, *agreed(told, again, days, chance)]
    return list(agreed(told, day, days, chance))


def _first_day(told: Told, days: MonthSchedule, chance: Random) -> date:
    if told.fate == LATE:
        return _within(days.due_on + timedelta(days=chance.randint(1, 4)), days)
    earliest = max(days.opens_on, days.due_on - timedelta(days=6))
    first = days.due_on - timedelta(days=chance.randint(0, (days.due_on - earliest).days))
    return first - timedelta(days=2) if told.fate in {RETURNED, STUCK} else first


def _within(day: date, days: MonthSchedule) -> date:
    return min(day, days.freeze_on - timedelta(days=1))


def submitted(told: Told, at: datetime, values: ReportValues | None = None) -> Step:
    unit = told.draft.reporting
    return Step(Event.SUBMITTED, unit, reporter_of(unit), at, values or told.values)


def _returned(told: Told, day: date, days: MonthSchedule, chance: Random) -> Iterator[Step]:
    vague = replace(told.values, physical_progress=VAGUE)
    yield submitted(told, instant(day, 10, chance.randint(0, 59)), vague)
    yield returned(told, instant(_within(day + timedelta(days=1), days), 15), vague, chance)


def returned(
    told: Told, at: datetime, values: ReportValues, chance: Random, count: int = 1
) -> Step:
    """Sent back by the first level, or by the city where there is none below it."""
    below = reviewers_of(told.draft.reporting)
    unit, username = below[0] if below else (places.ROOT, "bangongshi")
    others = chance.sample(REMARKS[1:], count - 1)
    return Step(Event.RETURNED, unit, username, at, values, "请修改后重报。", (REMARKS[0], *others))


def agreed(
    told: Told, day: date, days: MonthSchedule, chance: Random, levels: int | None = None
) -> Iterator[Step]:
    """Submitted and agreed to by ``levels`` levels (None: all, so it is approved)."""
    yield submitted(told, instant(day, chance.randint(13, 16), chance.randint(0, 59)))
    chain = [*reviewers_of(told.draft.reporting), (places.ROOT, "bangongshi")]
    remark = "核减依据已核，同意。" if WANTS_REVIEWER & told.explanations.keys() else ""
    for level, (unit, username) in enumerate(chain[:levels]):
        last = level == len(chain) - 1
        when = min(day + timedelta(days=level + 1), days.freeze_on)
        at = instant(when, 9 + 2 * level, chance.randint(0, 59))
        event = Event.APPROVED if last else Event.PASSED
        yield Step(event, unit, username, at, told.values, remark)
