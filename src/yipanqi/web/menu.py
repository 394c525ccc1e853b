"""The stations of the loop, in its order: the left menu.

A station is shown when its page exists (the URL name resolves) and the viewer holds one of
its roles. Apps add nothing here; a new station is one line.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

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
    for_whole: bool = False  # only where the viewer reads the whole city


@dataclass(frozen=True, slots=True)
class MenuItem:
    station: Station
    href: str
    is_current: bool


STATIONS = (
    Station("desk", pgettext_lazy("station", "Desk"), "desk", EVERYBODY, "desk"),
    Station("lists", pgettext_lazy("station", "Set the board"), "lists:index", BUSINESS, "list"),
    Station(
        "reporting",
        pgettext_lazy("station", "Reporting"),
        "reporting:index",
        BUSINESS,
        "reporting",
    ),
    Station(
        "review",
        pgettext_lazy("station", "Review"),
        "reporting:review",
        frozenset({Role.REVIEWER, Role.OFFICE, Role.LINE, Role.AUDITOR}),
        "review",
    ),
    Station(
        "snapshots",
        pgettext_lazy("station", "Freeze"),
        "snapshots:index",
        frozenset({Role.OFFICE, Role.LEADER, Role.AUDITOR}),
        "lock",
    ),
    Station(
        "projects", pgettext_lazy("station", "Projects"), "projects:index", BUSINESS, "projects"
    ),
    Station("map", pgettext_lazy("station", "Map"), "map", BUSINESS, "map"),
    Station("targets", pgettext_lazy("station", "Targets"), "targets:index", BUSINESS, "targets"),
    Station(
        "statistics",
        pgettext_lazy("station", "Reconciliation"),
        "statistics:index",
        BUSINESS,
        "quality",
    ),
    Station(
        "scoring", pgettext_lazy("station", "Assessment"), "scoring:index", BUSINESS, "scoring"
    ),
    Station(
        "publishing",
        pgettext_lazy("station", "Scoreboard"),
        "publishing:index",
        BUSINESS,
        "publishing",
    ),
    Station(
        "forms_above",
        pgettext_lazy("station", "Forms from above"),
        "forms_above:index",
        frozenset({Role.OFFICE, Role.LEADER, Role.AUDITOR}),
        "list",
        for_whole=True,
    ),
    Station(
        "meetings",
        pgettext_lazy("station", "Regular meeting"),
        "meetings:index",
        BUSINESS,
        "meetings",
    ),
    Station(
        "inspections",
        pgettext_lazy("station", "Unannounced inspections"),
        "inspections:index",
        BUSINESS,
        "photo",
    ),
    Station(
        "supervision",
        pgettext_lazy("station", "Supervision"),
        "supervision:index",
        BUSINESS,
        "supervision",
    ),
    Station("ledgers", pgettext_lazy("station", "Ledgers"), "service:index", BUSINESS, "list"),
    Station(
        "programmes",
        pgettext_lazy("station", "Programmes"),
        "programmes:index",
        BUSINESS,
        "targets",
    ),
    Station("factors", pgettext_lazy("station", "Enablers"), "factors:index", BUSINESS, "factors"),
    Station(
        "policies", pgettext_lazy("station", "Policies"), "policies:index", BUSINESS, "policies"
    ),
    Station(
        "quality",
        pgettext_lazy("station", "Reporting quality"),
        "quality",
        frozenset({Role.OFFICE, Role.REVIEWER, Role.AUDITOR}),
        "quality",
    ),
    Station(
        "setup",
        pgettext_lazy("station", "Set up"),
        "setup:index",
        frozenset({Role.ADMIN, Role.OFFICE}),
        "upload",
    ),
    Station(
        "system",
        pgettext_lazy("station", "System"),
        "system",
        frozenset({Role.ADMIN, Role.AUDITOR, Role.OFFICE}),
        "system",
    ),
)


# namespaces that stand under another station
GROUPED = {
    "shares": "projects",
    "imports": "reporting",
    "problems": "ledgers",
    "service": "ledgers",
    "risks": "ledgers",
    "livelihood": "ledgers",
    "instructions": "ledgers",
}


def menu_for(viewer: Viewer, *, current: str, query: str = "") -> list[MenuItem]:
    """The stations this viewer may use; ``current`` is the key of the shown station."""
    items = []
    for station in STATIONS:
        if not viewer.has(*station.roles) or (station.for_whole and not viewer.whole_tree):
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
    namespace = view_name.partition(":")[0]
    return exact or GROUPED.get(namespace, namespace)
