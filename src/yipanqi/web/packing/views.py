"""The month's pack: its documents, what came back from outside, the city's template."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.film.access import may_see
from yipanqi.apps.meeting.film.queries import MAKE_FILM, storyboards_of
from yipanqi.apps.meeting.meetings.access import is_office
from yipanqi.apps.meeting.meetings.live.papers import keep_paper
from yipanqi.apps.meeting.meetings.queries import meeting_for, meetings_for
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.pages import (
    ShownAs,
    asking,
    job_line,
    key_of,
    month_of,
    told,
)
from yipanqi.apps.month.snapshots.queries import job_by_uid, snapshots_of
from yipanqi.apps.results.publishing import actions as publishing
from yipanqi.apps.results.publishing.actions.documents import PACK, last_documents_job
from yipanqi.apps.results.publishing.models import Document, Publication
from yipanqi.apps.results.publishing.pages import chosen
from yipanqi.apps.results.publishing.queries import documents_of, publication_for, publications_of
from yipanqi.apps.results.returned import actions, queries
from yipanqi.apps.results.scoring.access import sees_drafts
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.models import Job
from yipanqi.infra.uid import new_uid
from yipanqi.web.packing.comparing import differences_of, kept_template


def index(request: HttpRequest) -> HttpResponse:
    """Whoever sees drafts of the city sees the pack before it is issued."""
    viewer, month = asking(request), month_of(request)
    if not sees_drafts(viewer):
        raise Missing("returned.not_found")
    publication = chosen(publications_of(viewer, month), request.GET.get("scheme", ""))
    frozen = snapshots_of(month)
    page: dict[str, Any] = {
        "month": month,
        "publication": publication,
        "shown_as": _shown(frozen, month),
        "is_office": is_office(viewer),
        "storyboards": storyboards_of(viewer, month),
        "meetings": [m for m in meetings_for(viewer).filter(month=str(month))[:4] if not m.is_held],
        "is_frozen": bool(frozen),
        "template": queries.template_in_force(),
        "key": str(new_uid()),
    }
    if publication is not None:
        page["documents"] = _newest(documents_of(viewer, publication))
        page["files"] = queries.files_of(viewer, publication)
        page["job"] = _line(last_documents_job(publication, PACK))
    return render(request, "web/packing/index.html", page)


def _shown(frozen: list[Snapshot], month: Month) -> ShownAs:
    if frozen:
        return ShownAs.of(frozen[0])
    return ShownAs(tree_on().root.name, month, None, clock.business_today())


def _newest(documents: list[Document]) -> list[Document]:
    """The newest version of each kind, in the order a meeting uses them."""
    order = ["bulletin", "slides", "tables", "reading", "posters", "scoreboard"]
    found = {d.kind: d for d in sorted(documents, key=lambda d: d.number)}
    return [found[kind] for kind in order if kind in found]


def _line(job: Job | None) -> Any:
    if job is None or job.state == Job.State.DONE:
        return None
    href = reverse("pack:job", args=[job.uid])
    return job_line(job, _("Making the documents of the pack"), href)


def job(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    if not may_see(viewer):
        raise Missing("job.not_found")
    found = job_by_uid(uid, PACK, MAKE_FILM)
    words = _("Making the documents of the pack") if found.name == PACK else _("Cutting the film")
    line = job_line(found, words, reverse("pack:job", args=[found.uid]))
    answer = render(request, "snapshots/job.html", {"line": line})
    if found.state == Job.State.DONE:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def order(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    found = publication_for(viewer, uid)
    with told(request):
        publishing.order_pack(viewer=viewer, publication=found, key=key_of(request))
    return redirect(_index(found))


def _index(publication: Publication) -> str:
    scheme = publication.sheet.scheme.key
    return f"{reverse('pack:index')}?month={publication.month}&scheme={scheme}"


@require_POST
def bring(request: HttpRequest, uid: str) -> HttpResponse:
    """Compare the file with what the snapshot gives, then keep it with its differences."""
    viewer = asking(request)
    publication = publication_for(viewer, uid)
    publishing.check_publisher(viewer)
    with told(request):
        made = _brought(request, viewer, publication)
        return redirect(reverse("pack:returned", args=[made.uid]))
    return redirect(_index(publication))


def _brought(request: HttpRequest, viewer: Viewer, publication: Publication) -> Any:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("returned.file_needed", field="file")
    of_meeting = request.POST.get("meeting", "")
    meeting = meeting_for(viewer, of_meeting) if of_meeting else None
    kept = keep_paper(file, file.name or "")
    kind, found = differences_of(publication, meeting, kept)
    return actions.bring_back(
        viewer=viewer,
        publication=publication,
        meeting=meeting if kind == "slides" else None,
        kind=kind,
        kept=kept,
        differences=found,
        key=key_of(request),
    )


def returned(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    found = queries.file_for(viewer, uid)
    rows = queries.differences_of(viewer, found)
    page = {
        "file": found,
        "rows": rows,
        "open": sum(row.accepted_at is None for row in rows),
        "back": _index(found.publication),
        "is_office": is_office(viewer),
        "may_accept": queries.may_accept(viewer, found) and found.issued_at is None,
        "shown_as": ShownAs.of(found.publication.sheet.snapshot),
        "month": Month.parse(found.publication.month),
        "key": str(new_uid()),
    }
    return render(request, "web/packing/returned.html", page)


def returned_file(request: HttpRequest, uid: str) -> FileResponse:
    return evidence.response(queries.file_for(asking(request), uid).file)


@require_POST
def accept(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    found = queries.difference_for(viewer, uid)
    with told(request):
        reason = request.POST.get("reason", "")
        actions.accept_difference(viewer=viewer, difference=uid, reason=reason, key=key_of(request))
    return redirect(reverse("pack:returned", args=[found.file.uid]))


@require_POST
def issue(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    found = queries.file_for(viewer, uid)
    with told(request):
        actions.issue_returned(viewer=viewer, uid=uid, key=key_of(request))
        messages.success(request, _("Issued: it is now the newest version of the document."))
    return redirect(reverse("pack:returned", args=[found.uid]))


@require_POST
def template(request: HttpRequest) -> HttpResponse:
    """Adopt an uploaded .pptx, or withdraw the one in force."""
    viewer = asking(request)
    queries.check_seen(viewer)
    publishing.check_publisher(viewer)
    with told(request):
        if request.POST.get("withdraw"):
            actions.withdraw_template(
                viewer=viewer, uid=request.POST["withdraw"], key=key_of(request)
            )
        else:
            actions.adopt_template(
                viewer=viewer, kept=kept_template(request.FILES.get("file")), key=key_of(request)
            )
            messages.success(request, _("Slides are made on this template from now on."))
    return redirect(f"{reverse('pack:index')}?month={request.POST.get('month', '')}")


def template_file(request: HttpRequest) -> FileResponse:
    queries.check_seen(asking(request))
    found = queries.template_in_force()
    if found is None:
        raise Missing("returned.not_found")
    return evidence.response(found.file)
