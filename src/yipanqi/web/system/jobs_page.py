"""Jobs as the person who waits sees them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import Job
from yipanqi.infra.texts import TextMissing, render
from yipanqi.web.parts import JobProgress


def job_for(viewer: Viewer, uid: str) -> Job:
    """A job its own requester, the office or the administrator may follow."""
    job = Job.objects.filter(uid=uid).first()
    if job is None:
        raise Missing("system.job_not_found")
    own = job.requested_by == viewer.uid
    if not own and not viewer.has(Role.ADMIN) and not viewer.is_root_office:
        raise Missing("system.job_not_found")
    return job


def progress_of(job: Job) -> JobProgress:
    """The job in words; a refused one says why and what to do."""
    if job.refusal:
        try:
            text = render(job.refusal["code"], job.refusal["params"])
        except TextMissing:
            text = _("The work was refused; see the log.")
    else:
        text = {
            Job.State.QUEUED: _("Waiting for its turn"),
            Job.State.RUNNING: _("Working"),
            Job.State.DONE: _("Done"),
            Job.State.FAILED: _(
                "Failed; nothing was changed. Try again, or tell the administrator."
            ),
        }[Job.State(job.state)]
    result = job.result if isinstance(job.result, dict) else {}
    return JobProgress(
        state=job.state,
        text=text,
        done=job.done,
        total=job.total or None,
        href=reverse("job", args=[job.uid]),
        result_href=str(result.get("href", "")),
    )
