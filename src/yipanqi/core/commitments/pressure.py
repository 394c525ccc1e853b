"""What time does to a commitment: reminders, slips, the climb.

All of it is counted in working days from the date in force, and all of it stops while a
report waits for its verifier. Each function answers for one day; a sweep asks day by day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.refusal import Refusal
from yipanqi.core.workdays import Workdays


class SlipColour(StrEnum):
    """A city's ladder has some of them; some cities call orange what others call yellow."""

    BLUE = "blue"  # 蓝色提醒单
    YELLOW = "yellow"  # 黄色督办单
    ORANGE = "orange"  # 橙色督办单
    RED = "red"  # 红色警示单

    @property
    def rank(self) -> int:
        return {"blue": 1, "yellow": 2, "orange": 3, "red": 4}[self.value]


@dataclass(frozen=True, slots=True)
class PressureRules:
    """``remind_before``: working days before the due date, 0 is the day itself.

    ``patience``: working days that pass on each rung before the next one above is called;
    the last number holds for every rung after it. ``verify_within``: working days a verifier
    may take before it is reminded itself. ``ladder``: the colours that follow each other by rule
    (blue, yellow, red; blue, orange, red; or all four); urgent matters start at its second.
    """

    remind_before: tuple[int, ...] = (5, 1, 0)
    slip_days: int = 5  # to put it right, by the slip
    ladder: tuple[SlipColour, ...] = (SlipColour.BLUE, SlipColour.YELLOW, SlipColour.RED)
    patience: tuple[int, ...] = (5, 10)
    verify_within: int = 3

    def __post_init__(self) -> None:
        ranks = [colour.rank for colour in self.ladder]
        rising = all(low < high for low, high in pairwise(ranks))
        if len(ranks) < 2 or not rising or self.ladder[-1] is not SlipColour.RED:
            raise Refusal("commitment.slip_ladder", field="ladder", ladder=list(self.ladder))

    def patience_at(self, level: int) -> int:
        return self.patience[min(level, len(self.patience) - 1)]


def reminder_due(
    rules: PressureRules, state: CommitmentState, due_on: date, today: date, calendar: Workdays
) -> int | None:
    """How many working days before the due date today's reminder speaks of, or None."""
    if not state.is_running or today > due_on or not calendar.is_workday(today):
        return None
    left = calendar.workdays_between(today, due_on)
    if left == 0 and 0 in rules.remind_before:  # the due date, or the last worked day before
        return 0
    return left if left in rules.remind_before else None


def verifier_reminder_due(
    rules: PressureRules,
    state: CommitmentState,
    done_on: date | None,
    today: date,
    calendar: Workdays,
) -> bool:
    """A report has waited exactly ``verify_within`` working days."""
    if state is not CommitmentState.REPORTED_DONE or done_on is None:
        return False
    if not calendar.is_workday(today):
        return False
    return calendar.workdays_between(done_on, today) == rules.verify_within


@dataclass(frozen=True, slots=True)
class SlipFact:
    colour: SlipColour
    rectify_by: date


def next_slip(
    rules: PressureRules,
    state: CommitmentState,
    due_on: date,
    today: date,
    calendar: Workdays,
    *,
    slips: Sequence[SlipFact] = (),
    is_urgent: bool = False,
) -> SlipColour | None:
    """The slip that the rule issues today: one colour up whenever a date has passed.

    The date is the due date first, then each slip's own; a later due date (an extension)
    counts before the slip's. Red is the last. Urgent matters start at the second colour.
    """
    if not state.is_running or not calendar.is_workday(today):
        return None
    highest = max(slips, key=lambda s: (s.colour.rank, s.rectify_by), default=None)
    if today <= max(due_on, highest.rectify_by if highest else due_on):
        return None
    if highest is None:
        return rules.ladder[1 if is_urgent else 0]
    return next((c for c in rules.ladder if c.rank > highest.colour.rank), None)


def rectify_by(rules: PressureRules, issued_on: date, calendar: Workdays) -> date:
    return calendar.add_workdays(issued_on, rules.slip_days)


def check_slip_by_hand(colour: SlipColour, slips: Sequence[SlipFact]) -> None:
    """By hand a slip may start at any colour, but never goes down or repeats.

    Raises ``commitment.slip_not_higher``.
    """
    highest = max((s.colour.rank for s in slips), default=0)
    if colour.rank <= highest:
        raise Refusal("commitment.slip_not_higher", field="colour", colour=colour)


@dataclass(frozen=True, slots=True)
class LevelAction:
    """Something a level did about the matter: ``level`` 0 is the doer's own unit."""

    level: int
    on: date


def climb_clock(
    due_on: date, level: int, level_since: date | None, actions: Sequence[LevelAction]
) -> date:
    """The day from which the present rung's patience runs.

    A rung is reached by climbing; only what it, or one above it, has done since stops its
    clock and starts it anew. The doer's own unit cannot stop it at all.
    """
    start = max(due_on, level_since) if level_since else due_on
    counted = [a.on for a in actions if a.level >= max(level, 1)]
    return max([start, *counted])


def climbs(
    rules: PressureRules,
    state: CommitmentState,
    due_on: date,
    today: date,
    calendar: Workdays,
    *,
    level: int,
    top: int,
    level_since: date | None = None,
    actions: Sequence[LevelAction] = (),
) -> bool:
    """Whether the matter goes one level up today. ``top`` is the root's level."""
    if not state.is_running or level >= top or today <= due_on or not calendar.is_workday(today):
        return False
    start = climb_clock(due_on, level, level_since, actions)
    return calendar.workdays_between(start, today) > rules.patience_at(level)
