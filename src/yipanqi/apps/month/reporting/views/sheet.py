"""填报: the unit's sheet, row by row; handing it in."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.month.reporting import actions, forms
from yipanqi.apps.month.reporting.access import visible_project, window_of
from yipanqi.apps.month.reporting.labels import SOURCES, field_label
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.month.reporting.pages import asked_window, context, home_unit, lines_of, viewer_of
from yipanqi.apps.month.reporting.rows import ReportRow, report_rows
from yipanqi.apps.month.reporting.sheet import SheetPage, SheetRow, cell_texts, finding_lines, sheet
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Role
from yipanqi.infra.texts import say


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """A reporter lands in her sheet, everybody else on the list of who has not reported."""
    window = asked_window(request)
    viewer = viewer_of(request)
    unit = home_unit(viewer)
    if unit is not None and viewer.has(Role.REPORTER):
        return redirect("reporting:sheet", month=window.month, unit=unit.uid)
    return redirect("reporting:standing", month=window.month)


@require_GET
def sheet_page(request: HttpRequest, month: Month, unit: UUID) -> HttpResponse:
    window = window_of(month)
    page = sheet(viewer_of(request), window, str(unit))
    # a row nobody has touched raises no question yet, one handed in none any more
    found = {r.row.facts.project_uid: finding_lines(r.row) for r in page.rows if r.row.is_touched}
    more = {
        "page": page,
        "found": {uid: lines for uid, lines in found.items() if lines},
        "returned_lines": _returned_lines(page),
        "told_sources": SOURCES.items(),
    }
    return render(
        request, "reporting/sheet.html", context(request, window, page.unit, "sheet", **more)
    )


def _returned_lines(page: SheetPage) -> list[dict[str, Any]]:
    """One line for each field that was sent back with a reason."""
    lines = []
    for r in page.sent_back:
        if r.returned is None:
            continue
        for field, words in r.returned.reasons.items():
            lines.append(
                {
                    "row": r,
                    "name": field,
                    "field": field_label(field),
                    "words": words,
                    "is_changed": field in r.changed,
                }
            )
    return lines


@require_POST
def save_row(request: HttpRequest, month: Month, project: UUID) -> JsonResponse:
    """One row of the sheet; the contract stands at the top of ``web/sheet.js``."""
    viewer = viewer_of(request)
    try:
        body = json.loads(request.body)
        if not isinstance(body, dict):
            raise Refusal("report.unreadable_request")
        report = actions.save_report(
            viewer=viewer,
            month=month,
            project_uid=project,
            values=forms.cell_values(body.get("values") or {}),
            explanations=forms.explanations(body.get("explanations") or {}),
            **forms.telling(request.GET),
            expected_version=body.get("version"),
            key=f"sheet:{viewer.uid}:{body['key']}"[:120] if body.get("key") else None,
        )
    except (ValueError, RecursionError):  # no JSON, or brackets without end
        return _refused(Refusal("report.unreadable_request"), 400)
    except Conflict as conflict:
        return _conflict(request, month, project, conflict)
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        return _refused(refusal, 422)
    return _saved(month, report)


def _refused(refusal: Refusal, status: int) -> JsonResponse:
    words = {"code": refusal.code, "text": say(refusal), "field": refusal.field}
    return JsonResponse({"refusal": words}, status=status)


def _row_of(month: Month, project_id: int) -> ReportRow:
    return report_rows(window_of(month), [project_id])[0]


def _saved(month: Month, report: MonthReport) -> JsonResponse:
    row = _row_of(month, report.project_id)
    return JsonResponse(
        {
            "version": row.version,
            "values": cell_texts(row),
            "findings": finding_lines(row),
            "saved_at": _clock(report),
        }
    )


def _clock(report: MonthReport) -> str:
    return f"{timezone.localtime(report.saved_at):%H:%M}" if report.saved_at else ""


def _conflict(
    request: HttpRequest, month: Month, project: UUID, conflict: Conflict
) -> JsonResponse:
    """Theirs beside mine, where two have saved; a row that moved on is only told."""
    row = _row_of(month, visible_project(viewer_of(request), project).pk)
    if conflict.code != "form.changed_meanwhile" or row.report is None:
        return _refused(conflict, 422)
    theirs = {
        "version": row.version,
        "who": row.report.saved_by.name if row.report.saved_by else "",
        "at": _clock(row.report),
        "values": cell_texts(row),
    }
    return JsonResponse({"conflict": theirs}, status=409)


@require_http_methods(["GET", "POST"])
def submit_page(request: HttpRequest, month: Month, unit: UUID) -> HttpResponse:
    """What would be handed in and what stands in the way; then do it."""
    window, viewer = window_of(month), viewer_of(request)
    if request.method == "POST":
        key = request.POST.get("key") or None
        try:
            done = actions.submit_unit(viewer=viewer, month=month, unit_uid=str(unit), key=key)
        except Refusal as refusal:
            if type(refusal) is not Refusal:
                raise
            messages.error(request, say(refusal))
            return redirect("reporting:submit_unit", month=month, unit=unit)
        messages.success(request, _handed_in(done))
        return redirect("reporting:sheet", month=month, unit=unit)
    page = sheet(viewer, window, str(unit))
    more = {"page": page, "left": [_left_out(r) for r in page.left]}
    return render(
        request, "reporting/submit.html", context(request, window, page.unit, "sheet", **more)
    )


def _handed_in(done: actions.Submission) -> str:
    count = len(done.submitted)
    text = ngettext("%(n)d report handed in.", "%(n)d reports handed in.", count) % {"n": count}
    if done.left_out:
        text += _("%(n)d not handed in yet; they are still in the sheet.") % {
            "n": len(done.left_out)
        }
    return text


def _left_out(r: SheetRow) -> dict[str, Any]:
    return {
        "row": r,
        "lines": lines_of(r.row, r.row.blocking),
        "is_untouched": r.row.report is None,
        "is_unanswered": not r.is_answered,
    }
