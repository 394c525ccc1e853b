"""Order the documents of a meeting, and keep what the worker made."""

from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.meeting.meetings.actions._common import not_held, office_locked
from yipanqi.apps.meeting.meetings.models import Meeting, MeetingDocument
from yipanqi.apps.meeting.meetings.queries import FILM
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.documents import enter_next
from yipanqi.infra.evidence import Kept
from yipanqi.infra.jobs import enqueue
from yipanqi.infra.models import Job
from yipanqi.infra.verbs import act

DOCUMENTS = "make_meeting_documents"  # the job; what makes documents lies above this app
NOTICE, MINUTES, PACK = "notice", "minutes", "pack"  # what can be ordered
ORDERS = (NOTICE, MINUTES, PACK)


def order_documents(viewer: Viewer, row: Meeting, kind: str) -> Job:
    """Inside a verb's transaction."""
    return enqueue(
        DOCUMENTS,
        f"{row.uid}:{kind}",
        requested_by=viewer.uid,
        meeting=str(row.uid),
        kind=kind,
    )


def make_documents(*, viewer: Viewer, uid: object, kind: str, key: str | None = None) -> Job:
    """Have the notice, the minutes with the list of tasks, or the pack made (again).

    Raises ``meeting.no_document``.
    """
    if kind not in ORDERS:
        raise Missing("meeting.no_document")
    with act(viewer, "make_meeting_documents", key=key) as verb:
        row = office_locked(viewer, uid)
        if not verb.repeated:
            verb.record(row, after={"ordered": kind}, month=row.month)
        return order_documents(viewer, row, kind)


def last_job(row: Meeting, kind: str) -> Job | None:
    return Job.objects.filter(name=DOCUMENTS, key=f"{row.uid}:{kind}").order_by("-id").first()


def keep_document(
    *, viewer: Viewer, meeting: Meeting, kind: str, kept: Kept, key: str
) -> MeetingDocument:
    """Enter a made document under its next number; the same ``key`` enters it once."""
    check_office(viewer)
    with act(viewer, "keep_meeting_document", key=key) as verb:
        if verb.repeated:
            return MeetingDocument.objects.get(uid=verb.subject_uid)
        row = office_locked(viewer, meeting.uid)
        made: MeetingDocument = enter_next(verb, row.documents, viewer, kind, kept, month=row.month)
    return made


def bring_film(
    *, viewer: Viewer, uid: object, kept: Kept, key: str | None = None
) -> MeetingDocument:
    """A film made elsewhere, checked by its content: the next version of the meeting's film."""
    with act(viewer, "bring_film", key=key) as verb:
        row = office_locked(viewer, uid)
        if verb.repeated:
            return MeetingDocument.objects.get(uid=verb.subject_uid)
        not_held(row)
        made: MeetingDocument = enter_next(verb, row.documents, viewer, FILM, kept, month=row.month)
    return made
