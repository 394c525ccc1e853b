"""填报期: the months with their dates and states; open the next, move dates with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.month.reporting import actions, months
from yipanqi.apps.month.reporting.access import require_office, window_of
from yipanqi.apps.month.reporting.pages import context, newest_window, viewer_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role
from yipanqi.infra.texts import say


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    lines = months.month_lines()
    more = {
        "lines": lines,
        "is_office": viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE),
        "next_month": months.next_month(),
    }
    try:
        page = context(request, newest_window(), None, "months", **more)
    except Missing:  # no month has opened yet: nothing stands around the list
        page = more
    return render(request, "reporting/months.html", page)


@require_http_methods(["GET", "POST"])
def open_next(request: HttpRequest) -> HttpResponse:
    """Dates by a preset, editable before they are confirmed."""
    viewer = viewer_of(request)
    require_office(viewer)
    month = months.next_month()
    rule = request.GET.get("rule", "full")
    try:
        initial = months.initial_of(months.proposed(month, rule))
    except Refusal as refusal:
        messages.warning(request, say(refusal))
        initial = {}
    form = months.DatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        schedule = form.schedule(month)
        window = schedule and form.carry_out(
            actions.open_month,
            viewer=viewer,
            schedule=schedule,
            note=form.cleaned_data["note"],
        )
        if window is not None:
            messages.success(request, _("The month has been set up."))
            return redirect("reporting:months")
    page = {"form": form, "month": month, "rule": rule}
    return render(request, "reporting/open_month.html", page)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, month: Month) -> HttpResponse:
    viewer = viewer_of(request)
    require_office(viewer)
    window = window_of(month)
    if window.is_closed:
        raise Forbidden("report.month_frozen", month=month)
    initial = months.initial_of(window) | {"note": window.note}
    form = months.ChangeDatesForm(request.POST or None, version=window.version, initial=initial)
    if request.method == "POST" and form.is_valid():
        schedule = form.schedule(month)
        saved = schedule and form.carry_out(
            actions.change_dates,
            viewer=viewer,
            schedule=schedule,
            note=form.cleaned_data["note"],
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
        if saved is not None:
            messages.success(request, _("The dates have been changed."))
            return redirect("reporting:months")
    page = {"form": form, "window": window, "month": month}
    return render(request, "reporting/change_dates.html", page)
