"""拖期: every moved date, by how many days, and why.

A move is one planned date after another of the same milestone. The reason is words; its
code is proposed from the words and set by a person where the words say more than one thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from yipanqi.core.projects.pauses import Spell


class SlipCause(StrEnum):
    """Why a date was moved."""

    LAND = "land"  # 用地
    DEMOLITION = "demolition"  # 征迁
    FUNDS = "funds"  # 资金
    APPROVAL = "approval"  # 审批
    DESIGN = "design"  # 方案设计
    OWNER = "owner"  # 业主
    SUPPLY = "supply"  # 设备材料
    WEATHER = "weather"  # 天气
    CONSTRUCTION = "construction"  # 施工组织
    OTHER = "other"


class Verdict(StrEnum):
    """What whoever answers for the register says of a moved date."""

    APPROVED = "approved"  # 认可
    CONTESTED = "contested"  # 不认可: the date before it holds again


# first match wins: the scarcer thing before the paper about it
_WORDS: Sequence[tuple[SlipCause, tuple[str, ...]]] = (
    (SlipCause.DEMOLITION, ("征迁", "拆迁", "征收", "迁改")),
    (SlipCause.LAND, ("用地", "土地", "林地", "指标", "供地")),
    (SlipCause.FUNDS, ("资金", "融资", "贷款", "债券")),
    (SlipCause.WEATHER, ("雨", "台风", "汛", "高温", "冰冻")),
    (SlipCause.SUPPLY, ("设备", "材料", "到货", "供货")),
    (SlipCause.OWNER, ("业主", "投资方", "企业")),
    (SlipCause.APPROVAL, ("审批", "审查", "许可", "手续", "环评", "批复")),
    (SlipCause.DESIGN, ("设计", "方案", "勘察")),
    (SlipCause.CONSTRUCTION, ("施工", "地质", "工期")),
)


def proposed_cause(reason: str) -> SlipCause:
    """What the words of a reason speak of."""
    for cause, words in _WORDS:
        if any(word in reason for word in words):
            return cause
    return SlipCause.OTHER


@dataclass(frozen=True, slots=True)
class Recorded:
    """A planned date as it was recorded; None where it was withdrawn."""

    happens_on: date | None
    recorded: int  # order of recording
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A planned date moved; ``days`` above nothing: later."""

    earlier: date
    later: date
    recorded: int
    reason: str

    @property
    def days(self) -> int:
        return (self.later - self.earlier).days

    @property
    def is_slip(self) -> bool:
        return self.days > 0


def moves(plans: Iterable[Recorded]) -> tuple[Move, ...]:
    """The moves of one milestone of one project, oldest first.

    A withdrawn date is no move; the next one is measured from the last date that stood.
    """
    kept = sorted(
        (plan for plan in plans if plan.happens_on is not None), key=lambda plan: plan.recorded
    )
    return tuple(
        Move(before.happens_on, after.happens_on, after.recorded, after.reason)  # type: ignore[arg-type]
        for before, after in pairwise(kept)
        if before.happens_on != after.happens_on
    )


def excused_days(found: Sequence[tuple[Move, date]], spells: Iterable[Spell]) -> tuple[int, ...]:
    """Of each move of one milestone (with the day it was told), oldest first: how many of its
    days the approved pauses up to that day account for. A day of a pause excuses one day, once.
    """
    kept = list(spells)
    used = 0
    excused = []
    for move, told_on in found:
        free = sum(one.days_by(told_on) for one in kept) - used
        days = max(0, min(move.days, free))
        used += days
        excused.append(days)
    return tuple(excused)


@dataclass(frozen=True, slots=True)
class Standing:
    """Original plan, plan of today and fact of one milestone, side by side."""

    original: date | None
    planned: date | None
    actual: date | None

    def days_late(self, today: date) -> int | None:
        """Days from the original plan to the fact, else to today's plan, else, once the plan
        has passed unreached, to today. None without an original plan.
        """
        if self.original is None:
            return None
        if self.actual is not None:
            return (self.actual - self.original).days
        reached = max(self.planned or self.original, today if self._passed(today) else date.min)
        return (reached - self.original).days

    def _passed(self, today: date) -> bool:
        return (self.planned or self.original or date.max) < today


def total_days(found: Iterable[Move]) -> int:
    """Days slipped in all: dates moved earlier don't pay for those moved later."""
    return sum(move.days for move in found if move.is_slip)


def days_by_cause(found: Iterable[tuple[SlipCause, int]]) -> Mapping[SlipCause, int]:
    """Days slipped by cause, the heaviest first."""
    days = dict.fromkeys(SlipCause, 0)
    for cause, slipped in found:
        days[cause] += max(0, slipped)
    ordered = sorted(days.items(), key=lambda pair: -pair[1])
    return {cause: total for cause, total in ordered if total}
