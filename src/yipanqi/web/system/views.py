"""System pages: state of the installation, audit, people, the demonstration city."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import yipanqi
from yipanqi.apps.ledger.units import actions, queries
from yipanqi.apps.ledger.units.forms import AppointmentForm, PersonForm
from yipanqi.apps.ledger.units.views import show_refusal
from yipanqi.apps.promises.handovers.queries import waiting_hand_overs
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role
from yipanqi.infra import clock, inputs
from yipanqi.infra.jobs import enqueue
from yipanqi.infra.texts import say
from yipanqi.web import tour as tours
from yipanqi.web.system import audit
from yipanqi.web.system.access import only
from yipanqi.web.system.jobs_page import job_for, progress_of
from yipanqi.web.system.state import installation, system_state

SYSTEM = (Role.ADMIN, Role.AUDITOR, Role.OFFICE)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = only(request, *SYSTEM)
    state = system_state(viewer)
    context = {
        "home": state.home,
        "version": yipanqi.__version__,
        "real_date": clock.real_today(),
        "unsealed": state.unsealed,
        "jobs": [(job, progress_of(job), state.months.get(str(job.uid))) for job in state.jobs],
        "to_carry_out": waiting_hand_overs(viewer)["to_carry_out"],
        "may_audit": viewer.has(Role.AUDITOR, Role.ADMIN),
        "may_keep_people": viewer.has(Role.ADMIN),
        "may_reset": viewer.has(Role.ADMIN) or viewer.is_root_office,
        "may_verify": viewer.has(Role.AUDITOR, Role.OFFICE),
    }
    return render(request, "web/system/index.html", context)


@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    viewer = only(request, Role.AUDITOR, Role.ADMIN)
    context = {
        "page": audit.page_of(viewer, request.GET),
        "verbs": audit.verbs(),
        "query": request.GET,
    }
    return render(request, "web/system/audit.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    viewer = only(request, Role.AUDITOR, Role.OFFICE)
    job = enqueue("verify", f"verify {clock.now():%Y%m%d%H%M%S}", requested_by=viewer.uid)
    return redirect("job", uid=job.uid)


@require_GET
def job(request: HttpRequest, uid: str) -> HttpResponse:
    """One job; the fragment alone where htmx polls for it."""
    found = job_for(request.viewer, str(uid))  # type: ignore[attr-defined]
    context = {"job": found, "progress": progress_of(found)}
    polled = request.headers.get("HX-Request") == "true"
    name = "web/system/job_part.html" if polled else "web/system/job.html"
    return render(request, name, context)


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    viewer = only(request, Role.ADMIN)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(viewer=viewer, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The account has been opened."))
            return redirect("person", uid=person.uid)
    words, role = inputs.words(request.GET.get("q", "")), request.GET.get("role", "")
    asked = Role(role) if role in list(Role) else None
    nodes = queries.tree_on().nodes
    listed = [
        (p, [(nodes.get(a.unit_id), a.role) for a in p.appointments.all()])
        for p in queries.people(words, asked)
    ]
    context = {
        "form": form,
        "people": listed,
        "words": words,
        "role": asked,
        "roles": list(Role),
    }
    return render(request, "web/system/people.html", context)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, uid: str) -> HttpResponse:
    """One account: its roles, and giving it a further one."""
    viewer = only(request, Role.ADMIN)
    found = queries.any_person(str(uid))
    form = AppointmentForm(request.POST or None, initial={"from_on": clock.business_today()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.appoint(
                viewer=viewer,
                user=found,
                unit=queries.unit_by_uid(str(values["unit"])),
                role=Role(values["role"]),
                domains=values["domains"],
                from_on=values["from_on"],
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The role has been given."))
            return redirect("person", uid=found.uid)
    tree = queries.tree_on()
    context = {
        "form": form,
        "person": found,
        "units": list(tree.walk()),
        "nodes": tree.nodes,
        "appointments": found.appointments.order_by("-id"),
    }
    return render(request, "web/system/person.html", context)


@require_POST
def person_active(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = only(request, Role.ADMIN)
    found = queries.any_person(str(uid))
    try:
        actions.set_active(
            viewer=viewer,
            user=found,
            active=request.POST.get("active") == "1",
            reason=request.POST.get("reason", ""),
        )
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        messages.error(request, say(refusal))
    return redirect("person", uid=found.uid)


@require_POST
def person_password(request: HttpRequest, uid: str) -> HttpResponse:
    """A new first password; the person must change it at the next login."""
    viewer = only(request, Role.ADMIN)
    found = queries.any_person(str(uid))
    try:
        actions.reset_password(viewer=viewer, user=found, password=request.POST.get("password", ""))
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("The first password has been set; tell it to the person."))
    return redirect("person", uid=found.uid)


@require_POST
def reset_demo(request: HttpRequest) -> HttpResponse:
    """Put the demonstration city back to its start; refused for a real city."""
    viewer = only(request, Role.ADMIN, Role.OFFICE)
    if not viewer.has(Role.ADMIN) and not viewer.is_root_office:
        raise Forbidden("system.not_yours")
    home = installation()
    if home is None or not home.is_demo:
        raise Forbidden("system.not_a_demo")
    found = enqueue("demo.reset", "demo.reset", requested_by=viewer.uid)
    return redirect("job", uid=found.uid)


@require_GET
def tour(request: HttpRequest) -> HttpResponse:
    """The twelve-step tour of the demonstration city."""
    return render(
        request,
        "web/system/tour.html",
        {"steps": tours.steps(), "username": request.user.get_username()},
    )
