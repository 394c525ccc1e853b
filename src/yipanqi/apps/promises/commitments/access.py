"""Who may do what to a commitment: the doer, the verifier, the levels above."""

from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.commitments.models.commitment import ORDERING, WORKING
from yipanqi.core.commitments.states import CommitmentVerb, Doer
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node

__all__ = ["ORDERING", "WORKING"]


def visible(viewer: Viewer, uid: str | UUID) -> Commitment:
    """Raises ``commitment.not_found`` for whoever may not see it, as if it were not."""
    return _found(viewer, uid, locked=False)


def locked(viewer: Viewer, uid: str | UUID) -> Commitment:
    """The row, locked for this verb, if the viewer may see it."""
    return _found(viewer, uid, locked=True)


def _found(viewer: Viewer, uid: str | UUID, *, locked: bool) -> Commitment:
    try:
        wanted = uid if isinstance(uid, UUID) else UUID(str(uid))
    except ValueError:
        raise Missing("commitment.not_found") from None
    rows = Commitment.objects.visible_to(viewer).filter(uid=wanted)
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.first()
    if found is None:
        raise Missing("commitment.not_found")
    return found


def is_doer(viewer: Viewer, row: Commitment) -> bool:
    """A post in the lead unit, or a reporter's post above it."""
    return row.lead_unit_id in viewer.posts_as(*WORKING) | viewer.units_as(Role.REPORTER)


def working_unit(viewer: Viewer, row: Commitment) -> int | None:
    """For which of its units the viewer works on it: the lead unit, else a supporting one."""
    if viewer.is_system or is_doer(viewer, row):
        return row.lead_unit_id
    mine = viewer.posts_as(*WORKING) | viewer.units_as(Role.REPORTER)
    support = row.supports.filter(unit__in=mine).order_by("pk").first()
    return support.unit_id if support else None


def check_doer(viewer: Viewer, row: Commitment, verb: CommitmentVerb) -> None:
    if not viewer.is_system and not is_doer(viewer, row):
        raise Forbidden("commitment.doer_only", verb=verb, unit=_name(row.lead_unit_id))


def is_verifier(viewer: Viewer, row: Commitment) -> bool:
    """A post in the closing unit (a reporter's only where that unit raised the matter), or the
    office at the root.
    """
    roles = WORKING if row.raiser_closes else ORDERING
    return row.closing_unit_id in viewer.posts_as(*roles) or is_root_office(viewer)


def check_verifier(viewer: Viewer, row: Commitment, verb: CommitmentVerb) -> None:
    if not viewer.is_system and not is_verifier(viewer, row):
        raise Forbidden("commitment.verifier_only", verb=verb, unit=_name(row.closing_unit_id))


def is_master(viewer: Viewer, row: Commitment) -> bool:
    """Whoever assigned it, whoever it has climbed to, and the office at the root: they decide
    on time, slips and cancelling.
    """
    if is_root_office(viewer):
        return True
    units = {row.assigning_unit_id, row.level_unit_id} - {None, row.lead_unit_id}
    return not units.isdisjoint(viewer.posts_as(*ORDERING))


def check_master(viewer: Viewer, row: Commitment, verb: CommitmentVerb) -> None:
    if not viewer.is_system and not is_master(viewer, row):
        raise Forbidden("commitment.master_only", verb=verb, unit=_name(row.assigning_unit_id))


def rungs(lead_unit: int) -> list[Node]:
    """The lead unit, then every unit above it: what a commitment climbs."""
    return list(tree_on().above(lead_unit))


def level_of(viewer: Viewer, row: Commitment) -> tuple[int, Node] | None:
    """The rung above the doer on which the viewer holds a deciding post; the nearest one."""
    posts = viewer.posts_as(*ORDERING)
    rows = list(enumerate(rungs(row.lead_unit_id)))[1:]
    return next(((level, node) for level, node in rows if node.pk in posts), None)


def ordering_unit(viewer: Viewer, lead_unit: int) -> int:
    """The nearest unit above ``lead_unit`` in whose name the viewer may assign.

    Raises ``commitment.may_not_assign``.
    """
    if viewer.is_system:
        return tree_on().root.pk
    posts = viewer.posts_as(*ORDERING)
    found = next((n.pk for n in rungs(lead_unit)[1:] if n.pk in posts), None)
    if found is None:
        raise Forbidden("commitment.may_not_assign", unit=_name(lead_unit))
    return found


def acting_units(viewer: Viewer) -> frozenset[int]:
    """Units in whose name the viewer may enter matters: own posts, and for who orders there
    every unit below; the root is none.
    """
    tree = tree_on()
    if viewer.is_system:
        return frozenset(tree.nodes) - {tree.root.pk}
    ordering = {pk for post in viewer.posts_as(*ORDERING) for pk in tree.under(post)}
    return (viewer.posts_as(*WORKING) | ordering) - {tree.root.pk}


def unit_above(unit: int) -> int | None:
    """Who verifies what a rule assigns to the unit."""
    above = rungs(unit)
    return above[1].pk if len(above) > 1 else None


def is_root_office(viewer: Viewer) -> bool:
    return viewer.root is not None and viewer.root in viewer.posts_as(Role.OFFICE)


def doer_of(viewer: Viewer) -> Doer:
    return Doer(viewer.user, frozenset(filter(None, (viewer.name, viewer.on_behalf_of))))


def reported_by(row: Commitment) -> Doer:
    return Doer(row.done_by_id, frozenset(row.done_names))


def _name(unit: int) -> str:
    node = tree_on().nodes.get(unit)
    return node.name if node else ""
