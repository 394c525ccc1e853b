"""The stations of the loop, in its order: the left menu.

A station is shown when its page exists (the URL name resolves) and the viewer holds one of
its roles. Apps add nothing here; a new station is one line.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yipanqi.core.scope import Role, Viewer

BUSINESS = frozenset(Role) - {Role.ADMIN}
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Station:
    key: str
    label: Promise
    url_name: str
    roles: frozenset[Role]
    icon: str


@dataclass(frozen=True, slots=True)
class MenuItem:
    station: Station
    href: str
    is_current: bool


STATIONS = (
    Station("desk", _("Desk"), "desk", EVERYBODY, "desk"),
    Station(
        "reporting",
        _("Reporting"),
        "reporting:index",
        frozenset({Role.REPORTER, Role.OFFICE, Role.LINE, Role.AUDITOR}),
        "reporting",
    ),
    Station(
        "review",
        _("Review"),
        "reporting:review",
        frozenset({Role.REVIEWER, Role.OFFICE, Role.LINE, Role.AUDITOR}),
        "review",
    ),
    Station("projects", _("Projects"), "projects:index", BUSINESS, "projects"),
    Station("map", _("Map"), "map", BUSINESS, "map"),
    Station("targets", _("Targets"), "targets:index", BUSINESS, "targets"),
    Station("scoring", _("Assessment"), "scoring:index", BUSINESS, "scoring"),
    Station("publishing", _("Scoreboard"), "publishing:index", BUSINESS, "publishing"),
    Station("meetings", _("Regular meeting"), "meetings:index", BUSINESS, "meetings"),
    Station("supervision", _("Supervision"), "supervision:index", BUSINESS, "supervision"),
    Station("factors", _("Enablers"), "factors:index", BUSINESS, "factors"),
    Station("policies", _("Policies"), "policies:index", BUSINESS, "policies"),
    Station(
        "quality",
        _("Reporting quality"),
        "quality",
        frozenset({Role.OFFICE, Role.REVIEWER, Role.AUDITOR}),
        "quality",
    ),
    Station(
        "system",
        _("System"),
        "system",
        frozenset({Role.ADMIN, Role.AUDITOR, Role.OFFICE}),
        "system",
    ),
)


def menu_for(viewer: Viewer, *, current: str, query: str = "") -> list[MenuItem]:
    """The stations this viewer may use; ``current`` is the key of the shown station."""
    items = []
    for station in STATIONS:
        if not viewer.has(*station.roles):
            continue
        try:
            href = reverse(station.url_name)
        except NoReverseMatch:
            continue
        items.append(MenuItem(station, href + query, station.key == current))
    return items


def station_of(view_name: str) -> str:
    """The station a URL name belongs to: an exact match first, then its namespace."""
    exact = next((s.key for s in STATIONS if s.url_name == view_name), "")
    return exact or view_name.partition(":")[0]
