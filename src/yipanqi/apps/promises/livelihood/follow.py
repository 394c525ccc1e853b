"""A work may be reported done only when its count has reached its target."""

from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.livelihood.models import LivelihoodItem
from yipanqi.apps.promises.livelihood.queries import descaled, standing_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.templatetags.figures import places


def follow(commitment: Commitment, verb: str, viewer: Viewer) -> None:  # noqa: ARG001
    """Called inside the commitment's verb: a refusal here undoes it."""
    if verb != "report_done":
        return
    rows = LivelihoodItem.objects.unscoped("its commitment was checked")
    row = rows.filter(commitment=commitment).first()
    if row is None:
        return
    by = min(Month.of(clock.business_today()), Month(row.year, 12))
    stands = standing_of(row, by)
    if not stands.is_met:
        raise Refusal(
            "livelihood.target_not_met",
            done=places(descaled(stands.done, row.decimals), row.decimals),
            target=places(descaled(stands.target, row.decimals), row.decimals),
            counted_in=row.counted_in,
        )
