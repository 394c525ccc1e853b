"""Forms of the register: register, amend, move the stage and dates, name the partners."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.access import (
    check_keeper,
    check_standing,
    keeps_somewhere,
    visible,
)
from yipanqi.apps.ledger.projects.actions import ProjectData
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.life.pipeline.outlines import known_districts, place_of
from yipanqi.core.projects.stages import (
    Domain,
    ListLevel,
    Stage,
    Track,
    event_named,
    possible_moves,
)
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.web.pipeline.places import placed_text
from yipanqi.web.register import choices, forms
from yipanqi.web.register.record import gates_of

PAGE = "web/register/"


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _done(request: HttpRequest, project: Project, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("projects:project", uid=project.uid)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """新增项目. Names that resemble existing ones are asked about before anything is saved."""
    viewer = _viewer(request)
    if not keeps_somewhere(viewer):
        raise Forbidden("project.keeper_only")
    usual = {
        "effective_on": clock.business_today(),
        "list_level": ListLevel.COUNTY,
        "domain": Domain.INDUSTRY,
        "track": Track.ATTRACTION,
    }
    form = forms.RegisterForm(request.POST or None, viewer=viewer, initial=usual)
    alike: Any = ()
    elsewhere = ""
    if request.method == "POST" and form.is_valid():
        if not form.is_confirmed():
            alike = choices.alike(viewer, form.cleaned_data["name"])
        elsewhere = point_elsewhere(form)
        if not alike and not elsewhere:
            project = form.carry_out(
                actions.register_project,
                viewer=viewer,
                project=ProjectData(**form.facts()),
                own_code=form.cleaned_data["own_code"],
                package=choices.package_by_uid(viewer, form.cleaned_data["package"]),
                is_package=form.cleaned_data["is_package"],
                effective_on=form.cleaned_data["effective_on"],
            )
            if project is not None:
                return _done(request, project, _("The project is on the register."))
    context = {"form": form, "alike": alike, "typed_name": form.data.get("name", "")}
    context |= _point_of(form, elsewhere)
    return render(request, PAGE + "register.html", context)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, uid: str) -> HttpResponse:
    """变更项目 from a day on; months before that day keep their words."""
    viewer = _viewer(request)
    project = _kept(viewer, uid)
    now = ProjectData.of(project.current)  # type: ignore[arg-type]
    form = forms.AmendForm(
        request.POST or None,
        viewer=viewer,
        version=project.version,
        initial=forms.initial_of(now) | {"effective_on": clock.business_today()},
    )
    elsewhere = ""
    if request.method == "POST" and form.is_valid() and not (elsewhere := point_elsewhere(form)):
        saved = form.carry_out(
            actions.amend_project,
            viewer=viewer,
            project=project,
            changes=form.facts(),
            reason=form.cleaned_data["reason"],
            effective_on=form.cleaned_data["effective_on"],
            expected_version=form.cleaned_data["version"],
        )
        if saved is not None:
            return _done(request, project, _("The change has been recorded."))
    context = {"form": form, "project": project} | _point_of(form, elsewhere)
    return render(request, PAGE + "amend.html", context)


def point_elsewhere(form: forms.ProjectForm) -> str:
    """What is odd about the typed point: it lies in another district than the one claimed. Asked
    about before anything is saved; a person who has looked may say that it is right.
    """
    unit = choices.chosen_units([form.cleaned_data["counting_unit"]])
    if not unit or form.point_is_confirmed():
        return ""
    home = next(iter(unit.values()))
    return placed_text(*place_of(*form.point(), home.pk, known_districts()))


def _point_of(form: forms.ProjectForm, elsewhere: str) -> dict[str, str]:
    if not elsewhere:
        return {"elsewhere": "", "typed_point": ""}
    return {"elsewhere": elsewhere, "typed_point": forms.point_key(form.point())}


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, uid: str) -> HttpResponse:
    """直接登记阶段 without a gate; only what the log can take next is offered."""
    viewer = _viewer(request)
    project = _kept(viewer, uid)
    log = choices.stage_log(project)
    track = Track(project.current.track)  # type: ignore[union-attr]
    moves = possible_moves(track, choices.log_in_force(log))
    form = forms.StageForm(
        request.POST or None,
        moves=moves,
        version=project.version,
        initial={"on": clock.business_today(), "what": _usual(moves)},
    )
    if request.method == "POST" and form.is_valid():
        saved = form.carry_out(
            actions.move_stage,
            viewer=viewer,
            project=project,
            what=event_named(form.cleaned_data["what"]),
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            with_date=form.cleaned_data["with_date"],
            expected_version=form.cleaned_data["version"],
        )
        if saved is not None:
            return _done(request, project, _("The stage has been recorded."))
    context = {
        "form": form,
        "project": project,
        "log": log,
        "moves": moves,
        "may_void": True,
        "void_key": forms.VoidForm()["key"].value(),
    }
    return render(request, PAGE + "stage.html", context)


def _usual(moves: tuple[Any, ...]) -> str:
    return next((move.value for move in moves if isinstance(move, Stage)), "")


@require_POST
def void_stage(request: HttpRequest, uid: str, event: str) -> HttpResponse:
    viewer = _viewer(request)
    project = visible(viewer, str(uid))
    found = choices.stage_event(project, str(event))
    if found is None:
        raise Missing("project.event_not_found")
    form = forms.VoidForm(request.POST)
    if form.is_valid():
        form.carry_out(
            actions.void_stage_event,
            viewer=viewer,
            event=found,
            reason=form.cleaned_data["reason"],
        )
    if form.errors:
        messages.error(request, form.complaint())
    else:
        messages.success(request, _("The entry has been voided; it stays in the log."))
    return redirect("projects:stage", uid=project.uid)


@require_http_methods(["GET", "POST"])
def dates(request: HttpRequest, uid: str) -> HttpResponse:
    """更新时间节点: planned and actual dates; every earlier date stays in the history."""
    viewer = _viewer(request)
    project = visible(viewer, str(uid))
    check_standing(viewer, project)
    asked = {
        "milestone": request.GET.get("milestone", "start"),
        "basis": request.GET.get("basis", "planned"),
    }
    form = forms.MilestoneForm(request.POST or None, version=project.version, initial=asked)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        saved = form.carry_out(
            actions.set_milestone,
            viewer=viewer,
            project=project,
            milestone=MilestoneDate.Milestone(values["milestone"]),
            basis=MilestoneDate.Basis(values["basis"]),
            happens_on=values["happens_on"],
            reason=values["reason"],
            expected_version=values["version"],
        )
        if saved is not None:
            messages.success(request, _("The date has been recorded."))
            return redirect("projects:dates", uid=project.uid)
    context = {
        "form": form,
        "project": project,
        "gates": gates_of(project, every=True),
        "history": choices.dates_of(project),
    }
    return render(request, PAGE + "dates.html", context)


@require_http_methods(["GET", "POST"])
def partners(request: HttpRequest, uid: str) -> HttpResponse:
    """配合单位 and 专项: two small forms on one page, each its own verb."""
    viewer = _viewer(request)
    project = _kept(viewer, uid)
    posted = request.POST.get("form") if request.method == "POST" else ""
    supports = forms.SupportsForm(
        request.POST if posted == "supports" else None,
        version=project.version,
        initial={"units": choices.held_supports(project)},
    )
    supports.fields["units"].choices = choices.supporters(project)  # type: ignore[attr-defined]
    programmes = forms.ProgrammesForm(
        request.POST if posted == "programmes" else None,
        version=project.version,
        auto_id="programmes_%s",
        initial={"programmes": choices.held_programmes(project)},
    )
    programmes.fields["programmes"].choices = choices.programmes()  # type: ignore[attr-defined]
    if posted == "supports" and supports.is_valid():
        chosen = choices.chosen_units(supports.cleaned_data["units"])
        if _set(request, supports, project, actions.set_supports, units=list(chosen.values())):
            return _done(request, project, _("The supporting units have been recorded."))
    if posted == "programmes" and programmes.is_valid():
        found = choices.chosen_programmes(programmes.cleaned_data["programmes"])
        if _set(request, programmes, project, actions.set_programmes, programmes=found):
            return _done(request, project, _("The programmes have been recorded."))
    context = {
        "supports": supports,
        "unit_groups": supports.groups(),
        "programmes": programmes,
        "project": project,
    }
    return render(request, PAGE + "partners.html", context)


def _set(request: HttpRequest, form: Any, project: Project, verb: Any, **what: Any) -> bool:
    saved = form.carry_out(
        verb,
        viewer=_viewer(request),
        project=project,
        reason=form.cleaned_data["reason"],
        expected_version=form.cleaned_data["version"],
        **what,
    )
    return saved is not None


def _kept(viewer: Viewer, uid: str) -> Project:
    """The project, if the viewer keeps its register: 404 for outsiders, 403 for others."""
    project = visible(viewer, str(uid))
    check_keeper(viewer, project.current.counting_unit_id)  # type: ignore[union-attr]
    return project
