"""The station, a meeting's record, its agenda, an item, and the one way all verbs come in."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.meeting.meetings import actions, pages, queries
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.meeting.meetings.actions.documents import DOCUMENTS
from yipanqi.apps.meeting.meetings.forms import VERBS, call_of, rhythm_of
from yipanqi.apps.month.snapshots.pages import asking, key_of, told
from yipanqi.apps.month.snapshots.queries import job_by_uid
from yipanqi.core.refusal import Missing
from yipanqi.infra import evidence
from yipanqi.infra.models import Job

BACK = ("record", "agenda", "console", "decisions", "follow")


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/index.html", pages.station(asking(request)))


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """A new series, or the next meeting of one."""
    viewer = asking(request)
    check_office(viewer)
    with told(request):
        if uid := request.POST.get("series", ""):
            series = queries.series_by_uid(uid)
            call = call_of(request.POST)
            made = actions.plan_meeting(
                viewer=viewer, series=series, call=call, key=key_of(request)
            )
            return redirect("meetings:agenda", made.uid)
        actions.open_series(viewer=viewer, rhythm=rhythm_of(request.POST), key=key_of(request))
        messages.success(request, _("The series has been set up; plan its first meeting now."))
    return redirect("meetings:index")


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    return render(request, "meetings/record.html", pages.record(viewer, meeting))


def agenda(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    check_office(viewer)
    return render(request, "meetings/agenda.html", pages.agenda(viewer, meeting))


def item(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    return render(request, "meetings/item.html", pages.item(viewer, queries.item_for(viewer, uid)))


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """One verb on one meeting. A script gets JSON, a form the page it came from."""
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    work = VERBS.get(verb)
    if work is None:
        raise Missing("meeting.no_such_verb")
    if "application/json" in request.headers.get("Accept", ""):
        work(request, viewer, str(meeting.uid))
        return JsonResponse({"version": queries.meeting_for(viewer, uid).version})
    with told(request):
        work(request, viewer, str(meeting.uid))
        messages.success(request, _("Done."))
    return _back(request, str(meeting.uid))


def _back(request: HttpRequest, uid: str) -> HttpResponse:
    if item := request.POST.get("back_to_item", ""):
        return redirect("meetings:item", item)
    if venue := request.POST.get("back_to_venue", ""):
        return redirect("meetings:venue", uid, venue)
    back = request.POST.get("back", "")
    return redirect(f"meetings:{back if back in BACK else 'record'}", uid)


def paper(request: HttpRequest, uid: str) -> FileResponse:
    return evidence.response(queries.material_for(asking(request), uid).file)


def document(request: HttpRequest, uid: str) -> FileResponse:
    return evidence.response(queries.document_for(asking(request), uid).file)


def job(request: HttpRequest, uid: str) -> HttpResponse:
    """The line of a documents' job; when it is done the page is asked again."""
    viewer = asking(request)
    found = job_by_uid(uid, DOCUMENTS)
    queries.meeting_for(viewer, found.args["meeting"])
    answer = render(request, "snapshots/job.html", {"line": pages.documents_line(found)})
    if found.state == Job.State.DONE:
        answer["HX-Refresh"] = "true"
    return answer


def decisions(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    return render(request, "meetings/decisions.html", pages.decisions(viewer, meeting))


def decision(request: HttpRequest, uid: str) -> HttpResponse:
    """The list with this one in view: where a commitment says it comes from."""
    found: Any = queries.decision_for(asking(request), uid)
    page = reverse("meetings:decisions", args=[found.meeting.uid])
    return redirect(f"{page}#d{found.number}")
