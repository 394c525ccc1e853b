"""Whose verb the freeze is."""

from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer


def is_root_office(viewer: Viewer) -> bool:
    """The leading group's office at the root, not a district's."""
    return viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE)


def check_office(viewer: Viewer) -> None:
    if not is_root_office(viewer):
        raise Forbidden("freeze.office_only")
