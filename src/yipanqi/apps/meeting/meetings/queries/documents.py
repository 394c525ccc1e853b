"""Documents of a meeting; its film opens to those who meet as the room shows it."""

from yipanqi.apps.meeting.meetings.access import is_office
from yipanqi.apps.meeting.meetings.models import LiveEvent, Meeting, MeetingDocument
from yipanqi.apps.meeting.meetings.queries.meetings import meetings_for
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer

FILM = "film"  # kind of a document that the room shows before anybody opens it


def documents_of(meeting: Meeting) -> list[MeetingDocument]:
    """The newest of each kind. Minutes and tasks go out to all who met."""
    newest: dict[str, MeetingDocument] = {}
    for row in meeting.documents.select_related("file"):
        newest.setdefault(row.kind, row)
    return list(newest.values())


def document_for(viewer: Viewer, uid: object) -> MeetingDocument:
    rows = MeetingDocument.objects.select_related("file", "meeting")
    found = rows.filter(uid=str(uid)).first()
    if found is None or not meetings_for(viewer).filter(pk=found.meeting_id).exists():
        raise Missing("meeting.no_document")
    if found.kind == FILM:
        return film_for(viewer, uid)
    return found


def film_for(viewer: Viewer, uid: object) -> MeetingDocument:
    """A film is seen by all who meet from the moment the room shows it; before, by the office.

    Raises ``meeting.no_film``.
    """
    found = MeetingDocument.objects.filter(uid=str(uid), kind=FILM).select_related(
        "file", "meeting"
    )
    row = found.first()
    if row is None or not meetings_for(viewer).filter(pk=row.meeting_id).exists():
        raise Missing("meeting.no_film")
    if not is_office(viewer) and not was_shown(row.meeting, document=str(row.uid)):
        raise Missing("meeting.no_film")
    return row


def was_shown(meeting: Meeting, **told: str) -> bool:
    """Whether the room has shown a slide that says so of itself."""
    said = {f"payload__{name}": value for name, value in told.items()}
    return LiveEvent.objects.filter(meeting=meeting, kind="show", **said).exists()
