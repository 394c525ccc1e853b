"""What the daily sweep tells of risks: a review is due, a review is overdue."""

from collections.abc import Iterator
from datetime import date

from yipanqi.apps.ledger.notices.actions import Told
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.risks.models import Risk
from yipanqi.core.ledgers.risks import RiskState

PATIENCE = 5  # working days past the review before the unit above hears of it


def remind(day: date) -> Iterator[Told]:
    calendar = rules().calendar
    rows = Risk.objects.unscoped("reminders go to every unit")
    for row in rows.exclude(state=RiskState.OVER).filter(review_on__lte=day).order_by("pk"):
        yield _told(row, "notice.risk_review_due", [row.unit_id])
        if calendar.workdays_between(row.review_on, day) > PATIENCE:
            above = [node.pk for node in tree_on().above(row.unit_id)][1:2]
            yield _told(row, "notice.risk_review_late", above)


def _told(row: Risk, code: str, units: list[int]) -> Told:
    return Told(
        units=units,
        code=code,
        key=f"{row.uid}:{code}:{row.review_on}",
        params={"title": row.title, "number": row.number, "due_on": row.review_on},
        url_name="risks:record",
        subject_uid=str(row.uid),
    )
