"""Forms and buttons of leads: each carries one verb and says what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.leads import actions, queries
from yipanqi.apps.life.leads.access import WRITING, check_writer, promise_of, visible
from yipanqi.apps.life.leads.actions import Contact, LeadData, Promised, Signing
from yipanqi.apps.life.leads.forms import LeadForm, SigningForm, initial_of
from yipanqi.apps.life.leads.models import Lead, is_investment_office
from yipanqi.apps.life.leads.views import reader
from yipanqi.apps.promises.commitments.pages import (
    asking,
    day_of,
    key_of,
    told,
    unit_groups,
    version_of,
)
from yipanqi.core.projects.leads import ContactKind, LeadStage, Side
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.kinds import TERRITORIAL
from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid


def _options(viewer: Viewer) -> list[Any]:
    """Units the viewer may keep leads for."""
    nodes = tree_on().nodes
    if is_investment_office(viewer):
        return _every()
    posts = sorted(viewer.posts_as(*WRITING))
    return [(nodes[pk].uid, nodes[pk].name) for pk in posts if pk in nodes]


def _every() -> list[Any]:
    root = tree_on().root
    groups = [(g.label, [(n.uid, n.name) for n in g.units]) for g in unit_groups()]
    return [(root.uid, root.name), *groups]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    viewer = reader(request)
    options = _options(viewer)
    if not options:
        raise Forbidden("lead.writer_only")
    form = LeadForm(request.POST or None, units=options, initial={"domain": "industry"})
    if request.method == "POST" and form.is_valid():
        lead = form.carry_out(actions.open_lead, viewer=viewer, lead=form.lead())
        if lead is not None:
            messages.success(request, _("The lead has been opened."))
            return redirect("leads:record", uid=lead.uid)
    return render(request, "leads/form.html", {"form": form, "lead": None})


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = reader(request)
    lead = visible(viewer, uid)
    check_writer(viewer, lead.unit_id)
    form = LeadForm(
        request.POST or None,
        units=_options(viewer),
        version=lead.version,
        initial=initial_of(LeadData.of(lead)),
    )
    if request.method == "POST" and form.is_valid():
        saved = form.carry_out(
            actions.amend_lead,
            viewer=viewer,
            lead_uid=uid,
            lead=form.lead(),
            expected_version=form.cleaned_data["version"],
        )
        if saved is not None:
            messages.success(request, _("The lead has been brought up to date."))
            return redirect("leads:record", uid=uid)
    return render(request, "leads/form.html", {"form": form, "lead": lead})


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, uid: str) -> HttpResponse:
    """签约: the lead's particulars are carried over; only the contract's own are typed."""
    viewer = reader(request)
    lead = visible(viewer, uid)
    check_writer(viewer, lead.unit_id)
    counting = _counting(viewer, lead)
    form = SigningForm(
        request.POST or None,
        request.FILES or None,
        counting=counting,
        units=_every(),
        version=lead.version,
        initial=_usual(lead),
    )
    if request.method == "POST" and form.is_valid():
        project = form.carry_out(
            actions.sign_lead,
            viewer=viewer,
            lead_uid=uid,
            signing=_signing(form.cleaned_data),
            expected_version=form.cleaned_data["version"],
        )
        if project is not None:
            messages.success(
                request, _("The project is on the register; its signing waits to be accepted.")
            )
            return redirect("gates:project", uid=project.uid)
    promises = lead.promises.filter(withdrawn_on=None).select_related("unit")
    context = {
        "form": form,
        "lead": lead,
        "alike": queries.alike(viewer, lead),
        "promises": promises,
    }
    return render(request, "leads/sign.html", context)


def _counting(viewer: Viewer, lead: Lead) -> list[Any]:
    """Territorial units in the attracting unit, or around a zone; any for the office."""
    tree = tree_on()
    node = tree.nodes.get(lead.unit_id)
    around = node.parent if node and node.is_view and node.parent else lead.unit_id
    inside = None if is_investment_office(viewer) else tree.under(around)
    return [
        (n.uid, n.name)
        for _depth, n in tree.walk()
        if n.kind in TERRITORIAL and not n.is_view and (inside is None or n.pk in inside)
    ]


def _usual(lead: Lead) -> dict[str, Any]:
    own = str(lead.unit.uid)
    units = {"counting_unit": own, "lead_unit": own, "reporting_unit": own}
    return units | {"on": clock.business_today(), "total_investment": lead.amount}


def _signing(values: dict[str, Any]) -> Signing:
    names = ("counting_unit", "lead_unit", "reporting_unit")
    units = queries.units_by_uid([values[name] for name in names])
    return Signing(
        on=values["on"],
        contract=values["contract"],
        contract_name=values["contract"].name,
        total_investment=values["total_investment"],
        is_another=values["is_another"],
        counting_unit=units[values["counting_unit"]],
        lead_unit=units[values["lead_unit"]],
        reporting_unit=units[values["reporting_unit"]],
        planned_start_on=values["planned_start_on"],
        planned_completion_on=values["planned_completion_on"],
        planned_commissioning_on=values["planned_commissioning_on"],
    )


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = reader(request)
    visible(viewer, uid)
    work = VERBS.get(verb)
    if work is None:
        raise Missing("lead.not_found")
    with told(request, _("Done.")):
        work(request, viewer=viewer, lead_uid=uid, key=key_of(request))
    return redirect("leads:record", uid=uid)


def _contact(request: HttpRequest, **common: Any) -> None:
    post = request.POST
    kind, on = post.get("kind", ""), day_of(post.get("on", ""), "on")
    if kind not in set(ContactKind) or on is None:
        raise Refusal("lead.day_missing", field="on")
    contact = Contact(ContactKind(kind), on, post.get("who", ""), post.get("words", ""))
    actions.log_contact(contact=contact, **common)


def _move(request: HttpRequest, **common: Any) -> None:
    stage = request.POST.get("stage", "")
    if stage not in set(LeadStage):
        raise Missing("lead.not_found")
    words, version = request.POST.get("words", ""), version_of(request)
    actions.move_lead(stage=LeadStage(stage), words=words, expected_version=version, **common)


def _promise(request: HttpRequest, **common: Any) -> None:
    post = request.POST
    side, due_on = post.get("side", ""), day_of(post.get("due_on", ""), "due_on")
    if side not in set(Side) or due_on is None:
        raise Refusal("lead.day_missing", field="due_on")
    unit = queries.units_by_uid([post["unit"]]).get(post["unit"]) if post.get("unit") else None
    promised = Promised(Side(side), post.get("text", ""), due_on, unit)
    actions.add_promise(promised=promised, **common)


VERBS: dict[str, Callable[..., None]] = {
    "contact": _contact,
    "move": _move,
    "promise": _promise,
}


@require_POST
def promise(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """Strike it before the signature; keep it or hand it over as a task after it."""
    viewer = asking(request)
    row = promise_of(viewer, uid)
    common: dict[str, Any] = {"viewer": viewer, "promise_uid": uid, "key": key_of(request)}
    with told(request, _("Done.")):
        if verb == "withdraw":
            actions.withdraw_promise(**common)
        elif verb == "keep":
            on = day_of(request.POST.get("on", ""), "on") or clock.business_today()
            actions.keep_promise(on=on, words=request.POST.get("words", ""), **common)
        elif verb == "task":
            actions.hand_over_promise(**common)
        else:
            raise Missing("lead.promise_not_found")
    if row.project is not None:
        return redirect("projects:project", uid=row.project.uid)
    return redirect("leads:record", uid=row.lead.uid)


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """招商部门: the administrator names it, and comes to see no lead by it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.has(Role.ADMIN):
        raise Forbidden("lead.administrator_only")
    if request.method == "POST":
        uid = request.POST.get("unit", "")
        with told(request, _("The investment office has been named.")):
            unit = queries.units_by_uid([uid] if uid in tree_on().by_uid else []).get(uid)
            if unit is None:
                raise Refusal("form.unit_needed", field="unit")
            actions.name_investment_office(viewer=viewer, unit=unit, key=key_of(request))
        return redirect("leads:office")
    context = {"offices": queries.offices(), "units": unit_groups(), "key": str(new_uid())}
    return render(request, "leads/office.html", context)


@require_POST
def office_end(request: HttpRequest, uid: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.has(Role.ADMIN):
        raise Forbidden("lead.administrator_only")
    row = next((row for row in queries.offices() if str(row.uid) == str(uid)), None)
    if row is None:
        raise Missing("lead.not_found")
    with told(request, _("Done.")):
        actions.end_investment_office(
            viewer=viewer, office=row, reason=request.POST.get("reason", ""), key=key_of(request)
        )
    return redirect("leads:office")
