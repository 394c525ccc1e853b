"""Hand-overs: asked for, carried out by the administrator, signed by those whom it concerns."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import any_person
from yipanqi.apps.promises.commitments.pages import key_of, told, version_of
from yipanqi.apps.promises.handovers import actions
from yipanqi.apps.promises.handovers.access import carries_out, check_may_ask, reads_list, signs_as
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.apps.promises.handovers.pack import KINDS, pack_of, post_words
from yipanqi.apps.promises.handovers.queries import (
    hand_overs,
    handover_for,
    has_posts,
    leavers_like,
    may_ask_for_others,
    people_like,
)
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import inputs
from yipanqi.infra.inputs import whole
from yipanqi.infra.uid import new_uid

State = HandOver.State


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    words = inputs.words(request.GET.get("q", ""), 40)
    asks = may_ask_for_others(viewer)
    context = {
        "rows": hand_overs(viewer),
        "own": viewer.uid if has_posts(viewer) and not viewer.has(Role.ADMIN) else "",
        "may_ask": asks,
        "words": words,
        "people": leavers_like(viewer, words) if asks else [],
    }
    return render(request, "handovers/index.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, uid: str) -> HttpResponse:
    """Find the successor, look at what would move, hand over or ask for it."""
    viewer = _viewer(request)
    leaver = any_person(str(uid))
    if not carries_out(viewer):
        check_may_ask(viewer, leaver)
    if request.method == "POST":
        with told(request):
            return redirect("handovers:record", _begun(request, viewer, leaver).uid)
    words = inputs.words(request.GET.get("q", ""), 40)
    context = {
        "leaver": leaver,
        "words": words,
        "people": people_like(words, leaver),
        "carries_out": carries_out(viewer),
        **_preview(leaver),
    }
    return render(request, "handovers/new.html", context)


def _begun(request: HttpRequest, viewer: Viewer, leaver: User) -> HandOver:
    common: dict[str, Any] = {
        "viewer": viewer,
        "leaver": leaver,
        "successor": any_person(request.POST.get("successor", "")),
        "reason": request.POST.get("reason", ""),
        "key": key_of(request),
    }
    if carries_out(viewer):
        made = actions.hand_over(seen=whole(request.POST.get("seen", "")), **common)
        messages.success(request, _("The work has been handed over."))
        return made
    made = actions.ask_hand_over(**common)
    messages.success(request, _("The administrator has been asked to carry it out."))
    return made


def _preview(leaver: User) -> dict[str, Any]:
    pack = pack_of(leaver)
    return {
        "posts": post_words(pack.posts),
        "counts": pack.counts,
        "seen": len(pack.items),
        "key": str(new_uid()),
    }


@require_GET
def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _viewer(request)
    row = handover_for(viewer, str(uid))
    waits = row.state == State.ASKED
    around = _preview(row.leaver) if waits else {"key": str(new_uid())}
    context = {
        "row": row,
        "waits": waits,
        "may_carry_out": waits and carries_out(viewer),
        "may_withdraw": waits
        and (viewer.user == row.asked_by_id or viewer.is_root_office or carries_out(viewer)),
        "signs": None if viewer.on_behalf_of else signs_as(viewer, row),
        **around,
        **shown(viewer, row),
    }
    return render(request, "handovers/record.html", context)


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = _viewer(request)
    row = handover_for(viewer, str(uid))
    common: dict[str, Any] = {
        "viewer": viewer,
        "uid": row.uid,
        "expected_version": version_of(request),
        "key": key_of(request),
    }
    with told(request, _("Done and recorded.")):
        if verb == "carry-out":
            actions.carry_out_hand_over(seen=whole(request.POST.get("seen", "")), **common)
        elif verb == "withdraw":
            actions.withdraw_hand_over(reason=request.POST.get("reason", ""), **common)
        elif verb == "sign":
            actions.sign_hand_over(**common)
        else:
            raise Missing("handover.not_found")
    return redirect("handovers:record", row.uid)


def shown(viewer: Viewer, row: HandOver) -> dict[str, object]:
    """The list by kind; an administrator reads numbers, not titles."""
    groups = [(kind, [i for i in row.items if i["kind"] == kind]) for kind in KINDS]
    return {
        "groups": [(kind, items, len(items)) for kind, items in groups if items],
        "may_read": reads_list(viewer, row),
    }
