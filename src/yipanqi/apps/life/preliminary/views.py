"""前期: the city's board of slow preliminary work, and one project's permits."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi.apps.ledger.projects.access import (
    check_keeper,
    check_standing,
    may_keep,
    may_stand,
    visible,
)
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.preliminary import actions, queries
from yipanqi.apps.life.preliminary.actions import Officer, StepPlan, step_of
from yipanqi.apps.life.preliminary.export import workbook_of
from yipanqi.apps.life.preliminary.forms import OfficerForm, StepForm
from yipanqi.apps.promises.commitments.pages import asking, day_of, key_of, told, unit_groups
from yipanqi.core.projects.preliminary import progress
from yipanqi.core.projects.stages import Track
from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def index(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    asked = queries.Asked.of(request.GET)
    found = queries.board(viewer, asked)
    context = {
        "asked": asked,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "count": len(found),
        "late": sum(line.progress.late for line in found),
        "unhelped": sum(1 for line in found if not line.officer),
        "longest": max((line.progress.slipped for line in found), default=0),
        "today": clock.business_today(),
    }
    return render(request, "preliminary/index.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Exactly the lines the board shows, all pages."""
    viewer = asking(request)
    content = workbook_of(queries.board(viewer, queries.Asked.of(request.GET)))
    response = HttpResponse(content, content_type=XLSX)
    name = f"前期推进清单{clock.business_today():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def project(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = visible(viewer, uid)
    stands = may_stand(viewer, row)
    lines = queries.step_lines(row)
    held = {line.step.key for line in lines}
    track = Track(row.current.track)  # type: ignore[union-attr]
    context = {
        "project": row,
        "lines": [(line, _form(line.step)) for line in lines]
        if stands
        else [(line, None) for line in lines],
        "progress": progress([line.step.value for line in lines], clock.business_today()),
        "usual": [step for step in queries.usual_steps(track) if step["key"] not in held],
        "officer": queries.officer_of(row),
        "may_stand": stands,
        "may_name": may_keep(viewer, row.current.counting_unit_id),  # type: ignore[union-attr]
        "key": str(new_uid()),
    }
    return render(request, "preliminary/project.html", context)


def _form(step: Any, data: Any = None) -> StepForm:
    names = ("current_on", "actual_on", "is_needed", "paper_number", "remark")
    initial = {name: getattr(step, name) for name in names}
    return StepForm(data, version=step.version, initial=initial, auto_id=f"{step.uid}-%s")


@require_POST
def step(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = step_of(viewer, uid)
    check_standing(viewer, row.project)
    form = _form(row, request.POST)
    if form.is_valid():
        form.carry_out(
            actions.set_step,
            viewer=viewer,
            step_uid=uid,
            change=form.change(),
            expected_version=form.cleaned_data["version"],
        )
    if form.errors:
        messages.error(request, form.complaint())
    else:
        messages.success(request, _("The paper has been brought up to date."))
    return redirect("preliminary:project", uid=row.project.uid)


@require_POST
def add(request: HttpRequest, uid: str) -> HttpResponse:
    """The usual papers that are ticked, each with its planned day, and one of the project's own."""
    viewer = asking(request)
    row = visible(viewer, uid)
    check_standing(viewer, row)
    with told(request, _("The papers stand on the project's checklist.")):
        actions.draw_up_steps(
            viewer=viewer, project_uid=uid, steps=_plans(request, row), key=key_of(request)
        )
    return redirect("preliminary:project", uid=uid)


def _plans(request: HttpRequest, project: Project) -> list[StepPlan]:
    post = request.POST
    track = Track(project.current.track)  # type: ignore[union-attr]
    wanted = set(post.getlist("step"))
    plans = [
        StepPlan(usual["text"], _planned(request, usual["key"]), usual["key"], usual["agency"])
        for usual in queries.usual_steps(track)
        if usual["key"] in wanted
    ]
    if own := post.get("own", "").strip():
        plans.append(StepPlan(own, _planned(request, "own"), agency=post.get("own_agency", "")))
    return plans


def _planned(request: HttpRequest, key: str) -> date | None:
    return day_of(request.POST.get(f"planned-{key}", ""), f"planned-{key}")


@require_http_methods(["GET", "POST"])
def officer(request: HttpRequest, uid: str) -> HttpResponse:
    """指定帮办代办员."""
    viewer = asking(request)
    row = visible(viewer, uid)
    check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
    now = queries.officer_of(row)
    units = [(g.label, [(n.uid, n.name) for n in g.units]) for g in unit_groups()]
    usual = {"unit": str(now.unit.uid), "post": now.post, "contact": now.contact} if now else {}
    form = OfficerForm(request.POST or None, units=units, initial=usual)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        unit = queries.unit_by_uid(values["unit"])
        named = form.carry_out(
            actions.name_officer,
            viewer=viewer,
            project_uid=uid,
            officer=Officer(values["post"], unit, values["contact"]),
        )
        if named is not None:
            messages.success(request, _("The filing officer has been named."))
            return redirect("preliminary:project", uid=uid)
    return render(request, "preliminary/officer.html", {"form": form, "project": row})
