"""Which version of the year's list a frozen month rests on, and completion against the plan as
first issued beside the plan in force.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.apps.ledger.projects.models import AnnualList
from yipanqi.apps.ledger.projects.plans import first_plans
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.core.frozen.month_register import Register
from yipanqi.core.money import ratio
from yipanqi.core.month import Month


@dataclass(frozen=True, slots=True)
class ListBasis:
    """Money in whole yuan. ``original`` is the plan of the year's first version."""

    issued: AnnualList
    done: int
    original: int
    adjusted: int

    @property
    def is_adjusted(self) -> bool:
        return self.issued.number > 1

    @property
    def of_original(self) -> Decimal | None:
        return ratio(self.done, self.original)

    @property
    def of_adjusted(self) -> Decimal | None:
        return ratio(self.done, self.adjusted)


def basis_of(snapshot: Snapshot) -> ListBasis | None:
    """None where the month had no list: an ordinary month without plans."""
    register = Register(Month.parse(snapshot.month), table(snapshot, "project_months"))
    named = {r["list_version"] for r in register.rows if r["list_version"]}
    if not named:
        return None
    year, number = (int(part) for part in max(named).split("/"))
    issued = AnnualList.objects.filter(year=year, number=number).first()
    if issued is None:
        return None
    return ListBasis(
        issued=issued,
        done=register.year_to_date,
        original=sum(first_plans(year).values()),
        adjusted=register.annual_plan,
    )
