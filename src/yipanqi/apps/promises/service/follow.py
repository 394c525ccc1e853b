"""A request goes where its commitment goes: done is answered, closed is closed."""

from typing import Any

from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.apps.promises.service.rules import service_rules
from yipanqi.core.ledgers.service import RequestState
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock


def follow(commitment: Commitment, verb: str, viewer: Viewer) -> None:
    """Called inside the commitment's verb, in its transaction."""
    rows = ServiceRequest.objects.unscoped("its commitment was checked").select_for_update()
    row = rows.filter(commitment=commitment).first()
    change = _CHANGES.get(verb)
    if row is None or change is None:
        return
    change(row, commitment, viewer)
    row.version += 1
    row.save()


def _answered(row: ServiceRequest, commitment: Commitment, _viewer: Viewer) -> None:
    row.state = RequestState.ANSWERED
    row.answered_on, row.answer = commitment.done_on, commitment.result


def _closed(row: ServiceRequest, commitment: Commitment, viewer: Viewer) -> None:
    """By the asker's word (the system closes then), or by the level above once the asker has
    been silent for the days of the rule.
    """
    answered = row.answered_on or commitment.assigned_on
    until = rules().calendar.add_workdays(answered, service_rules().rating_days)
    if not viewer.is_system and clock.business_today() <= until:
        raise Refusal("service.rating_runs", until=until)
    row.state, row.closed_on = RequestState.CLOSED, commitment.closed_on


def _handling(row: ServiceRequest, _commitment: Commitment, _viewer: Viewer) -> None:
    row.state, row.closed_on = RequestState.HANDLING, None
    row.times_returned += 1


def _withdrawn(row: ServiceRequest, _commitment: Commitment, _viewer: Viewer) -> None:
    row.state, row.closed_on = RequestState.DECLINED, clock.business_today()


_CHANGES: dict[str, Any] = {
    "report_done": _answered,
    "close_out": _closed,
    "return_done": _handling,
    "reopen_commitment": _handling,
    "cancel_commitment": _withdrawn,
}
