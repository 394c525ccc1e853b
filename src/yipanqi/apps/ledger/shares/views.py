"""Pages of one project's shares: who has what of it, and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.ledger.projects.access import check_keeper, may_keep, visible
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares import actions, forms, queries
from yipanqi.apps.ledger.shares.access import check_transfer, may_transfer
from yipanqi.apps.ledger.shares.actions.transfer import TransferOrder
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import TransferRule
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("share.no_business_data")
    return viewer


def _month(request: HttpRequest) -> Month:
    if text := request.GET.get("month"):
        return Month.parse(text)
    return queries.newest_month()


def _asked(request: HttpRequest, uid: UUID) -> tuple[Viewer, Project, Month]:
    viewer = _viewer(request)
    project = visible(viewer, str(uid))
    if project.current is None:
        raise Missing("project.not_found")
    return viewer, project, _month(request)


def _counted(project: Project) -> int:
    return project.current.counting_unit_id  # type: ignore[union-attr]


def _back(uid: UUID, month: Month) -> HttpResponse:
    return redirect(f"{reverse('shares:record', args=[uid])}?month={month}")


@require_GET
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer, project, month = _asked(request, uid)
    context = {
        "project": project,
        "month": month,
        "lines": queries.segments_in(project, month),
        "may_keep": may_keep(viewer, _counted(project)),
        "may_transfer": may_transfer(viewer),
        "may_report": _may_report(viewer, project),
    }
    return render(request, "shares/record.html", context | queries.shown(project, month))


def _may_report(viewer: Viewer, project: Project) -> bool:
    unit = project.current.reporting_unit_id  # type: ignore[union-attr]
    return unit in viewer.units_as(Role.REPORTER)


@require_http_methods(["GET", "POST"])
def segments(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer, project, month = _asked(request, uid)
    check_keeper(viewer, _counted(project))
    lines = queries.segments_in(project, month)
    form = forms.SegmentsForm(
        request.POST or None,
        lines=lines,
        version=project.version,
        initial={"effective_month": str(month)},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if values["effective_month"] is None:
            form.refuse(Refusal("share.month_missing", field="effective_month"))
        elif form.carry_out(
            actions.set_segments,
            viewer=viewer,
            project=project,
            effective_month=values["effective_month"],
            segments=form.orders(),
            reason=values["reason"],
            expected_version=values["version"],
        ):
            messages.success(request, _("The segments have been set."))
            return _back(uid, month)
    context = {"project": project, "month": month, "form": form}
    return render(request, "shares/segments.html", context)


@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The month's report of a project by its segments."""
    viewer, project, month = _asked(request, uid)
    if not _may_report(viewer, project):
        raise Forbidden("share.reporter_only")
    lines = queries.segments_in(project, month)
    if not lines:
        raise Missing("share.no_segments")
    report = project.reports.filter(window__month=str(month)).first()
    form = forms.FiguresForm(
        request.POST or None, lines=lines, version=report.version if report else 0
    )
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            actions.save_segment_figures,
            viewer=viewer,
            project=project,
            month=month,
            figures=form.figures(),
            informant=form.cleaned_data["informant"],
            expected_version=form.cleaned_data["version"],
        )
        if done is not None:
            messages.success(request, _("Saved; the project's report is the sum of its segments."))
            return _back(uid, month)
    context = {"project": project, "month": month, "form": form, "report": report}
    return render(request, "shares/figures.html", context)


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer, project, month = _asked(request, uid)
    check_transfer(viewer)
    form = forms.TransferForm(
        request.POST or None, version=project.version, initial={"effective_month": str(month)}
    )
    if request.method == "POST" and form.is_valid() and _moved(viewer, project, form):
        messages.success(request, _("The project has been transferred."))
        return _back(uid, month)
    context = {"project": project, "month": month, "form": form}
    return render(request, "shares/transfer.html", context | queries.shown(project, month))


def _moved(viewer: Viewer, project: Project, form: forms.TransferForm) -> Any:
    values = form.cleaned_data
    if values["effective_month"] is None:
        form.refuse(Refusal("share.month_missing", field="effective_month"))
        return None
    return form.carry_out(
        actions.transfer_project,
        viewer=viewer,
        project=project,
        order=TransferOrder(
            to_unit=forms.units_by_uid([values["to_unit"]])[values["to_unit"]],
            effective_month=values["effective_month"],
            reason=values["reason"],
            rule=TransferRule(values["rule"]),
            document_number=values["document_number"],
        ),
        expected_version=values["version"],
    )


@require_http_methods(["GET", "POST"])
def leads(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer, project, month = _asked(request, uid)
    check_keeper(viewer, _counted(project))
    held = queries.joint_leads_of(project)
    form = forms.LeadsForm(
        request.POST or None,
        version=project.version,
        initial={
            "main": str(project.current.lead_unit.uid),  # type: ignore[union-attr]
            "units": [str(lead.unit.uid) for lead in held],
        },
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        units = forms.units_by_uid([values["main"], *values["units"]])
        done = form.carry_out(
            actions.set_joint_leads,
            viewer=viewer,
            project=project,
            main=units.get(values["main"]),
            units=[units[uid] for uid in values["units"] if uid in units],
            reason=values["reason"],
            expected_version=values["version"],
        )
        if done is not None:
            messages.success(request, _("The leads have been set."))
            return _back(uid, month)
    context = {"project": project, "month": month, "form": form}
    return render(request, "shares/leads.html", context)
