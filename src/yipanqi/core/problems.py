"""A problem of a project: raised, solved by its unit, confirmed by somebody else (销号).

open → solved → confirmed
 ↑________↓  rejected: not solved after all
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipanqi.core.refusal import Conflict, Forbidden


class ProblemState(StrEnum):
    OPEN = "open"  # 待解决
    SOLVED = "solved"  # 已解决，待确认
    CONFIRMED = "confirmed"  # 已销号


class ProblemVerb(StrEnum):
    SOLVE = "solve"
    CONFIRM = "confirm"
    REJECT = "reject"


_MOVES = {
    (ProblemState.OPEN, ProblemVerb.SOLVE): ProblemState.SOLVED,
    (ProblemState.SOLVED, ProblemVerb.CONFIRM): ProblemState.CONFIRMED,
    (ProblemState.SOLVED, ProblemVerb.REJECT): ProblemState.OPEN,
}


@dataclass(frozen=True, slots=True)
class Doers:
    """Who declared a problem solved: a person, for a unit."""

    person: int | None = None
    unit: int | None = None


def moved(
    state: ProblemState, verb: ProblemVerb, *, by: Doers, solved_by: Doers = Doers()
) -> ProblemState:
    """The state after ``verb``.

    Neither the person who declared it solved nor anybody acting for the same unit may
    confirm. Raises ``problem.move_not_allowed`` or ``problem.own_solution``.
    """
    following = _MOVES.get((state, verb))
    if following is None:
        raise Conflict("problem.move_not_allowed", state=state, verb=verb)
    same_person = by.person is not None and by.person == solved_by.person
    same_unit = by.unit is not None and by.unit == solved_by.unit
    if verb is not ProblemVerb.SOLVE and (same_person or same_unit):
        raise Forbidden("problem.own_solution", verb=verb)
    return following


def days_overdue(due_on: date | None, solved_on: date | None, today: date) -> int:
    """Days past the due date, up to the day it was solved; 0 without one."""
    if due_on is None:
        return 0
    return max(0, ((solved_on or today) - due_on).days)


def is_overdue(state: ProblemState, due_on: date | None, today: date) -> bool:
    """Open past its date: the day itself is still in time."""
    return state is ProblemState.OPEN and due_on is not None and today > due_on
