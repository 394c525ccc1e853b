"""Who may do what to a risk: its unit, and who orders above it."""

from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import acting_units
from yipanqi.apps.promises.risks.models import Risk
from yipanqi.core.ledgers.risks import RiskVerb
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.inputs import identifier


def visible(viewer: Viewer, uid: str | UUID) -> Risk:
    """Raises ``risk.not_found``."""
    rows = Risk.objects.visible_to(viewer).select_related("commitment", "project__current")
    wanted = identifier(uid)
    found = rows.filter(uid=wanted).first() if wanted else None
    if found is None:
        raise Missing("risk.not_found")
    return found


def locked(viewer: Viewer, uid: str | UUID) -> Risk:
    found = visible(viewer, uid)
    rows = Risk.objects.unscoped("checked one line above").select_for_update(of=("self",))
    return rows.select_related("commitment").get(pk=found.pk)


def check_keeper(viewer: Viewer, unit: int) -> None:
    """Raises ``risk.keeper_only``."""
    if unit not in acting_units(viewer):
        node = tree_on().nodes.get(unit)
        raise Forbidden("risk.keeper_only", unit=node.name if node else "")


def may_look(viewer: Viewer, row: Risk, verb: RiskVerb) -> bool:  # noqa: ARG001
    return row.unit_id in acting_units(viewer)
