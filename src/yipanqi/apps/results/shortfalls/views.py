"""短板清单: every county's one page of a frozen month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yipanqi.apps.promises.commitments.pages import asking
from yipanqi.apps.results.shortfalls import queries
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal


def month_of(request: HttpRequest) -> Month:
    """The month asked if it is frozen, else the newest frozen one."""
    frozen = queries.frozen_months()
    if not frozen:
        raise Missing("shortfall.nothing_frozen")
    try:
        asked = Month.parse(request.GET.get("month", ""))
    except Refusal:
        return frozen[0]
    return asked if asked in frozen else frozen[0]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All lists the viewer may see, one after the other."""
    viewer = asking(request)
    seen = queries.counties_seen(viewer)
    months = queries.frozen_months()
    context = {
        "months": months,
        "month": month_of(request) if months else None,
        "lists": [queries.listed(viewer, n, month_of(request)) for n in seen] if months else [],
        "tabs_of": "index",
    }
    return render(request, "shortfalls/index.html", context)


@require_GET
def county(request: HttpRequest, unit: str) -> HttpResponse:
    viewer = asking(request)
    found = queries.listed(viewer, queries.county_for(viewer, unit), month_of(request))
    context = {"one": found, "month": found.month, "months": queries.frozen_months()}
    return render(request, "shortfalls/county.html", context)
