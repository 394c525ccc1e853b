"""亮灯规则: the set in force, what a draft would change, waivers."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yipanqi import lightsets
from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline import actions
from yipanqi.apps.life.pipeline.access import check_office, is_office
from yipanqi.apps.life.pipeline.kept import city_counts
from yipanqi.apps.life.pipeline.lights import (
    InForce,
    adopted,
    compared,
    rules_in_force,
    waiver_for,
    waivers_shown,
)
from yipanqi.apps.life.pipeline.words import rule_words
from yipanqi.core.light_rules import Dimension, LightSet
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light, worst_first
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.web.pipeline import forms
from yipanqi.web.pipeline.asking import asking, month_of, page_of

PAGE = "web/pipeline/"
SHIPPED = lightsets.keys()
SHOWN = 200


def lights(request: HttpRequest) -> HttpResponse:
    """The rules of the month in words, and how many projects they light."""
    viewer, month = asking(request), month_of(request)
    force = rules_in_force(month)
    context = page_of(request, month) | {
        "force": force,
        "rules": force.rules,
        "words": rule_words(force.rules),
        "counts": _counts(viewer, month),
        "versions": adopted(),
        "shipped": [lightsets.shipped(key) for key in SHIPPED],
        "waivers": waivers_shown(viewer),
        "today": clock.business_today(),
        "is_office": is_office(viewer),
    }
    return render(request, PAGE + "lights.html", context)


def _counts(viewer: Viewer, month: Month) -> list[dict[str, Any]]:
    register = reverse("projects:index")
    return [
        {
            "light": light.value,
            "name": label(light),
            "count": count,
            "href": f"{register}?month={month}&light={light}",
        }
        for light, count in worst_first(city_counts(viewer, month))
    ]


@require_http_methods(["GET", "POST"])
def light_draft(request: HttpRequest) -> HttpResponse:
    """Look at a changed text before it is adopted: its faults, else who changes colour."""
    viewer, month = asking(request), month_of(request)
    check_office(viewer)
    force = rules_in_force(month)
    form = forms.AdoptForm(request.POST or None, initial=_offered(request, force, month))
    found: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        try:
            rules = actions.parsed_rules(text)
        except actions.RulesRefused as refused:
            found["faults"] = [
                {"line": f.line, "path": f.path, "text": sentence(f.code, f.params)}
                for f in refused.faults
            ]
        else:
            if "adopt" in request.POST and _adopted(form, viewer, text):
                messages.success(request, _("The light rules have been adopted."))
                return redirect("projects:lights")
            found = _compared(viewer, month, force.rules, rules)
    context = page_of(request, month) | found | {"form": form, "force": force}
    return render(request, PAGE + "light_draft.html", context)


def _offered(request: HttpRequest, force: InForce, month: Month) -> dict[str, str]:
    """The text in force, or a shipped one that was asked for."""
    chosen = request.GET.get("from", "")
    text = lightsets.text_of(chosen) if chosen in SHIPPED else force.rules.text
    return {"text": text, "in_force_from": str(month)}


def _adopted(form: forms.AdoptForm, viewer: Viewer, text: str) -> bool:
    row = form.carry_out(
        actions.adopt_light_rules,
        viewer=viewer,
        text=text,
        in_force_from=form.cleaned_data["in_force_from"],
        reason=form.cleaned_data["reason"],
    )
    return row is not None


def _compared(viewer: Viewer, month: Month, old: LightSet, new: LightSet) -> dict[str, Any]:
    comparison = compared(viewer, month, old, new)
    nodes = tree_on().nodes
    changed = [
        {
            "uid": c.uid,
            "name": c.name,
            "unit": nodes[c.unit].short_name if c.unit in nodes else "",
            "before": c.before.light,
            "after": c.after.light,
            "why": sentence(c.after.lit.code, c.after.lit.params),
            "was": sentence(c.before.lit.code, c.before.lit.params),
        }
        for c in comparison.changed
    ]
    return {
        "draft": new,
        "words": rule_words(new),
        "changed": changed[:SHOWN],
        "changed_count": len(changed),
        "tally": [
            {"light": light, "before": comparison.before[light], "after": comparison.after[light]}
            for light in Light
        ],
    }


@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    project = visible(viewer, str(uid))
    check_office(viewer)
    today = clock.business_today()
    usual = {"from_on": today, "until_on": today + timedelta(days=60)}
    form = forms.WaiverForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        order = actions.WaiverOrder(
            reason=asked["reason"],
            approved_by=asked["approved_by"],
            from_on=asked["from_on"],
            until_on=asked["until_on"],
            dimension=Dimension(asked["dimension"]) if asked["dimension"] else None,
        )
        waiver = form.carry_out(
            actions.grant_waiver, viewer=viewer, project_uid=project.uid, order=order
        )
        if waiver is not None:
            messages.success(request, _("The light is waived until %s.") % waiver.until_on)
            return redirect("projects:project", uid=project.uid)
    return render(request, PAGE + "waive.html", {"form": form, "project": project})


@require_http_methods(["GET", "POST"])
def end_waiver(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    waiver = waiver_for(viewer, str(uid))
    check_office(viewer)
    form = forms.ReasonForm(request.POST or None, version=waiver.version)
    if request.method == "POST" and form.is_valid():
        ended = form.carry_out(
            actions.end_waiver,
            viewer=viewer,
            waiver_uid=waiver.uid,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
        if ended is not None:
            messages.success(request, _("The waiver has ended; the light is lit again."))
            return redirect("projects:lights")
    context = {"form": form, "waiver": waiver, "project": waiver.project}
    return render(request, PAGE + "end_waiver.html", context)
