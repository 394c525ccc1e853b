"""Who prepares and leads the meeting, who speaks for a venue, who hands in papers."""

from yipanqi.apps.meeting.meetings.models import AgendaItem, Meeting, Venue
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer

WORKING = (Role.REPORTER, Role.REVIEWER, Role.LINE, Role.OFFICE, Role.LEADER)


def is_office(viewer: Viewer) -> bool:
    """The root office calls meetings, leads the room and keeps the decisions."""
    return viewer.is_system or (
        viewer.root is not None and viewer.root in viewer.posts_as(Role.OFFICE)
    )


def check_office(viewer: Viewer) -> None:
    if not is_office(viewer):
        raise Forbidden("meeting.office_only")


def works_for(viewer: Viewer, unit: int | None) -> bool:
    """A working post in the unit or above it."""
    return unit is not None and unit in viewer.units_as(*WORKING)


def may_keep_venue(viewer: Viewer, venue: Venue | None) -> bool:
    """Its own unit, or the office."""
    return venue is not None and (is_office(viewer) or works_for(viewer, venue.unit_id))


def check_venue(viewer: Viewer, venue: Venue) -> None:
    if not may_keep_venue(viewer, venue):
        raise Forbidden("meeting.venue_only", venue=venue.name)


def check_speaker(viewer: Viewer, item: AgendaItem) -> None:
    if not is_office(viewer) and not works_for(viewer, item.unit_id):
        raise Forbidden("meeting.speaker_only", item=f"{item.position + 1}")


def sees_papers(viewer: Viewer, meeting: Meeting, item: AgendaItem) -> bool:
    """Papers are open to all who meet from the opening on; before it to the root and to whoever
    handed them in.
    """
    shown = meeting.room == Meeting.Room.LIVE or meeting.is_held
    return shown or viewer.whole_tree or (item.unit_id is not None and item.unit_id in viewer.units)
