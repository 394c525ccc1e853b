"""Sending the outbox, as a job; whoever looks at the clock orders it."""

from typing import Any

from yipanqi.apps.ledger.notices.outbox import deliver_due, is_anything_due
from yipanqi.infra.jobs import Progress, enqueue, handler
from yipanqi.infra.models import Job

DELIVER = "deliver_notices"


@handler(DELIVER)
def deliver(_args: dict[str, Any], progress: Progress) -> dict[str, int]:
    """Until nothing is due; what was not taken is due again later."""
    taken = refused = 0
    while is_anything_due():
        sent, left = deliver_due()
        taken, refused = taken + sent, refused + left
        progress(taken, taken + refused)
        if not sent and not left:
            break
    return {"taken": taken, "refused": refused}


def order_due_delivery() -> Job | None:
    return enqueue(DELIVER, "due") if is_anything_due() else None
