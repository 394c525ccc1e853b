"""What waits on the viewer at gates, pauses, moved dates and promises of the signing."""

from datetime import date

from django.utils.translation import gettext as _

from yipanqi.apps.life.gates.queries import (
    overdue_pauses,
    refused_passages,
    waiting_passages,
    waiting_pauses,
)
from yipanqi.apps.life.leads.queries import late_promises
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.web.desk.waiting import Waiting, address


def at_gates(viewer: Viewer) -> list[Waiting]:
    """Only what there is: a kind without anything waiting is left out."""
    mine = address("gates:index")
    overdue = list(
        overdue_pauses(viewer, clock.business_today()).values_list("review_on", flat=True)
    )
    refused = refused_passages(viewer)
    back = address("gates:project", refused[0].project.uid) if len(refused) == 1 else ""
    promises, first = late_promises(viewer)
    kinds: tuple[tuple[str, int, date | None, str], ...] = (
        (_("Gates to accept or refuse"), waiting_passages(viewer).count(), None, mine),
        (_("Gates that were refused: propose again"), len(refused), None,
         back or f"{mine}?show=refused"),
        (_("Pauses to approve or refuse"), waiting_pauses(viewer).count(), None, mine),
        (_("Pauses past their review date"), len(overdue), overdue[0] if overdue else None,
         f"{mine}?show=pauses"),
        (_("Promises of the signing past their day"), promises, first,
         f"{address('leads:index')}?stage=signed"),
    )  # fmt: skip
    return [Waiting(text, count, due, href) for text, count, due, href in kinds if count]
