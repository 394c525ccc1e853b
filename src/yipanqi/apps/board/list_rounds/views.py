"""定盘子: the round of a draft from collecting to approval, project by project; the floors."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.board.list_rounds import actions, queries
from yipanqi.apps.board.list_rounds.forms import (
    ApproveForm,
    FloorForm,
    NominateForm,
    OpenForm,
    ReviewForm,
    ScreenForm,
)
from yipanqi.apps.board.list_rounds.models import ListRound
from yipanqi.apps.ledger.projects import lists
from yipanqi.apps.ledger.projects.actions.list_draft import check_list_office
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots.pages import asking, key_of, version_of
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import inputs
from yipanqi.infra.texts import say
from yipanqi.infra.uid import new_uid
from yipanqi.infra.verb_forms import VerbForm

PAGE = 50
State = ListRound.State
ORDER = [State.COLLECTING, State.SCREENING, State.REVIEWING, State.APPROVED]


def _steps(found: ListRound) -> list[dict[str, str]]:
    at = ORDER.index(State(found.state))
    is_issued = found.draft.issued_as_id is not None
    words = [
        pgettext("round", "Collect"),
        pgettext("round", "Screen by line departments"),
        pgettext("round", "Joint review"),
        pgettext("round", "Approve"),
        pgettext("round", "Issue"),
    ]
    notes = ["", "", found.reviewed_at_meeting, found.document_number, ""]
    current = len(ORDER) if is_issued else at
    return [
        {
            "label": word,
            "state": "done" if n < current or is_issued else "current" if n == current else "todo",
            "note": note,
        }
        for n, (word, note) in enumerate(zip(words, notes, strict=True))
    ]


def may_approve(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE, Role.LEADER)


@require_GET
def round_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The projects of the round as the viewer sees them; ``?find=`` looks for one to ask for."""
    viewer = asking(request)
    found = queries.round_by_uid(uid)
    q, find = inputs.words(request.GET.get("q", "")), inputs.words(request.GET.get("find", ""))
    rows = queries.round_rows(viewer, found, q)
    names = tree_on().nodes
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "steps_of": _steps(found),
        "page": page,
        "shown": [(row, _unit_name(names, row)) for row in page.object_list],
        "q": q,
        "find": find,
        "candidates": queries.nominable(viewer, find) if find else [],
        "may_ask": found.state == State.COLLECTING
        and viewer.has(Role.REPORTER, Role.REVIEWER, Role.OFFICE),
        "counts": {
            "asked": sum(r.nomination is not None for r in rows),
            "screened": sum(r.screening is not None for r in rows),
            "reviewed": sum(r.review is not None for r in rows),
            "below": sum(r.needs_exception for r in rows),
            "all": len(rows),
        },
        "is_office": viewer.is_root_office,
        "next_step": actions.NEXT.get(State(found.state)),
        "approve_form": ApproveForm(version=found.version)
        if found.state == State.REVIEWING and may_approve(viewer)
        else None,
        "key": str(new_uid()),
    }
    return render(request, "list_rounds/round.html", context)


def _unit_name(nodes: Any, row: queries.RoundRow) -> str:
    version = row.project.current
    node = nodes.get(version.counting_unit_id) if version else None
    return node.short_name if node else ""


def _told(request: HttpRequest, work: Any) -> None:
    """Carry a verb out; a rule's sentence is shown on the page that follows."""
    try:
        work()
    except (Forbidden, Missing):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))


def _asked(request: HttpRequest, form: VerbForm, verb: Any, **arguments: Any) -> Any:
    done = form.carry_out(verb, viewer=asking(request), **arguments) if form.is_valid() else None
    if done is None:
        messages.error(request, form.complaint())
    return done


@require_POST
def open_round(request: HttpRequest, draft: UUID) -> HttpResponse:
    check_list_office(asking(request))
    found = lists.draft_by_uid(str(draft))
    form = OpenForm(request.POST)
    done = None
    if form.is_valid():
        days = {n: form.cleaned_data[n] for n in ("collect_until", "screen_until")}
        done = _asked(request, form, actions.open_round, draft=found, **days)
    if done is None:
        return redirect("lists:draft", uid=draft)
    return redirect("list_rounds:round", uid=done.uid)


@require_POST
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    _told(
        request,
        lambda: actions.move_round(
            viewer=asking(request),
            uid=uid,
            to=request.POST.get("to", ""),
            expected_version=version_of(request),
            key=key_of(request),
        ),
    )
    return redirect("list_rounds:round", uid=uid)


