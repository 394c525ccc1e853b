"""A problem is closed by somebody other than the one who solved it."""

from datetime import date

import pytest

from yipanqi.core.ledgers import problems
from yipanqi.core.ledgers.problems import Doers, ProblemState, ProblemVerb
from yipanqi.core.refusal import Conflict, Forbidden

RAISED, ACCEPTED, ASSIGNED, SOLVED, CONFIRMED, DECLINED = ProblemState
TOWN, CITY = Doers(person=5, unit=3), Doers(person=9, unit=1)


def test_the_straight_way():
    state = RAISED
    for verb, after in (
        (ProblemVerb.ACCEPT, ACCEPTED),
        (ProblemVerb.ASSIGN, ASSIGNED),
        (ProblemVerb.SOLVE, SOLVED),
    ):
        state = problems.moved(state, verb, by=TOWN)
        assert state is after
    assert problems.moved(SOLVED, ProblemVerb.CONFIRM, by=CITY, solved_by=TOWN) is CONFIRMED


def test_a_rejected_solution_goes_back_to_who_had_it():
    def rejected(*, is_assigned):
        return problems.moved(
            SOLVED, ProblemVerb.REJECT, by=CITY, solved_by=TOWN, is_assigned=is_assigned
        )

    assert rejected(is_assigned=True) is ASSIGNED
    assert rejected(is_assigned=False) is ACCEPTED


@pytest.mark.parametrize("by", [TOWN, Doers(person=6, unit=3), Doers(person=5, unit=1)])
def test_neither_the_solver_nor_the_solving_unit_confirms(by):
    with pytest.raises(Forbidden, match=r"problem\.own_solution"):
        problems.moved(SOLVED, ProblemVerb.CONFIRM, by=by, solved_by=TOWN)


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (RAISED, ProblemVerb.CONFIRM),
        (ASSIGNED, ProblemVerb.DECLINE),
        (SOLVED, ProblemVerb.SOLVE),
        *((state, verb) for verb in ProblemVerb for state in (CONFIRMED, DECLINED)),
    ],
)
def test_moves_that_do_not_exist(state, verb):
    with pytest.raises(Conflict, match=r"problem\.move_not_allowed"):
        problems.moved(state, verb, by=CITY)


def test_overdue_starts_the_day_after():
    due = date(2024, 4, 30)
    assert not problems.is_overdue(RAISED, due, due)
    assert problems.is_overdue(RAISED, due, date(2024, 5, 1))
    assert not problems.is_overdue(SOLVED, due, date(2024, 5, 5))
    assert not problems.is_overdue(RAISED, None, date(2024, 5, 5))
    assert problems.days_overdue(due, date(2024, 5, 2), date(2024, 5, 5)) == 2
    assert problems.days_overdue(due, None, date(2024, 5, 5)) == 5
    assert problems.days_overdue(None, None, date(2024, 5, 5)) == 0
