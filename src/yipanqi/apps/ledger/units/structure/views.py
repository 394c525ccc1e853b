"""单位: the tree on any day, what units were called before; add, change and end them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.ledger.units import actions
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.ledger.units.structure import forms, queries
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, inputs


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _keeper(request: HttpRequest) -> Viewer:
    viewer = _viewer(request)
    if not queries.may_keep(viewer):
        raise Forbidden("unit.keeper_only")
    return viewer


def _day(request: HttpRequest) -> date:
    """The day asked for with ``?on=``, within what the tree knows; else the city's today."""
    today, first = clock.business_today(), queries.first_day()
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return max(asked, first) if first else today


@require_GET
def tree_page(request: HttpRequest) -> HttpResponse:
    viewer, q = _viewer(request), inputs.words(request.GET.get("q", ""))
    day = _day(request)
    try:
        rows = queries.tree_rows(day, q)
    except Refusal:  # a day on which there was no whole tree yet
        day = clock.business_today()
        rows = queries.tree_rows(day, q)
    context = {
        "rows": rows,
        "day": day,
        "q": q,
        "today": clock.business_today(),
        "past": queries.past_names(day),
        "may_keep": queries.may_keep(viewer),
    }
    return render(request, "units/tree.html", context)


@require_GET
def unit_page(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _viewer(request)
    unit = queries.unit_of(str(uid))
    tree = tree_on()
    keeps = queries.may_keep(viewer)
    versions = queries.versions_of(unit)
    context = {
        "unit": unit,
        "versions": versions,
        "latest": versions[0].version,
        "node": tree.nodes.get(unit.pk),
        "children": tree.children(unit.pk),
        "posts": queries.posts_in(unit, clock.business_today()) if keeps else [],
        "may_keep": keeps,
        "form": forms.EndForm(version=len(versions), initial={"to_on": clock.business_today()}),
    }
    return render(request, "units/unit.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    viewer = _keeper(request)
    initial = {
        "parent": request.GET.get("parent", tree_on().root.uid),
        "from_on": clock.business_today(),
    }
    form = forms.UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        unit = form.carry_out(
            actions.add_unit,
            viewer=viewer,
            unit=form.unit(),
            from_on=form.cleaned_data["from_on"],
        )
        if unit is not None:
            messages.success(request, _("The unit has been added."))
            return redirect("units:unit", uid=unit.uid)
    return render(request, "units/edit.html", {"form": form, "unit": None})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uid: str) -> HttpResponse:
    """A new version from a day on; the past keeps its name."""
    viewer = _keeper(request)
    unit = queries.unit_of(str(uid))
    versions = queries.versions_of(unit)
    latest = versions[0].version
    form = forms.UnitForm(
        request.POST or None,
        without=unit.pk,
        version=len(versions),
        initial=forms.initial_of(latest) | {"from_on": clock.business_today()},
    )
    if request.method == "POST" and form.is_valid():
        saved = form.carry_out(
            actions.change_unit,
            viewer=viewer,
            row=unit,
            unit=form.unit(),
            from_on=form.cleaned_data["from_on"],
            expected_version=form.cleaned_data["version"],
        )
        if saved is not None:
            messages.success(request, _("The change has been recorded."))
            return redirect("units:unit", uid=unit.uid)
    return render(request, "units/edit.html", {"form": form, "unit": unit, "latest": latest})


@require_http_methods(["POST"])
def end(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _keeper(request)
    unit: Unit = queries.unit_of(str(uid))
    form = forms.EndForm(request.POST)
    done: Any = None
    if form.is_valid():
        done = form.carry_out(
            actions.end_unit,
            viewer=viewer,
            row=unit,
            to_on=form.cleaned_data["to_on"],
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
    if done is None:
        messages.error(request, form.complaint())
    else:
        messages.success(request, _("The unit ends on that day; its past is kept."))
    return redirect("units:unit", uid=unit.uid)


@require_GET
def codes(request: HttpRequest) -> HttpResponse:
    """Region codes (GB/T 2260) by digits or name, with their days and successors."""
    q = inputs.words(request.GET.get("q", ""))
    context = {
        "q": q,
        "codes": queries.region_codes(q, _day(request)) if q else [],
        "has_codes": queries.has_codes(),
        "day": _day(request),
    }
    return render(request, "units/codes.html", context)
