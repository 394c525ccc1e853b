"""Requests as frozen rows: how each stood on the month's last day, for the freeze."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.core.ledgers.service import RequestState
from yipanqi.core.month import Month


def service_request_rows(month: Month, known_at: datetime) -> Iterator[Mapping[str, Any]]:
    """Every request of the year up to the month's last day, known then; one query. What
    happened after that day is taken back. Names of people are not among the columns.
    """
    last = month.last
    rows = ServiceRequest.objects.unscoped("a freeze reads every request")
    rows = rows.filter(opened_on__year=month.year, opened_on__lte=last, recorded_at__lte=known_at)
    for row in rows.select_related("unit").order_by("pk"):
        yield {
            "month": str(month),
            "uid": str(row.uid),
            "unit_uid": str(row.unit.uid),
            "opened_on": row.opened_on,
            "first_answer_on": _by(row.first_answer_on, last),
            "answered_on": _by(row.answered_on, last),
            "state": _state(row, last).value,
            "rating": row.rating if _by(row.rated_on, last) else None,
            "is_repeat": row.repeat_of_id is not None,
        }


def _state(row: ServiceRequest, last: date) -> RequestState:
    state = RequestState(row.state)
    if state is RequestState.DECLINED:
        gone = row.closed_on or row.first_answer_on
        return state if _by(gone, last) else RequestState.RAISED
    if state is RequestState.CLOSED and _by(row.closed_on, last) is None:
        state = RequestState.ANSWERED
    if state is RequestState.ANSWERED and _by(row.answered_on, last) is None:
        state = RequestState.HANDLING
    if state is RequestState.HANDLING and _by(row.first_answer_on, last) is None:
        return RequestState.RAISED
    return state


def _by(day: date | None, last: date) -> date | None:
    return day if day is not None and day <= last else None
