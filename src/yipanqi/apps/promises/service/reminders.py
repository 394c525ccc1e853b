"""What the daily sweep tells of requests: nobody has answered first in time."""

from collections.abc import Iterator
from datetime import date

from yipanqi.apps.ledger.notices.actions import Told
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.service.actions._common import notice
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.core.ledgers.service import RequestState


def remind(day: date) -> Iterator[Told]:
    """On the due day the officer's unit, past it the one above, too; each once."""
    rows = ServiceRequest.objects.unscoped("reminders go to every unit")
    for row in rows.filter(state=RequestState.RAISED, first_due_on__lte=day).order_by("pk"):
        if row.first_due_on == day:
            yield notice(row, "notice.request_due", [row.officer_unit_id], "due")
        else:
            above = [node.pk for node in tree_on().above(row.officer_unit_id)][:2]
            yield notice(row, "notice.request_late", above, "late")
