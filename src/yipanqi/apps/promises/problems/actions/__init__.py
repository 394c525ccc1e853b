"""What can be done with a problem until it is somebody's commitment, and without one."""

from yipanqi.apps.promises.problems.actions.raising import Trouble, raise_problem
from yipanqi.apps.promises.problems.actions.solving import (
    confirm_problem,
    reject_solution,
    solve_problem,
)
from yipanqi.apps.promises.problems.actions.taking import (
    accept_problem,
    assign_problem,
    decline_problem,
)

__all__ = [
    "Trouble",
    "accept_problem",
    "assign_problem",
    "confirm_problem",
    "decline_problem",
    "raise_problem",
    "reject_solution",
    "solve_problem",
]
