"""Who sees and sets targets. Figures of units follow the tree; the department that owns a
measure sees it for every unit; the office at the root sets targets.
"""

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node


def check_business(viewer: Viewer) -> None:
    """Administrators read no figures."""
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("target.no_business_data")


def may_set(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE)


def check_office(viewer: Viewer) -> None:
    if not may_set(viewer):
        raise Forbidden("target.office_only")


def sees(viewer: Viewer, unit: int, measure: Measure) -> bool:
    if viewer.whole_tree or unit in viewer.units:
        return True
    owned = viewer.posts_as(Role.REPORTER, Role.LINE, Role.REVIEWER, Role.LEADER)
    return measure.owner_id is not None and measure.owner_id in owned


def seen_unit(viewer: Viewer, uid: str, measure: Measure) -> Node:
    """The unit, for whoever sees its figure of the measure; raises ``target.not_found``."""
    node = tree_on().by_uid.get(uid)
    if node is None or not sees(viewer, node.pk, measure):
        raise Missing("target.not_found")
    return node
