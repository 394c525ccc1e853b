"""A promise handed over as a task is kept when the task is closed."""

from typing import Any

from yipanqi.apps.life.leads.actions.promises import settle
from yipanqi.apps.life.leads.models import SigningPromise
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.infra import clock


def follow(commitment: Commitment, verb: str, _viewer: Any) -> None:
    if verb != "close_out":
        return
    rows = SigningPromise.objects.unscoped("follows the task's own verb")
    row = rows.select_for_update(of=("self",)).filter(commitment=commitment, kept_on=None).first()
    if row is not None:
        settle(row, commitment.done_on or clock.business_today(), commitment.verdict)
