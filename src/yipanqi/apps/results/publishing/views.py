"""Scoreboard (晾晒): the board of a month, its states, its documents, the big screen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots.pages import (
    ShownAs,
    asked_elsewhere,
    asking,
    key_of,
    month_of,
    told,
    version_of,
)
from yipanqi.apps.month.snapshots.queries import job_by_uid, snapshots_of, window_for
from yipanqi.apps.results.publishing import actions, queries
from yipanqi.apps.results.publishing.actions.documents import DOCUMENTS
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.publishing.pages import (
    board_page,
    chosen,
    documents_line,
    turned_page,
    unpublished,
)
from yipanqi.apps.results.scoring.queries import sheet_for
from yipanqi.infra import clock, evidence
from yipanqi.infra.inputs import whole
from yipanqi.infra.models import Job
from yipanqi.infra.uid import new_uid

STAGE_SECONDS = 15  # a page of the big screen


def index(request: HttpRequest) -> HttpResponse:
    """The month's scoreboard: of the asked scheme, else the published one."""
    viewer, month = asking(request), month_of(request)
    found = queries.publications_of(viewer, month)
    waiting = unpublished(viewer, month, found)
    scheme = request.GET.get("scheme", "")
    publication = chosen(found, scheme)
    page: dict[str, Any] = {
        "month": month,
        "window": window_for(month),
        "waiting": waiting,
        "others": found,
        "last_final": queries.last_final_month(month),
        "key": str(new_uid()),
    }
    if publication is None:
        frozen = snapshots_of(month)
        page["shown_as"] = (
            ShownAs.of(frozen[0])
            if frozen
            else ShownAs(tree_on().root.name, month, None, clock.business_today())
        )
        page["asked"] = next((w for w in waiting if w.key == scheme), None) or next(
            iter(waiting), None
        )
        last = page["last_final"]
        page |= {"month_text": str(month), "last_text": str(last) if last else ""}
        page["may_publish"] = actions.is_publisher(viewer)
        return render(request, "publishing/none.html", page)
    return render(request, "publishing/board.html", page | board_page(request, viewer, publication))


def publication(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    found = queries.publication_for(viewer, uid)
    if other := asked_elsewhere(request, found.month):
        return redirect(_index(other, found.sheet.scheme.key))
    others = queries.publications_of(viewer, queries.month_of(found))
    page = {"others": others, "waiting": []}
    return render(request, "publishing/board.html", page | board_page(request, viewer, found))


def stage(request: HttpRequest, uid: str) -> HttpResponse:
    """The big screen, for the same eyes as the page."""
    viewer = asking(request)
    found = queries.publication_for(viewer, uid)
    page = board_page(request, viewer, found)
    number, pages = turned_page(page, request.GET.get("page", ""))
    answer = render(
        request, "publishing/stage.html", page | {"stage_page": number, "stage_pages": pages}
    )
    if pages > 1:  # nobody touches a big screen: it turns by itself
        query = request.GET.copy()
        query["page"] = str(number % pages + 1)
        answer["Refresh"] = f"{STAGE_SECONDS}; url=?{query.urlencode()}"
    return answer


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    sheet, _seen = sheet_for(viewer, request.POST.get("sheet", ""))
    with told(request):
        made = actions.draft_publication(viewer=viewer, sheet=sheet, key=key_of(request))
        return redirect(_page(made))
    return redirect(_index(sheet.month))


def _index(month: Any, scheme: str = "") -> str:
    chosen_scheme = f"&scheme={scheme}" if scheme else ""
    return f"{reverse('publishing:index')}?month={month}{chosen_scheme}"


def _page(found: Publication) -> str:
    return f"{reverse('publishing:publication', args=[found.uid])}?month={found.month}"


Verb = Callable[..., Any]


def _carry_out(
    request: HttpRequest, uid: str, verb: Verb, done: str = "", **values: Any
) -> HttpResponse:
    """Run one verb on the publication of the page and show it again."""
    viewer = asking(request)
    found = queries.publication_for(viewer, uid)
    with told(request):
        verb(
            viewer=viewer,
            publication=found,
            expected_version=version_of(request),
            key=key_of(request),
            **values,
        )
        if done:
            messages.success(request, done)
    return redirect(_page(found))


@require_POST
def profile(request: HttpRequest, uid: str) -> HttpResponse:
    places = request.POST.get("first_last", "3")
    return _carry_out(
        request,
        uid,
        actions.set_profile,
        _("The profile has been set."),
        profile=request.POST.get("profile", ""),
        first_last=whole(places) or 0,
    )


@require_POST
def exempt(request: HttpRequest, uid: str) -> HttpResponse:
    fields = ("unit_uid", "effect", "reason", "ordered_by")
    values = {name: request.POST.get(name, "") for name in fields}
    done = _("The order has been logged; scores and ranks stay as they are.")
    return _carry_out(request, uid, actions.add_exemption, done, **values)


@require_POST
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    found = queries.exemption_for(viewer, uid)
    with told(request):
        actions.withdraw_exemption(
            viewer=viewer,
            exemption=found,
            reason=request.POST.get("reason", ""),
            expected_version=version_of(request),
            key=key_of(request),
        )
        messages.success(request, _("The order has been withdrawn."))
    return redirect(_page(found.publication))


@require_POST
def approve(request: HttpRequest, uid: str) -> HttpResponse:
    return _carry_out(request, uid, actions.approve_publication, _("Approved for publication."))


@require_POST
def give_back(request: HttpRequest, uid: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    done = _("Given back to the drafter.")
    return _carry_out(request, uid, actions.return_publication, done, reason=reason)


@require_POST
def finalise(request: HttpRequest, uid: str) -> HttpResponse:
    done = _("Published. The bulletin and the workbook are being made.")
    return _carry_out(request, uid, actions.finalise_publication, done)


@require_POST
def documents(request: HttpRequest, uid: str) -> HttpResponse:
    return _carry_out(request, uid, actions.make_documents)


def job(request: HttpRequest, uid: str) -> HttpResponse:
    """The line of the documents' job; when it is done the page is asked again."""
    viewer = asking(request)
    found = job_by_uid(uid, DOCUMENTS)
    queries.publication_for(viewer, found.args["publication"])
    answer = render(request, "snapshots/job.html", {"line": documents_line(found)})
    if found.state == Job.State.DONE:
        answer["HX-Refresh"] = "true"
    return answer


def document(request: HttpRequest, uid: str) -> FileResponse:
    found = queries.document_for(asking(request), uid)
    return evidence.response(found.file)
