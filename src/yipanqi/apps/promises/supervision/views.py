"""The supervision station: five views of the same commitments, one record, its verbs."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING, is_root_office, visible
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.apps.promises.commitments.pages import asking, key_of, told, unit_groups, version_of
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.supervision import actions, boards, evidence_files, queries
from yipanqi.apps.promises.supervision import statistics as counts
from yipanqi.apps.promises.supervision.feed import calendar_of, make_feed
from yipanqi.apps.promises.supervision.forms import VERBS, order_from
from yipanqi.apps.promises.supervision.key_work import issue_of, quarter_of
from yipanqi.apps.promises.supervision.key_work import key_work as items_of
from yipanqi.apps.promises.supervision.queries import Filters
from yipanqi.apps.promises.supervision.record import record_of
from yipanqi.core.ledgers.problems import Cause
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.inputs import whole
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.uid import new_uid

PAGE = 50
VIEWS = ("index", "kanban", "calendar", "wall", "statistics", "closure", "key-work")


def page_of(request: HttpRequest, current: str) -> tuple[Viewer, Filters, dict[str, Any]]:
    """What every view of the station shows: filters, tabs, counts."""
    viewer, filters = asking(request), Filters.of(request.GET)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    titles = {
        "index": pgettext("view", "List"),
        "kanban": pgettext("view", "Board by state"),
        "calendar": pgettext("view", "Calendar"),
        "wall": pgettext("view", "Wall of lights"),
        "statistics": pgettext("view", "Statistics"),
        "closure": pgettext("view", "Closure rate"),
        "key-work": pgettext("view", "Key work"),
    }
    tabs = [
        {
            "label": titles[name],
            "href": reverse(f"supervision:{name}") + query,
            "is_current": name == current,
        }
        for name in VIEWS
    ]
    context = {
        "filters": filters,
        "views": tabs,
        "summary": queries.summary(viewer, filters),
        "origins": [(o.key, o.label) for o in ORIGINS.values()],
        "causes": [(c.value, label(c)) for c in Cause],
        "may_assign": bool(viewer.posts_as(*ORDERING)),
        "as_of": clock.business_today(),
    }
    return viewer, filters, context


def index(request: HttpRequest) -> HttpResponse:
    viewer, filters, context = page_of(request, "index")
    rows = queries.commitments(viewer, filters).select_related("project__current")
    page = Paginator(rows.prefetch_related("slips"), PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines(page.object_list)
    return render(request, "supervision/index.html", context | {"page": page})


def kanban(request: HttpRequest) -> HttpResponse:
    viewer, filters, context = page_of(request, "kanban")
    columns = boards.kanban(viewer, filters)
    return render(request, "supervision/kanban.html", context | {"columns": columns})


def calendar(request: HttpRequest) -> HttpResponse:
    viewer, filters, context = page_of(request, "calendar")
    month = _shown_month(request)
    context |= {
        "weeks": boards.calendar(viewer, filters, month),
        "shown_month": month,
        "previous": str(month.previous),
        "following": str(month.next),
        "weekdays": "一二三四五六日",
    }
    return render(request, "supervision/calendar.html", context)


def _shown_month(request: HttpRequest) -> Month:
    text = request.GET.get("of", "")
    try:
        return Month.parse(text) if text else Month.of(clock.business_today())
    except Refusal:
        return Month.of(clock.business_today())


def wall(request: HttpRequest) -> HttpResponse:
    viewer, filters, context = page_of(request, "wall")
    places, organs = boards.wall(viewer, filters)
    return render(request, "supervision/wall.html", context | {"places": places, "organs": organs})


def statistics(request: HttpRequest) -> HttpResponse:
    viewer, filters, context = page_of(request, "statistics")
    asked = whole(request.GET.get("year", ""))
    year = asked if asked and 2000 <= asked <= 2100 else clock.business_today().year
    context |= {"year": year, "statistics": counts.statistics(viewer, filters, year)}
    return render(request, "supervision/statistics.html", context)


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    return render(request, "supervision/record.html", record_of(viewer, visible(viewer, uid)))


@require_POST
def new_feed(request: HttpRequest) -> HttpResponse:
    """The address is shown once, here."""
    secret = make_feed(viewer=asking(request))
    address = request.build_absolute_uri(reverse("supervision:feed", args=[secret]))
    return render(request, "supervision/feed.html", {"address": address})


@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001
    """For calendar programs, which cannot log in: the secret in the address is the key."""
    response = HttpResponse(calendar_of(secret), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """One verb on one commitment; whatever comes of it is said on its page."""
    viewer = asking(request)
    visible(viewer, uid)
    work = VERBS.get(verb)
    if work is None:
        raise Missing("commitment.not_found")
    with told(request, _("Done.")):
        work(request, viewer=viewer, uid=uid, version=version_of(request), key=key_of(request))
    return redirect("supervision:record", uid)


def assign(request: HttpRequest) -> HttpResponse:
    """Hand a task to a unit below the viewer."""
    from yipanqi.apps.promises.commitments.actions import assign as assign_commitment

    viewer = asking(request)
    below = _below(viewer)
    if not below:
        raise Forbidden("supervision.nobody_below")
    if request.method == "POST":
        with told(request, _("The task has been assigned.")):
            made = assign_commitment(viewer=viewer, order=order_from(request), key=key_of(request))
            return redirect("supervision:record", made.uid)
    return render(
        request, "supervision/assign.html", _form(request, viewer) | {"heading": _("Assign a task")}
    )


def key_work(request: HttpRequest) -> HttpResponse:
    """The four-column table of a quarter."""
    viewer, _filters, context = page_of(request, "key-work")
    quarter = quarter_of(request.GET.get("year", ""), request.GET.get("quarter", ""))
    this_year = clock.business_today().year
    issue = issue_of(quarter)
    may_add = is_root_office(viewer)
    context |= {
        "quarter": quarter,
        "issue": issue if request.GET.get("live") != "1" else None,
        "has_issue": issue is not None,
        "items": items_of(viewer, quarter),
        "years": range(this_year + 1, this_year - 4, -1),
        "may_add": may_add,
        "may_publish": may_add and quarter.end < clock.business_today(),
        "key": str(new_uid()),
    }
    return render(request, "supervision/key_work.html", context)


@require_POST
def publish_key_work(request: HttpRequest) -> HttpResponse:
    """Fix the quarter's table for every unit."""
    viewer = asking(request)
    quarter = quarter_of(request.POST.get("year", ""), request.POST.get("quarter", ""))
    with told(request, _("The quarter's table has been published.")):
        actions.publish_key_work(
            viewer=viewer,
            quarter=quarter,
            reason=request.POST.get("reason", ""),
            key=key_of(request),
        )
    address = reverse("supervision:key-work")
    return redirect(f"{address}?year={quarter.year}&quarter={quarter.number}")


