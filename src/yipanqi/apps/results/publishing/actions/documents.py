"""Order the documents of a publication, and keep what the worker made."""

from yipanqi.apps.results.publishing.access import check_publisher
from yipanqi.apps.results.publishing.actions._publication import locked
from yipanqi.apps.results.publishing.models import Document, Publication
from yipanqi.core.scope import Viewer
from yipanqi.infra.documents import enter_next
from yipanqi.infra.evidence import Kept
from yipanqi.infra.jobs import enqueue
from yipanqi.infra.models import Job
from yipanqi.infra.verbs import act

DOCUMENTS = "make_documents"  # the job; what makes documents lies above this app
PACK = "make_pack"  # the whole pack of a meeting, of the month by itself
BULLETIN, SCOREBOARD = "bulletin", "scoreboard"


def enqueue_documents(viewer: Viewer, row: Publication) -> Job:
    return enqueue(DOCUMENTS, str(row.uid), requested_by=viewer.uid, publication=str(row.uid))


def make_documents(
    *,
    viewer: Viewer,
    publication: Publication,
    expected_version: int | None = None,
    key: str | None = None,
) -> Job:
    """Have the bulletin and the scoreboard workbook made; each gets its next number."""
    check_publisher(viewer)
    with act(viewer, "make_documents", key=key) as verb:
        row = locked(publication, None if verb.repeated else expected_version)
        if verb.repeated and (earlier := last_documents_job(row)):
            return earlier
        if not verb.repeated:
            verb.record(row, after={"ordered": True}, month=row.month)
        return enqueue_documents(viewer, row)


def order_pack(*, viewer: Viewer, publication: Publication, key: str | None = None) -> Job:
    """Have bulletin, slides, tables, reading and posters made; each gets its next number."""
    check_publisher(viewer)
    with act(viewer, "order_pack", key=key) as verb:
        row = locked(publication, None)
        if verb.repeated and (earlier := last_documents_job(row, PACK)):
            return earlier
        if not verb.repeated:
            verb.record(row, after={"ordered": PACK}, month=row.month)
        return enqueue(PACK, str(row.uid), requested_by=viewer.uid, publication=str(row.uid))


def last_documents_job(publication: Publication, name: str = DOCUMENTS) -> Job | None:
    rows = Job.objects.filter(name=name, key=str(publication.uid))
    return rows.order_by("-id").first()


def keep_document(
    *, viewer: Viewer, publication: Publication, kind: str, kept: Kept, key: str
) -> Document:
    """Enter a made document under its next number; the same ``key`` enters it once."""
    check_publisher(viewer)
    with act(viewer, "keep_document", key=key) as verb:
        if verb.repeated:
            return Document.objects.get(uid=verb.subject_uid)
        row = locked(publication, None)
        made: Document = enter_next(verb, row.documents, viewer, kind, kept, month=row.month)
    return made
