"""A problem solved unasked: its unit says so, whoever raised it confirms or rejects."""

from uuid import UUID

from yipanqi.apps.promises.commitments.access import doer_of
from yipanqi.apps.promises.problems.access import confirmer, is_solver, locked
from yipanqi.apps.promises.problems.actions._common import (
    audited,
    move,
    record,
    tell_units,
    words_of,
)
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.ledgers.problems import Doers, ProblemVerb
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


def solve_problem(
    *,
    viewer: Viewer,
    uid: str | UUID,
    answer: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Problem:
    """Its unit has solved it without being asked. An assigned one is reported done instead.

    Raises ``problem.report_done_instead`` or ``problem.solver_only``.
    """
    words = words_of(answer)
    with act(viewer, "solve_problem", key=key) as verb:
        problem = locked(viewer, uid)
        if verb.repeated:
            return problem
        check_version(problem, expected_version)
        if problem.commitment_id is not None:
            raise Refusal("problem.report_done_instead")
        if not viewer.is_system and not is_solver(viewer, problem):
            raise Forbidden("problem.solver_only")
        before = audited(problem)
        move(problem, ProblemVerb.SOLVE, Doers())
        problem.solved_on, problem.solved_by_id = clock.business_today(), viewer.user
        problem.solved_names = sorted(doer_of(viewer).names)
        problem.answer = words
        problem.save()
        record(verb, problem, before, words)
        tell_units(problem, "notice.problem_solved", [problem.raised_by_unit_id])
    return problem


def confirm_problem(
    *,
    viewer: Viewer,
    uid: str | UUID,
    expected_version: int | None = None,
    key: str | None = None,
) -> Problem:
    """Whoever raised it says it is solved. Raises ``problem.raiser_only``."""
    return _judged(viewer, uid, ProblemVerb.CONFIRM, "confirm_problem", expected_version, key, "")


def reject_solution(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Problem:
    words = words_of(reason)
    return _judged(viewer, uid, ProblemVerb.REJECT, "reject_solution", expected_version, key, words)


def _judged(  # noqa: PLR0917
    viewer: Viewer,
    uid: str | UUID,
    step: ProblemVerb,
    name: str,
    expected_version: int | None,
    key: str | None,
    words: str,
) -> Problem:
    with act(viewer, name, key=key) as verb:
        problem = locked(viewer, uid)
        if verb.repeated:
            return problem
        check_version(problem, expected_version)
        if problem.commitment_id is not None:
            raise Refusal("problem.close_out_instead")
        by = confirmer(viewer, problem)
        if not doer_of(viewer).names.isdisjoint(problem.solved_names):
            raise Forbidden("problem.own_solution", verb=step)  # nor through who acts for them
        before = audited(problem)
        move(problem, step, by)
        if step is ProblemVerb.CONFIRM:
            problem.confirmed_on, problem.confirmed_by_id = clock.business_today(), viewer.user
        else:
            problem.solved_on, problem.solved_by = None, None
        problem.save()
        record(verb, problem, before, words)
    return problem
