"""Who sets the city up: the office its board and past, the administrator its people, both its
tree. Administrators read no business data, so they never open a table of projects.
"""

from collections.abc import Mapping
from uuid import UUID

from yipanqi.apps.board.setup.models import Load
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer

MAY_LOAD: Mapping[str, frozenset[Role]] = {
    "units": frozenset({Role.OFFICE, Role.ADMIN}),
    "people": frozenset({Role.ADMIN}),
    "projects": frozenset({Role.OFFICE}),
    "targets": frozenset({Role.OFFICE}),
    "past_months": frozenset({Role.OFFICE}),
    "commitments": frozenset({Role.OFFICE}),
}


def holds(viewer: Viewer, role: Role) -> bool:
    """The office is the one at the root."""
    return viewer.root in viewer.posts_as(role) if role is Role.OFFICE else viewer.has(role)


def require_setter(viewer: Viewer) -> None:
    """Raises ``setup.not_yours``."""
    if not viewer.is_system and not any(holds(viewer, r) for r in (Role.OFFICE, Role.ADMIN)):
        raise Forbidden("setup.not_yours")


def may_load(viewer: Viewer, kind: str) -> bool:
    return viewer.is_system or any(holds(viewer, role) for role in MAY_LOAD[kind])


def require_loader(viewer: Viewer, kind: str) -> None:
    """Raises ``setup.not_found`` for no such table, ``setup.not_yours``."""
    if kind not in MAY_LOAD:
        raise Missing("setup.not_found")
    if not may_load(viewer, kind):
        raise Forbidden("setup.not_yours")


def loadable(viewer: Viewer, uid: str | UUID) -> Load:
    """A load of this viewer's kinds. Raises ``setup.not_found``, ``setup.not_yours``."""
    found = Load.objects.select_related("file", "uploaded_by").filter(uid=uid).first()
    if found is None:
        raise Missing("setup.not_found")
    require_loader(viewer, found.kind)
    return found
