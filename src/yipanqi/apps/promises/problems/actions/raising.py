"""Put a problem before whoever can have it solved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.projects.access import visible as visible_project
from yipanqi.apps.promises.problems.access import raising_unit
from yipanqi.apps.promises.problems.actions._common import record, tell_above
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.ledgers.problems import Cause, ProblemState
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

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
        record(verb, problem, {})
        tell_above(problem, "notice.problem_raised")
    return problem
