"""Dates as officials say them: 5月底前, 下周五前, 10个工作日内, 年底前."""

import calendar as months
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from yipanqi.core.workdays import Workdays

DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
NUMBER = r"(\d{1,3}|[〇零一二两三四五六七八九十]{1,3})"
PARTS = {"上旬": 10, "中旬": 20}  # day on which the part of a month ends
QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}
WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}


@dataclass(frozen=True, slots=True)
class Due:
    """The day, and the words that say it."""

    on: date
    words: str


def number_in(text: str) -> int | None:
    """``15``, ``十五`` or ``二十``; None for what is no number."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return DIGITS.get(text)
    high, low = DIGITS.get(tens, 1 if not tens else -1), DIGITS.get(ones, 0 if not ones else -1)
    return None if min(high, low) < 0 else high * 10 + low


def due_in(text: str, said_on: date, calendar: Workdays) -> Due | None:
    """The first day that ``text``, said on ``said_on``, sets; None where it sets none."""
    found: list[tuple[int, Due]] = []
    for pattern, worked_out in _PATTERNS:
        for match in pattern.finditer(text):
            on = worked_out(match, said_on, calendar)
            if on is not None and on >= said_on:
                found.append((match.start(), Due(on, match.group())))
                break
    return min(found, key=lambda f: (f[0], -len(f[1].words)))[1] if found else None


Worked = Callable[["re.Match[str]", date, Workdays], date | None]


def _last(year: int, month: int) -> date:
    return date(year, month, months.monthrange(year, month)[1])


def _year_of(month: int, said_on: date) -> int:
    """A month that is over is next year's."""
    return said_on.year + (month < said_on.month)


def _day(match: "re.Match[str]", said_on: date, _: Workdays) -> date | None:
    year, month, day = match.groups()
    number = int(month)
    try:
        return date(int(year) if year else _year_of(number, said_on), number, int(day))
    except ValueError:
        return None


def _month_end(match: "re.Match[str]", said_on: date, _: Workdays) -> date | None:
    year, month, part = match.groups()
    number = int(month)
    if not 1 <= number <= 12:
        return None
    in_year = int(year) if year else _year_of(number, said_on)
    day = PARTS.get(part or "")
    return date(in_year, number, day) if day else _last(in_year, number)


def _this_month(match: "re.Match[str]", said_on: date, _: Workdays) -> date:
    if not match.group(1):
        return _last(said_on.year, said_on.month)
    following = _last(said_on.year, said_on.month) + timedelta(days=1)
    return _last(following.year, following.month)


def _weekday(match: "re.Match[str]", said_on: date, _: Workdays) -> date:
    which, day = match.groups()
    monday = said_on - timedelta(days=said_on.weekday())
    weeks = 1 if which == "下" else 0
    return monday + timedelta(days=7 * weeks + WEEKDAYS.get(day or "五", 4))


def _workdays(match: "re.Match[str]", said_on: date, calendar: Workdays) -> date | None:
    count = number_in(match.group(1))
    return None if count is None else calendar.add_workdays(said_on, count)


def _days(match: "re.Match[str]", said_on: date, _: Workdays) -> date | None:
    count = number_in(match.group(1))
    unit = match.group(2)
    if count is None:
        return None
    return said_on + timedelta(days=count * (7 if unit in {"周", "个星期", "星期"} else 1))


def _quarter(match: "re.Match[str]", said_on: date, _: Workdays) -> date:
    month = QUARTERS[match.group(1)]
    return _last(_year_of(month, said_on), month)


_PATTERNS: tuple[tuple["re.Pattern[str]", Worked], ...] = (
    (re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号](?:之?前|以前)?"), _day),
    (
        re.compile(r"(?:(\d{4})年)?(?<!\d)(\d{1,2})月(底|末|上旬|中旬|下旬|份)(?:之?前|以前|内)?"),
        _month_end,
    ),
    (re.compile(r"(?:本|这个)?(下个?)?月(?:底|末|内)(?:之?前|以前)?"), _this_month),
    (re.compile(r"(本|这|下)周([一二三四五六日天])?(?:之?前|内|末)"), _weekday),
    (re.compile(NUMBER + r"个工作日(?:之?内|以内)"), _workdays),
    (re.compile(NUMBER + r"(周|个星期|星期|天|日)(?:之?内|以内)"), _days),
    (re.compile(r"([一二三四])季度(?:末|底|内)?(?:之?前)?"), _quarter),
    (re.compile(r"上半年(?:之?前|内)?"), lambda _m, said, _c: date(said.year, 6, 30)),
    (
        re.compile(r"(?:今年)?年(?:底|末|内)(?:之?前)?"),
        lambda _m, said, _c: date(said.year, 12, 31),
    ),
)
