"""Several units may be named as leading; one of them answers (主牵头)."""

from collections.abc import Collection
from typing import Any

from yipanqi.apps.ledger.projects.access import check_keeper, locked
from yipanqi.apps.ledger.projects.actions import amend_project
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.models import JointLead
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


def set_joint_leads(
    *,
    viewer: Viewer,
    project: Project,
    main: Unit | None,
    units: Collection[Unit],
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Project:
    """``main`` answers for the project and is the lead in every count; ``units`` are named
    beside it. Raises ``share.main_lead_needed``.
    """
    if main is None:
        raise Refusal("share.main_lead_needed", field="main")
    with act(viewer, "set_joint_leads", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return row
        check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
        check_version(row, expected_version)
        before = _shown(row)
        today, wanted = clock.business_today(), {u.pk: u for u in units if u.pk != main.pk}
        held = JointLead.objects.filter(project=row, to_on=None)
        held.exclude(unit__in=wanted).update(to_on=today)
        here = set(held.values_list("unit", flat=True))
        JointLead.objects.bulk_create(
            JointLead(project=row, unit=unit, from_on=today, recorded_at=clock.now())
            for pk, unit in wanted.items()
            if pk not in here
        )
        if row.current is not None and row.current.lead_unit_id != main.pk:
            words = reason.strip() or "—"
            row = amend_project(
                viewer=viewer, project=row, changes={"lead_unit": main}, reason=words
            )
        else:
            row.version += 1
            row.save(update_fields=["version"])
        verb.record(row, before=before, after=_shown(row), reason=reason.strip())
    return row


def _shown(row: Project) -> dict[str, Any]:
    rows = JointLead.objects.filter(project=row, to_on=None).select_related("unit")
    main = row.current.lead_unit if row.current else None
    return {
        "main": str(main.uid) if main else None,
        "joint": sorted(str(lead.unit.uid) for lead in rows),
    }
