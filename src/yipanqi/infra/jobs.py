"""Jobs: rows in a table, claimed by compare-and-set, leased, reclaimed after a crash.

``enqueue`` is called inside a verb's transaction, so a job exists exactly when its verb
was kept. A handler is registered by name and must be idempotent: it may be run again
when its lease ran out.
"""

import logging
import secrets
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from yipanqi.core.refusal import Refusal
from yipanqi.infra import clock
from yipanqi.infra.models import Job

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 5
log = logging.getLogger(__name__)


class Progress:
    """Handed to a handler: tells the waiting person how far the job is, renews the lease."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, done: int, total: int) -> None:
        kept = Job.objects.filter(pk=self.job.pk, lease=self.job.lease).update(
            done=done, total=total, lease_until=clock.now() + LEASE
        )
        if not kept:
            raise LeaseLost(self.job.name)


class LeaseLost(RuntimeError):  # noqa: N818
    """Another worker took the job over; this one stops without writing."""


Handler = Callable[[dict[str, Any], Progress], Any]
HANDLERS: dict[str, Handler] = {}


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register a function under the name that job rows carry."""

    def register(function: Handler) -> Handler:
        HANDLERS[name] = function
        return function

    return register


def enqueue(name: str, key: str, *, requested_by: str = "", **args: Any) -> Job:
    """The live job ``(name, key)``, made if there is none."""
    now = clock.now()
    with transaction.atomic():
        if found := live(name, key):
            return found
        return Job.objects.create(
            name=name, key=key, args=args, requested_by=requested_by, created_at=now, run_after=now
        )


def live(name: str, key: str) -> Job | None:
    """The job that waits or runs."""
    states = [Job.State.QUEUED, Job.State.RUNNING]
    return Job.objects.filter(name=name, key=key, state__in=states).first()


def stop(job: Job, refusal: Refusal) -> None:
    """End a live job, inside a verb's transaction: whoever waits reads ``refusal``. A worker
    that runs it loses its lease and hears of it at its next word of progress.
    """
    Job.objects.filter(pk=job.pk, state__in=[Job.State.QUEUED, Job.State.RUNNING]).update(
        state=Job.State.FAILED,
        finished_at=clock.now(),
        lease="",
        refusal={"code": refusal.code, "params": {}},
    )


def claim() -> Job | None:
    """Take the next due job, or one whose worker is gone; None where nothing is due."""
    now = clock.now()
    due = Q(state=Job.State.QUEUED, run_after__lte=now)
    lost = Q(state=Job.State.RUNNING, lease_until__lt=now)
    for candidate in Job.objects.filter(due | lost).order_by("run_after", "id")[:5]:
        lease = secrets.token_hex(16)
        taken = Job.objects.filter(
            pk=candidate.pk, state=candidate.state, lease=candidate.lease
        ).update(
            state=Job.State.RUNNING,
            lease=lease,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
        if taken:
            return Job.objects.get(pk=candidate.pk)
    return None


def run(job: Job) -> None:
    """Run a claimed job and write down how it ended."""
    mine = Job.objects.filter(pk=job.pk, lease=job.lease)
    try:
        result = HANDLERS[job.name](job.args, Progress(job))
    except Refusal as refusal:
        mine.update(
            state=Job.State.FAILED,
            finished_at=clock.now(),
            refusal={
                "code": refusal.code,
                "params": {k: str(v) for k, v in refusal.params.items()},
            },
        )
    except LeaseLost:
        log.warning("job %s lost its lease", job)
    except Exception:
        log.exception("job %s failed", job)
        again = job.attempts < MAX_ATTEMPTS
        mine.update(
            state=Job.State.QUEUED if again else Job.State.FAILED,
            run_after=clock.now() + timedelta(seconds=5 * 2**job.attempts),
            error=traceback.format_exc()[-4000:],
            lease="",
        )
    else:
        mine.update(state=Job.State.DONE, finished_at=clock.now(), result=result)


def drain(limit: int = 1_000) -> int:
    """Run due jobs until none is left (tests, the command line); returns how many ran."""
    for count in range(limit):
        job = claim()
        if job is None:
            return count
        run(job)
    return limit


def close_connection() -> None:
    """Give the database connection back between jobs."""
    connection.close()
