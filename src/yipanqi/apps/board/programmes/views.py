"""专项: the board of programmes, one programme with its tabs, its monthly report."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.board.programmes import actions, forms, queries
from yipanqi.apps.board.programmes.access import (
    charter_for,
    check_office,
    leads,
    orders,
    participation_for,
    report_for,
    works_on,
)
from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.board.programmes.owed import ReportStep, month_owed, papers_due
from yipanqi.apps.board.programmes.standings import (
    default_month,
    ground,
    last_month,
    paces,
    projects_counted,
)
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.pages import asking, unit_groups
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.ledgers.programmes import ProgrammeKind
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import worst_first
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.uid import new_uid

TABS = ("overview", "projects", "tasks", "measures", "reports", "participation")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    over = request.GET.get("state") == "over"
    month = _month(request, default_month())
    rows = queries.charters(viewer, over=over)
    context = {
        "groups": queries.board(viewer, rows, ground(month, rows)),
        "month": month,
        "over": over,
        "may_open": viewer.is_root_office,
    }
    return render(request, "programmes/index.html", context)


def _month(request: HttpRequest, usual: Month) -> Month:
    text = request.GET.get("month", "")
    try:
        return min(Month.parse(text), usual) if text else usual
    except Refusal:
        return usual


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """A month's reports of all programmes that the viewer may read, and until when."""
    viewer = asking(request)
    today = clock.business_today()
    month = _month(request, Month.of(today)) if "month" in request.GET else month_owed(today)
    seen = queries.reports_owed(viewer, month)
    nodes = tree_on().nodes
    ready = sum(row.step is ReportStep.TO_COLLECT for row in seen)
    ahead = queries.meetings_ahead(viewer) if viewer.is_root_office else []
    context = {
        "rows": [(row, nodes.get(row.charter.lead_unit_id)) for row in seen],  # type: ignore[arg-type]
        "month": month,
        "steps": [(step, sum(row.step is step for row in seen)) for step in ReportStep],
        "late": sum(row.is_late for row in seen),
        "ready": ready,
        "meetings": sorted(ahead, key=lambda m: m.month != str(month)),
        "papers_by": papers_due(month),
        "key": str(new_uid()),
    }
    return render(request, "programmes/months.html", context)


@require_GET
def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = charter_for(viewer, uid)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "overview"
    month = last_month(row, _month(request, default_month()))
    context = _around(viewer, row, month, tab) | _TAB[tab](viewer, row, month)
    return render(request, f"programmes/{tab}.html", context)


def _around(viewer: Viewer, row: Charter, month: Month, tab: str) -> dict[str, Any]:
    nodes = tree_on().nodes
    names = (
        _("Overview"), _("Projects"), _("Tasks"), _("Measures and pace"), _("Monthly reports"),
        _("Who took part"),
    )  # fmt: skip
    return {
        "row": row,
        "month": month,
        "lead": nodes.get(row.lead_unit_id) if row.lead_unit_id else None,
        "parts": [p for p in row.parts.select_related("programme") if p.ended_on is None],
        "members": [
            nodes[m.unit_id] for m in row.members.filter(left_on=None) if m.unit_id in nodes
        ],
        "views": [
            {
                "label": name,
                "href": f"?tab={key}&month={month}",
                "is_current": key == tab,
            }
            for key, name in zip(TABS, names, strict=True)
        ],
        "is_running": row.ended_on is None,
        "may_change": viewer.is_root_office and row.ended_on is None,
        "may_work": works_on(viewer, row) and row.ended_on is None,
        "may_order": orders(viewer, row) and row.ended_on is None,
        "may_read_reports": viewer.whole_tree or leads(viewer, row) or works_on(viewer, row),
        "key": str(new_uid()),
        "today": clock.business_today(),
    }


