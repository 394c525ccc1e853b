"""The record of an import: what it changed, what it left out; taking it back; its files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yipanqi.apps.month.imports import actions, forms
from yipanqi.apps.month.imports.lines import MONEY, label_of, skipped_groups, value_of
from yipanqi.apps.month.imports.models import Import, ImportedCell
from yipanqi.apps.month.imports.pages import address, asking, context, is_elsewhere, to_unit, told
from yipanqi.apps.month.imports.queries import (
    annotated_copy,
    cells_of,
    importable,
    may_import,
    unit_of,
    visible_import,
)
from yipanqi.apps.month.reporting.labels import SOURCES
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import evidence
from yipanqi.infra.templatetags.figures import moment


def record_page(request: HttpRequest, viewer: Viewer, found: Import) -> HttpResponse:
    unit = unit_of(found)
    record = found.preview.get("record", {})
    skipped = ((s["reason"], s["sheet"], s["row"], s["text"]) for s in record.get("skipped", ()))
    more = {
        "found": found,
        "record": record,
        "told_words": _told(record),
        "undone": found.preview.get("undone"),
        "rows": _by_report(found, cells_of(viewer, found)),
        "skipped": skipped_groups(skipped),
        "may_undo": found.state == Import.State.APPLIED
        and not found.window.is_closed
        and may_import(viewer, unit.pk),
        "may_import": may_import(viewer, unit.pk),
    }
    page = context(request, found.window, unit, "done", **more)
    return render(request, "imports/record.html", page)


def _told(record: dict[str, Any]) -> str:
    """How and when the figures of units further down were told, in words."""
    source, at = record.get("told_source", ""), record.get("told_at", "")
    words = [str(SOURCES[source])] if source in SOURCES else []
    if at:
        words.append(moment(datetime.fromisoformat(at)))
    return "，".join(words)


def _by_report(found: Import, cells: list[ImportedCell]) -> list[dict[str, Any]]:
    lines: dict[int, dict[str, Any]] = {}
    for cell in cells:
        current = cell.report.project.current
        line = lines.setdefault(
            cell.report_id,
            {
                "name": current.name if current else "",
                "project_uid": cell.report.project.uid,
                "state": cell.report.state,
                "cells": [],
            },
        )
        now = getattr(cell.report, cell.field)
        line["cells"].append(
            {
                "label": label_of(cell.field),
                "is_money": cell.field in MONEY,
                "before": value_of(cell.field, cell.before),
                "after": value_of(cell.field, cell.after),
                "address": cell.address,
                "now": "" if now == cell.after else value_of(cell.field, now),
                "is_left": found.state == Import.State.APPLIED and now != cell.after,
            }
        )
    return list(lines.values())


@require_POST
def undo(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    viewer = asking(request)
    found = importable(viewer, uid)
    if is_elsewhere(found, month, unit):
        return to_unit(month, unit)
    with told(request):
        done = actions.undo_import(
            viewer=viewer,
            uid=uid,
            reason=request.POST.get("reason", ""),
            expected_version=forms.version(request.POST),
            key=forms.key(request.POST),
        )
        undone = done.preview["undone"]
        text = _("Taken back: %(n)d cells have their earlier values again.")
        messages.success(request, text % {"n": undone["restored"]})
        if undone["left"]:
            left = _("%(n)d cells were edited after the import and stay as they are.")
            messages.warning(request, left % {"n": len(undone["left"])})
    return redirect(address("import", found))


@require_POST
def discard(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    viewer = asking(request)
    found = importable(viewer, uid)
    if is_elsewhere(found, month, unit):
        return to_unit(month, unit)
    with told(request):
        actions.discard_import(
            viewer=viewer,
            uid=uid,
            expected_version=forms.version(request.POST),
            key=forms.key(request.POST),
        )
        messages.success(request, _("Put aside: nothing of this workbook was written."))
    return to_unit(month, unit)


@require_GET
def annotated(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    """The uploaded workbook with every fault marked in its cell."""
    from yipanqi.apps.month.imports.views.unit import XLSX, attachment

    viewer = asking(request)
    found = importable(viewer, uid)
    if is_elsewhere(found, month, unit):
        return to_unit(month, unit)
    answer: HttpResponse | None = None
    with told(request):
        name, content = annotated_copy(viewer, found)
        answer = attachment(name, content, XLSX)
    return answer or redirect(address("import", found))


@require_GET
def original(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    """The file as it was sent, to be saved, never shown."""
    found = visible_import(asking(request), uid)
    if is_elsewhere(found, month, unit):
        return to_unit(month, unit)
    return evidence.response(found.file)  # type: ignore[return-value]
