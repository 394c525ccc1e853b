"""What can be done with a problem until it is somebody's commitment, and without one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yipanqi.apps.commitments.actions import Order
from yipanqi.apps.commitments.actions import assign as assign_commitment
from yipanqi.apps.commitments.models import Commitment
from yipanqi.apps.notices.actions import Told, tell
from yipanqi.apps.problems.access import (
    check_orderer,
    confirmer,
    is_solver,
    locked,
    raising_unit,
)
from yipanqi.apps.problems.models import Problem
from yipanqi.apps.projects.access import visible as visible_project
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.month import Month
from yipanqi.core.problems import Cause, Doers, ProblemState, ProblemVerb, moved
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version

AUDITED = ("title", "cause", "state", "unit_id", "due_on", "solved_on", "confirmed_on", "version")
TITLE_MAX = 200


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, why, and who should solve it (a unit's primary key)."""

    title: str
    cause: str
    unit: int
    description: str = ""
    month: Month | None = None
    wished_by: date | None = None


def raise_problem(
    *, viewer: Viewer, project_uid: str | UUID, trouble: Trouble, key: str | None = None
) -> Problem:
    """Put a problem of a project before whoever can have it solved.

    A confirmed problem of the same project and cause makes it a recurrence.
    Raises ``problem.title_needed``, ``problem.cause_unknown``, ``problem.may_not_raise`` or
    ``problem.already_raised``.
    """
    title = trouble.title.strip()
    if not title or len(title) > TITLE_MAX:
        raise Refusal("problem.title_needed", field="title", limit=TITLE_MAX)
    if trouble.cause not in set(Cause):
        raise Refusal("problem.cause_unknown", field="cause")
    with act(viewer, "raise_problem", key=key) as verb:
        if verb.repeated:
            return Problem.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        project = visible_project(viewer, str(project_uid))
        by_unit = raising_unit(viewer, project)
        same = Problem.objects.filter(project=project)
        running = [s.value for s in ProblemState if s.is_open]
        if same.filter(title=title, state__in=running).exists():
            raise Refusal("problem.already_raised", field="title")
        before = same.filter(cause=trouble.cause, state=Problem.State.CONFIRMED)
        problem = Problem.objects.create(
            project=project,
            unit_id=trouble.unit,
            raised_by_unit_id=by_unit,
            raised_by_id=viewer.user,
            title=title,
            description=trouble.description.strip()[:2_000],
            cause=trouble.cause,
            month=str(trouble.month or ""),
            recurrence_of=before.order_by("-confirmed_on", "-pk").first(),
            raised_on=clock.business_today(),
            due_on=trouble.wished_by,
            recorded_at=clock.now(),
        )
        _record(verb, problem, {})
        _tell_above(problem, "notice.problem_raised")
    return problem


def _record(verb: Verb, problem: Problem, before: dict[str, Any], reason: str = "") -> None:
    verb.record(
        problem,
        before=before,
        after=_audited(problem),
        reason=reason[:500],
        unit=tree_on().nodes.get(problem.unit_id),
    )


def _audited(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in AUDITED}


def _tell_above(problem: Problem, code: str) -> None:
    """The unit right above the solver can assign it."""
    above = [node.pk for node in tree_on().above(problem.unit_id)][1:2]
    _tell(problem, code, above)


def _tell(problem: Problem, code: str, units: list[int], **params: str) -> None:
    tell(
        Told(
            units=units,
            code=code,
            key=f"{problem.uid}:{code}:{problem.version}",
            params={"title": problem.title} | params,
            url_name="problems:record",
            subject_uid=str(problem.uid),
        )
    )


