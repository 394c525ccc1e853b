"""What the verbs share: the audited fields, moving, telling units."""

from typing import Any

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.ledgers.problems import Doers, ProblemState, ProblemVerb, moved
from yipanqi.core.refusal import Refusal
from yipanqi.infra.verbs import Verb

AUDITED = ("title", "cause", "state", "unit_id", "due_on", "solved_on", "confirmed_on", "version")


def record(verb: Verb, problem: Problem, before: dict[str, Any], reason: str = "") -> None:
    verb.record(
        problem,
        before=before,
        after=audited(problem),
        reason=reason[:500],
        unit=tree_on().nodes.get(problem.unit_id),
    )


def audited(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in AUDITED}


def tell_above(problem: Problem, code: str) -> None:
    """The unit right above the solver can assign it."""
    above = [node.pk for node in tree_on().above(problem.unit_id)][1:2]
    tell_units(problem, code, above)


def tell_units(problem: Problem, code: str, units: list[int], **params: str) -> None:
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


def move(problem: Problem, verb: ProblemVerb, by: Doers) -> None:
    solved_by = Doers(problem.solved_by_id, problem.unit_id)
    state = moved(ProblemState(problem.state), verb, by=by, solved_by=solved_by)
    problem.state = state.value
    problem.version += 1


def words_of(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refusal("problem.words_needed", field="reason")
    return words[:2_000]
