"""Take a problem up, decline it, hand it to a unit as a commitment."""

from datetime import date
from uuid import UUID

from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.apps.promises.commitments.actions import assign as assign_commitment
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.problems.access import check_orderer, locked
from yipanqi.apps.promises.problems.actions._common import (
    audited,
    move,
    record,
    tell_units,
    words_of,
)
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.ledgers.problems import Doers, ProblemVerb
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


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
        before = audited(problem)
        check_orderer(viewer, problem, ProblemVerb.ACCEPT)  # of the unit it was put to
        problem.unit_id = unit or problem.unit_id
        check_orderer(viewer, problem, ProblemVerb.ACCEPT)
        move(problem, ProblemVerb.ACCEPT, Doers())
        problem.accepted_on, problem.accepted_by_id = clock.business_today(), viewer.user
        problem.save()
        record(verb, problem, before)
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
    words = words_of(reason)
    with act(viewer, "decline_problem", key=key) as verb:
        problem = locked(viewer, uid)
        if verb.repeated:
            return problem
        check_version(problem, expected_version)
        check_orderer(viewer, problem, ProblemVerb.DECLINE)
        before = audited(problem)
        move(problem, ProblemVerb.DECLINE, Doers())
        problem.declined_on, problem.declined_reason = clock.business_today(), words
        problem.save()
        record(verb, problem, before, words)
        tell_units(
            problem, "notice.problem_declined", [problem.raised_by_unit_id], reason=words[:80]
        )
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
        before = audited(problem)
        move(problem, ProblemVerb.ASSIGN, Doers())
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
        record(verb, problem, before)
    return commitment
