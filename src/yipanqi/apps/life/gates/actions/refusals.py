"""What a proposal, a request for a pause and a moved date have in common when they are refused:
a reason, nothing else recorded, and whoever asked is told, in the app and through the channels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.apps.life.gates.models import GatePassage, Pause
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb

Asked = TypeVar("Asked", GatePassage, Pause)


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentence of a notice, and who asked. ``user`` None: asked by no person of today."""

    code: str
    reason: str
    user: int | None
    params: Mapping[str, Any] = field(default_factory=dict)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")


def decide(row: Asked, viewer: Viewer, state: str, words: str) -> None:
    """Who decided it, when and in which words."""
    row.state = state
    row.decided_on, row.decided_by_id = clock.business_today(), viewer.user
    row.decision = words.strip()[:300]
    row.version += 1
    row.save()


def refuse(verb: Verb, row: Asked, state: str, answer: Answer, after: Mapping[str, Any]) -> Asked:
    """Inside the verb, once it is known that ``row`` waits for a decision."""
    before = row.state
    decide(row, verb.viewer, state, answer.reason)
    verb.record(
        row,
        before={"state": before},
        after={"state": row.state, "project": row.project.uid, **after},
        reason=answer.reason,
        unit=row.project.current.counting_unit,  # type: ignore[union-attr]
    )
    tell_asker(row.project, f"{row.uid}:{row.version}", answer)
    return row


def tell_asker(project: Project, key: str, answer: Answer) -> None:
    """Once per event: the unit that reports the project, and the asker's own if it is another."""
    name = project.current.name  # type: ignore[union-attr]
    tell(
        Told(
            units=_units(project, answer.user),
            code=answer.code,
            key=f"{answer.code}:{key}",
            params={"project": name, "reason": answer.reason.strip(), **answer.params},
            url_name="gates:project",
            subject_uid=str(project.uid),
        )
    )


def _units(project: Project, user: int | None) -> list[int]:
    reporting = project.current.reporting_unit_id  # type: ignore[union-attr]
    today = clock.business_today()
    held = Appointment.objects.filter(Q(to_on=None) | Q(to_on__gt=today), user=user)
    own = set(held.exclude(role=Role.ADMIN).values_list("unit_id", flat=True))
    return [reporting] if reporting in own else sorted({reporting, *own})