@require_POST
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer = asking(request)
    if not may_approve(viewer):
        raise Forbidden("round.approver_only")
    form = ApproveForm(request.POST)
    if form.is_valid():
        told = {n: form.cleaned_data[n] for n in ("document_number", "meeting", "approved_on")}
        _asked(
            request,
            form,
            actions.approve_round,
            uid=uid,
            expected_version=version_of(request),
            **told,
        )
    else:
        messages.error(request, form.complaint())
    return redirect("list_rounds:round", uid=uid)


@require_GET
def project(request: HttpRequest, uid: UUID, project: UUID) -> HttpResponse:
    """The side panel of one project: what was said, and what the viewer may say."""
    viewer = asking(request)
    found = queries.round_by_uid(uid)
    row = _row(viewer, found, project)
    version = row.project.current
    first = {"annual_class": row.annual_class, "annual_plan": row.annual_plan}
    mine = viewer.units_as(Role.REPORTER, Role.REVIEWER, Role.OFFICE)
    is_own = version is not None and version.counting_unit_id in mine
    context = {
        "found": found,
        "row": row,
        "nominate_form": NominateForm(initial=first)
        if found.state == State.COLLECTING and is_own
        else None,
        "screen_form": ScreenForm()
        if found.state == State.SCREENING and version and version.domain in viewer.domains
        else None,
        "review_form": ReviewForm()
        if found.state == State.REVIEWING and viewer.is_root_office
        else None,
        "may_withdraw": row.nomination and found.state == State.COLLECTING and is_own,
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"list_rounds/{'_' if part else ''}project.html", context)


def _row(viewer: Viewer, found: ListRound, project: UUID) -> queries.RoundRow:
    try:
        return queries.row_of(viewer, found, project)
    except Missing:
        return queries.blank_row(viewer, project)


@require_POST
def nominate(request: HttpRequest, uid: UUID, project: UUID) -> HttpResponse:
    form = NominateForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        _asked(
            request,
            form,
            actions.nominate,
            uid=uid,
            project_uid=project,
            annual_class=AnnualClass(data["annual_class"]),
            annual_plan=data["annual_plan"] or 0,
            reason=data["reason"],
        )
    else:
        messages.error(request, form.complaint())
    return redirect("list_rounds:round", uid=uid)


@require_POST
def screen(request: HttpRequest, uid: UUID, project: UUID) -> HttpResponse:
    form = ScreenForm(request.POST)
    if form.is_valid():
        told = {n: form.cleaned_data[n] for n in ("verdict", "words")}
        _asked(request, form, actions.screen, uid=uid, project_uid=project, **told)
    else:
        messages.error(request, form.complaint())
    return redirect("list_rounds:round", uid=uid)


@require_POST
def review(request: HttpRequest, uid: UUID, project: UUID) -> HttpResponse:
    form = ReviewForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        _asked(
            request,
            form,
            actions.review_project,
            uid=uid,
            project_uid=project,
            is_admitted=data["is_admitted"] == "1",
            words=data["words"],
            exception=data["exception"],
        )
    else:
        messages.error(request, form.complaint())
    return redirect("list_rounds:round", uid=uid)


@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer = asking(request)
    found = queries.nomination_by_uid(viewer, uid)
    _told(
        request,
        lambda: actions.withdraw_nomination(viewer=viewer, uid=uid, key=key_of(request)),
    )
    return redirect("list_rounds:round", uid=found.round.uid)


@require_http_methods(["GET", "POST"])
def floors(request: HttpRequest) -> HttpResponse:
    """The floors of admission; a POST of the office sets one."""
    viewer = asking(request)
    form = FloorForm(request.POST or None, initial={"from_year": _next_year()})
    if request.method == "POST":
        check_list_office(viewer)
        if form.is_valid():
            data = form.cleaned_data
            done = form.carry_out(
                actions.set_floor,
                viewer=viewer,
                annual_class=AnnualClass(data["annual_class"]),
                list_level=data["list_level"],
                least_total=data["least_total"] or 0,
                least_plan=data["least_plan"] or 0,
                from_year=data["from_year"],
                rests_on=data["rests_on"],
            )
            if done is not None:
                messages.success(request, _("The floor has been set."))
                return redirect("list_rounds:floors")
    context = {"floors": queries.floors(), "form": form, "is_office": viewer.is_root_office}
    return render(request, "list_rounds/floors.html", context, status=422 if form.errors else 200)


def _next_year() -> int:
    newest = lists.newest_list()
    return newest.year + 1 if newest else 2024


@require_POST
def end_floor(request: HttpRequest, uid: UUID) -> HttpResponse:
    _told(
        request,
        lambda: actions.end_floor(viewer=asking(request), uid=uid, key=key_of(request)),
    )
    return redirect("list_rounds:floors")
