"""One project's month: the record page, its photos, handing in and taking back."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yipanqi.apps.month.reporting import actions, forms
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.actions.photos import visible_photo
from yipanqi.apps.month.reporting.labels import FIELDS, SOURCES
from yipanqi.apps.month.reporting.pages import context, events_of, lines_of, viewer_of
from yipanqi.apps.month.reporting.record import record, record_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.infra import evidence
from yipanqi.infra.texts import say


def record_context(request: HttpRequest, month: Month, project: UUID) -> dict[str, Any]:
    window = window_of(month)
    found = record(viewer_of(request), window, project)
    labels = [{"field": f, "label": FIELDS[f.field]} for f in found.fields]
    more = {
        "record": found,
        "fields": labels,
        "lines": lines_of(found.row),
        "events": events_of(found.revisions),
        "verbs": {verb.value for verb in found.verbs},
        "told_by": SOURCES.get(found.report.source, "") if found.report else "",
        "key": uuid4().hex,
    }
    return context(request, window, found.unit, "record", **more)


@require_GET
def report_page(request: HttpRequest, report: UUID) -> HttpResponse:
    """The address that other stations link to."""
    window, project = record_of(viewer_of(request), report)
    return redirect("reporting:record", month=window.month, project=project)


@require_GET
def record_page(request: HttpRequest, month: Month, project: UUID) -> HttpResponse:
    return render(request, "reporting/record.html", record_context(request, month, project))


@require_POST
def submit(request: HttpRequest, month: Month, project: UUID) -> HttpResponse:
    try:
        actions.submit_report(
            viewer=viewer_of(request),
            month=month,
            project_uid=project,
            expected_version=forms.version(request.POST),
            key=request.POST.get("key") or None,
        )
    except Refusal as refusal:
        _tell(request, refusal)
    else:
        messages.success(request, _("Handed in; the reviewer sees it now."))
    return redirect("reporting:record", month=month, project=project)


@require_POST
def withdraw(request: HttpRequest, report: UUID) -> HttpResponse:
    try:
        actions.withdraw_report(
            viewer=viewer_of(request),
            report_uid=report,
            reason=request.POST.get("reason", ""),
            expected_version=forms.version(request.POST),
            key=request.POST.get("key") or None,
        )
    except Refusal as refusal:
        _tell(request, refusal)
    else:
        messages.success(request, _("Taken back; it is a draft again."))
    return redirect("reporting:report", report=report)


@require_POST
def add_photo(request: HttpRequest, month: Month, project: UUID) -> HttpResponse:
    files = request.FILES.getlist("file")
    added = 0
    for number, file in enumerate(files):
        added += _add_one(request, month, project, file, number)
    if added:
        messages.success(request, _("Photos added: %(n)d") % {"n": added})
    elif not files:
        messages.error(request, _("Choose at least one photo first."))
    return redirect("reporting:record", month=month, project=project)


def _add_one(
    request: HttpRequest, month: Month, project: UUID, file: "UploadedFile[Any]", number: int
) -> bool:
    key = request.POST.get("key")
    try:
        actions.add_photo(
            viewer=viewer_of(request),
            month=month,
            project_uid=project,
            file=file,
            name=file.name or "",
            caption=request.POST.get("caption", ""),
            key=f"{key}:{number}" if key else None,
        )
    except Refusal as refusal:
        _tell(request, refusal)
        return False
    return True


@require_GET
def photo(request: HttpRequest, photo: UUID) -> FileResponse:
    return evidence.response(visible_photo(viewer_of(request), photo).file)


@require_POST
def void_photo(request: HttpRequest, photo: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    report = visible_photo(viewer, photo).report
    try:
        actions.void_photo(viewer=viewer, photo_uid=photo, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        _tell(request, refusal)
    else:
        messages.success(request, _("Photo taken out; the file and the reason are kept."))
    return redirect("reporting:report", report=report.uid)


def _tell(request: HttpRequest, refusal: Refusal) -> None:
    """A rule is told over the page; scope and right keep their own page."""
    if type(refusal) not in {Refusal, Conflict}:
        raise refusal
    messages.error(request, say(refusal))
