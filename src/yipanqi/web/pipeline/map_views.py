"""一张图: the page, its outline, the big screen, and the administrator's own outline."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.life.pipeline import actions
from yipanqi.apps.life.pipeline.access import check_administrator
from yipanqi.apps.life.pipeline.lights import rules_in_force
from yipanqi.apps.life.pipeline.outlines import drawn_outline, standing_outlines
from yipanqi.core.units.coordinates import Frame
from yipanqi.web.pipeline import forms
from yipanqi.web.pipeline.asking import asking, month_of, page_of
from yipanqi.web.pipeline.map_data import city_map, drawing
from yipanqi.web.register.filters import Filters, sentence

COLOURS = ("pace", "light")
MISPLACED_SHOWN = 30


def _context(request: HttpRequest) -> dict[str, Any]:
    viewer, month = asking(request), month_of(request)
    filters = Filters.of(request.GET)
    colour = request.GET.get("colour", "pace")
    colour = colour if colour in COLOURS else "pace"
    by = "town" if request.GET.get("by") == "town" else "district"
    found = city_map(viewer, month, filters)
    return page_of(request, month) | {
        "found": found,
        "misplaced": found.misplaced[:MISPLACED_SHOWN],
        "filters": filters,
        "sentence": sentence(filters),
        "colour": colour,
        "by": by,
        "areas": found.towns if by == "town" else found.districts,
        "drawing": drawing(found, colour, by),
        "legend": _legend(colour),
        "keep": _kept(request),
        "rules": rules_in_force(month).rules,
        "tabs": (),
    }


def _legend(colour: str) -> tuple[str, ...]:
    """The five steps in words, in the order of the map's colours."""
    if colour == "light":
        return (
            _("below 5%%") % (),
            _("5%% to 10%%") % (),
            _("10%% to 20%%") % (),
            _("20%% to 30%%") % (),
            _("30%% and more") % (),
        )
    return (
        _("20 or more behind"),
        _("10 to 20 behind"),
        _("up to 10 behind"),
        _("up to 10 ahead"),
        _("10 or more ahead"),
    )


def _kept(request: HttpRequest) -> str:
    """The query without the unit, ending ready for one more value."""
    query = request.GET.copy()
    for name in ("unit", "page"):
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


@require_GET
@gzip_page
def city(request: HttpRequest) -> HttpResponse:
    return render(request, "web/pipeline/map.html", _context(request))


@require_GET
@gzip_page
def stage(request: HttpRequest) -> HttpResponse:
    """The big screen: no control, readable at eight metres."""
    return render(request, "web/pipeline/map_stage.html", _context(request))


@require_GET
def outline_shapes(request: HttpRequest) -> HttpResponse:
    """The outline as GeoJSON; the address carries its key, so it may be kept for long."""
    asking(request)
    found = drawn_outline()
    if found is None:
        return JsonResponse({"type": "FeatureCollection", "features": []})
    answer = JsonResponse(found.shapes)
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@require_http_methods(["GET", "POST"])
def outlines(request: HttpRequest) -> HttpResponse:
    """The administrator loads the city's own outline."""
    viewer = request.viewer  # type: ignore[attr-defined]
    check_administrator(viewer)
    form = forms.OutlineForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        row = form.carry_out(
            actions.load_outline,
            viewer=viewer,
            upload=upload,
            name=upload.name,
            title=form.cleaned_data["title"],
            source=form.cleaned_data["source"],
            frame=Frame(form.cleaned_data["frame"] or Frame.CGCS2000),
        )
        if row is not None:
            messages.success(request, _("The outline is drawn on the map from now on."))
            return redirect("outlines")
    found = drawn_outline()
    context = {"form": form, "drawn": found, "loaded": standing_outlines()}
    return render(request, "web/pipeline/outlines.html", context)


@require_POST
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    check_administrator(viewer)
    form = forms.ReasonForm(request.POST)
    if form.is_valid():
        done = form.carry_out(
            actions.withdraw_outline,
            viewer=viewer,
            outline_uid=str(uid),
            reason=form.cleaned_data["reason"],
        )
        if done is not None:
            messages.success(request, _("The outline is no longer drawn."))
            return redirect("outlines")
    messages.error(request, form.complaint())
    return redirect("outlines")
