"""The officer answers first and says who handles it; that unit answers."""

from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import unit_above
from yipanqi.apps.promises.commitments.actions import Order, assign, report_done
from yipanqi.apps.promises.service.access import check_officer, locked, visible
from yipanqi.apps.promises.service.actions._common import audited, kept, said, told
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.core.ledgers.service import RequestState, RequestVerb, moved
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

KIND = "service_request"
BY_RULE = "a request of an enterprise, taken up by its officer"


def accept_request(
    *,
    viewer: Viewer,
    uid: str | UUID,
    words: str,
    unit: int | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> ServiceRequest:
    """The first answer to the enterprise, and the commitment of the unit that handles it
    (default: the officer's own). The rule assigns it, the unit above verifies it.

    Raises ``service.not_served_here`` or ``service.unit_has_none_above``.
    """
    first = said(words, "words")
    with act(viewer, "accept_request", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_officer(viewer, row, RequestVerb.ACCEPT)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(RequestState(row.state), RequestVerb.ACCEPT).value
        row.unit_id = unit or row.unit_id
        row.first_answer_on, row.first_answer = clock.business_today(), first
        row.commitment = assign(viewer=Viewer.system(BY_RULE), order=_order(row))
        kept(verb, row, before, first)
        told(row, "notice.request_handled", [row.officer_unit_id], "handled", unit=_name(row))
    return row


def _order(row: ServiceRequest) -> Order:
    above = unit_above(row.unit_id)
    if above is None:
        raise Refusal("service.unit_has_none_above", field="unit")
    return Order(
        title=f"{row.enterprise}：{row.title}",
        lead_unit=row.unit_id,
        requirement=row.content or row.title,
        origin_kind=KIND,
        origin_uid=row.uid,
        source=row.number,
        project=row.project,
        term=KIND,
        needs_evidence=False,
        assigning_unit=above,
    )


def _name(row: ServiceRequest) -> str:
    node = tree_on().nodes.get(row.unit_id)
    return node.name if node else ""


def decline_request(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> ServiceRequest:
    """Not a matter of this city's service; the asker reads the reason."""
    words = said(reason, "reason")
    with act(viewer, "decline_request", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_officer(viewer, row, RequestVerb.DECLINE)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(RequestState(row.state), RequestVerb.DECLINE).value
        row.first_answer_on, row.first_answer = clock.business_today(), words
        kept(verb, row, before, words)
    return row


def answer_request(
    *,
    viewer: Viewer,
    uid: str | UUID,
    answer: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> ServiceRequest:
    """The full answer of the unit that handles it: its commitment is reported done.

    Raises ``commitment.doer_only`` and what ``report_done`` raises.
    """
    row = visible(viewer, uid)
    if row.commitment is None:
        raise Missing("service.not_taken_up")
    check_version(row, expected_version)
    report_done(viewer=viewer, uid=row.commitment.uid, result=said(answer, "answer"), key=key)
    return visible(viewer, uid)
