"""Programmes and campaigns (专项): kinds, measures with pace, the figures a report may say.

A programme has its own dates: its pace runs from its first month to its last, evenly, unless
the measure brings a pace of its own (the year's list, an agreed target).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.core.month import Month


class ProgrammeKind(StrEnum):
    PROGRAMME = "programme"  # 重大工程
    NUMBER_ONE = "number_one"  # 一号工程
    TEAMS = "teams"  # 队伍建设
    CHAIN = "chain"  # 产业链
    TASK_FORCE = "task_force"  # 工作专班
    CAMPAIGN = "campaign"  # 专项行动
    STUDY = "study"  # 学习教育
    SPEECH = "speech"  # 讲话部署


class MeasureSource(StrEnum):
    INVESTMENT = "investment"  # 项目年度投资
    STARTS = "starts"  # 项目开工
    TARGET = "target"  # 目标库指标
    COUNTED = "counted"  # 牵头单位按月填报


class ReportState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Reached:
    """A measure at a month's end, in its unit of account; None is silence."""

    target: Decimal | None
    due: Decimal | None
    done: Decimal | None

    @property
    def share(self) -> Decimal | None:
        return self.done / self.target if self.done is not None and self.target else None

    @property
    def due_share(self) -> Decimal | None:
        return self.due / self.target if self.due is not None and self.target else None

    @property
    def gap(self) -> Decimal | None:
        """Ratio of the target ahead of pace (negative: behind)."""
        if self.done is None or self.due is None or not self.target:
            return None
        return (self.done - self.due) / self.target

    @property
    def is_behind(self) -> bool:
        return self.gap is not None and self.gap < 0


def even_share(first: Month, last: Month, month: Month) -> Fraction:
    """Share due by ``month``'s end when work is spread evenly over its months."""
    months = last.minus(first) + 1
    gone = min(max(month.minus(first) + 1, 0), months)
    return Fraction(gone, months)


def report_due_on(month: Month, report_day: int, papers_by: date | None = None) -> date:
    """Day ``report_day`` of the month after, or the day on which the papers of the meeting that
    hears the month are due, if that is earlier.
    """
    own = date(month.next.year, month.next.number, report_day)
    return papers_by if papers_by is not None and month.last < papers_by < own else own


_NUMBER = re.compile(r"\d+(?:[.,，]\d+)*")


def strangers(text: str, known: Iterable[str]) -> list[str]:
    """Numbers of an edited text that none of the facts' texts give, in order, each once."""
    facts = {number for words in known for number in _NUMBER.findall(words)}
    return list(dict.fromkeys(n for n in _NUMBER.findall(text) if n not in facts))
