"""What the daily sweep tells: last month's count is missing."""

from collections.abc import Iterator
from datetime import date

from yipanqi.apps.ledger.notices.actions import Told
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.livelihood.models import LivelihoodShare
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.month import Month

OVER = [s.value for s in CommitmentState if s.is_over]


def remind(day: date) -> Iterator[Told]:
    """From the rule's day of the month on, once per share and month."""
    if day.day < rules().kinds["livelihood"]["report_by"]:
        return
    month = Month.of(day).previous
    rows = LivelihoodShare.objects.filter(item__year=month.year)
    rows = rows.exclude(item__commitment__state__in=OVER)
    for share in rows.exclude(counts__month=str(month)).select_related("item").order_by("pk"):
        yield Told(
            units=[share.unit_id],
            code="notice.livelihood_count_due",
            key=f"{share.uid}:{month}",
            params={"title": share.item.title, "month": month},
            url_name="livelihood:record",
            subject_uid=str(share.item.uid),
        )
