"""What an enterprise sees on its phone, without an account: ask, then follow and rate.

No page here names a project, a unit's other work or anybody's account. Plain forms; nothing
needs JavaScript, and no address is told to other sites.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.service.actions import Wish, rate_answer, send_request
from yipanqi.apps.promises.service.actions.raising import open_link
from yipanqi.apps.promises.service.forms import PhoneForm, RatingForm
from yipanqi.apps.promises.service.models import ServiceLink
from yipanqi.apps.promises.service.rules import service_rules
from yipanqi.core.ledgers.service import RequestState
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.infra.texts import say
from yipanqi.infra.throttle import TooOften, brake

GONE, TOO_MANY = 404, 429


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, secret: str) -> HttpResponse:
    """One request by one link; after it the asker stands where the answer will be."""
    try:
        _slow_down(request)
        link = open_link(secret, ServiceLink.Kind.ASK)
    except (Missing, TooOften) as refusal:
        return _refused(request, refusal)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, follow_secret = send_request(secret=secret, wish=Wish(**form.cleaned_data))
        except Missing as refusal:
            return _refused(request, refusal)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, say(refusal))
        else:
            address = reverse("service:follow", args=[follow_secret])
            return _plain(redirect(f"{address}?sent=1"))
    context = {"form": form, "link": link, "unit": _unit(link.officer_unit_id)}
    return _plain(render(request, "service/phone_ask.html", context))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """The asker's own request with its answer, and the rating once there is one."""
    try:
        _slow_down(request)
        link = open_link(secret, ServiceLink.Kind.FOLLOW)
    except (Missing, TooOften) as refusal:
        return _refused(request, refusal)
    form, is_rated = RatingForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            rate_answer(secret=secret, **form.cleaned_data)
            is_rated, form = True, RatingForm()
        except Missing as refusal:
            return _refused(request, refusal)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, say(refusal))
    link.refresh_from_db()
    row = link.request
    context: dict[str, Any] = {
        "row": row,
        "unit": _unit(row.unit_id) if row else "",
        "form": form,
        "is_rated": is_rated,
        "is_sent": "sent" in request.GET,
        "address": request.build_absolute_uri(request.path),
        "may_rate": row is not None and row.state == RequestState.ANSWERED,
    }
    return _plain(render(request, "service/phone_follow.html", context))


def _slow_down(request: HttpRequest) -> None:
    """Looking and sending are counted apart, by network address."""
    rules = service_rules()
    brake(request, "service-look", rules.looks_an_hour)
    if request.method == "POST":
        brake(request, "service-send", rules.sends_an_hour)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = TOO_MANY if isinstance(refusal, TooOften) else GONE
    context = {"text": say(refusal)}
    return _plain(render(request, "service/phone_refused.html", context, status=status))


def _plain(response: HttpResponse) -> HttpResponse:
    # not "no-referrer": a browser then sends its forms from origin "null", which is refused
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _unit(pk: int) -> str:
    node = tree_on().nodes.get(pk)
    return node.name if node else ""
