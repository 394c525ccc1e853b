"""A problem goes where its commitment goes: done is solved, closed is confirmed."""

from typing import Any

from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock


def follow(commitment: Commitment, verb: str, viewer: Viewer) -> None:
    """Called inside the commitment's verb, in its transaction."""
    problem = Problem.objects.select_for_update().filter(commitment=commitment).first()
    if problem is None:
        return
    change = _CHANGES.get(verb)
    if change is not None:
        change(problem, commitment, viewer)
    problem.due_on = commitment.clean_due_on
    problem.version += 1
    problem.save()


def _solved(problem: Problem, commitment: Commitment, viewer: Viewer) -> None:
    problem.state = Problem.State.SOLVED
    problem.solved_on, problem.solved_by_id = commitment.done_on, viewer.user
    problem.answer = commitment.result


def _confirmed(problem: Problem, commitment: Commitment, viewer: Viewer) -> None:
    problem.state = Problem.State.CONFIRMED
    problem.confirmed_on, problem.confirmed_by_id = commitment.closed_on, viewer.user


def _unsolved(problem: Problem, _commitment: Commitment, _viewer: Viewer) -> None:
    problem.state = Problem.State.ASSIGNED
    problem.solved_on, problem.solved_by = None, None
    problem.confirmed_on, problem.confirmed_by = None, None


def _cancelled(problem: Problem, commitment: Commitment, _viewer: Viewer) -> None:
    problem.state = Problem.State.DECLINED
    problem.declined_on = clock.business_today()
    problem.declined_reason = commitment.verdict


_CHANGES: dict[str, Any] = {
    "report_done": _solved,
    "close_out": _confirmed,
    "return_done": _unsolved,
    "reopen_commitment": _unsolved,
    "cancel_commitment": _cancelled,
}
