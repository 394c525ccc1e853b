"""Coming in, going out, one's own account; acting for somebody."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi.apps.ledger.units import actions, queries
from yipanqi.apps.ledger.units.forms import DelegationForm, PasswordForm
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.signin import note_login, note_logout, showcase
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra import clock
from yipanqi.infra.texts import say

CAME_WITH_FIRST = "came_with_first"
FIRST_LASTS = timedelta(minutes=10)


def show_refusal(form: Any, refusal: Refusal) -> None:
    """Put a verb's refusal at its field, or over the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, say(refusal))


@login_not_required
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown name, a wrong password and a locked account."""
    form = AuthenticationForm(request)
    failed = False
    if request.method == "POST":
        user = authenticate(
            request,
            username=request.POST.get("username", "").strip().lower(),
            password=request.POST.get("password", ""),
        )
        if isinstance(user, User):
            login(request, user)
            note_login(user)
            if user.must_change_password:
                request.session[CAME_WITH_FIRST] = clock.now().isoformat()
            return redirect(_safe_next(request))
        failed = True
    accounts = showcase()
    asked = request.GET.get("account", "")
    chosen = next((a for a in accounts if a.username == asked), None)
    page = {
        "form": form,
        "failed": failed,
        "username": request.POST.get("username", chosen.username if chosen else ""),
        "chosen": None if failed else chosen,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "showcase": accounts,
    }
    return render(request, "web/login.html", page)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if target and allowed else "/"


@login_not_required
@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        note_logout(request.user)
    logout(request)
    kept = {name: request.POST[name] for name in ("account", "next") if request.POST.get(name)}
    return redirect(f"{reverse('login')}?{urlencode(kept)}" if kept else "login")


def _came_with_first(request: HttpRequest) -> bool:
    """Within minutes of a login with a first password: it need not be typed a second time."""
    user, start = request.user, request.session.get(CAME_WITH_FIRST, "")
    if not isinstance(user, User) or not user.must_change_password or not start:
        return False
    return clock.now() - datetime.fromisoformat(start) < FIRST_LASTS


@require_http_methods(["GET", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, is_first=_came_with_first(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.change_password(
                viewer=request.viewer,  # type: ignore[attr-defined]
                user=request.user,  # type: ignore[arg-type]
                current=form.cleaned_data.get("current"),
                new=form.cleaned_data["new"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password has been changed."))
            return redirect("/")
    return render(request, "web/password.html", {"form": form})


@require_http_methods(["GET", "POST"])
def delegation_page(request: HttpRequest) -> HttpResponse:
    """One's delegations, given and held."""
    form = DelegationForm(request.POST or None)
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST" and form.is_valid():
        try:
            actions.delegate(viewer=request.viewer, principal=user, **form.cleaned_data)  # type: ignore[attr-defined]
        except Forbidden:
            raise
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The delegation has been recorded."))
            return redirect("delegations")
    page = {
        "form": form,
        "given": queries.delegations_given(user),
        "held": queries.delegations_held(user),
    }
    return render(request, "units/delegations.html", page)


@require_POST
def delegation_end(request: HttpRequest, uid: str) -> HttpResponse:
    delegation = queries.own_delegation(request.user, uid)  # type: ignore[arg-type]
    actions.end_delegation(viewer=request.viewer, delegation=delegation)  # type: ignore[attr-defined]
    messages.success(request, _("The delegation has ended."))
    return redirect("delegations")


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Start or stop acting for somebody; checked again on every request."""
    uid = request.POST.get("principal", "")
    if not uid:
        request.session.pop("acting_for", None)
        return redirect("/")
    principal = queries.person_by_uid(uid)
    queries.viewer_for(request.user, acting_for=principal)  # type: ignore[arg-type]
    request.session["acting_for"] = uid
    return redirect("/")
