"""The register as a list: conditions, columns, groups, a month to compare with, rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from yipanqi.apps.ledger.projects.access import keeps_somewhere, visible
from yipanqi.apps.ledger.projects.actions.saved_views import usual_view, views_of
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.pipeline.lights import rules_in_force
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.web.pipeline.tabs import tabs_of
from yipanqi.web.register.asking import asked_month, asker
from yipanqi.web.register.columns import CHOOSABLE
from yipanqi.web.register.filters import Filters, sentence
from yipanqi.web.register.grouping import GROUPS, Subtotal, grouped
from yipanqi.web.register.looks import Look, canonical, comparable
from yipanqi.web.register.record import record_of
from yipanqi.web.register.rows import Register, Row
from yipanqi.web.trail import shown_live_or_frozen, trail_of

PAGE = 50
PART = "list"  # what an instant filter asks for
NOT_KEPT = {"month", "unit", "page", "view"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the head of a group, or a project."""

    group: Subtotal | None = None
    goes_on: bool = False  # the group began on an earlier page
    row: Row | None = None


def index(request: HttpRequest) -> HttpResponse:
    viewer, month = asker(request), asked_month(request)
    views = views_of(viewer)
    query, current = _with_view(request, viewer, views)
    filters, look = Filters.of(query), Look.of(query, month)
    register = Register.of(viewer, month)
    projects = register.projects(filters)
    page, lines = _lines(register, projects, look, request.GET.get("page"), filters.unit)
    context = {
        "page": page,
        "lines": lines,
        "filters": filters,
        "look": look,
        "sentence": sentence(filters),
        "sums": register.sums(projects, filters.unit),
        "by_segment": by_segment(register, projects, look, filters.unit),
        "may_register": keeps_somewhere(viewer),
        "may_share": viewer.is_root_office,
        "is_live": register.snapshot is None,
        "month": month,
        "groups": GROUPS.items(),
        "choosable": CHOOSABLE,
        "months": comparable(month),
        "rules": rules_in_force(month).rules,
        "views": views,
        "usual": usual_view(viewer),
        "current": current,
        "canonical": canonical(query),
        "query": _query(query, month),
        "tabs": tabs_of(request),
        "trail": trail_of(request),
        "shown_as": shown_live_or_frozen(request, month, register.snapshot),
    }
    is_part = request.headers.get("HX-Target") == PART
    name = "web/register/_list.html" if is_part else "web/register/index.html"
    return render(request, name, context)


def _with_view(request: HttpRequest, viewer: Viewer, views: list[Any]) -> tuple[QueryDict, Any]:
    """The asked query; with nothing asked, the viewer's usual view. A view that is open is the
    current one as long as its conditions are the asked ones.
    """
    asked = request.GET
    if not set(asked) - NOT_KEPT and asked.get("view") != "none":
        usual = usual_view(viewer)
        if usual is not None:
            query = QueryDict(usual.query, mutable=True)
            for name in asked:
                query.setlist(name, asked.getlist(name))
            request.GET = query  # type: ignore[assignment]
            return query, usual
    text = canonical(asked)
    return asked, next((view for view in views if view.query == text), None)


def _query(query: QueryDict, month: Month) -> str:
    """The whole question again, for the export and the sister pages."""
    kept = query.copy()
    for name in ("page", "view"):
        kept.pop(name, None)
    kept["month"] = str(month)
    return kept.urlencode()


def _lines(
    register: Register, projects: QuerySet[Project], look: Look, number: Any, unit: str
) -> tuple[Any, list[Line]]:
    if not look.group:
        page = Paginator(projects, PAGE).get_page(number)
        rows = register.rows(page.object_list, look.compared)  # type: ignore[arg-type]
        page.object_list = rows  # type: ignore[assignment]
        return page, [Line(row=row) for row in rows]
    found = grouped(
        projects,
        register.month,
        look.group,
        look.compared,
        is_live=register.snapshot is None,
        unit=unit,
    )
    page = found.page(number, PAGE)
    places: list[Any] = list(page.object_list)
    known = rows_of(register, {pk for _key, pk in places}, look)
    before = found.places[page.start_index() - 2][0] if page.start_index() > 1 else None
    return page, list(_in_groups(places, known, found.sums, before))


def by_segment(register: Register, projects: QuerySet[Project], look: Look, unit: str) -> bool:
    """Whether a sum of the list counts less than a whole project."""
    division = register.division(projects, unit)
    return bool(division.asked) or (look.group in {"unit", "town"} and bool(division.parts))


def rows_of(register: Register, ids: set[int], look: Look) -> dict[int, Row]:
    some = register.projects(Filters()).filter(pk__in=ids).order_by()
    return {row.pk: row for row in register.rows(some, look.compared)}


def _in_groups(
    places: list[tuple[str, int]], known: dict[int, Row], sums: Any, before: str | None
) -> Iterator[Line]:
    open_group, is_first = None, True
    for key, pk in places:
        if key != open_group:
            yield Line(group=sums[key], goes_on=is_first and key == before)
            open_group = key
        is_first = False
        if pk in known:
            yield Line(row=known[pk])


def peek(request: HttpRequest, uid: str) -> HttpResponse:
    """The row in a panel beside the list: what a glance needs, and the way on."""
    viewer, month = asker(request), asked_month(request)
    row = visible(viewer, str(uid))
    return render(request, "web/register/peek.html", record_of(viewer, row, month))


def project(request: HttpRequest, uid: str) -> HttpResponse:
    viewer, month = asker(request), asked_month(request)
    row = visible(viewer, str(uid))
    context = record_of(viewer, row, month)
    return render(request, "web/register/project.html", context | {"trail": trail_of(request)})
