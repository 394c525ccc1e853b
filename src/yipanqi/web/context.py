"""Context processor: the frame, the menu and the viewer's reading preference."""

from typing import Any

from django.http import HttpRequest

from yipanqi.core.scope import Viewer
from yipanqi.web.menu import menu_for, station_of
from yipanqi.web.shell import frame_of
from yipanqi.web.trail import trail_of

ELDER_COOKIE = "elder_view"


def shell(request: HttpRequest) -> dict[str, Any]:
    frame = frame_of(request)
    viewer: Viewer | None = getattr(request, "viewer", None)
    match = request.resolver_match
    current = station_of(match.view_name) if match else ""
    return {
        "frame": frame,
        # down to the chosen unit; a page that stands at another one gives its own
        "trail": trail_of(request) if viewer and frame.units else [],
        "menu": menu_for(viewer, current=current, query=frame.scope_query) if viewer else [],
        "elder_view": request.COOKIES.get(ELDER_COOKIE) == "1",
    }
