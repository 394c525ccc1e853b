"""A risk ends when its measures are verified and closed by another."""

from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.risks.models import Risk
from yipanqi.core.ledgers.risks import RiskState, RiskVerb, moved
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock

ENDING = ("close_out", "cancel_commitment")


def follow(commitment: Commitment, verb: str, viewer: Viewer) -> None:  # noqa: ARG001
    """Called inside the commitment's verb, in its transaction."""
    if verb not in {*ENDING, "reopen_commitment"}:
        return
    rows = Risk.objects.unscoped("its commitment was checked").select_for_update()
    row = rows.filter(commitment=commitment).first()
    if row is None:
        return
    if verb in ENDING:
        row.state = moved(RiskState(row.state), RiskVerb.END)
        row.over_on = clock.business_today()
        row.has_come_true = bool(row.has_come_true)  # nobody said so until its end: it did not
    else:
        row.state = moved(RiskState(row.state), RiskVerb.REOPEN)
        row.over_on, row.has_come_true = None, row.has_come_true or None
    row.version += 1
    row.save()
