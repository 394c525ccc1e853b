"""定盘子: the versions of a year's list, who is on it, and what changed between two of them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from yipanqi.apps.board.list_rounds.queries import open_rounds
from yipanqi.apps.ledger.projects import lists
from yipanqi.apps.ledger.projects.models import AnnualList
from yipanqi.apps.ledger.units.queries import home_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import whole
from yipanqi.infra.page_parts import Shown
from yipanqi.web.frame import chosen_month, default_month
from yipanqi.web.lists import pages
from yipanqi.web.lists.forms import StartForm

PAGE = 50


def business_viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    return viewer


def _around(viewer: Viewer, issued: Any) -> dict[str, Any]:
    """What every page of a version shows around it."""
    return {
        "issued": issued,
        "years": lists.years(),
        "versions": lists.versions(issued.year),
        "rounds": open_rounds(),
        "drafts": lists.open_drafts() if pages.is_office(viewer) else [],
        "is_office": pages.is_office(viewer),
        "next_year": issued.year + 1,
    }


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest version of ``?year=``, else of the chosen month's year, else of any."""
    viewer = business_viewer(request)
    month = chosen_month(request)
    year = whole(request.GET.get("year", "")) or (month.year if month else 0)
    found = lists.versions(year) if year else []
    newest = found[0] if found else lists.newest_list()
    if newest is None:
        context = {
            "is_office": pages.is_office(viewer),
            "drafts": lists.open_drafts(),
            "rounds": open_rounds(),
            "form": StartForm(initial={"year": clock.business_today().year}),
        }
        return render(request, "web/lists/none.html", context)
    return redirect("lists:version", uid=newest.uid)


@require_GET
def version(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = business_viewer(request)
    issued = lists.list_by_uid(str(uid))
    filters = pages.Filters.of(request.GET)
    page = Paginator(lists.entries(viewer, issued, **filters.asked()), PAGE).get_page(
        request.GET.get("page")
    )
    page.object_list = pages.listed_rows(viewer, list(page.object_list), issued.year)  # type: ignore[assignment]
    rows, whole = lists.totals(lists.summable(lists.all_entries(issued)))
    context = {
        "page": page,
        "filters": filters,
        "classes": pages.classes(),
        "totals": rows,
        "whole": whole,
        "tabs": pages.tabs(issued, "version"),
        "shown_as": _shown(viewer, issued),
    }
    return render(request, "web/lists/version.html", context | _around(viewer, issued))


def _shown(viewer: Viewer, issued: AnnualList) -> Shown | None:
    """What is done is live, up to the newest month of the list's year."""
    newest = default_month()
    if newest is None or newest.year < issued.year:
        return None
    month = newest if newest.year == issued.year else Month(issued.year, 12)
    return Shown(home_of(viewer).name, month, as_of=clock.business_today())


@require_GET
def changed(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = business_viewer(request)
    issued = lists.list_by_uid(str(uid))
    before = lists.version_before(issued)
    found = lists.changes(viewer, before, issued) if before else []
    context = {
        "before": before,
        "rows": pages.change_rows(found),
        "tally": pages.tally(found),
        "tabs": pages.tabs(issued, "changes", len(found) if before else None),
    }
    return render(request, "web/lists/changes.html", context | _around(viewer, issued))
