"""The published closure rate (销号率): counts that every unit reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yipanqi.apps.promises.supervision.statistics import closure, worst
from yipanqi.apps.promises.supervision.views import page_of
from yipanqi.infra import clock
from yipanqi.infra.inputs import whole


def year_of(text: str) -> int:
    asked = whole(text)
    return asked if asked and 2000 <= asked <= 2100 else clock.business_today().year


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    viewer, _filters, context = page_of(request, "closure")
    year = year_of(request.GET.get("year", ""))
    total, groups = closure(year)
    context |= {"year": year, "total": total, "groups": groups, "worst": worst(viewer, "")}
    return render(request, "supervision/closure.html", context)
