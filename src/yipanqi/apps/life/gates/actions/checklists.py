"""Put the city's own words and papers of a gate in force."""

from yipanqi.apps.life.gates.models import AdoptedChecklist
from yipanqi.core.projects.gates import Checklist, checked
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act


def adopt_checklist(
    *, viewer: Viewer, checklist: Checklist, reason: str, key: str | None = None
) -> AdoptedChecklist:
    """For proposals from now on; those made before keep the lines they were made by.

    Raises ``gate.office_only``, ``project.reason_missing`` and what ``core.gates.checked`` does.
    """
    if not viewer.is_root_office:
        raise Forbidden("gate.office_only")
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    checked(checklist)
    with act(viewer, "adopt_checklist", key=key) as verb:
        if verb.repeated:
            return AdoptedChecklist.objects.get(uid=verb.subject_uid)
        rows = AdoptedChecklist.objects.select_for_update().filter(gate=checklist.gate)
        last = rows.order_by("-number").first()
        row = AdoptedChecklist.objects.create(
            gate=checklist.gate,
            number=(last.number if last else 0) + 1,
            definition=checklist.definition.strip(),
            source=checklist.source.strip()[:200],
            items=[
                {
                    "key": item.key,
                    "text": item.text.strip()[:120],
                    "kind": item.kind.value,
                    "is_required": item.is_required,
                    "group": item.group,
                }
                for item in checklist.items
            ],
            reason=reason.strip()[:300],
            adopted_at=clock.now(),
            adopted_by_id=viewer.user,
        )
        after = {"gate": row.gate, "number": row.number, "items": len(row.items)}
        verb.record(row, after=after, reason=reason)
    return row
