"""Who proposes and who decides: the reporting unit asks, whoever keeps the register answers, and
nobody answers what they asked themselves.
"""

from typing import Any
from uuid import UUID

from yipanqi.apps.ledger.projects.access import check_keeper, may_keep
from yipanqi.apps.life.gates.models import GatePassage, Pause
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Viewer


def names_of(viewer: Viewer) -> list[str]:
    return sorted({viewer.name, viewer.on_behalf_of} - {""})


def passage_of(viewer: Viewer, uid: str | UUID) -> GatePassage:
    """Raises ``gate.not_found``."""
    rows = GatePassage.objects.visible_to(viewer).select_related("project__current")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("gate.not_found")
    return found


def pause_of(viewer: Viewer, uid: str | UUID) -> Pause:
    """Raises ``pause.not_found``."""
    rows = Pause.objects.visible_to(viewer).select_related("project__current")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("pause.not_found")
    return found


def may_decide(viewer: Viewer, row: Any, by: int | None, names: list[str]) -> bool:
    unit = row.project.current.counting_unit_id
    return may_keep(viewer, unit) and not _is_same(viewer, by, names)


def check_decider(viewer: Viewer, row: Any, by: int | None, names: list[str]) -> None:
    """Raises ``project.keeper_only`` or ``gate.own_proposal``."""
    check_keeper(viewer, row.project.current.counting_unit_id)
    if _is_same(viewer, by, names):
        raise Forbidden("gate.own_proposal")


def _is_same(viewer: Viewer, by: int | None, names: list[str]) -> bool:
    if viewer.is_system:
        return False
    return viewer.user == by or not set(names).isdisjoint(names_of(viewer))
