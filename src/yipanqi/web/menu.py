"""The stations of the loop, in its order: the left menu.

Twenty stations in one column cannot be scanned, so they stand under the turns of the loop. A
station is shown when its page exists (the URL name resolves) and the viewer holds one of its
roles. Apps add nothing here; a new station is one line.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from yipanqi.core.scope import Role, Viewer

BUSINESS = frozenset(Role) - {Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Station:
    key: str
    label: Promise
    url_name: str
    roles: frozenset[Role]
    icon: str
    for_whole: bool = False  # only where the viewer reads the whole city


@dataclass(frozen=True, slots=True)
class Section:
    """``label`` None: stands above the sections and needs no heading."""

    label: Promise | None
    stations: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """``heading`` is set on the first shown station of a section."""

    station: Station
    href: str
    is_current: bool
    heading: Promise | None = None


READERS = frozenset({Role.OFFICE, Role.LEADER, Role.AUDITOR})
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.OFFICE})
REVIEWERS = frozenset({Role.REVIEWER, Role.OFFICE, Role.LINE, Role.AUDITOR})

SECTIONS = (
    Section(None, (Station("desk", pgettext_lazy("station", "Desk"), "desk", BUSINESS, "desk"),)),
    Section(
        pgettext_lazy("station", "The month"),
        (
            Station(
                "lists", pgettext_lazy("station", "Set the board"), "lists:index", BUSINESS, "list"
            ),
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
                REVIEWERS,
                "review",
            ),
            Station(
                "statistics",
                pgettext_lazy("station", "Reconciliation"),
                "statistics:index",
                BUSINESS,
                "quality",
            ),
            Station(
                "snapshots", pgettext_lazy("station", "Freeze"), "snapshots:index", READERS, "lock"
            ),
        ),
    ),
    Section(
        pgettext_lazy("station", "Projects and aims"),
        (
            Station(
                "projects",
                pgettext_lazy("station", "Projects"),
                "projects:index",
                BUSINESS,
                "projects",
            ),
            Station("map", pgettext_lazy("station", "Map"), "map", BUSINESS, "map"),
            Station(
                "programmes",
                pgettext_lazy("station", "Programmes"),
                "programmes:index",
                BUSINESS,
                "factors",
            ),
            Station(
                "targets", pgettext_lazy("station", "Targets"), "targets:index", BUSINESS, "targets"
            ),
        ),
    ),
    Section(
        pgettext_lazy("station", "Assessment and publication"),
        (
            Station(
                "scoring",
                pgettext_lazy("station", "Assessment"),
                "scoring:index",
                BUSINESS,
                "scoring",
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
                READERS,
                "upload",
                for_whole=True,
            ),
        ),
    ),
    Section(
        pgettext_lazy("station", "Meeting and supervision"),
        (
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
            Station(
                "ledgers",
                pgettext_lazy("station", "Ledgers"),
                "service:index",
                BUSINESS,
                "policies",
            ),
        ),
    ),
    Section(
        pgettext_lazy("station", "Upkeep"),
        (
            Station(
                "setup",
                pgettext_lazy("station", "Set up"),
                "setup:index",
                frozenset({Role.ADMIN, Role.OFFICE}),
                "upload",
            ),
            Station("system", pgettext_lazy("station", "System"), "system", KEEPERS, "system"),
        ),
    ),
)
STATIONS = tuple(station for section in SECTIONS for station in section.stations)


# namespaces that stand under another station
GROUPED = {
    "shares": "projects",
    "list_rounds": "lists",
    "gates": "projects",
    "preliminary": "projects",
    "leads": "projects",
    "pack": "meetings",
    "imports": "reporting",
    "problems": "ledgers",
    "service": "ledgers",
    "risks": "ledgers",
    "livelihood": "ledgers",
    "instructions": "ledgers",
    "breakdowns": "supervision",
    "shortfalls": "programmes",
    "handovers": "system",
    "units": "system",
    # pages of the system station without a namespace
    "audit": "system",
    "job": "system",
    "outlines": "system",
    "people": "system",
    "person": "system",
}


def menu_for(viewer: Viewer, *, current: str, query: str = "") -> list[MenuItem]:
    """The stations this viewer may use; ``current`` is the key of the shown station."""
    items = []
    for section in SECTIONS:
        heading = section.label
        for station in section.stations:
            if not _is_open_to(viewer, station):
                continue
            href = reverse(station.url_name) + query
            items.append(MenuItem(station, href, station.key == current, heading))
            heading = None
    return items


def _is_open_to(viewer: Viewer, station: Station) -> bool:
    if not viewer.has(*station.roles) or (station.for_whole and not viewer.whole_tree):
        return False
    try:
        reverse(station.url_name)
    except NoReverseMatch:
        return False
    return True


def station_of(view_name: str) -> str:
    """The station a URL name belongs to: an exact match first, then its namespace."""
    exact = next((s.key for s in STATIONS if s.url_name == view_name), "")
    namespace = view_name.partition(":")[0]
    return exact or GROUPED.get(namespace, namespace)
