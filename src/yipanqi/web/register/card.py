"""The card of a project to print and hang at the site: who answers, and a code to scan."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.web.register.asking import asker
from yipanqi.web.register.record import leads_of


def code_picture(address: str) -> SafeString:
    """A QR code as inline SVG; error level M still reads with a corner worn off."""
    made = segno.make(address, error="m", micro=False)
    svg = made.svg_inline(border=2, omitsize=True, dark="#000", svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308  (drawn from the address, no text of anybody inside)


def card(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asker(request)
    project = visible(viewer, str(uid))
    version: Any = project.current
    nodes = tree_on().nodes
    address = request.build_absolute_uri(reverse("projects:project", args=[project.uid]))
    context = {
        "project": project,
        "version": version,
        "unit": {
            name: nodes.get(getattr(version, f"{name}_id"))
            for name in ("counting_unit", "lead_unit", "reporting_unit")
        },
        "leads": leads_of(project),
        "address": address,
        "picture": code_picture(address),
    }
    return render(request, "web/register/card.html", context)
