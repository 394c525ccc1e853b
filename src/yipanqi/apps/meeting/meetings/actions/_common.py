"""What the verbs share: locked rows, the audited fields, the next version."""

from typing import Any

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.meeting.meetings.models import AgendaItem, Attendance, Meeting
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra.verbs import Verb, check_version

AUDITED = (
    *("title", "state", "room", "starts_at", "place", "chair", "month", "materials_due_on"),
    "version",
)


def audited(row: Meeting | None) -> dict[str, Any]:
    return {} if row is None else {name: getattr(row, name) for name in AUDITED}


def locked(viewer: Viewer, uid: object, expected_version: int | None = None) -> Meeting:
    """The meeting, locked, for whoever sees it. Raises ``meeting.not_found``."""
    found = Meeting.objects.visible_to(viewer).filter(uid=str(uid)).first()
    if found is None:
        raise Missing("meeting.not_found")
    row = Meeting.objects.unscoped("seen above").select_for_update().get(pk=found.pk)
    check_version(row, expected_version)
    return row


def office_locked(viewer: Viewer, uid: object, expected_version: int | None = None) -> Meeting:
    """The same, for the office, which alone prepares and leads."""
    row = locked(viewer, uid, expected_version)
    check_office(viewer)
    return row


def not_held(row: Meeting) -> None:
    if row.is_held:
        raise Refusal("meeting.is_over", title=row.title)


def kept(verb: Verb, row: Meeting, before: dict[str, Any], **more: Any) -> None:
    """Save the meeting with its next version and audit it."""
    row.version += 1
    row.save()
    verb.record(row, before=before, after=audited(row) | more, month=row.month)


def live_item(meeting: Meeting, uid: object) -> AgendaItem:
    """An item on this agenda; raises ``meeting.no_item``."""
    found = meeting.items.filter(uid=str(uid), dropped_at=None).first()
    if found is None:
        raise Missing("meeting.no_item")
    return found


def words(text: str, field: str, limit: int) -> str:
    """Text that must be there. Raises ``meeting.words_needed`` or ``meeting.words_too_long``."""
    said = text.strip()
    if not said:
        raise Refusal("meeting.words_needed", field=field)
    if len(said) > limit:
        raise Refusal("meeting.words_too_long", field=field, limit=limit, length=len(said))
    return said


def node(unit: int) -> Node | None:
    return tree_on().nodes.get(unit)


def invited_units(meeting: Meeting) -> set[int]:
    """Units of venues, of seats, and of those who speak."""
    seats = Attendance.objects.filter(meeting=meeting).values_list("unit", flat=True)
    speakers = meeting.items.filter(dropped_at=None, unit__isnull=False)
    return {
        *meeting.venues.values_list("unit", flat=True),
        *seats,
        *speakers.values_list("unit", flat=True),
    }