def accept_problem(
    *,
    viewer: Viewer,
    uid: str | UUID,
    unit: int | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Problem:
    """It is a problem and will be assigned; ``unit`` names another one to solve it."""
    with act(viewer, "accept_problem", key=key) as verb:
        problem = locked(viewer, uid)
        if verb.repeated:
            return problem
        check_version(problem, expected_version)
        before = _audited(problem)
        check_orderer(viewer, problem, ProblemVerb.ACCEPT)  # of the unit it was put to
        problem.unit_id = unit or problem.unit_id
        check_orderer(viewer, problem, ProblemVerb.ACCEPT)
        _move(problem, ProblemVerb.ACCEPT, Doers())
        problem.accepted_on, problem.accepted_by_id = clock.business_today(), viewer.user
        problem.save()
        _record(verb, problem, before)
    return problem


def decline_problem(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Problem:
    """Not taken up, with the reason told to who raised it."""
    words = _words(reason)
    with act(viewer, "decline_problem", key=key) as verb:
        problem = locked(viewer, uid)
        if verb.repeated:
            return problem
        check_version(problem, expected_version)
        check_orderer(viewer, problem, ProblemVerb.DECLINE)
        before = _audited(problem)
        _move(problem, ProblemVerb.DECLINE, Doers())
        problem.declined_on, problem.declined_reason = clock.business_today(), words
        problem.save()
        _record(verb, problem, before, words)
        _tell(problem, "notice.problem_declined", [problem.raised_by_unit_id], reason=words[:80])
    return problem


def assign_problem(
    *,
    viewer: Viewer,
    uid: str | UUID,
    supporting_units: tuple[int, ...] = (),
    requirement: str = "",
    due_on: date | None = None,
    is_urgent: bool = False,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Make it a commitment of its unit; who raised it will have to confirm.

    Raises ``commitment.may_not_assign`` and what ``assign`` raises.
    """
    with act(viewer, "assign_problem", key=key) as verb:
        problem = locked(viewer, uid)
        if verb.repeated and problem.commitment is not None:
            return problem.commitment
        check_version(problem, expected_version)
        before = _audited(problem)
        _move(problem, ProblemVerb.ASSIGN, Doers())
        raised_by = problem.raised_by_unit_id
        commitment = assign_commitment(
            viewer=viewer,
            order=Order(
                title=problem.title,
                lead_unit=problem.unit_id,
                supporting_units=supporting_units,
                requirement=requirement or problem.description,
                origin_kind="problem",
                origin_uid=problem.uid,
                cause=problem.cause,
                project=problem.project,
                closing_unit=raised_by if raised_by != problem.unit_id else None,
                term="problem",
                due_on=due_on,
                is_urgent=is_urgent,
            ),
        )
        problem.commitment, problem.due_on = commitment, commitment.clean_due_on
        today = clock.business_today()
        problem.accepted_on = problem.accepted_on or today
        problem.save()
        _record(verb, problem, before)
    return commitment


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
    words = _words(answer)
    with act(viewer, "solve_problem", key=key) as verb:
        problem = locked(viewer, uid)
        if verb.repeated:
            return problem
        check_version(problem, expected_version)
        if problem.commitment_id is not None:
            raise Refusal("problem.report_done_instead")
        if not viewer.is_system and not is_solver(viewer, problem):
            raise Forbidden("problem.solver_only")
        before = _audited(problem)
        _move(problem, ProblemVerb.SOLVE, Doers())
        problem.solved_on, problem.solved_by_id = clock.business_today(), viewer.user
        problem.answer = words
        problem.save()
        _record(verb, problem, before, words)
        _tell(problem, "notice.problem_solved", [problem.raised_by_unit_id])
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
    words = _words(reason)
    return _judged(viewer, uid, ProblemVerb.REJECT, "reject_solution", expected_version, key, words)


def _judged(  # noqa: PLR0917
    viewer: Viewer,
    uid: str | UUID,
    move: ProblemVerb,
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
        before = _audited(problem)
        _move(problem, move, by)
        if move is ProblemVerb.CONFIRM:
            problem.confirmed_on, problem.confirmed_by_id = clock.business_today(), viewer.user
        else:
            problem.solved_on, problem.solved_by = None, None
        problem.save()
        _record(verb, problem, before, words)
    return problem


def _move(problem: Problem, verb: ProblemVerb, by: Doers) -> None:
    solved_by = Doers(problem.solved_by_id, problem.unit_id)
    state = moved(ProblemState(problem.state), verb, by=by, solved_by=solved_by)
    problem.state = state.value
    problem.version += 1


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refusal("problem.words_needed", field="reason")
    return words[:2_000]
