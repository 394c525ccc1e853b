"""Who may do what to a livelihood work."""

from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING, WORKING
from yipanqi.apps.promises.livelihood.models import LivelihoodItem, LivelihoodShare
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.inputs import identifier


def visible(viewer: Viewer, uid: str | UUID) -> LivelihoodItem:
    """Raises ``livelihood.not_found``."""
    rows = LivelihoodItem.objects.visible_to(viewer).select_related("commitment")
    wanted = identifier(uid)
    found = rows.filter(uid=wanted).first() if wanted else None
    if found is None:
        raise Missing("livelihood.not_found")
    return found


def share_of(viewer: Viewer, uid: str | UUID) -> LivelihoodShare:
    """Raises ``livelihood.not_found``."""
    wanted = identifier(uid)
    rows = LivelihoodShare.objects.filter(uid=wanted) if wanted else LivelihoodShare.objects.none()
    found = rows.select_related("item__commitment").first()
    if found is None:
        raise Missing("livelihood.not_found")
    visible(viewer, found.item.uid)
    return found


def counts_for(viewer: Viewer, share: LivelihoodShare) -> bool:
    return viewer.is_system or share.unit_id in viewer.posts_as(*WORKING)


def check_counter(viewer: Viewer, share: LivelihoodShare) -> None:
    """Raises ``livelihood.counter_only``."""
    if not counts_for(viewer, share):
        node = tree_on().nodes.get(share.unit_id)
        raise Forbidden("livelihood.counter_only", unit=node.name if node else "")


def may_survey(viewer: Viewer, row: LivelihoodItem) -> bool:
    """Who ordered it, and no post in a unit that does the work."""
    doing = {row.unit_id, *row.shares.values_list("unit_id", flat=True)}
    if not doing.isdisjoint(viewer.posts_as(*WORKING)):
        return False
    return (
        viewer.is_system or row.promised_by_id in viewer.posts_as(*ORDERING)
    ) or viewer.is_root_office
