"""Long work on frozen months, run by the worker. Each may be run again after a crash."""

from dataclasses import asdict
from typing import Any

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.month.snapshots.actions import freeze_month, recover_freezes
from yipanqi.apps.month.snapshots.actions.orders import FREEZE, VERIFY
from yipanqi.apps.month.snapshots.actions.several import SEVERAL
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.verify import verify_snapshot, verify_snapshots
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import seal
from yipanqi.infra.jobs import Progress, handler
from yipanqi.infra.models import Job


def ordered_by(job: Job) -> Viewer:
    """Who ordered the job, with the rights of today."""
    person = User.objects.filter(uid=job.requested_by).first() if job.requested_by else None
    return viewer_for(person) if person else Viewer.system(job.name)


@handler(FREEZE)
def freeze(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    month, job = Month.parse(args["month"]), progress.job
    progress(0, 3)
    done = Snapshot.objects.filter(month=str(month), frozen_at__gte=job.created_at).last()
    if done is None:
        if job.attempts > 1:  # the worker before this one is gone, and its freeze with it
            recover_freezes(at_start=True)
        done = freeze_month(viewer=ordered_by(job), month=month)
    progress(2, 3)
    faults = list(verify_snapshot(done))
    progress(3, 3)
    return {"snapshot": str(done), "uid": str(done.uid), "faults": [asdict(f) for f in faults]}


@handler(SEVERAL)
def freeze_several(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """In their order. The first refusal ends it: what is frozen by then stays frozen."""
    months, job = [Month.parse(month) for month in args["months"]], progress.job
    viewer, made = ordered_by(job), []
    for number, month in enumerate(months):
        progress(number, len(months))
        done = Snapshot.objects.filter(month=str(month), frozen_at__gte=job.created_at).last()
        if done is None:
            if job.attempts > 1:
                recover_freezes(at_start=True)
            done = freeze_month(viewer=viewer, month=month)
        made.append(done)
    faults = [asdict(fault) for one in made for fault in verify_snapshot(one)]
    progress(len(months), len(months))
    return {"snapshots": [str(one) for one in made], "faults": faults}


@handler(VERIFY)
def verify(_args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Every snapshot, their chain, and the chain of the audit."""
    total = Snapshot.objects.count() + 1
    progress(0, total)
    faults = [asdict(fault) for fault in verify_snapshots()]
    progress(total - 1, total)
    chain = seal.verify_chain()
    progress(total, total)
    broken = None
    if chain.fault is not None:
        broken = {"sequence": chain.fault.sequence, "uid": chain.fault.uid}
    return {
        "snapshots": total - 1,
        "faults": faults,
        "audit": {"sealed": chain.sealed, "unsealed": chain.unsealed, "broken": broken},
    }
