"""Reads of the tree and of people; building the viewer of a request."""

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import date

from django.db.models import Q

from yipanqi.apps.ledger.units.models import Appointment, Delegation, Unit, UnitVersion, User
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Grant, Role, Viewer
from yipanqi.core.units.tree import Node, Tree
from yipanqi.infra import clock
from yipanqi.infra.inputs import identifier

_tree: ContextVar[dict[date, Tree] | None] = ContextVar("trees_of_request", default=None)


def effective(on: date) -> Q:
    """Rows with ``from_on`` ≤ day < ``to_on``."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))


def tree_on(on: date | None = None) -> Tree:
    """The tree of units on a day (default: the city's today). One query, once a request."""
    day = on or clock.business_today()
    kept = _tree.get()
    if kept is not None and day in kept:
        return kept[day]
    tree = Tree.of(
        Node(
            pk=v.unit_id,
            uid=str(v.unit.uid),
            name=v.name,
            short_name=v.short_name,
            kind=v.kind,
            parent=v.parent_id,
            code=v.code,
            is_view=v.is_view,
            sort=v.sort,
        )
        for v in UnitVersion.objects.filter(effective(day)).select_related("unit")
    )
    if kept is not None:
        kept[day] = tree
    return tree


def keep_trees() -> None:
    """From here on this request (or job) builds each day's tree once."""
    _tree.set({})


def forget_trees() -> None:
    """To be called by verbs that change the tree, and at the end of a request."""
    _tree.set(None)


def node_by_uid(uid: str, on: date | None = None) -> Node:
    """A unit of the tree by its public identifier; raises ``unit.not_found``."""
    node = tree_on(on).by_uid.get(str(uid))
    if node is None:
        raise Missing("unit.not_found")
    return node


def viewer_for(user: User, *, acting_for: User | None = None) -> Viewer:
    """The viewer a person is today, alone or acting for somebody who delegated to them."""
    today = clock.business_today()
    tree = tree_on(today)
    principal = user
    if acting_for is not None:
        allowed = Delegation.objects.filter(
            principal=acting_for,
            deputy=user,
            from_on__lte=today,
            to_on__gte=today,
            ended_at=None,
            principal__is_active=True,
        )
        if not allowed.exists() or len(kinds_held(user) | kinds_held(acting_for)) > 1:
            raise Missing("delegation.not_in_force")
        principal = acting_for
    appointments = Appointment.objects.filter(effective(today), user=principal)
    return Viewer(
        user=user.pk,
        uid=str(user.uid),
        name=user.name,
        grants=grants(appointments, tree),
        root=tree.root.pk,
        on_behalf_of=acting_for.name if acting_for else "",
    )


def home_of(viewer: Viewer) -> Node:
    """The highest unit the viewer sees through the tree."""
    tree = tree_on()
    if viewer.whole_tree:
        return tree.root
    return next((n for _, n in tree.walk() if n.pk in viewer.units), tree.root)


def kind_of(role: Role) -> str:
    """Administrator, auditor and business are kept apart: nobody holds two of them."""
    return role if role in {Role.ADMIN, Role.AUDITOR} else "business"


def kinds_held(user: User) -> frozenset[str]:
    """The kinds of a person's appointments of today and later."""
    today = clock.business_today()
    held = Appointment.objects.filter(Q(to_on=None) | Q(to_on__gt=today), user=user)
    return frozenset(kind_of(Role(role)) for role in held.values_list("role", flat=True))


def grants(appointments: Iterable[Appointment], tree: Tree) -> tuple[Grant, ...]:
    return tuple(
        Grant(
            role=Role(a.role),
            unit=a.unit_id,
            units=tree.under(a.unit_id),
            domains=frozenset(a.domains or ()),
        )
        for a in appointments
        if a.unit_id in tree.nodes
    )


def delegations_held(user: User) -> list[Delegation]:
    """Delegations under which ``user`` may act today."""
    today = clock.business_today()
    return list(
        Delegation.objects.filter(
            deputy=user, from_on__lte=today, to_on__gte=today, ended_at=None
        ).select_related("principal")
    )


def delegations_given(user: User) -> list[Delegation]:
    """Delegations that ``user`` gave, newest first, ended ones too."""
    return list(Delegation.objects.filter(principal=user).select_related("deputy").order_by("-id"))


def own_delegation(user: User, uid: str) -> Delegation:
    """A delegation that ``user`` gave or holds."""
    found = Delegation.objects.filter(Q(principal=user) | Q(deputy=user), uid=uid).first()
    if found is None:
        raise Missing("delegation.not_in_force")
    return found


def person_by_uid(uid: str) -> User:
    """An open account; raises ``person.not_found``."""
    wanted = identifier(uid)
    found = User.objects.filter(uid=wanted, is_active=True).first() if wanted else None
    if found is None:
        raise Missing("person.not_found")
    return found


def any_person(uid: str) -> User:
    """An account, open or closed; for the administrator. Raises ``person.not_found``."""
    wanted = identifier(uid)
    found = User.objects.filter(uid=wanted).first() if wanted else None
    if found is None:
        raise Missing("person.not_found")
    return found


def unit_by_uid(uid: str) -> Unit:
    """The identity of a unit; raises ``unit.not_found``."""
    found = Unit.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("unit.not_found")
    return found


def people(words: str = "", role: Role | None = None) -> list[User]:
    """Accounts with their appointments, for the administrator. Two queries.

    ``words`` are looked for in the name and the user name; ``role``: held now or ever.
    """
    found = User.objects.prefetch_related("appointments").order_by("username")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(username__icontains=words))
    if role is not None:
        found = found.filter(appointments__role=role).distinct()
    return list(found)


def reviewer_units(on: date | None = None) -> frozenset[int]:
    """Units that have at least one reviewer or office on that day: the levels of review."""
    day = on or clock.business_today()
    return frozenset(
        Appointment.objects.filter(
            effective(day), role__in=[Role.REVIEWER, Role.OFFICE], user__is_active=True
        ).values_list("unit_id", flat=True)
    )