def add_key_work(request: HttpRequest) -> HttpResponse:
    """The assignment form, for an item of the year's list."""
    viewer = asking(request)
    if not is_root_office(viewer):
        raise Forbidden("key_work.office_only")
    if request.method == "POST":
        year = clock.business_today().year
        with told(request, _("The item stands on the year's list.")):
            made = actions.add_key_work(
                viewer=viewer, year=year, order=order_from(request), key=key_of(request)
            )
            return redirect("supervision:record", made.commitment.uid)
    return render(
        request,
        "supervision/assign.html",
        _form(request, viewer) | {"terms": (), "heading": _("New item of the year's key work")},
    )


def _form(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    return {
        "units": unit_groups(_below(viewer)),
        "all_units": unit_groups(),
        "terms": [(t.key, sentence(f"Term.{t.key}"), t) for t in rules().terms.values()],
        "origins": [o for o in ORIGINS.values() if o.by_hand],
        "posted": request.POST,
        "chosen_supports": request.POST.getlist("supports"),
        "today": clock.business_today(),
        "key": str(new_uid()),
    }


def _below(viewer: Viewer) -> set[int]:
    """Units under the viewer's deciding posts, without the posts themselves."""
    tree, posts = tree_on(), viewer.posts_as(*ORDERING)
    return {pk for post in posts for pk in tree.under(post) if pk != post}


def evidence_file(request: HttpRequest, uid: str) -> FileResponse:
    return evidence.response(evidence_files.visible(asking(request), uid).file)
