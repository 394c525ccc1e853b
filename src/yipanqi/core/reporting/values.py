"""The figures and words of a month report. Money is whole yuan; None is "not reported"."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FieldKind(StrEnum):
    YUAN = "yuan"  # stored in yuan, entered and shown in 万元
    TEXT = "text"
    MONTH = "month"  # YYYY-MM
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class ReportField:
    """One field of the form. ``unit`` is the unit it is entered and shown in."""

    name: str
    kind: FieldKind
    unit: str = ""
    is_signed: bool = False


REPORT_FIELDS: tuple[ReportField, ...] = (
    ReportField("this_month", FieldKind.YUAN, "万元", is_signed=True),
    ReportField("year_to_date", FieldKind.YUAN, "万元", is_signed=True),
    ReportField("statistics_counted", FieldKind.YUAN, "万元", is_signed=True),
    ReportField("statistics_month", FieldKind.MONTH),
    ReportField("next_month_plan", FieldKind.YUAN, "万元"),
    ReportField("physical_progress", FieldKind.TEXT),
    ReportField("problems", FieldKind.TEXT),
    ReportField("photos", FieldKind.COUNT, "张"),
)
FIELD_BY_NAME = {field.name: field for field in REPORT_FIELDS}


@dataclass(frozen=True, slots=True)
class ReportValues:
    this_month: int | None = None  # 本月完成投资, negative where earlier figures are cut (核减)
    year_to_date: int | None = None  # 1月至本月累计完成投资
    statistics_counted: int | None = None  # 列统投资 since January, of statistics_month
    statistics_month: str = ""
    next_month_plan: int | None = None  # 下月计划投资
    physical_progress: str = ""  # 形象进度
    problems: str = ""
    photos: int = 0


NOT_REPORTED = ReportValues()


@dataclass(frozen=True, slots=True)
class Change:
    """A field whose value differs between two versions."""

    field: str
    before: Any
    after: Any


def changed_fields(old: ReportValues | None, new: ReportValues) -> tuple[Change, ...]:
    """In the order of the form. ``old`` None: everything filled in is a change.

    Texts that differ only in blanks at their ends do not differ.
    """
    base = old or NOT_REPORTED
    pairs = ((f.name, _bare(getattr(base, f.name)), getattr(new, f.name)) for f in REPORT_FIELDS)
    return tuple(Change(n, before, after) for n, before, after in pairs if before != _bare(after))


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
