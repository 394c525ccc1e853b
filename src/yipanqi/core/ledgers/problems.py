"""A problem of a project: raised, taken up, handed to a unit, solved, confirmed by who raised it.

    raised → accepted → assigned → solved → confirmed (销号)
       └→ declined        ↑___________↓  rejected: not solved after all

A problem becomes somebody's promise when it is assigned; until then its unit may also solve
it unasked. It is confirmed by the one who raised it, never by who solved it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipanqi.core.refusal import Conflict, Forbidden


class ProblemState(StrEnum):
    RAISED = "raised"  # 已提出，待受理
    ACCEPTED = "accepted"  # 已受理，待交办
    ASSIGNED = "assigned"  # 已交办，解决中
    SOLVED = "solved"  # 已解决，待确认
    CONFIRMED = "confirmed"  # 已销号
    DECLINED = "declined"  # 不予受理

    @property
    def is_open(self) -> bool:
        """Somebody still owes an answer to the project."""
        return self in {ProblemState.RAISED, ProblemState.ACCEPTED, ProblemState.ASSIGNED}


class ProblemVerb(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    ASSIGN = "assign"
    SOLVE = "solve"
    CONFIRM = "confirm"
    REJECT = "reject"


class Cause(StrEnum):
    """What holds projects up, as dispatch meetings sort it."""

    LAND = "land"  # 用地
    FUNDS = "funds"  # 资金
    APPROVAL = "approval"  # 审批
    ENERGY = "energy"  # 用能
    MOVING = "moving"  # 征迁与管线迁改
    LABOUR = "labour"  # 用工
    STATISTICS = "statistics"  # 纳统入库
    OWNER = "owner"  # 业主
    OTHER = "other"


_S, _V = ProblemState, ProblemVerb
_MOVES = {
    (_S.RAISED, _V.ACCEPT): _S.ACCEPTED,
    (_S.RAISED, _V.DECLINE): _S.DECLINED,
    (_S.RAISED, _V.ASSIGN): _S.ASSIGNED,
    (_S.RAISED, _V.SOLVE): _S.SOLVED,
    (_S.ACCEPTED, _V.DECLINE): _S.DECLINED,
    (_S.ACCEPTED, _V.ASSIGN): _S.ASSIGNED,
    (_S.ACCEPTED, _V.SOLVE): _S.SOLVED,
    (_S.ASSIGNED, _V.SOLVE): _S.SOLVED,
    (_S.SOLVED, _V.CONFIRM): _S.CONFIRMED,
    (_S.SOLVED, _V.REJECT): _S.ACCEPTED,
}


@dataclass(frozen=True, slots=True)
class Doers:
    """Who declared a problem solved: a person, for a unit."""

    person: int | None = None
    unit: int | None = None


def moved(
    state: ProblemState,
    verb: ProblemVerb,
    *,
    by: Doers,
    solved_by: Doers = Doers(),
    is_assigned: bool = False,
) -> ProblemState:
    """The state after ``verb``; a rejected solution goes back to who had the problem.

    Neither the person who declared it solved nor anybody acting for the same unit may
    confirm. Raises ``problem.move_not_allowed`` or ``problem.own_solution``.
    """
    following = _MOVES.get((state, verb))
    if following is None:
        raise Conflict("problem.move_not_allowed", state=state, verb=verb)
    if verb in {ProblemVerb.CONFIRM, ProblemVerb.REJECT}:
        same_person = by.person is not None and by.person == solved_by.person
        same_unit = by.unit is not None and by.unit == solved_by.unit
        if same_person or same_unit:
            raise Forbidden("problem.own_solution", verb=verb)
    if verb is ProblemVerb.REJECT and is_assigned:
        return ProblemState.ASSIGNED
    return following


def days_overdue(due_on: date | None, solved_on: date | None, today: date) -> int:
    """Days past the due date, up to the day it was solved; 0 without one."""
    if due_on is None:
        return 0
    return max(0, ((solved_on or today) - due_on).days)


def is_overdue(state: ProblemState, due_on: date | None, today: date) -> bool:
    """Open past its date: the day itself is still in time."""
    return state.is_open and due_on is not None and today > due_on
