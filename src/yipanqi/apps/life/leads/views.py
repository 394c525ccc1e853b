"""Leads: the list, its workbook, one lead with its meetings and promises. Who may not see leads
is told that there is nothing here.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from yipanqi.apps.life.leads import queries
from yipanqi.apps.life.leads.access import WRITING, may_write, promise_of, reads_leads, visible
from yipanqi.apps.life.leads.export import workbook_of
from yipanqi.apps.life.leads.models import is_investment_office
from yipanqi.apps.promises.commitments.pages import asking, unit_groups
from yipanqi.core.projects.leads import OPEN, ContactKind, LeadStage, Side, moves_of
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label
from yipanqi.infra.uid import new_uid

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reader(request: HttpRequest) -> Viewer:
    """Raises ``lead.not_found`` for a post that has no leads."""
    viewer = asking(request)
    if not reads_leads(viewer):
        raise Missing("lead.not_found")
    return viewer


def index(request: HttpRequest) -> HttpResponse:
    viewer = reader(request)
    asked = queries.Asked.of(request.GET)
    tally = queries.tally(viewer)
    context = {
        "page": Paginator(queries.leads(viewer, asked), PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "stages": [(s.value, label(s)) for s in LeadStage],
        "funnel": [(label(s), *tally[s.value]) for s in LeadStage if s is not LeadStage.DROPPED],
        "units": queries.units_of(viewer),
        "is_office": is_investment_office(viewer),
        "may_open": bool(viewer.posts_as(*WRITING)),
        "today": clock.business_today(),
    }
    return render(request, "leads/index.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows, all pages."""
    viewer = reader(request)
    content = workbook_of(queries.leads(viewer, queries.Asked.of(request.GET)))
    response = HttpResponse(content, content_type=XLSX)
    name = f"招引线索{clock.business_today():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = reader(request)
    lead = visible(viewer, uid)
    writes = may_write(viewer, lead.unit_id)
    stage = LeadStage(lead.stage)
    context = {
        "lead": lead,
        "steps": _steps(stage),
        "contacts": lead.contacts.select_related("by"),
        "moves": lead.moves.select_related("by").order_by("-pk"),
        "promises": lead.promises.filter(withdrawn_on=None).select_related("unit"),
        "may_write": writes and stage in OPEN,
        "may_move": [(s.value, label(s)) for s in moves_of(stage)] if writes else [],
        "may_sign": writes and stage in {LeadStage.NEGOTIATING, LeadStage.READY},
        "kinds": [(k.value, label(k)) for k in ContactKind],
        "sides": [(s.value, label(s)) for s in Side],
        "units": unit_groups(),
        "today": clock.business_today(),
        "key": str(new_uid()),
    }
    return render(request, "leads/record.html", context)


def _steps(stage: LeadStage) -> list[dict[str, str]]:
    order = [s for s in LeadStage if s is not LeadStage.DROPPED]
    if stage is LeadStage.DROPPED:
        return [{"label": label(stage), "state": "current", "note": ""}]
    reached = order.index(stage)
    return [
        {
            "label": label(s),
            "state": "done" if at < reached else "current" if at == reached else "todo",
            "note": "",
        }
        for at, s in enumerate(order)
    ]


def promise(request: HttpRequest, uid: str) -> HttpResponse:
    """Where a task of a promise leads back to: the project, else the lead."""
    viewer = asking(request)
    row = promise_of(viewer, uid)
    if row.project is not None:
        return redirect("projects:project", uid=row.project.uid)
    return redirect("leads:record", uid=row.lead.uid)
