"""What the system page says of the installation."""

from dataclasses import dataclass

from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import AuditEntry, Installation, Job

SHOWN = 12


@dataclass(frozen=True, slots=True)
class SystemState:
    home: Installation | None
    unsealed: int  # audit rows that wait for their seal
    jobs: tuple[Job, ...]  # newest first: all for the administrator, else one's own


def system_state(viewer: Viewer) -> SystemState:
    jobs = Job.objects.order_by("-id")
    if not viewer.has(Role.ADMIN):
        jobs = jobs.filter(requested_by=viewer.uid)
    return SystemState(
        home=installation(),
        unsealed=AuditEntry.objects.filter(sequence=None).count(),
        jobs=tuple(jobs[:SHOWN]),
    )


def installation() -> Installation | None:
    return Installation.objects.filter(pk=1).first()
