"""Venues, and who sits where."""

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.models import Attendance, Meeting, Venue
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer


def venue_for(meeting: Meeting, uid: object) -> Venue:
    """A venue of a meeting the viewer sees; raises ``meeting.no_venue``."""
    found = meeting.venues.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("meeting.no_venue")
    return found


def own_venue(viewer: Viewer, meeting: Meeting) -> Venue | None:
    """The nearest venue of the viewer's units: its own, else the main one for the root."""
    posts = viewer.posts_as(*{g.role for g in viewer.grants})
    venues = {v.unit_id: v for v in meeting.venues.all()}
    tree = tree_on()
    for post in sorted(posts):
        for node in tree.above(post):
            if node.pk in venues:
                return venues[node.pk]
    return None


def attendances_of(viewer: Viewer, meeting: Meeting) -> list[Attendance]:
    """All seats for the office and the root; for others those of their units."""
    rows = meeting.attendances.select_related("venue")
    if not viewer.whole_tree:
        rows = rows.filter(unit__in=viewer.units)
    return list(rows)


def seat_for(viewer: Viewer, uid: object) -> Attendance:
    rows = Attendance.objects.select_related("meeting", "venue")
    found = rows.filter(uid=str(uid)).first()
    if found is None or not (viewer.whole_tree or found.unit_id in viewer.units):
        raise Missing("meeting.no_seat")
    return found
