"""Preliminary work (前期): permits and approvals with planned, current and actual dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class StepState(StrEnum):
    DONE = "done"  # 已办结
    LATE = "late"  # 逾期
    DUE = "due"  # 办理中
    UNDATED = "undated"  # 未定时间
    NOT_NEEDED = "not_needed"  # 不涉及


@dataclass(frozen=True, slots=True)
class Step:
    """One permit: first planned, planned now, got."""

    planned_on: date | None
    current_on: date | None
    actual_on: date | None
    is_needed: bool = True

    def state(self, today: date) -> StepState:
        if not self.is_needed:
            return StepState.NOT_NEEDED
        if self.actual_on is not None:
            return StepState.DONE
        due = self.current_on or self.planned_on
        if due is None:
            return StepState.UNDATED
        return StepState.LATE if due < today else StepState.DUE

    def slipped(self, today: date) -> int:
        """Days later than first planned: by its fact, else by today's plan, else, once the plan
        has passed, by today. Never below nothing: an early permit pays for no late one.
        """
        if not self.is_needed or self.planned_on is None:
            return 0
        if self.actual_on is not None:
            return max(0, (self.actual_on - self.planned_on).days)
        due = self.current_on or self.planned_on
        return max(0, (max(due, today) - self.planned_on).days)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a project's preliminary work has come. ``slipped`` is of the worst step, days."""

    needed: int
    done: int
    late: int
    undated: int
    slipped: int

    @property
    def is_complete(self) -> bool:
        return self.needed == self.done

    @property
    def is_slow(self) -> bool:
        return not self.is_complete and (self.late > 0 or self.slipped >= SLOW_DAYS)


SLOW_DAYS = 30


def progress(steps: Iterable[Step], today: date) -> Progress:
    kept = [step for step in steps if step.is_needed]
    states = [step.state(today) for step in kept]
    waiting = [step for step in kept if step.actual_on is None]
    return Progress(
        needed=len(kept),
        done=states.count(StepState.DONE),
        late=states.count(StepState.LATE),
        undated=states.count(StepState.UNDATED),
        slipped=max((step.slipped(today) for step in waiting), default=0),
    )
