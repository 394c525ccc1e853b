"""Problems: the list, one problem, raising one from a project or a month report."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.projects.access import visible as visible_project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.pages import (
    asking,
    day_of,
    key_of,
    ledger_tabs,
    told,
    unit_groups,
    unit_of,
    version_of,
)
from yipanqi.apps.promises.problems import actions, queries
from yipanqi.apps.promises.problems.access import is_solver, may_confirm, may_order, visible
from yipanqi.apps.promises.problems.exports import COLUMNS
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.apps.promises.problems.queries import Filters
from yipanqi.core.ledgers.problems import Cause, ProblemState
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.listing import sent, workbook
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.uid import new_uid

PAGE = 50
FIRST_WORDS = 60


def index(request: HttpRequest) -> HttpResponse:
    viewer, filters = asking(request), Filters.of(request.GET)
    page = Paginator(queries.problems(viewer, filters), PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines(page.object_list)  # type: ignore[assignment]
    context = {
        "page": page,
        "filters": filters,
        "states": [(s.value, label(s)) for s in ProblemState],
        "causes": _causes(),
        "ledgers": ledger_tabs("problems"),
    }
    return render(request, "problems/index.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """The rows of the list as filtered and sorted."""
    viewer = asking(request)
    rows = queries.lines(queries.problems(viewer, Filters.of(request.GET)))
    title = _("Problems of projects")
    note = _("Live, as of %(day)s") % {"day": clock.business_today()}
    return sent(workbook(title, note, COLUMNS, rows), title)


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    problem = visible(viewer, uid)
    nodes = tree_on().nodes
    context = {
        "problem": problem,
        "line": queries.lines([problem])[0],
        "unit": nodes.get(problem.unit_id),
        "raised_by": nodes.get(problem.raised_by_unit_id),
        "steps": _steps(problem),
        "events": _events(problem),
        "may": _may(viewer, problem),
        "units": unit_groups(),
        "key": str(new_uid()),
        "today": clock.business_today(),
    }
    return render(request, "problems/record.html", context)


def _may(viewer: Viewer, problem: Problem) -> dict[str, bool]:
    """What the viewer can do next, given who they are and where the problem stands."""
    state = ProblemState(problem.state)
    orders, free = may_order(viewer, problem.unit_id), problem.commitment_id is None
    waits = state in {ProblemState.RAISED, ProblemState.ACCEPTED}
    solved = state is ProblemState.SOLVED
    return {
        "accept": orders and state is ProblemState.RAISED,
        "assign": orders and waits,
        "decline": orders and waits,
        "solve": free and waits and is_solver(viewer, problem),
        "confirm": free and solved and may_confirm(viewer, problem),
    }


def _steps(problem: Problem) -> list[dict[str, str]]:
    order: list[ProblemState] = [s for s in ProblemState if s != ProblemState.DECLINED]
    if problem.state == ProblemState.DECLINED:
        order = [ProblemState.RAISED, ProblemState.DECLINED]
    reached = order.index(ProblemState(problem.state))
    notes = {
        "raised": problem.raised_on,
        "accepted": problem.accepted_on,
        "assigned": problem.commitment.assigned_on if problem.commitment else None,
        "solved": problem.solved_on,
        "confirmed": problem.confirmed_on,
        "declined": problem.declined_on,
    }
    return [
        {
            "label": label(state),
            "state": "done" if at < reached else "current" if at == reached else "todo",
            "note": str(notes[state] or "") if at <= reached else "",
        }
        for at, state in enumerate(order)
    ]


def _events(problem: Problem) -> list[dict[str, Any]]:
    return [
        {
            "when": entry.business_on.isoformat(),
            "text": sentence(f"verb.{entry.verb}"),
            "who": _("by rule") if entry.actor == "system" else entry.actor_name,
            "words": entry.reason,
        }
        for entry in queries.history(problem)
    ]


def raise_form(request: HttpRequest) -> HttpResponse:
    """``?project=`` names the project; ``month`` and ``text`` come from a month report."""
    viewer = asking(request)
    project = visible_project(viewer, _uid(request.GET.get("project", "")))
    if request.method == "POST":
        with told(request, _("The problem has been raised.")):
            made = actions.raise_problem(
                viewer=viewer,
                project_uid=project.uid,
                trouble=_trouble(request),
                key=key_of(request),
            )
            return redirect("problems:record", made.uid)
    text = request.POST.get("description", request.GET.get("text", ""))
    version = project.current
    context = {
        "project": project,
        "version": version,
        "causes": _causes(),
        "units": unit_groups(),
        "posted": request.POST,
        "text": text,
        "title": request.POST.get("title", text[:FIRST_WORDS]),
        "month": request.POST.get("month", request.GET.get("month", "")),
        "chosen": request.POST.get("unit") or _lead(version),
        "key": str(new_uid()),
    }
    return render(request, "problems/raise.html", context)


def _lead(version: Any) -> str:
    node = tree_on().nodes.get(version.lead_unit_id) if version else None
    return node.uid if node else ""


def _trouble(request: HttpRequest) -> actions.Trouble:
    post = request.POST
    return actions.Trouble(
        title=post.get("title", ""),
        cause=post.get("cause", ""),
        unit=unit_of(post.get("unit", ""), "unit"),
        description=post.get("description", ""),
        month=Month.parse(post["month"]) if post.get("month") else None,
        wished_by=day_of(post.get("wished_by", ""), "wished_by"),
    )


def _uid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Missing("project.not_found") from None


def _causes() -> list[tuple[str, str]]:
    return [(c.value, label(c)) for c in Cause]


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """One verb on one problem; whatever comes of it is said on the problem's page."""
    work = VERBS.get(verb)
    if work is None:
        raise Missing("problem.not_found")
    viewer = asking(request)
    visible(viewer, uid)
    with told(request, _("Done.")):
        work(
            request,
            viewer=viewer,
            uid=uid,
            expected_version=version_of(request),
            key=key_of(request),
        )
    return redirect(reverse("problems:record", args=[uid]))


def _accept(request: HttpRequest, **common: Any) -> None:
    chosen = request.POST.get("unit", "")
    actions.accept_problem(unit=unit_of(chosen, "unit") if chosen else None, **common)


def _assign(request: HttpRequest, **common: Any) -> None:
    post = request.POST
    support = tuple(unit_of(u, "supporting_units") for u in post.getlist("supports") if u)
    actions.assign_problem(
        supporting_units=support,
        requirement=post.get("requirement", ""),
        due_on=day_of(post.get("due_on", ""), "due_on"),
        is_urgent=bool(post.get("is_urgent")),
        **common,
    )


def _with(action: Callable[..., Any], *fields: str) -> Callable[..., None]:
    def run(request: HttpRequest, **common: Any) -> None:
        action(**{f: request.POST.get(f, "") for f in fields}, **common)

    return run


VERBS: dict[str, Callable[..., None]] = {
    "accept": _accept,
    "assign": _assign,
    "decline": _with(actions.decline_problem, "reason"),
    "solve": _with(actions.solve_problem, "answer"),
    "confirm": _with(actions.confirm_problem),
    "reject": _with(actions.reject_solution, "reason"),
}
