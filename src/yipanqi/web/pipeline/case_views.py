"""典型问题: found by rule, the case file, chosen by a person for the meeting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.ledger.shares.wording import leads_by_uid
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline import actions
from yipanqi.apps.life.pipeline.access import check_office, is_office
from yipanqi.apps.life.pipeline.cases import (
    FoundCase,
    cases_of_project,
    chosen_case,
    chosen_cases,
    found_cases,
)
from yipanqi.core.month import Month
from yipanqi.core.pipeline.cases import CaseKind, heaviest
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.web.frame import chosen_unit
from yipanqi.web.pipeline import forms
from yipanqi.web.pipeline.asking import asking, month_of, page_of
from yipanqi.web.pipeline.case_file import case_file

SHOWN = 100


def cases(request: HttpRequest) -> HttpResponse:
    """The list, by kind; the heaviest of a kind first."""
    viewer, month = asking(request), month_of(request)
    tree = tree_on()
    node = tree.by_uid.get(chosen_unit(request))
    units = tree.under(node.pk) if node else None
    found = [
        one
        for one in found_cases(viewer, month)
        if units is None or not units.isdisjoint({one.row.unit, one.row.zone})
    ]
    kind = request.GET.get("kind", "")
    kind = kind if kind in set(CaseKind) else ""
    chosen = chosen_cases(viewer, month)
    context = page_of(request, month) | {
        "rows": _rows([f for f in found if not kind or f.case.kind == kind], chosen),
        "kinds": _kinds(found, kind),
        "kind": kind,
        "count": len(found),
        "chosen": [_told(c) for c in chosen],
        "is_office": is_office(viewer),
    }
    return render(request, "web/pipeline/cases.html", context)


def _rows(found: list[FoundCase], chosen: list[Any]) -> list[dict[str, Any]]:
    nodes = tree_on().nodes
    taken = {(str(c.project.uid), c.kind) for c in chosen}
    ordered = list(heaviest(((f.row, f.case) for f in found), SHOWN))
    mains = {r.entry.uid: nodes[r.lead].short_name for r, _case in ordered if r.lead in nodes}
    leads = mains | leads_by_uid(clock.business_today(), mains, short=True)
    return [
        {
            "uid": row.entry.uid,
            "name": row.name,
            "unit": nodes[row.unit].short_name if row.unit in nodes else "",
            "lead": leads.get(row.entry.uid, ""),
            "kind": case.kind.value,
            "text": sentence(case.code, case.params),
            "money": row.entry.total_investment,
            "is_chosen": (row.entry.uid, case.kind.value) in taken,
        }
        for row, case in ordered
    ]


def _kinds(found: list[FoundCase], shown: str) -> list[dict[str, Any]]:
    return [
        {
            "key": kind.value,
            "label": label(kind),
            "count": sum(1 for one in found if one.case.kind is kind),
            "is_current": kind == shown,
        }
        for kind in CaseKind
    ]


def _told(chosen: Any) -> dict[str, Any]:
    return {"row": chosen, "kind": chosen.kind, "name": chosen.project.current.name}


@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, uid: str) -> HttpResponse:
    """The case file; the office chooses it here, in its own words."""
    viewer, month = asking(request), month_of(request)
    project = visible(viewer, str(uid))
    found = cases_of_project(viewer, month, str(project.uid))
    chosen = [c for c in chosen_cases(viewer, month) if c.project_id == project.pk]
    form = forms.ChooseForm(request.POST or None, initial=_usual(request, found))
    if request.method == "POST":
        check_office(viewer)
        if form.is_valid() and _chosen(form, viewer, project.uid, month):
            messages.success(request, _("The case has been chosen for the meeting."))
            return redirect(f"{reverse('projects:cases')}?month={month}")
    told = [
        {"kind": f.case.kind.value, "text": sentence(f.case.code, f.case.params)} for f in found
    ]
    context = page_of(request, month) | case_file(viewer, project, month)
    context |= {
        "project": project,
        "cases": told,
        "open_kinds": [t for t in told if t["kind"] not in {c.kind for c in chosen}],
        "chosen": chosen,
        "form": form,
        "is_office": is_office(viewer),
    }
    return render(request, "web/pipeline/case.html", context)


def _usual(request: HttpRequest, found: list[FoundCase]) -> dict[str, str]:
    asked = request.GET.get("kind", "")
    kinds = [f.case.kind.value for f in found]
    return {"kind": asked if asked in kinds else (kinds[0] if kinds else "")}


def _chosen(form: forms.ChooseForm, viewer: Viewer, uid: Any, month: Month) -> bool:
    kind = form.cleaned_data["kind"]
    if kind not in set(CaseKind):
        form.add_error(None, sentence("case.not_found"))
        return False
    choice = actions.Choice(
        kind=CaseKind(kind), words=form.cleaned_data["words"], asked=form.cleaned_data["asked"]
    )
    row = form.carry_out(
        actions.choose_case, viewer=viewer, project_uid=uid, month=month, choice=choice
    )
    return row is not None


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = chosen_case(viewer, str(uid))
    check_office(viewer)
    form = forms.ReasonForm(request.POST or None, version=row.version)
    if request.method == "POST" and form.is_valid():
        dropped = form.carry_out(
            actions.drop_case,
            viewer=viewer,
            case_uid=row.uid,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
        if dropped is not None:
            messages.success(request, _("The case is no longer chosen."))
            return redirect(f"{reverse('projects:cases')}?month={row.month}")
    context = {"form": form, "row": row, "project": row.project}
    return render(request, "web/pipeline/case_drop.html", context)
