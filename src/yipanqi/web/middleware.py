"""From a request to a viewer, and from a refusal to a page."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db.models import UUIDField
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, person_by_uid, viewer_for
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import say

Next = Callable[[HttpRequest], HttpResponse]
METHODS = ["GET", "HEAD", "POST"]
NOT_BY_ADDRESS = 405
LAST_SEEN = "last_seen"
STARTED = "started"
ACTING_FOR = "acting_for"


class DoorMiddleware:
    """Only GET, HEAD and POST come in, without the NUL that no text holds; what a page showed
    to one person stays in no cache.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if holds_nul(request.GET) or (request.method == "POST" and holds_nul(request.POST)):
            return render(request, "400.html", status=400)
        response = self.get_response(request)
        if request.headers.get("HX-Request") and goes_to_login(response):
            # a part of a page that asks after the session has ended: the whole page goes there
            response = HttpResponse(status=204, headers={"HX-Redirect": reverse("login")})
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def goes_to_login(response: HttpResponse) -> bool:
    target = response.headers.get("Location", "")
    return response.status_code == 302 and target.partition("?")[0] == reverse("login")


def holds_nul(query: QueryDict) -> bool:
    return any("\0" in text for _, texts in query.lists() for text in texts)


class ViewerMiddleware:
    """``request.viewer`` for a logged-in person; ends idle and over-old sessions."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        with clock.one_reading():
            keep_trees()
            try:
                user = request.user
                if isinstance(user, User):
                    if self._is_over(request):
                        logout(request)
                        return redirect("login")
                    viewer = self._viewer(request, user)
                    if viewer is None:
                        return redirect("/")
                    request.viewer = viewer  # type: ignore[attr-defined]
                    if user.must_change_password and not self._may_pass(request):
                        return redirect("password")
                return self.get_response(request)
            finally:
                forget_trees()

    def _is_over(self, request: HttpRequest) -> bool:
        """Idle for too long, or logged in for too long; counted on the real clock."""
        now = clock.now()
        seen = _instant(request.session.get(LAST_SEEN)) or now
        started = _instant(request.session.get(STARTED)) or now
        if now - seen > settings.YIPANQI_SESSION_IDLE:
            return True
        if (now - started).total_seconds() > settings.SESSION_COOKIE_AGE:
            return True
        if STARTED not in request.session:
            request.session[STARTED] = now.isoformat()
        if LAST_SEEN not in request.session or (now - seen).total_seconds() > 60:
            request.session[LAST_SEEN] = now.isoformat()
        return False

    def _viewer(self, request: HttpRequest, user: User) -> Viewer | None:
        """None where the person acted for somebody who no longer lets them: what was asked in
        that name is not carried out in one's own.
        """
        uid = request.session.get(ACTING_FOR)
        if not uid:
            return viewer_for(user)
        try:
            return viewer_for(user, acting_for=person_by_uid(uid))
        except Missing:
            del request.session[ACTING_FOR]
            messages.warning(request, _("The delegation has ended; you act for yourself again."))
            return None

    def _may_pass(self, request: HttpRequest) -> bool:
        allowed = {reverse("password"), reverse("logout")}
        return request.path in allowed or request.path.startswith(settings.STATIC_URL)


class RefusalMiddleware:
    """A refusal that no view rendered becomes a page (or JSON) with its status.

    An address that only takes what a button sends is asked for by itself after a login that
    had run out, or when a page is reloaded: that is told on the desk, not by an empty page.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == NOT_BY_ADDRESS and request.method == "GET":
            messages.warning(
                request,
                _("This is done with a button of its page and was not carried out; start there."),
            )
            return redirect("desk")
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if is_no_identifier(fault):
            fault = Missing("address.no_identifier")
        if not isinstance(fault, Refusal):
            return None
        status = status_of(fault)
        text = say(fault)
        if "application/json" in request.headers.get("Accept", ""):
            body = {"refusal": {"code": fault.code, "field": fault.field, "text": text}}
            return JsonResponse(body, status=status)
        return render(request, f"web/errors/{status}.html", {"text": text}, status=status)


def is_no_identifier(fault: Exception) -> bool:
    """Text was sent where the uid of a row is asked for: then there is no such row."""
    unreadable = UUIDField.default_error_messages["invalid"]
    return isinstance(fault, ValidationError) and getattr(fault, "message", "") is unreadable


def status_of(refusal: Refusal) -> int:
    """The HTTP status a refusal stands for."""
    for kind, status in ((Missing, 404), (Forbidden, 403), (Conflict, 409)):
        if isinstance(refusal, kind):
            return status
    return 400


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
