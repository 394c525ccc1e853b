"""Counts over commitments: on time, late, returned, reopened, days; by unit and by cause."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.core.commitments.lateness import Dates, is_late, is_overdue
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.money import ratio


@dataclass(frozen=True, slots=True)
class Counted:
    """One commitment as statistics see it."""

    dates: Dates
    assigned_on: date
    closed_on: date | None = None
    times_returned: int = 0
    times_reopened: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Cancelled ones count nowhere. ``days`` are calendar days from assignment to closing."""

    total: int = 0
    closed: int = 0
    closed_on_time: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0  # reported done, not yet verified
    returned: int = 0  # commitments sent back at least once
    reopened: int = 0
    days: int = 0

    @property
    def closure_rate(self) -> Decimal | None:
        """Closed of all; None where there is none."""
        return ratio(self.closed, self.total)

    @property
    def on_time_rate(self) -> Decimal | None:
        """Closed on time of closed; None where none is closed."""
        return ratio(self.closed_on_time, self.closed)

    @property
    def average_days(self) -> Decimal | None:
        return Decimal(self.days) / self.closed if self.closed else None


def tally(rows: Iterable[Counted], today: date) -> Tally:
    kept = [r for r in rows if r.dates.state is not CommitmentState.CANCELLED]
    closed = [r for r in kept if r.dates.state is CommitmentState.CLOSED]
    return Tally(
        total=len(kept),
        closed=len(closed),
        closed_on_time=sum(not is_late(r.dates, today) for r in closed),
        late=sum(is_late(r.dates, today) for r in kept),
        overdue=sum(is_overdue(r.dates, today) for r in kept),
        waiting=sum(r.dates.state is CommitmentState.REPORTED_DONE for r in kept),
        returned=sum(r.times_returned > 0 for r in kept),
        reopened=sum(r.times_reopened > 0 for r in kept),
        days=sum((r.closed_on - r.assigned_on).days for r in closed if r.closed_on),
    )
