"""核对: what was recognised, what it would change; the person confirms each step."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.month.imports import actions, columns, forms, lines
from yipanqi.apps.month.imports.actions.apply import Told
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.pages import (
    address,
    asking,
    context,
    counted,
    is_elsewhere,
    to_unit,
)
from yipanqi.apps.month.imports.queries import (
    importable,
    preview,
    reading_of,
    unit_of,
    visible_import,
)
from yipanqi.apps.month.imports.reading import Reading
from yipanqi.apps.month.imports.views.record import record_page
from yipanqi.apps.month.reporting.forms import telling
from yipanqi.apps.month.reporting.labels import SOURCES
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.texts import say

MINUTES = len("2024-05-05T09:30")  # what a field of day and time shows


@require_GET
def import_page(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    """The workbook where it stands: columns to confirm, rows to check, or its record."""
    viewer = asking(request)
    found = visible_import(viewer, uid)
    if is_elsewhere(found, month, unit):
        return to_unit(month, unit)
    if found.state != Import.State.PREVIEWED:
        return record_page(request, viewer, found)
    found = importable(viewer, uid)
    if found.window.is_closed:
        return to_unit(month, unit)
    if not found.mapping.get("confirmed"):
        return redirect(address("columns", found))
    return _rows_page(request, viewer, found)


def _rows_page(request: HttpRequest, viewer: Viewer, found: Import) -> HttpResponse:
    try:
        shown = preview(viewer, found)
    except Refusal as refusal:
        if refusal.code != "table.unsettled":
            raise
        return redirect(address("columns", found))
    drawn = lines.rows_of(shown)
    asked = {row.key for row in drawn.open if row.candidates}
    chosen = found.preview.get("chosen", {})
    settled = [(row, project) for row, project in chosen.items() if row not in asked]
    more = {
        "found": found,
        "shown": shown,
        "lines": drawn,
        "settled": settled,
        "told_sources": SOURCES.items(),
        "kept_source": found.preview.get("told", {}).get("told_source", ""),
        "kept_at": found.preview.get("told", {}).get("told_at", "")[:MINUTES],
    }
    page = context(request, found.window, unit_of(found), "rows", **more)
    return render(request, "imports/rows.html", page)


@require_http_methods(["GET", "POST"])
def columns_page(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    """Which column means what; known heads come chosen and are still shown."""
    viewer = asking(request)
    found = importable(viewer, uid)
    if is_elsewhere(found, month, unit):
        return to_unit(month, unit)
    if found.state != Import.State.PREVIEWED:
        return redirect(address("import", found))
    reading, refusal = reading_of(found), None
    if request.method == "POST":
        try:
            actions.confirm_mapping(
                viewer=viewer,
                uid=uid,
                tables=forms.table_choices(request.POST, reading),
                expected_version=forms.version(request.POST),
                key=forms.key(request.POST),
            )
            return redirect(address("import", found))
        except Refusal as refused:
            if type(refused) is not Refusal:
                raise
            refusal = refused
    return _columns(request, found, reading, refusal)


def _columns(
    request: HttpRequest, found: Import, reading: Reading, refusal: Refusal | None
) -> HttpResponse:
    tables = columns.tables_of(reading, request.POST if refusal else None)
    more = {
        "found": found,
        "reading": reading,
        "tables": tables,
        "groups": columns.field_groups(),
        "money_units": columns.UNITS,
        "refusal": say(refusal) if refusal else "",
        "open_count": sum(t.open_count for t in tables),
        "unknown": [head for t in tables for head in t.unknown],
        "skipped_sheets": [(s.name, sentence(s.reason)) for s in reading.skipped],
    }
    page = context(request, found.window, unit_of(found), "columns", **more)
    return render(request, "imports/columns.html", page, status=422 if refusal else 200)


@require_POST
def rows(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    """Leave rows out, choose projects, or bring all of it in."""
    viewer = asking(request)
    found = importable(viewer, uid)
    if is_elsewhere(found, month, unit):
        return to_unit(month, unit)
    chosen, excluded = forms.row_choices(request.POST)
    words = forms.cell_words(request.POST)
    is_news = (chosen, words) != (
        found.preview.get("chosen", {}),
        found.preview.get("corrected", {}),
    )
    try:
        if request.POST.get("do") == "apply" and not is_news:
            _apply(request, viewer, found, excluded)
        else:
            _settle(request, viewer, found, (chosen, excluded, words))
            messages.info(request, _("The check has been brought up to date."))
    except Refusal as refusal:
        if type(refusal) not in {Refusal, Conflict}:
            raise
        messages.error(request, say(refusal))
        if refusal.code in {"import.rows_open", "import.changed_since_preview"}:
            _settle(request, viewer, found, (chosen, excluded, words))
    return redirect(address("import", found))


def _settle(
    request: HttpRequest,
    viewer: Viewer,
    found: Import,
    choices: tuple[Mapping[str, str], Iterable[str], Mapping[str, str]],
) -> None:
    (chosen, excluded, words) = choices
    said = telling(request.POST)
    actions.settle_rows(
        viewer=viewer,
        uid=found.uid,
        chosen=chosen,
        excluded=excluded,
        corrected=words,
        informant=said["informant"],
        told=told_of(said),
        expected_version=forms.version(request.POST),
    )


def told_of(said: Mapping[str, Any]) -> Told:
    return Told("" if said["source"] == "web" else said["source"], said["told_at"])


def _apply(request: HttpRequest, viewer: Viewer, found: Import, excluded: Iterable[str]) -> None:
    said = telling(request.POST)
    done = actions.apply_import(
        viewer=viewer,
        uid=found.uid,
        seen=request.POST.get("seen", ""),
        excluded=excluded,
        informant=said["informant"],
        told=told_of(said),
        expected_version=forms.version(request.POST),
        key=forms.key(request.POST),
    )
    record = done.preview["record"]
    text = _("Imported: %(what)s.") % {"what": counted(record["changed"], record["cells"])}
    messages.success(request, text)
