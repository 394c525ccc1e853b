"""The daily sweep as a job: ordered once a day by whoever notices the day, done by the worker."""

from datetime import date
from typing import Any

from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees
from yipanqi.apps.promises.commitments.actions.sweep import sweep_until
from yipanqi.apps.promises.commitments.models import Sweep
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.jobs import Progress, enqueue, handler
from yipanqi.infra.models import Installation, Job

SWEEP = "sweep_commitments"


@handler(SWEEP)
def sweep(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    day = date.fromisoformat(args["day"])
    progress(0, 1)
    keep_trees()
    try:
        made = sweep_until(viewer=Viewer.system("daily sweep of commitments"), day=day)
    finally:
        forget_trees()
    progress(1, 1)
    return {
        "days": len(made),
        "reminders": sum(s.reminders for s in made),
        "slips": sum(s.slips for s in made),
        "climbs": sum(s.climbs for s in made),
    }


def order_due_sweep() -> Job | None:
    """The job for the city's today, unless the day is swept or the order stands already."""
    if not Installation.objects.filter(pk=1).exists():
        return None
    day = clock.business_today()
    if Sweep.objects.filter(day=day).exists():
        return None
    if Job.objects.filter(name=SWEEP, key=day.isoformat()).exclude(state=Job.State.DONE).exists():
        return None
    return enqueue(SWEEP, day.isoformat(), day=day.isoformat())
