"""A request comes in at the desk: typed by somebody, or by a link made here."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import acting_units
from yipanqi.apps.promises.commitments.pages import (
    asking,
    key_of,
    project_named,
    told,
    unit_groups,
    unit_of,
)
from yipanqi.apps.promises.service import actions
from yipanqi.apps.promises.service.access import visible
from yipanqi.apps.promises.service.forms import LinkForm, RequestForm
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.core.ledgers.service import Channel
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Viewer


def _choices(viewer: Viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """Units the viewer serves for, grouped; the first choice is the viewer's own post."""
    groups = unit_groups(acting_units(viewer))
    return [(g.label, [(n.uid, n.name) for n in g.units]) for g in groups]


def _own(viewer: Viewer) -> str:
    nodes = tree_on().nodes
    posts = [pk for pk in acting_units(viewer) & viewer.posts_as(*viewer.roles) if pk in nodes]
    return nodes[min(posts)].uid if posts else ""


def new(request: HttpRequest) -> HttpResponse:
    """Type a request on an enterprise's behalf."""
    viewer = asking(request)
    _check_serves(viewer)
    initial = {"officer_unit": _own(viewer), "channel": Channel.OFFICER.value}
    form = RequestForm(request.POST or None, units=_choices(viewer), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(_raise, viewer=viewer, clean=form.cleaned_data)
        if made is not None:
            return redirect("service:record", made.uid)
    return render(request, "service/new.html", {"form": form})


def _raise(*, viewer: Viewer, clean: dict[str, Any], key: str | None) -> ServiceRequest:
    project = project_named(viewer, clean["project"], "project")
    names = ("title", "topic", "content", "enterprise", "contact", "phone")
    return actions.raise_request(
        viewer=viewer,
        officer_unit=unit_of(clean["officer_unit"], "officer_unit"),
        channel=clean["channel"],
        wish=actions.Wish(
            **{n: clean[n] for n in names}, project_uid=project.uid if project else None
        ),
        key=key,
    )


def ask_link(request: HttpRequest) -> HttpResponse:
    """Make a link for an enterprise; its address is shown once, here."""
    viewer = asking(request)
    _check_serves(viewer)
    initial = {"officer_unit": _own(viewer)}
    form, address = LinkForm(request.POST or None, units=_choices(viewer), initial=initial), ""
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        secret = form.carry_out(
            actions.make_ask_link,
            viewer=viewer,
            officer_unit=unit_of(clean["officer_unit"], "officer_unit"),
            enterprise=clean["enterprise"],
        )
        if secret is not None:
            address = request.build_absolute_uri(reverse("service:ask", args=[secret]))
    context = {
        "form": form,
        "address": address,
        "code": _code(address),
        "enterprise": form.data.get("enterprise", ""),
    }
    return render(request, "service/link.html", context)


def _code(address: str) -> str:
    """The address as a code that a phone reads, drawn in the page itself."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=2) if address else ""


def _check_serves(viewer: Viewer) -> None:
    if not acting_units(viewer):
        raise Forbidden("service.officer_only", unit="")


@require_POST
def follow_link(request: HttpRequest, uid: str) -> HttpResponse:
    """A new address for the asker to rate with; the earlier one ends. Shown once, here."""
    viewer = asking(request)
    row = visible(viewer, uid)
    with told(request):
        secret = actions.make_follow_link(viewer=viewer, uid=uid, key=key_of(request))
        address = request.build_absolute_uri(reverse("service:follow", args=[secret]))
        context = {
            "row": row,
            "address": address,
            "code": _code(address),
            "enterprise": row.enterprise,
        }
        return render(request, "service/link.html", context)
    return redirect("service:record", uid)
