"""When a draft may not be issued: its round is not approved, or the month is frozen already."""

from yipanqi.apps.board.list_rounds.models import ListRound
from yipanqi.apps.ledger.projects.models import ListDraft
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal


def hold_back(draft: ListDraft | None, effective_month: Month, *, is_adjustment: bool) -> None:
    """Raises ``list.round_not_approved``, ``list.month_frozen``."""
    if draft is not None:
        found = ListRound.objects.filter(draft=draft).first()
        if found is not None and found.state != ListRound.State.APPROVED:
            raise Refusal("list.round_not_approved", year=draft.year)
    if is_adjustment and Snapshot.objects.filter(month__gte=str(effective_month)).exists():
        last = Snapshot.objects.order_by("-month").values_list("month", flat=True)[0]
        raise Refusal("list.month_frozen", field="effective_month", month=Month.parse(last))
