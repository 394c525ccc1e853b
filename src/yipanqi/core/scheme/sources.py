"""Which of the three figures a rule uses: the month's report, the bureau's, or the unit's word.

A report is a dispatch figure or a month-end figure by its month; the sheet says which.
"""

from collections.abc import Iterable
from enum import StrEnum

from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.scheme.contributions import base_measures
from yipanqi.core.scheme.model import BaseMeasure, Criterion, Scheme

_REPORTED = frozenset({"this_month", "year_to_date", "previous_year_to_date"})
_COUNTED = frozenset({"statistics_counted"})


class RuleSource(StrEnum):
    """What a rule's money comes from."""

    REPORT = "report"  # 月报数: 快报数 or 月末数 by the month
    UNIT_COUNTED = "unit_counted"  # 填报列统数
    DISPATCH = "dispatch"
    MONTH_END = "month_end"
    STATISTICS = "statistics"
    ANY_SOURCE = "any_source"  # reads the figures of all sources


def source_of(measure: BaseMeasure) -> RuleSource | None:
    """None where the measure reads no figure of money done."""
    parts = [e for e in (measure.where, measure.value) if e is not None]
    names = frozenset().union(*(e.names for e in parts)) if parts else frozenset[str]()
    if measure.table == "figures":
        text = measure.where.text if measure.where else ""
        named = [s for s in FigureSource if f"source = '{s}'" in text]
        return RuleSource(named[0].value) if len(named) == 1 else RuleSource.ANY_SOURCE
    if measure.table in {"project_months", "project_shares"}:
        if names & _COUNTED:
            return RuleSource.UNIT_COUNTED
        if names & _REPORTED:
            return RuleSource.REPORT
    return None


def sources_of(scheme: Scheme, criterion: Criterion) -> tuple[RuleSource, ...]:
    """Sources of a criterion, each once, in the order of its measures."""
    found: Iterable[RuleSource | None] = (source_of(m) for m in base_measures(scheme, criterion))
    return tuple(dict.fromkeys(s for s in found if s is not None))
