"""Unannounced inspections: the list, a route with its findings, one finding, its exhibits."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.inspections import actions, queries
from yipanqi.apps.meeting.inspections.forms import FINDING_VERBS, INSPECTION_VERBS
from yipanqi.apps.meeting.meetings.access import check_office, is_office
from yipanqi.apps.meeting.meetings.queries import meetings_for
from yipanqi.apps.promises.commitments.pages import (
    asking,
    day_of,
    key_of,
    posted_verb,
    told,
    unit_groups,
)
from yipanqi.infra import clock, evidence
from yipanqi.infra.ranges import played
from yipanqi.infra.uid import new_uid


def index(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    context = {
        "inspections": list(queries.inspections_for(viewer)[:100]),
        "lines": queries.shown_findings(viewer),
        "is_root": viewer.whole_tree,
        "is_office": is_office(viewer),
        "today": clock.business_today(),
        "key": str(new_uid()),
    }
    return render(request, "inspections/index.html", context)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    check_office(viewer)
    post = request.POST
    with told(request):
        made = actions.plan_inspection(
            viewer=viewer,
            title=post.get("title", ""),
            planned_on=day_of(post.get("planned_on", ""), "planned_on") or clock.business_today(),
            task=post.get("task", ""),
            team=post.get("team", ""),
            key=key_of(request),
        )
        return redirect("inspections:record", made.uid)
    return redirect("inspections:index")


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = queries.inspection_for(viewer, uid)
    nodes = tree_on().nodes
    stops = row.stops.filter(dropped_at=None).select_related("project__current")
    context = {
        "row": row,
        "stops": [{"row": s, "unit": nodes.get(s.unit_id)} for s in stops],
        "lines": queries.findings_of(viewer, row),
        "is_office": is_office(viewer),
        "units": unit_groups() if is_office(viewer) else [],
        "today": clock.business_today(),
        "key": str(new_uid()),
    }
    return render(request, "inspections/record.html", context)


def finding(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = queries.finding_for(viewer, uid)
    office = is_office(viewer)
    coming = [m for m in meetings_for(viewer)[:20] if not m.is_held] if office else []
    context: dict[str, Any] = {
        "row": row,
        "line": queries.line_for(viewer, row),
        "rechecks": list(row.rechecks.all()),
        "is_root": viewer.whole_tree,
        "is_office": office,
        "meetings": coming,
        "units": unit_groups() if office else [],
        "stops": list(row.inspection.stops.filter(dropped_at=None)) if office else [],
        "key": str(new_uid()),
    }
    return render(request, "inspections/finding.html", context)


def exhibit(request: HttpRequest, uid: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    found = queries.exhibit_for(asking(request), uid)
    if found.kind == found.Kind.CLIP:
        return played(request, found.file)
    return evidence.response(found.file)


do = posted_verb(queries.inspection_for, INSPECTION_VERBS, "inspections:record")
do_finding = posted_verb(queries.finding_for, FINDING_VERBS, "inspections:finding")
