"""Forms and buttons of the gates: each carries one verb and says what came of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.projects.access import check_standing, visible
from yipanqi.apps.ledger.projects.closing import first_open_day
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.gates import actions
from yipanqi.apps.life.gates.access import passage_of, pause_of
from yipanqi.apps.life.gates.actions import Paper, PauseOrder, Proposal
from yipanqi.apps.life.gates.checklists import in_force
from yipanqi.apps.life.gates.models import GatePaper
from yipanqi.apps.life.gates.queries import project_of_date
from yipanqi.apps.promises.commitments.pages import asking, day_of, key_of, told, version_of
from yipanqi.core.projects.gates import Gate, GateState, gates_of
from yipanqi.core.projects.stages import Track
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid

REVIEW_DAYS = 60


def propose(request: HttpRequest, uid: str, gate: str) -> HttpResponse:
    """What the gate means, what it asks for, and the papers to show it."""
    viewer = asking(request)
    project = visible(viewer, uid)
    check_standing(viewer, project)
    wanted = _gate(project, gate)
    if request.method == "POST":
        with told(request, _("The gate has been proposed; whoever keeps the register decides.")):
            proposal = Proposal(
                gate=wanted,
                on=_day(request, "on"),
                words=request.POST.get("words", ""),
                papers=list(_papers(request, wanted)),
            )
            actions.propose_gate(
                viewer=viewer, project_uid=uid, proposal=proposal, key=key_of(request)
            )
            return redirect("gates:project", uid=uid)
    context = {
        "project": project,
        "gate": wanted,
        "checklist": in_force()[wanted],
        "held": _held(project, wanted),
        "refused": _refused_words(project, wanted),
        "posted": request.POST,
        "on": request.POST.get("on", clock.business_today().isoformat()),
        "open_from": first_open_day(),
        "today": clock.business_today(),
        "key": str(new_uid()),
    }
    return render(request, "gates/propose.html", context)


def _gate(project: Project, name: str) -> Gate:
    track = Track(project.current.track)  # type: ignore[union-attr]
    found = next((gate for gate in gates_of(track) if gate.value == name), None)
    if found is None:
        raise Missing("gate.not_found")
    return found


def _day(request: HttpRequest, name: str) -> date:
    day = day_of(request.POST.get(name, ""), name)
    if day is None:
        raise Refusal("gate.day_missing", field=name)
    return day


def _papers(request: HttpRequest, gate: Gate) -> Any:
    for item in in_force()[gate].items:
        taken = day_of(request.POST.get(f"taken-{item.key}", ""), f"taken-{item.key}")
        for upload in request.FILES.getlist(f"paper-{item.key}"):
            yield Paper(item.key, upload, upload.name or "", taken)


def _held(project: Project, gate: Gate) -> dict[str, list[GatePaper]]:
    """Papers of the last refused proposal: they count again."""
    last = project.gate_passages.filter(gate=gate).order_by("-pk").first()
    found: dict[str, list[GatePaper]] = {}
    if last is not None and last.state == GateState.REFUSED:
        for paper in last.papers.select_related("file"):
            found.setdefault(paper.item, []).append(paper)
    return found


def _refused_words(project: Project, gate: Gate) -> str:
    last = project.gate_passages.filter(gate=gate).order_by("-pk").first()
    return last.decision if last is not None and last.state == GateState.REFUSED else ""


@require_POST
def decide(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = asking(request)
    passage = passage_of(viewer, uid)
    common = {"viewer": viewer, "passage_uid": uid, "expected_version": version_of(request),
              "key": key_of(request)}  # fmt: skip
    if verb == "accept":
        with told(request, _("The gate has been accepted; its date stands.")):
            actions.accept_gate(words=request.POST.get("words", ""), **common)  # type: ignore[arg-type]
    elif verb == "refuse":
        with told(request, _("The gate has been refused; the unit sees your reason.")):
            actions.refuse_gate(reason=request.POST.get("reason", ""), **common)  # type: ignore[arg-type]
    else:
        raise Missing("gate.not_found")
    return redirect("gates:project", uid=passage.project.uid)


def ask(request: HttpRequest, uid: str) -> HttpResponse:
    """申请停缓建: why, what is being done, when somebody looks again."""
    viewer = asking(request)
    project = visible(viewer, uid)
    check_standing(viewer, project)
    today = clock.business_today()
    if request.method == "POST":
        with told(request, _("The pause has been asked for; the clock runs until it is approved.")):
            order = PauseOrder(
                from_on=_day(request, "from_on"),
                review_on=_day(request, "review_on"),
                reason=request.POST.get("reason", ""),
                plan=request.POST.get("plan", ""),
            )
            actions.ask_pause(viewer=viewer, project_uid=uid, order=order, key=key_of(request))
            return redirect("gates:project", uid=uid)
    review = date.fromordinal(today.toordinal() + REVIEW_DAYS)
    usual = {"from_on": today.isoformat(), "review_on": review.isoformat()}
    values = usual | {name: request.POST[name] for name in request.POST}
    context = {"project": project, "values": values, "today": today, "key": str(new_uid())}
    return render(request, "gates/pause.html", context)


@require_POST
def pause(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = asking(request)
    row = pause_of(viewer, uid)
    work = PAUSES.get(verb)
    if work is None:
        raise Missing("pause.not_found")
    with told(request, _("Done.")):
        work(
            request,
            viewer=viewer,
            pause_uid=uid,
            expected_version=version_of(request),
            key=key_of(request),
        )
    return redirect("gates:project", uid=row.project.uid)


def _approve(request: HttpRequest, **common: Any) -> None:
    actions.approve_pause(words=request.POST.get("words", ""), **common)


def _refuse(request: HttpRequest, **common: Any) -> None:
    actions.refuse_pause(reason=request.POST.get("reason", ""), **common)


def _extend(request: HttpRequest, **common: Any) -> None:
    review_on, reason = _day(request, "review_on"), request.POST.get("reason", "")
    actions.extend_pause(review_on=review_on, reason=reason, **common)


def _end(request: HttpRequest, **common: Any) -> None:
    actions.end_pause(on=_day(request, "on"), words=request.POST.get("words", ""), **common)


PAUSES: dict[str, Callable[..., None]] = {
    "approve": _approve,
    "refuse": _refuse,
    "extend": _extend,
    "end": _end,
}


@require_POST
def slip(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """认可 or 不认可 a moved date, from the ledger or the project's page."""
    viewer = asking(request)
    common: dict[str, Any] = {"viewer": viewer, "moved_uid": uid, "key": key_of(request)}
    if verb == "approve":
        with told(request, _("The moved date has been approved.")):
            actions.approve_slip(words=request.POST.get("words", ""), **common)
    elif verb == "contest":
        with told(request, _("The moved date is contested; the date before it holds again.")):
            actions.contest_slip(reason=request.POST.get("reason", ""), **common)
    else:
        raise Missing("slip.not_found")
    return redirect(_back(request, uid))


def _back(request: HttpRequest, uid: str) -> str:
    wanted = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return reverse("gates:project", args=[project_of_date(uid).uid])
