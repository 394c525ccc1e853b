"""The figures a form can ask for: of a unit's register, or of one project's row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from yipanqi.core.forms_above.ranking import NAME, PLACE, RANK, Asked
from yipanqi.core.frozen.month_register import Register, Row, done, statistics
from yipanqi.core.money import ratio

Value = int | Decimal | str | date | None
"""None is silence: nobody has said it. Zero is a figure."""


class Kind(StrEnum):
    MONEY = "money"  # whole yuan
    COUNT = "count"
    SHARE = "share"  # of one
    NUMBER = "number"  # in its own unit
    TEXT = "text"
    DAY = "day"


class Form(StrEnum):
    """How a figure is written: the unit of money, or of a share."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"
    PERCENT = "percent"  # 40 for 40 %
    RATIO = "ratio"  # 0.4 for 40 %: cells that are formatted as a percentage
    PLAIN = "plain"


FORMS: Mapping[Kind, tuple[Form, ...]] = {
    Kind.MONEY: (Form.WAN, Form.YI, Form.YUAN),
    Kind.SHARE: (Form.PERCENT, Form.RATIO),
    Kind.COUNT: (Form.PLAIN,),
    Kind.NUMBER: (Form.PLAIN,),
    Kind.TEXT: (Form.PLAIN,),
    Kind.DAY: (Form.PLAIN,),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """``of_unit`` answers for a unit's register, ``of_project`` for one frozen row."""

    key: str
    kind: Kind
    of_unit: Callable[[Register], Value] | None = None
    of_project: Callable[[Row], Value] | None = None


def _year_to_date(register: Register) -> Value:
    rows = register.reporting
    said = any(
        r["year_to_date"] is not None or r["previous_year_to_date"] is not None for r in rows
    )
    return register.year_to_date if said or not rows else None


def _said(column: str) -> Callable[[Register], Value]:
    """A sum over the reports that say it; silence where all are silent."""

    def answer(register: Register) -> Value:
        rows = register.reporting
        found = [int(r[column]) for r in rows if r[column] is not None]
        return sum(found) if found or not rows else None

    return answer


def _share(register: Register) -> Decimal | None:
    value = _year_to_date(register)
    return ratio(value, register.annual_plan) if isinstance(value, int) else None


def _gap(register: Register) -> Decimal | None:
    share, pace = _share(register), register.pace
    return None if share is None or pace is None else share - pace


def _all_done(register: Register) -> Value:
    value = _year_to_date(register)
    before = sum(int(r["completed_before"] or 0) for r in register.planned)
    return None if value is None else before + int(str(value))


def _class(name: str) -> Callable[[Register], Value]:
    return lambda register: sum(r["annual_class"] == name for r in register.planned)


def _dated(column: str) -> Callable[[Register], Value]:
    return lambda register: sum(r[column] is not None for r in register.planned)


def _column(name: str) -> Callable[[Row], Value]:
    return lambda row: row[name]


def _row_done(row: Row) -> Value:
    silent = row["year_to_date"] is None and row["previous_year_to_date"] is None
    return None if silent else done(row)


def _row_share(row: Row) -> Value:
    value = _row_done(row)
    return ratio(value, int(row["annual_plan"] or 0)) if isinstance(value, int) else None


def _row_pace(row: Row) -> Value:
    if row["plan_to_date"] is None:
        return None
    return ratio(int(row["plan_to_date"]), int(row["annual_plan"] or 0))


def _row_all_done(row: Row) -> Value:
    value = _row_done(row)
    return int(row["completed_before"] or 0) + value if isinstance(value, int) else None


_M, _C, _S, _T, _D = Kind.MONEY, Kind.COUNT, Kind.SHARE, Kind.TEXT, Kind.DAY

_ALL = (
    Measure("year_to_date", _M, _year_to_date, _row_done),
    Measure("this_month", _M, _said("this_month"), _column("this_month")),
    Measure("annual_plan", _M, lambda r: r.annual_plan, _column("annual_plan")),
    Measure("plan_to_date", _M, lambda r: r.plan_to_date, _column("plan_to_date")),
    Measure("total_investment", _M, lambda r: r.total_investment, _column("total_investment")),
    Measure(
        "completed_before",
        _M,
        lambda r: sum(int(row["completed_before"] or 0) for row in r.planned),
        _column("completed_before"),
    ),
    Measure("completed_in_all", _M, _all_done, _row_all_done),
    Measure("next_month_plan", _M, _said("next_month_plan"), _column("next_month_plan")),
    Measure("statistics_counted", _M, lambda r: statistics(r)[0], _column("statistics_counted")),
    Measure("share", _S, _share, _row_share),
    Measure("pace", _S, lambda r: r.pace, _row_pace),
    Measure("pace_gap", _S, _gap),
    Measure("projects", _C, lambda r: r.projects),
    Measure("projects_split", _C, lambda r: r.projects_split),
    Measure("new_starts", _C, _class("new_start")),
    Measure("carried_over", _C, _class("carried_over")),
    Measure("preliminary", _C, _class("preliminary")),
    Measure("finishing", _C, _class("finishing")),
    Measure("starts_due", _C, lambda r: r.starts.due),
    Measure("started", _C, lambda r: r.starts.started),
    Measure("not_started", _C, lambda r: r.starts.not_started),
    Measure("completed", _C, _dated("completed_on")),
    Measure("commissioned", _C, _dated("commissioned_on")),
    Measure("enrolled", _C, _dated("enrolled_on")),
    Measure("not_reported", _C, lambda r: r.not_reported),
    Measure("name", _T, None, _column("name")),
    Measure("code", _T, None, _column("code")),
    Measure("counting_unit", _T, None, _column("counting_unit_uid")),
    Measure("lead_unit", _T, None, _column("lead_unit_uid")),
    Measure("stage", _T, None, _column("stage")),
    Measure("annual_class", _T, None, _column("annual_class")),
    Measure("domain", _T, None, _column("domain")),
    Measure("list_level", _T, None, _column("list_level")),
    Measure("physical_progress", _T, None, _column("physical_progress")),
    Measure("planned_start_on", _D, None, _column("planned_start_on")),
    Measure("actual_start_on", _D, None, _column("actual_start_on")),
    Measure("planned_completion_on", _D, None, _column("planned_completion_on")),
    Measure("completed_on", _D, None, _column("completed_on")),
    Measure("enrolled_on", _D, None, _column("enrolled_on")),
    # said by the form's own subject or month, not by a column
    Measure("unit_name", _T),
    Measure("ordinal", _C),
    Measure("growth", _S),
    Measure("month_words", _T),
    Measure("period_words", _T),
    Measure("year", _T),
    Measure("month_number", _T),
    Measure("cited", _T),
)
MEASURES: Mapping[str, Measure] = {m.key: m for m in _ALL}
OBSERVED, TARGET = "observed:", "target:"  # a measure of the statistics, the year's target of it
NAMES_OF_UNITS = frozenset({"counting_unit", "lead_unit"})
WORDS: Mapping[str, str] = {
    "stage": "Stage",
    "annual_class": "AnnualClass",
    "domain": "Domain",
    "list_level": "ListLevel",
}
ABOUT_THE_MONTH = frozenset({"month_words", "period_words", "year", "month_number", "cited"})
NEEDS_A_ROW = frozenset({"unit_name", "ordinal"})


def measure_of(key: str) -> Measure | None:
    """Any measure, those of the statistics and of rankings included."""
    if key.startswith(RANK):
        asked = Asked.of(key)
        kinds = {NAME: Kind.TEXT, PLACE: Kind.COUNT}
        return Measure(key, kinds.get(asked.what, Kind.NUMBER)) if asked else None
    if key.startswith((OBSERVED, TARGET)):
        return Measure(key, Kind.NUMBER)
    return MEASURES.get(key)


def is_of_project(measure: Measure) -> bool:
    return measure.of_project is not None


def counted(row: Row, names: Mapping[str, Any]) -> bool:
    """Whether a row fits a narrowing such as ``{"annual_class": "new_start"}``."""
    return all(str(row[column]) == value for column, value in names.items())
