"""The sheet of a unit's month-end (or dispatch) figures: pasted in, saved row by row."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.forms import amount
from yipanqi.apps.month.reporting.pages import home_unit
from yipanqi.apps.month.statistics import actions, pages
from yipanqi.apps.month.statistics.access import check_business, is_office, tells_somewhere
from yipanqi.apps.month.statistics.sheet import (
    FigureRow,
    cut_off,
    figure_sheet,
    own_row,
    year_told,
)
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.templatetags.figures import signed_wan, wan_input
from yipanqi.infra.texts import say

MONEY = ("this_month", "year_to_date")
TEXT = ("informant", "reason")
ROWS_SHOWN = 1_000  # of a whole city: a unit below has its own sheet


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    check_business(viewer)
    return viewer


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The sheet of the chosen unit, else of one's own."""
    viewer, month = _viewer(request), pages.month_of(request)
    if not tells_somewhere(viewer):
        raise Forbidden("statistics.reporter_only")
    chosen = tree_on().by_uid.get(request.GET.get("unit", ""))
    home = tree_on().root if is_office(viewer) else home_unit(viewer)
    return redirect("statistics:sheet", month=month, unit=(chosen or home or tree_on().root).uid)


@require_GET
def sheet_page(request: HttpRequest, month: Month, unit: UUID) -> HttpResponse:
    viewer = _viewer(request)
    found = figure_sheet(viewer, month, unit)
    context = {
        "sheet": found,
        "unit": found.unit,
        "window": found.window,
        "source": found.source.value,
        "as_of": cut_off(found.window, found.source),
        "rows": [{"row": row, "cells": _cells(row)} for row in found.rows[:ROWS_SHOWN]],
        "more": max(0, len(found.rows) - ROWS_SHOWN),
    }
    return render(request, "statistics/sheet.html", context | pages.around(viewer, month, "sheets"))


@require_POST
def save(request: HttpRequest, month: Month, uid: UUID) -> JsonResponse:
    """One row of the sheet; the contract stands at the top of ``web/sheet.js``."""
    viewer = _viewer(request)
    project = visible(viewer, str(uid))
    sheet, row = own_row(viewer, month, project)
    try:
        body = json.loads(request.body)
        if not isinstance(body, dict):
            raise Refusal("report.unreadable_request")
        actions.record_source_figure(
            viewer=viewer,
            project=project,
            data_month=month,
            source=sheet.source,
            **told_of(row, body.get("values") or {}),
            expected_revision=_whole(body.get("version")),
            key=f"figures:{viewer.uid}:{body['key']}"[:100] if body.get("key") else None,
        )
    except (ValueError, RecursionError):  # no JSON, or brackets without end
        return _refused(Refusal("report.unreadable_request"), 400)
    except Conflict as conflict:
        if conflict.code != "form.changed_meanwhile":
            return _refused(conflict, 422)
        return JsonResponse({"conflict": _theirs(own_row(viewer, month, project)[1])}, status=409)
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        return _refused(refusal, 422)
    now = own_row(viewer, month, project)[1]
    answer = {"version": now.version, "values": _cells(now), "findings": [], "saved_at": _at(now)}
    return JsonResponse(answer)


def told_of(row: FigureRow, cells: Any) -> dict[str, Any]:
    """The whole figure of a row of which only changed cells came. Raises ``money.*``,
    ``report.unknown_field``, ``statistics.year_missing``.
    """
    if not isinstance(cells, Mapping):
        raise Refusal("report.unreadable_request")
    words = {name: str(text or "").replace("\0", "") for name, text in cells.items()}
    if unknown := next((name for name in words if name not in (*MONEY, *TEXT)), None):
        raise Refusal("report.unknown_field", field=unknown, name=unknown)
    was = row.figure
    money = {name: amount(name, words[name]) for name in MONEY if name in words}
    month = money.get("this_month", was.this_month if was else None)
    informant = words.get("informant", was.informant if was else "")
    return {
        "this_month": month,
        "year_to_date": year_told(row, money.get("year_to_date"), is_said="year_to_date" in money),
        "informant": informant,
        "reason": words.get("reason", ""),
    }


def _cells(row: FigureRow) -> dict[str, str]:
    figure = row.figure
    return {
        "this_month": wan_input(figure.this_month) if figure else "",
        "year_to_date": wan_input(figure.year_to_date) if figure else "",
        "informant": figure.informant if figure else "",
        "reason": "",
        "gap": signed_wan(row.gap, 2),
    }


def _theirs(row: FigureRow) -> dict[str, Any]:
    by = row.figure.recorded_by if row.figure else None
    who = by.name if by else ""
    return {"version": row.version, "who": who, "at": _at(row), "values": _cells(row)}


def _at(row: FigureRow) -> str:
    return f"{timezone.localtime(row.figure.recorded_at):%H:%M}" if row.figure else ""


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _refused(refusal: Refusal, status: int) -> JsonResponse:
    words = {"code": refusal.code, "text": say(refusal), "field": refusal.field}
    return JsonResponse({"refusal": words}, status=status)
