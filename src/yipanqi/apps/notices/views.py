"""The viewer's notices: newest first; opening one marks it read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from yipanqi.apps.notices import actions, queries
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer

PAGE = 50


def _viewer(request: HttpRequest) -> Viewer:
    """Notices are business: raises ``access.no_business_data``."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    return viewer


def index(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    unread = request.GET.get("unread") == "1"
    rows = queries.notices_for(viewer, unread_only=unread)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines(page.object_list)
    context = {"page": page, "unread": unread, "count": queries.unread_count(viewer)}
    return render(request, "notices/index.html", context)


@require_POST
def open_one(request: HttpRequest, uid: str) -> HttpResponse:
    """Mark it read and go where it points."""
    viewer = _viewer(request)
    notice = queries.notices_for(viewer).filter(uid=uid).first()
    if notice is None:
        raise Missing("notice.not_found")
    actions.mark_read(viewer=viewer, uids=[uid])
    try:
        target = reverse(notice.url_name, args=[notice.subject_uid])
    except NoReverseMatch:
        target = reverse("notices:index")
    return redirect(target)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_read(viewer=_viewer(request))
    return redirect("notices:index")
