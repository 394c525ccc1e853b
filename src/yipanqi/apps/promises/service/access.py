"""Who may do what to a request: the officer's unit, the unit that answers, the asker."""

from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import WORKING, acting_units
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.core.ledgers.service import RequestVerb
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.inputs import identifier


def visible(viewer: Viewer, uid: str | UUID) -> ServiceRequest:
    """Raises ``service.not_found``."""
    rows = ServiceRequest.objects.visible_to(viewer).select_related("commitment", "repeat_of")
    wanted = identifier(uid)
    found = rows.filter(uid=wanted).first() if wanted else None
    if found is None:
        raise Missing("service.not_found")
    return found


def locked(viewer: Viewer, uid: str | UUID) -> ServiceRequest:
    found = visible(viewer, uid)
    rows = ServiceRequest.objects.unscoped("checked one line above")
    return rows.select_for_update(of=("self",)).select_related("commitment").get(pk=found.pk)


def check_server(viewer: Viewer, unit: int) -> None:
    """Raises ``service.officer_only``."""
    if unit not in acting_units(viewer):
        node = tree_on().nodes.get(unit)
        raise Forbidden("service.officer_only", unit=node.name if node else "")


def is_server(viewer: Viewer, row: ServiceRequest) -> bool:
    return not {row.officer_unit_id, row.unit_id}.isdisjoint(acting_units(viewer))


def check_officer(viewer: Viewer, row: ServiceRequest, verb: RequestVerb) -> None:
    """A post in the officer's unit or the one that answers, or one above them that orders.

    Raises ``service.not_served_here``.
    """
    if not is_server(viewer, row):
        raise Forbidden("service.not_served_here", verb=verb)


def sees_contact(viewer: Viewer, row: ServiceRequest) -> bool:
    """Names and numbers of people are for who talks to them."""
    posts = viewer.posts_as(*WORKING)
    return not {row.officer_unit_id, row.unit_id}.isdisjoint(posts) or viewer.is_root_office
