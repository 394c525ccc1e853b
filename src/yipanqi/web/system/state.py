"""What the system page says of the installation."""

from dataclasses import dataclass

from yipanqi.apps.results.publishing.models import Publication
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import AuditEntry, Installation, Job

SHOWN = 12


@dataclass(frozen=True, slots=True)
class SystemState:
    home: Installation | None
    unsealed: int  # audit rows that wait for their seal
    jobs: tuple[Job, ...]  # newest first: all for the administrator, else one's own
    months: dict[str, str]  # job → the month it works for, where it has one


def system_state(viewer: Viewer) -> SystemState:
    jobs = Job.objects.order_by("-id")
    if not viewer.has(Role.ADMIN):
        jobs = jobs.filter(requested_by=viewer.uid)
    shown = tuple(jobs[:SHOWN])
    return SystemState(
        home=installation(),
        unsealed=AuditEntry.objects.filter(sequence=None).count(),
        jobs=shown,
        months=_months(shown),
    )


def _months(jobs: tuple[Job, ...]) -> dict[str, str]:
    """Twelve jobs of one name are told apart by their months."""
    asked = [job.args["publication"] for job in jobs if job.args.get("publication")]
    rows = Publication.objects.filter(uid__in=asked).values_list("uid", "month")
    published = {str(uid): month for uid, month in rows}
    found = {
        str(job.uid): job.args.get("month") or published.get(job.args.get("publication", ""), "")
        for job in jobs
    }
    return {uid: month for uid, month in found.items() if month}


def installation() -> Installation | None:
    return Installation.objects.filter(pk=1).first()
