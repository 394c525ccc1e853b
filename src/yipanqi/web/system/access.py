"""Who may see which part of the system pages. Administrators read no business data."""

from django.http import HttpRequest

from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer


def only(request: HttpRequest, *roles: Role) -> Viewer:
    """The viewer, if it holds one of ``roles``; raises ``system.not_yours``."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.has(*roles):
        raise Forbidden("system.not_yours")
    return viewer