def _overview(viewer: Viewer, row: Charter, month: Month) -> dict[str, Any]:
    on = ground(month, [row])
    counted = projects_counted(row, on)
    tasks = queries.task_lines(viewer, row)
    return {
        "counted": counted,
        "lights": [(light.value, n) for light, n in worst_first(counted.lights)],
        "paces": paces(row, on, counted),
        "tasks": [t for t in tasks if t.state != "closed"][:8],
        "closed": sum(t.state == "closed" for t in tasks),
        "count": len(tasks),
        "late": sum(t.is_overdue for t in tasks),
        "report": next(iter(queries.reports_of(viewer, row)), None),
    }


def _projects(viewer: Viewer, row: Charter, month: Month) -> dict[str, Any]:
    lines, count = queries.project_lines(viewer, row, month)
    return {"lines": lines, "count": count}


def _tasks(viewer: Viewer, row: Charter, month: Month) -> dict[str, Any]:  # noqa: ARG001
    return {
        "tasks": queries.task_lines(viewer, row),
        "units": unit_groups(),
        "terms": rules().terms.values(),
    }


def _measures(viewer: Viewer, row: Charter, month: Month) -> dict[str, Any]:  # noqa: ARG001
    on = ground(month, [row])
    return {
        "paces": paces(row, on, projects_counted(row, on)),
        "form": forms.MeasureForm(),
    }


def _reports(viewer: Viewer, row: Charter, month: Month) -> dict[str, Any]:  # noqa: ARG001
    return {"reports": queries.reports_of(viewer, row)}


def _participation(viewer: Viewer, row: Charter, month: Month) -> dict[str, Any]:  # noqa: ARG001
    parts, entries = queries.participation(viewer, row)
    nodes = tree_on().nodes
    mine = viewer.units if not works_on(viewer, row) else set(nodes)
    return {
        "took_part": parts,
        "entries": [(e, nodes.get(e.unit_id)) for e in entries],
        "units": unit_groups(mine),
    }


_TAB = {
    "overview": _overview,
    "projects": _projects,
    "tasks": _tasks,
    "measures": _measures,
    "reports": _reports,
    "participation": _participation,
}


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    check_office(viewer)
    form = forms.PlanForm(
        request.POST or None,
        initial={"kind": ProgrammeKind.CAMPAIGN, "from_on": clock.business_today()},
    )
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(actions.open_programme, viewer=viewer, plan=form.plan())
        if made is not None:
            messages.success(request, _("The programme has been opened."))
            return redirect("programmes:record", made.uid)
    return render(request, "programmes/edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    check_office(viewer)
    row = charter_for(viewer, uid)
    form = forms.PlanForm(
        request.POST or None, charter=row, version=row.version, initial=forms.initial_of(row)
    )
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(
            actions.change_programme,
            viewer=viewer,
            uid=row.uid,
            plan=form.plan(),
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
        if made is not None:
            messages.success(request, _("The programme has been changed."))
            return redirect("programmes:record", row.uid)
    return render(request, "programmes/edit.html", {"form": form, "row": row})


@require_GET
def report(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = report_for(viewer, uid)
    charter = row.charter
    draft = row.state == "draft"
    context = {
        "report": row,
        "row": charter,
        "paragraphs": queries.told(row),
        "month": Month.parse(row.month),
        "lead": tree_on().nodes.get(charter.lead_unit_id) if charter.lead_unit_id else None,
        "may_edit": draft and works_on(viewer, charter),
        "may_sign": draft and leads(viewer, charter) and row.edited_by_id != viewer.user,
        "waits_for_other": draft and leads(viewer, charter) and row.edited_by_id == viewer.user,
        "may_collect": not draft and viewer.is_root_office and row.item_uid is None,
        "meetings": queries.meetings_ahead(viewer) if viewer.is_root_office else [],
        "key": str(new_uid()),
    }
    return render(request, "programmes/report.html", context)


@require_GET
def evidence_file(request: HttpRequest, uid: str) -> FileResponse:
    found = participation_for(asking(request), uid)
    if found.file is None:
        raise Missing("programme.participation_not_found")
    return evidence.response(found.file)


def back_to(row: Charter, tab: str) -> str:
    return reverse("programmes:record", args=[row.uid]) + f"?tab={tab}"
