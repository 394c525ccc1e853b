"""未报清单: who has reported, who has not, and how long is left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting import actions, forms
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.chasing import chase, whole_text
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.reporting.pages import context, viewer_of
from yipanqi.apps.month.reporting.queue import ALL, APPROVED, RETURNED
from yipanqi.apps.month.reporting.standing import Standing, standing
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.reporting.windows import WindowState
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import say

SILENT_SHOWN = 200


@require_GET
def standing_page(request: HttpRequest, month: Month) -> HttpResponse:
    window, viewer = window_of(month), viewer_of(request)
    found = standing(viewer, window, request.GET.get("unit", ""))
    facts = _facts(found)
    lines = () if window.is_closed else chase(viewer, found, facts)
    more = {
        "standing": found,
        "silent": _silent(found, facts),
        "chase": lines,
        "chase_text": whole_text(found, lines),
        "silent_count": len(found.silent),
        "days_left": abs(found.hours_left) // 24,
        "rest_hours": abs(found.hours_left) % 24,
        "is_live": not window.is_closed,
        "queue_of": _queue_of(viewer, window, found.unit),
        "is_office": viewer.root in viewer.posts_as(Role.OFFICE),
    }
    return render(
        request,
        "reporting/standing.html",
        context(request, window, found.unit, "standing", **more),
    )


def _queue_of(viewer: Viewer, window: MonthWindow, unit: Node) -> dict[str, str]:
    """Addresses of the reports behind the counts, for those who read the queue."""
    if not viewer.has(Role.REVIEWER, Role.OFFICE, Role.LINE, Role.AUDITOR):
        return {}
    base = reverse("reporting:review", args=[window.month])
    if not viewer.whole_tree and unit.pk not in viewer.units:
        return {"base": base}
    return {view: f"{base}?view={view}&unit={unit.uid}" for view in (ALL, APPROVED, RETURNED)} | {
        "base": base
    }


def _facts(found: Standing) -> dict[int, ProjectFacts]:
    """Of the projects that owe a report, as far as the viewer may see them."""
    shown = found.silent[:SILENT_SHOWN]
    return project_facts(found.window.value, project_ids=[row.project for row in shown])


def _silent(found: Standing, facts: dict[int, ProjectFacts]) -> list[dict[str, Any]]:
    shown = found.silent[:SILENT_SHOWN]
    nodes = tree_on().nodes
    rows = [
        {"row": row, "facts": facts[row.project], "unit": nodes.get(row.reporting_unit)}
        for row in shown
        if row.project in facts
    ]
    return sorted(rows, key=lambda r: (r["unit"].sort if r["unit"] else 0, r["facts"].own_code))


@require_POST
def set_state(request: HttpRequest, month: Month) -> HttpResponse:
    """Review begins, or the month takes reports as usual again."""
    wanted = WindowState.REVIEWING if request.POST.get("state") == "reviewing" else WindowState.OPEN
    try:
        actions.set_review_state(
            viewer=viewer_of(request),
            month=month,
            state=wanted,
            reason=request.POST.get("reason", ""),
            expected_version=forms.version(request.POST),
        )
    except Refusal as refusal:
        if type(refusal) not in {Refusal, Conflict}:
            raise
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("The month's state has been changed."))
    return redirect("reporting:standing", month=month)
