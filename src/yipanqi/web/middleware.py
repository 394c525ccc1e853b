"""From a request to a viewer, and from a refusal to a page."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yipanqi.apps.units.models import User
from yipanqi.apps.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.texts import say

Next = Callable[[HttpRequest], HttpResponse]
LAST_SEEN = "last_seen"
STARTED = "started"
ACTING_FOR = "acting_for"


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
                    request.viewer = viewer_for(user, acting_for=self._principal(request))  # type: ignore[attr-defined]
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

    def _principal(self, request: HttpRequest) -> User | None:
        uid = request.session.get(ACTING_FOR)
        return User.objects.filter(uid=uid, is_active=True).first() if uid else None

    def _may_pass(self, request: HttpRequest) -> bool:
        allowed = {reverse("password"), reverse("logout")}
        return request.path in allowed or request.path.startswith(settings.STATIC_URL)


class RefusalMiddleware:
    """A refusal that no view rendered becomes a page (or JSON) with its status."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, Refusal):
            return None
        status = status_of(fault)
        text = say(fault)
        if "application/json" in request.headers.get("Accept", ""):
            body = {"refusal": {"code": fault.code, "field": fault.field, "text": text}}
            return JsonResponse(body, status=status)
        return render(request, f"web/errors/{status}.html", {"text": text}, status=status)


def status_of(refusal: Refusal) -> int:
    """The HTTP status a refusal stands for."""
    for kind, status in ((Missing, 404), (Forbidden, 403), (Conflict, 409)):
        if isinstance(refusal, kind):
            return status
    return 400


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
