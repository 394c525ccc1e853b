"""Livelihood works as frozen rows: the count of each unit's share by the month's end."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from yipanqi.apps.promises.livelihood.models import LivelihoodCount, LivelihoodShare, Survey
from yipanqi.core.month import Month


def livelihood_rows(month: Month, known_at: datetime) -> Iterator[Mapping[str, Any]]:
    """One row per work and unit of the month's year, as known then; three queries.

    ``progress_scaled`` is None where the unit has not counted yet: not zero.
    """
    told = LivelihoodCount.objects.filter(month__lte=str(month), recorded_at__lte=known_at)
    told = told.filter(share__item__year=month.year).order_by("month", "pk")
    latest = {count.share_id: count.done_scaled for count in told}
    surveys = Survey.objects.filter(on__lte=month.last, recorded_at__lte=known_at)
    content = {s.item_id: s.satisfaction_scaled for s in surveys.order_by("on", "pk")}
    rows = LivelihoodShare.objects.filter(
        item__year=month.year,
        item__recorded_at__lte=known_at,
        item__commitment__assigned_on__lte=month.last,
    )
    for share in rows.select_related("item", "unit").order_by("pk"):
        yield {
            "month": str(month),
            "uid": str(share.item.uid),
            "unit_uid": str(share.unit.uid),
            "target_scaled": share.target_scaled,
            "progress_scaled": latest.get(share.pk),
            "decimals": share.item.decimals,
            "satisfaction_scaled": content.get(share.item_id),
        }
