"""The asker's word: solved closes the request, not solved sends it back."""

from yipanqi.apps.promises.commitments.actions import close_out, return_done
from yipanqi.apps.promises.service.actions._common import audited, kept, told
from yipanqi.apps.promises.service.actions.raising import BY_LINK, open_link
from yipanqi.apps.promises.service.models import ServiceLink, ServiceRequest
from yipanqi.core.ledgers.service import RequestState, RequestVerb, moved
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import act

BEST = 5
WORDS_MAX = 500


def rate_answer(
    *, secret: str, rating: int | None, is_solved: bool | None, words: str = ""
) -> ServiceRequest:
    """Once for each answer. Raises ``service.link_gone``, ``service.rating_needed``,
    ``service.solved_needed`` or ``service.move_not_allowed``.
    """
    if rating is None or not 1 <= rating <= BEST:
        raise Refusal("service.rating_needed", field="rating")
    if is_solved is None:
        raise Refusal("service.solved_needed", field="is_solved")
    step = RequestVerb.RATE_SOLVED if is_solved else RequestVerb.RATE_UNSOLVED
    viewer = Viewer.system(BY_LINK)
    with act(viewer, "rate_answer") as verb:
        link = open_link(secret, ServiceLink.Kind.FOLLOW, locked=True)
        rows = ServiceRequest.objects.unscoped("its own link").select_for_update(of=("self",))
        row = rows.select_related("commitment").get(links=link)
        moved(RequestState(row.state), step)
        before = audited(row)
        row.rating, row.rated_on = rating, clock.business_today()
        row.rating_words = words.strip()[:WORDS_MAX]
        kept(verb, row, before, row.rating_words)
        _carry_on(viewer, row, is_solved=is_solved)
        link.used_at = clock.now()
        link.save()
        row.refresh_from_db()
        units = [row.unit_id, row.officer_unit_id]
        told(row, "notice.request_rated", units, f"rated:{row.version}", rating=rating)
    return row


def _carry_on(viewer: Viewer, row: ServiceRequest, *, is_solved: bool) -> None:
    commitment = row.commitment
    if commitment is None:
        raise Refusal("service.not_answered_yet")
    words = row.rating_words or render("service.said_nothing")
    if is_solved:
        close_out(viewer=viewer, uid=commitment.uid, verdict=words)
    else:
        return_done(viewer=viewer, uid=commitment.uid, reason=words)
