"""Reads of publications, and what of them a viewer may see."""

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.results.publishing.board import Board, board_of
from yipanqi.apps.results.publishing.models import Document, Exemption, Publication
from yipanqi.apps.results.publishing.profiles import seen_board, shown_units
from yipanqi.apps.results.scoring.access import CLOSED, WHOLE, Opening, sees_drafts
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock

FINAL = Publication.State.FINAL
_RELATED = (
    "sheet__scheme",
    "sheet__snapshot",
    "drafted_by",
    "approved_by",
)


def publications_of(viewer: Viewer, month: Month) -> list[Publication]:
    """Newest first; those that are not final only for whoever sees drafts."""
    rows = Publication.objects.filter(month=str(month)).select_related(*_RELATED)
    if not sees_drafts(viewer):
        rows = rows.filter(state=FINAL)
    return list(rows.order_by("-id"))


def drafts_to_approve(viewer: Viewer, month: Month) -> list[str]:
    """Uids of the month's drafts this viewer may approve: never the viewer's own."""
    if not viewer.posts_as(Role.OFFICE, Role.LEADER) or not sees_drafts(viewer):
        return []
    rows = Publication.objects.filter(month=str(month), state=Publication.State.DRAFT)
    rows = rows.exclude(drafted_by_id=viewer.user)
    return [str(uid) for uid in rows.order_by("-id").values_list("uid", flat=True)]


def publication_for(viewer: Viewer, uid: str) -> Publication:
    """Raises ``publication.not_found`` for drafts others may not see, as if they were not."""
    found = Publication.objects.filter(uid=uid).select_related(*_RELATED).first()
    if found is None or (found.state != FINAL and not sees_drafts(viewer)):
        raise Missing("publication.not_found")
    return found


def last_final_month(before: Month | None = None) -> Month | None:
    rows = Publication.objects.filter(state=FINAL)
    if before is not None:
        rows = rows.filter(month__lt=str(before))
    found = rows.order_by("-month").values_list("month", flat=True).first()
    return Month.parse(found) if found else None


def own_units(viewer: Viewer) -> frozenset[str]:
    """Uids of the units the viewer reaches; administrators reach none."""
    tree = tree_on()
    return frozenset(tree.nodes[pk].uid for pk in viewer.units if pk in tree.nodes)


def opening_of(viewer: Viewer, publication: Publication, board: Board) -> Opening:
    if sees_drafts(viewer):
        return WHOLE
    if publication.state != FINAL or viewer.roles <= {Role.ADMIN}:
        return CLOSED
    if publication.profile == Publication.Profile.FULL and not _omits(board):
        return WHOLE
    return Opening(whole=False, units=shown_units(board, own_units(viewer)))


def _omits(board: Board) -> bool:
    return any(league["omitted"] for league in board["leagues"])


def audience(viewer: Viewer, sheet: ScoreSheet) -> Opening:
    """What the publications of a sheet open of it: the answer scoring asks for."""
    found = sheet.publications.filter(state=FINAL).first()
    if found is None or found.shown is None:
        return CLOSED
    seen = opening_of(viewer, found, found.shown)
    if seen.whole:
        return seen
    own = own_units(viewer)  # a unit that is omitted from the board still sees itself
    ranked = sheet.ranks.filter(unit_uid__in=own).values_list("unit_uid", flat=True)
    return Opening(whole=False, units=seen.units | frozenset(ranked))


def whole_board(publication: Publication) -> Board:
    """As kept, once final; as it would be kept now, before."""
    kept: Board | None = publication.shown
    return board_of(publication) if kept is None else kept


def board_for(viewer: Viewer, publication: Publication) -> tuple[Board, Opening]:
    board = whole_board(publication)
    opening = opening_of(viewer, publication, board)
    return seen_board(board, opening), opening


def documents_of(viewer: Viewer, publication: Publication) -> list[Document]:
    """The documents this viewer may open, newest first of each kind."""
    if not may_open_documents(viewer, publication):
        return []
    rows = publication.documents.select_related("file", "made_by")
    return list(rows.order_by("kind", "-number"))


def may_open_documents(viewer: Viewer, publication: Publication) -> bool:
    """A document carries the whole ranking: for others only where all of it is open."""
    if sees_drafts(viewer):
        return True
    full = publication.profile == Publication.Profile.FULL
    return publication.state == FINAL and full and not viewer.roles <= {Role.ADMIN}


def document_for(viewer: Viewer, uid: str) -> Document:
    """Raises ``publication.document_not_found``."""
    found = Document.objects.filter(uid=uid).select_related("publication", "file").first()
    if found is None or not may_open_documents(viewer, found.publication):
        raise Missing("publication.document_not_found")
    return found


def exemption_for(viewer: Viewer, uid: str) -> Exemption:
    """An order, for whoever sees drafts; raises ``exemption.not_in_force``."""
    found = Exemption.objects.filter(uid=uid).select_related("publication").first()
    if found is None or not sees_drafts(viewer):
        raise Missing("exemption.not_in_force")
    return found


def month_of(publication: Publication) -> Month:
    return Month.parse(publication.month)


def serial_of(publication: Publication) -> int:
    """The publication's number among those of its year: the bulletin's serial."""
    year = publication.final_on.year if publication.final_on else None
    finals = Publication.objects.filter(state=FINAL)
    if year is None:
        return finals.filter(final_on__year=clock.business_today().year).count() + 1
    return finals.filter(final_on__year=year, final_at__lte=publication.final_at).count()
