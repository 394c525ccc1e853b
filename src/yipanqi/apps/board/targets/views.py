"""目标 and 统计指标: how units stand against what was agreed, and the figures they stand on."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.board.targets import actions, forms, pages, queries
from yipanqi.apps.board.targets.access import check_office, may_set, seen_unit
from yipanqi.apps.month.reporting.actions import record_observation
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import say


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One measure at a time: target, due by now, done, gap, what is still needed."""
    viewer, month = pages.viewer_of(request), pages.month_of(request)
    with_targets = queries.measures_with_targets(month.year)
    offered = [m for m in queries.measures() if m.pk in with_targets]
    if may_set(viewer):
        offered += [m for m in queries.measures() if m.pk not in with_targets]
    measure = pages.asked_measure(request, offered)
    rows, whole = queries.standings(viewer, measure, month) if measure else ([], None)
    context = {
        "measures": offered,
        "measure": measure,
        "is_rate": measure is not None and queries.is_rate(measure),
        "from_reports": measure is not None and measure.key in queries.FROM_REPORTS,
        "rows": rows,
        "whole": whole,
        "may_set": may_set(viewer),
    }
    return render(request, "targets/index.html", context | pages.around(month, "targets"))


@require_GET
def record(request: HttpRequest, unit: UUID, measure: str) -> HttpResponse:
    """One unit and measure: the year by month, every version of the target, every revision."""
    viewer, month = pages.viewer_of(request), pages.month_of(request)
    found = queries.measure_by_key(measure)
    node = seen_unit(viewer, str(unit), found)
    target = queries.targets_in_force(month, found).get(node.pk)
    rows = pages.month_rows(node, found, month.year, target, month)
    context = {
        "measure": found,
        "unit": node,
        "rows": rows,
        "is_rate": queries.is_rate(found),
        "chart": pages.chart_of(rows, found),
        "versions": pages.version_rows(queries.versions_of(node.pk, found, month.year), found),
        "may_set": may_set(viewer),
    }
    return render(request, "targets/record.html", context | pages.around(month, "targets", node))


@require_http_methods(["GET", "POST"])
def set_target(request: HttpRequest, unit: UUID, measure: str) -> HttpResponse:
    viewer, month = pages.viewer_of(request), pages.month_of(request)
    check_office(viewer)
    found = queries.measure_by_key(measure)
    node = seen_unit(viewer, str(unit), found)
    versions = queries.versions_of(node.pk, found, month.year)
    last = versions[0] if versions else None
    last_year = queries.versions_of(node.pk, found, month.year - 1)
    form = forms.TargetForm(
        request.POST or None,
        measure=found,
        earlier=last_year[0] if last_year else None,
        version=last.version if last else 0,
        initial=forms.initial_of(last, found, queries.is_rate(found))
        | {"effective_month": str(month if last else Month(month.year, 1))},
    )
    if request.method == "POST" and form.is_valid() and _set(viewer, form, node.uid, month.year):
        messages.success(request, _("The target has been set."))
        address = reverse("targets:record", args=[node.uid, found.key])
        return redirect(f"{address}?month={month}")
    context = {"form": form, "measure": found, "unit": node, "last": last}
    return render(request, "targets/set.html", context | pages.around(month, "targets", node))


def _set(viewer: Viewer, form: forms.TargetForm, unit: str, year: int) -> Any:
    values = form.cleaned_data
    try:
        curve = form.curve()
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    return form.carry_out(
        actions.set_target,
        viewer=viewer,
        unit_uid=unit,
        measure_key=form.measure.key,
        year=year,
        value=values["value"],
        curve=curve,
        effective_month=values["effective_month"],
        agreed_by=values["agreed_by"],
        document_number=values["document_number"],
        reason=values["reason"],
        expected_version=values["version"],
    )


@require_GET
def observations(request: HttpRequest) -> HttpResponse:
    """The month's figures, counties by measures, as a sheet."""
    viewer, month = pages.viewer_of(request), pages.month_of(request)
    measures = pages.observed_measures()
    rows = pages.sheet_rows(viewer, month, measures)
    window = queries.window_for(month)
    context = {
        "measures": measures,
        "rows": rows,
        "window": window,
        "can_edit": any(c.can_edit for r in rows for c in r.cells),
        "no_findings": {},
    }
    return render(
        request, "targets/observations.html", context | pages.around(month, "observations")
    )


@require_POST
def save(request: HttpRequest, month: str, unit: UUID) -> JsonResponse:
    """A row of the sheet: all of its figures or none. A correction needs a reason."""
    viewer, at = pages.viewer_of(request), _month(month)
    row = _row(viewer, at, str(unit))
    try:
        body = json.loads(request.body)
        if int(body["version"]) != row.version:
            return JsonResponse({"conflict": _theirs(row)}, status=409)
        _save(viewer, at, row, dict(body["values"]), str(body.get("key") or ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return _refused(Refusal("observation.unreadable_request"), 400)
    except Conflict:
        return JsonResponse({"conflict": _theirs(_row(viewer, at, str(unit)))}, status=409)
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        return _refused(refusal, 422)
    saved = _row(viewer, at, str(unit))
    return JsonResponse(
        {
            "version": saved.version,
            "values": _texts(saved) | {"reason": ""},
            "findings": [],
            "saved_at": f"{timezone.localtime(clock.now()):%H:%M}",
        }
    )


def _save(
    viewer: Viewer, month: Month, row: pages.UnitRow, values: dict[str, Any], key: str
) -> None:
    reason = str(values.pop("reason", "") or "")
    cells = {c.measure.key: c for c in row.cells}
    with transaction.atomic():
        for name, text in values.items():
            value = forms.number(text, name)
            if value is None:
                raise Refusal("observation.empty", field=name)
            try:
                record_observation(
                    viewer=viewer,
                    unit_uid=row.unit.uid,
                    month=month,
                    measure_key=name,
                    value=value,
                    reason=reason,
                    expected_revision=cells[name].revision,
                    key=f"{key}:{name}" if key else None,
                )
            except Refusal as refusal:
                if type(refusal) is Refusal and refusal.field is None:
                    refusal.field = name
                raise


def _row(viewer: Viewer, month: Month, unit: str) -> pages.UnitRow:
    rows = pages.sheet_rows(viewer, month, pages.observed_measures())
    found = next((r for r in rows if r.unit.uid == unit), None)
    if found is None:
        raise Missing("target.not_found")
    return found


def _texts(row: pages.UnitRow) -> dict[str, str]:
    return {c.measure.key: c.text for c in row.cells}


def _theirs(row: pages.UnitRow) -> dict[str, Any]:
    return {"version": row.version, "who": "", "at": "", "values": _texts(row)}


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except Refusal:
        raise Missing("target.not_found") from None


def _refused(refusal: Refusal, status: int) -> JsonResponse:
    words = {"code": refusal.code, "text": say(refusal), "field": refusal.field}
    return JsonResponse({"refusal": words}, status=status)
