"""The normal form of a head: what is said, without how it is spelled or when it was written.

Units are split off, fillers dropped, time words become marks relative to the report month
(see ``synonyms``), so that next month's table has the same wording as this month's.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from yipanqi.core.month import Month
from yipanqi.core.tables.clean import squeeze
from yipanqi.core.tables.fields import MoneyUnit

_UNIT = r"(亿元|千万元|百万元|万元|千元|元)"
_UNIT_IN_BRACKETS = re.compile(
    rf"\((?:单位|金额单位|计量单位)?[:：]?(?:人民币)?{_UNIT}(?:人民币)?\)"
)
_UNIT_AT_END = re.compile(rf"(?<=[资额划数成])[,/:：-]?{_UNIT}$")
_PERCENT = re.compile(r"\((?:单位)?:?%\)|%$|\(百分比\)")
_BRACKETS = re.compile(r"\([^()]*\)")
_STARS = re.compile(r"^[*★※#]+|[*★:：]+$")
_NUMBERED = re.compile(r"^(\d{1,2}|[一二三四五六七八九十]{1,2})[.、](?=\D)")
_DECLARED = re.compile(rf"单位[:：]?\(?(?:人民币)?{_UNIT}(?:[/、,和或及]{_UNIT})*")
_DECLARED_IN_TITLE = re.compile(rf"\((?:单位[:：]?)?{_UNIT}\)")

_MONTH = r"(\d{1,2})月(?:份)?"
_FROM_JANUARY = re.compile(
    rf"(?:1|1月|一月|年初)[-至到](?:{_MONTH}|本月|当月|目前|今|现在)(?:底|末|止)?"
)
_UP_TO = r"(?:截至|截止到|截止至|截止|到|至)"
_UP_TO_MONTH = re.compile(
    rf"{_UP_TO}(?:\[年\])?(?:{_MONTH}|本月|当月)(?:底|末|止)?|{_UP_TO}(?:目前|今)(?:为止)?"
)
_UP_TO_LAST = re.compile(rf"{_UP_TO}?\[上年\](?:12月)?(?:底|末|止)|{_UP_TO}\[上年\](?:12月)?")
_YEAR = re.compile(r"(20\d\d)(?:年度|年)(?!初|前)|(20\d\d)(?=[计投完累])")
_SPELLED_MONTHS = {
    "本月": "[月]",
    "当月": "[月]",
    "下月": "[下月]",
    "次月": "[下月]",
    "上月": "[上月]",
}
_SPELLED_YEARS = {
    **dict.fromkeys(("上年度", "上一年度", "上年", "去年"), "[上年]"),
    **dict.fromkeys(("下年度", "次年", "明年"), "[次年]"),
    **dict.fromkeys(("本年度", "本年", "今年", "当年", "全年"), "[年]"),
}
_SPELLED = re.compile(r"(?<!\[)(" + "|".join(_SPELLED_YEARS) + ")")
_SINCE = re.compile(r"年初以来|年初至今|年初到现在|年内|(?:本|今)年以来")
_FILLERS = re.compile(r"的|情况|金额|额度?|数额|固定资产|(?<=投资)数")


@dataclass(frozen=True, slots=True)
class Wording:
    """``normal`` is looked up in ``synonyms.MEANINGS``; ``unit`` is what the head states."""

    normal: str
    unit: MoneyUnit | None = None
    percent: bool = False


@lru_cache(maxsize=20_000)
def wording(label: str, month: Month) -> Wording:
    """One head cell (or a joined path of several) in normal form."""
    text = squeeze(label)
    found = _UNIT_IN_BRACKETS.search(text)
    if found:
        text = text[: found.start()] + text[found.end() :]
    else:
        found = _UNIT_AT_END.search(text)
        text = text[: found.start()] if found else text
    percent = bool(_PERCENT.search(text))
    text = _STARS.sub("", _PERCENT.sub("", text))
    text = _NUMBERED.sub("", text)
    text = _marked(_BRACKETS.sub("", text), month)
    return Wording(text, MoneyUnit(found[1]) if found else None, percent)


def declared_unit(text: str) -> MoneyUnit | None:
    """The unit that a title, corner cell or unit line states for the whole table.

    Two different ones in one statement (单位：亿元、万元) state none.
    """
    written = squeeze(text)
    found = _DECLARED.search(written) or _DECLARED_IN_TITLE.search(written)
    if found:
        stated = set(re.findall(_UNIT, found[0]))
        return MoneyUnit(stated.pop()) if len(stated) == 1 else None
    return MoneyUnit(written) if written in _UNITS else None


_UNITS = frozenset(u.value for u in MoneyUnit)


def _marked(text: str, month: Month) -> str:
    text = _FILLERS.sub("", text)
    text = text.replace("投资完成", "完成投资").replace("实际完成投资", "完成投资")
    text = _YEAR.sub(lambda m: _year(int(m[1] or m[2]), month), text)
    text = _SPELLED.sub(lambda m: _SPELLED_YEARS[m[1]], text)
    text = re.sub(r"^年度?(?=[计目投完任累])", "[年]", text)
    text = re.sub(r"(?<!\[)(?<!上)年度", "" if "[年]" in text else "[年]", text)
    text = _UP_TO_LAST.sub("[截上年]", text)
    text = _SINCE.sub("[累]", text)
    text = _FROM_JANUARY.sub(lambda m: _span(m[1], month), text)
    text = _UP_TO_MONTH.sub(lambda m: _until(m[1], month), text)
    for spelled, mark in _SPELLED_MONTHS.items():
        text = text.replace(spelled, mark)
    text = re.sub(_MONTH, lambda m: _one(int(m[1]), month), text)
    text = re.sub(r"\](底|末|止|份)", "]", text)
    text = re.sub(r"\[年\](?=\[(月|累|上累|下月)\])", "", text)
    return text.replace("[年][年]", "[年]").strip("-/、,:;")


def _year(year: int, month: Month) -> str:
    return {0: "[年]", -1: "[上年]", 1: "[次年]"}.get(year - month.year, "[他年]")


def _span(number: str | None, month: Month) -> str:
    if number is None or int(number) == month.number:
        return "[累]"
    return "[上累]" if int(number) == month.number - 1 else "[他累]"


def _until(number: str | None, month: Month) -> str:
    if number is None or int(number) == month.number:
        return "[截]"
    return "[截上月]" if int(number) == month.number - 1 else "[他截]"


def _one(number: int, month: Month) -> str:
    if number == month.number:
        return "[月]"
    if number == month.next.number:
        return "[下月]"
    return "[上月]" if number == month.previous.number else "[他月]"
