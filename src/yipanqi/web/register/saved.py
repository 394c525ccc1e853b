"""Forms of saved views: keep the list as it is asked for, withdraw, open with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.projects import actions
from yipanqi.infra.verb_forms import VerbForm
from yipanqi.web.register.asking import asker
from yipanqi.web.register.looks import canonical


class ViewForm(VerbForm):
    name = forms.CharField(label=_l("Name of the view"), max_length=40)
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    is_shared = forms.BooleanField(label=_l("Share it with everybody"), required=False)


def _back(request: HttpRequest, form: Any, done: str, query: str = "") -> HttpResponse:
    if form.errors:
        messages.error(request, form.complaint())
    else:
        messages.success(request, done)
    return redirect(f"{reverse('projects:index')}?{query or 'view=none'}")


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    viewer = asker(request)
    form = ViewForm(request.POST)
    query = canonical(QueryDict(request.POST.get("query", "")[:1000]))
    if form.is_valid():
        form.carry_out(
            actions.save_view,
            viewer=viewer,
            name=form.cleaned_data["name"],
            query=query,
            is_shared=form.cleaned_data["is_shared"],
        )
    return _back(request, form, _("The view has been saved."), query)


@require_POST
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    form = VerbForm(request.POST)
    if form.is_valid():
        form.carry_out(actions.withdraw_view, viewer=asker(request), view_uid=str(uid))
    return _back(request, form, _("The view is no longer offered."))


@require_POST
def usual(request: HttpRequest, uid: str) -> HttpResponse:
    form = VerbForm(request.POST)
    view = None
    if form.is_valid():
        view = form.carry_out(actions.choose_usual_view, viewer=asker(request), view_uid=str(uid))
    query = view.query if view else ""
    return _back(request, form, _("The register opens as chosen from now on."), query)
