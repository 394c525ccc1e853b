"""The register as a list, as a workbook of exactly what is seen, and one project's record."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from yipanqi.apps.pipeline.lights import rules_in_force
from yipanqi.apps.projects.access import keeps_somewhere, visible
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role
from yipanqi.web.frame import chosen_month
from yipanqi.web.pipeline.tabs import tabs_of
from yipanqi.web.register.export import workbook_of
from yipanqi.web.register.record import record_of
from yipanqi.web.register.rows import Filters, Register, choices
from yipanqi.web.trail import shown_live_or_frozen, trail_of

PAGE = 50
EXPORT_LIMIT = 20_000


def _viewer(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    return viewer


def _month(request: HttpRequest) -> Month:
    month = chosen_month(request)
    if month is None:
        raise Missing("month.none_open")
    return month


def index(request: HttpRequest) -> HttpResponse:
    viewer, month = _viewer(request), _month(request)
    filters = Filters.of(request.GET)
    register = Register.of(viewer, month)
    projects = register.projects(filters)
    page = Paginator(projects, PAGE).get_page(request.GET.get("page"))
    rows = register.rows(page.object_list)  # type: ignore[arg-type]
    page.object_list = rows  # type: ignore[assignment]
    context = {
        "page": page,
        "filters": filters,
        "sums": register.sums(projects),
        "may_register": keeps_somewhere(viewer),
        "is_live": register.snapshot is None,
        "month": month,
        "choices": choices(),
        "rules": rules_in_force(month).rules,
        "tabs": tabs_of(request),
        "trail": trail_of(request),
        "shown_as": shown_live_or_frozen(request, month, register.snapshot),
    }
    return render(request, "web/register/index.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows, all pages."""
    viewer, month = _viewer(request), _month(request)
    register = Register.of(viewer, month)
    rows = register.rows(register.projects(Filters.of(request.GET))[:EXPORT_LIMIT])
    content = workbook_of(rows, month, register.snapshot)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    name = f"项目清单{month.year}年{month.number}月.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def project(request: HttpRequest, uid: str) -> HttpResponse:
    viewer, month = _viewer(request), _month(request)
    row = visible(viewer, str(uid))
    context = record_of(viewer, row, month)
    return render(request, "web/register/project.html", context | {"trail": trail_of(request)})
