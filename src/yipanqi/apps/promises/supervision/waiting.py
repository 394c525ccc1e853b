"""What waits on a viewer, and what the viewer waits for."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from yipanqi.apps.promises.commitments.access import ORDERING, WORKING
from yipanqi.apps.promises.commitments.models import Commitment, Extension
from yipanqi.apps.promises.supervision.queries import RUNNING
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Viewer


def concerning(viewer: Viewer) -> Q:
    """Running tasks, and reports to verify, that the viewer's units have to do with."""
    kinds = kinds_of(viewer)
    return kinds["to_sign"] | kinds["to_do"] | kinds["to_verify"] | kinds["awaited"]


def waiting_count(viewer: Viewer) -> int:
    """How many tasks wait on the viewer, each once, in one query."""
    kinds = kinds_of(viewer)
    any_of = Q(pk__in=[])
    for name, condition in kinds.items():
        if name != "awaited":
            any_of |= condition
    return Commitment.objects.visible_to(viewer).filter(any_of).count()


def waiting_on(viewer: Viewer) -> dict[str, tuple[int, date | None]]:
    """What waits on the viewer: how many of each kind, and the nearest date. ``awaited`` is
    what the viewer waits for.
    """
    rows = Commitment.objects.visible_to(viewer)
    found = {}
    for name, condition in kinds_of(viewer).items():
        dates = sorted(rows.filter(condition).values_list("due_on", flat=True))
        found[name] = (len(dates), dates[0] if dates else None)
    return found


def kinds_of(viewer: Viewer) -> dict[str, Q]:
    posts, ordering = viewer.posts_as(*WORKING), viewer.posts_as(*ORDERING)
    running, mine = Q(state__in=RUNNING), Q(lead_unit__in=posts)
    asked = Exists(Extension.objects.filter(commitment=OuterRef("pk"), state="asked"))
    verified_by_me = Q(closing_unit__in=ordering) | Q(closing_unit__in=posts, raiser_closes=True)
    return {
        "to_sign": running & mine & Q(signed_for_on=None),
        "to_do": running & mine & ~Q(signed_for_on=None),
        "to_verify": Q(state=CommitmentState.REPORTED_DONE) & verified_by_me,
        "to_decide": running & Q(assigning_unit__in=ordering) & Q(asked),
        "climbed": running & Q(level_unit__in=ordering),
        "awaited": running & Q(assigning_unit__in=ordering),
    }
