"""The job worker: runs what verbs left to be done, and seals the audit chain behind them."""

import logging
import os
import signal
import threading
import time
from types import FrameType

import django

IDLE_SECONDS = 0.5
DAY_LOOK_SECONDS = 20.0  # how often the worker asks what the clocks have brought due
log = logging.getLogger(__name__)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.settings.local")
    django.setup()
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    work(stop)


def work(stop: threading.Event) -> None:
    """Until asked to stop: one job at a time, the running one is finished first."""
    from django.db import DatabaseError
    from django.utils.module_loading import autodiscover_modules

    from yipanqi.infra import clock, jobs

    autodiscover_modules("jobs")
    next_look = 0.0
    while not stop.is_set():
        busy = False
        try:
            with clock.one_reading():
                if time.monotonic() >= next_look:
                    next_look = time.monotonic() + DAY_LOOK_SECONDS
                    order_due_work()
                busy = run_one_job() + seal_waiting_rows() + keep_written_lines() > 0
        except DatabaseError:  # the database restarts; the lease brings a lost job back
            log.exception("the worker lost its database")
        finally:
            jobs.close_connection()
        if not busy:
            stop.wait(IDLE_SECONDS)


def order_due_work() -> None:
    """What the clocks ask for: each day's reminders, slips and climbs once; the outbox."""
    from yipanqi.apps.ledger.notices.jobs import order_due_delivery
    from yipanqi.apps.promises.commitments.jobs import order_due_sweep

    order_due_sweep()
    order_due_delivery()


def run_one_job() -> int:
    from yipanqi.infra import jobs

    job = jobs.claim()
    if job is None:
        return 0
    jobs.run(job)
    return 1


def seal_waiting_rows() -> int:
    """Looks before it locks: a quiet city's database is not written to twice a second."""
    from yipanqi.infra import seal
    from yipanqi.infra.models import AuditEntry

    return seal.seal() if AuditEntry.objects.filter(sequence=None).exists() else 0


def keep_written_lines() -> int:
    """Lights and figures of what verbs have written, for the lists that filter by them."""
    from yipanqi.apps.life.pipeline import kept

    return kept.keep_lines() if kept.work_waits() else 0


if __name__ == "__main__":
    main()
