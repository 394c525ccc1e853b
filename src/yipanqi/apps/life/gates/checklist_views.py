"""Definitions and checklists of the gates, for everybody to read and the office to change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yipanqi.apps.life.gates import actions
from yipanqi.apps.life.gates.checklists import adopted, in_force
from yipanqi.apps.promises.commitments.pages import asking, key_of, told
from yipanqi.core.projects.gates import Checklist, Gate, Item, PaperKind
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.infra.texts import label
from yipanqi.infra.uid import new_uid

SPARE = 3  # empty lines offered


def checklists(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    newest = adopted()
    rows = [
        {"gate": gate, "checklist": found, "adopted": newest.get(gate)}
        for gate, found in in_force().items()
    ]
    context = {"rows": rows, "may_change": viewer.is_root_office}
    return render(request, "gates/checklists.html", context)


def checklist(request: HttpRequest, gate: str) -> HttpResponse:
    viewer = asking(request)
    if gate not in set(Gate):
        raise Missing("gate.not_found")
    if not viewer.is_root_office:
        raise Forbidden("gate.office_only")
    wanted = Gate(gate)
    now = in_force()[wanted]
    if request.method == "POST":
        now = _written(request, wanted)
        with told(request, _("The checklist is in force for proposals from now on.")):
            actions.adopt_checklist(
                viewer=viewer,
                checklist=now,
                reason=request.POST.get("reason", ""),
                key=key_of(request),
            )
            return redirect("gates:checklists")
    context = {
        "gate": wanted,
        "checklist": now,
        "lines": [*now.items, *[None] * SPARE],
        "kinds": [(kind.value, label(kind)) for kind in PaperKind],
        "reason": request.POST.get("reason", ""),
        "key": str(new_uid()),
    }
    return render(request, "gates/checklist.html", context)


def _written(request: HttpRequest, gate: Gate) -> Checklist:
    """The lines as typed; one without words is left out."""
    post = request.POST
    items = []
    for at in range(min(len(post.getlist("text")), 20)):
        text = post.getlist("text")[at].strip()
        if not text:
            continue
        kind = post.getlist("kind")[at]
        items.append(
            Item(
                key=post.getlist("item")[at] or f"own{at + 1}",
                text=text,
                kind=PaperKind(kind) if kind in set(PaperKind) else PaperKind.OTHER,
                is_required=post.getlist("required")[at] == "1",
                group=post.getlist("group")[at].strip()[:10],
            )
        )
    words = post.get("definition", ""), post.get("source", "")
    return Checklist(gate, *words, tuple(items))
