"""The next version of a year's list: copy or roll over, edit on a sheet, issue or put aside."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.board.list_rounds.forms import OpenForm
from yipanqi.apps.board.list_rounds.queries import round_of
from yipanqi.apps.ledger.projects import actions, lists
from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.ledger.projects.actions.list_draft import check_list_office
from yipanqi.apps.ledger.projects.models import DraftLine, ListDraft
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, inputs
from yipanqi.infra.texts import say
from yipanqi.web.lists import forms, pages
from yipanqi.web.lists.views import business_viewer

PAGE = 50


def _office(request: HttpRequest) -> Viewer:
    viewer = business_viewer(request)
    check_list_office(viewer)
    return viewer


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    viewer = _office(request)
    form = forms.StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.complaint())
        return redirect("lists:index")
    source, year = form.cleaned_data["based_on"], form.cleaned_data["year"]
    based_on = lists.list_by_uid(str(source)) if source else None
    rolls_over = based_on is not None and year > based_on.year
    draft = form.carry_out(
        actions.start_draft,
        viewer=viewer,
        year=year,
        based_on=based_on,
        done_in_year=pages.done_in_year(viewer, year - 1) if rolls_over else None,
    )
    if draft is None:
        messages.error(request, form.complaint())
        return redirect("lists:index")
    return redirect("lists:draft", uid=draft.uid)


@require_GET
def draft(request: HttpRequest, uid: str) -> HttpResponse:
    """The sheet; ``?find=`` looks for projects that could be put on it."""
    viewer = _office(request)
    found = lists.draft_by_uid(str(uid))
    filters = pages.Filters.of(request.GET)
    page = Paginator(lists.draft_lines(viewer, found, **filters.asked()), PAGE).get_page(
        request.GET.get("page")
    )
    lines: list[DraftLine] = list(page.object_list)
    page.object_list = pages.draft_rows(lines)  # type: ignore[assignment]
    find = inputs.words(request.GET.get("find", ""))
    context = {
        "draft": found,
        "page": page,
        "filters": filters,
        "classes": pages.classes(),
        "months": range(1, 13),
        "found": pages.sheet_findings(lines, found.year),
        "tally": pages.tally(lists.changes(viewer, found.based_on, found)),
        "is_rolled_over": found.based_on is not None and found.based_on.year != found.year,
        "find": find,
        "candidates": lists.not_on(viewer, found, find) if find else [],
        "key": forms.AddForm()["key"].value(),
        "discard": forms.DiscardForm(),
        "round": round_of(found.uid),
        "open_form": OpenForm(),
    }
    return render(request, "web/lists/draft.html", context)


@require_POST
def save(request: HttpRequest, uid: str, project: str) -> JsonResponse:
    """One row of the sheet; see the contract in ``sheet.js``."""
    viewer = _office(request)
    found = lists.draft_by_uid(str(uid))
    line = _line(viewer, found, str(project))
    try:
        body = json.loads(request.body)
        saved = actions.save_line(
            viewer=viewer,
            draft=found,
            project=line.project,
            changes=pages.typed(dict(body.get("values") or {}), line),
            expected_version=int(body["version"]),
            key=str(body.get("key") or "") or None,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return _refused(Refusal("list.unreadable_request"), 400)
    except Conflict:
        theirs = {"version": line.version, "who": "", "at": "", "values": pages.cell_texts(line)}
        return JsonResponse({"conflict": theirs}, status=409)
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        return _refused(refusal, 422)
    saved.project = line.project
    return JsonResponse(
        {
            "version": saved.version,
            "values": pages.cell_texts(saved),
            "findings": pages.findings_of(saved, found.year),
            "saved_at": f"{timezone.localtime(clock.now()):%H:%M}",
        }
    )


def _line(viewer: Viewer, found: ListDraft, project: str) -> DraftLine:
    line = lists.draft_lines(viewer, found).filter(project__uid=project).first()
    if line is None:
        raise Missing("list.not_a_line")
    return line


def _refused(refusal: Refusal, status: int) -> JsonResponse:
    words = {"code": refusal.code, "text": say(refusal), "field": refusal.field}
    return JsonResponse({"refusal": words}, status=status)


@require_POST
def add(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _office(request)
    found = lists.draft_by_uid(str(uid))
    form = forms.AddForm(request.POST)
    line: Any = None
    if form.is_valid():
        project = visible(viewer, str(form.cleaned_data["project"]))
        line = form.carry_out(actions.add_line, viewer=viewer, draft=found, project=project)
    if line is None:
        messages.error(request, form.complaint())
        return redirect("lists:draft", uid=found.uid)
    messages.success(request, _("The project is on the draft; enter its class and plan."))
    response = redirect("lists:draft", uid=found.uid)
    response["Location"] += f"?q={line.project.own_code}"
    return response


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, uid: str) -> HttpResponse:
    """What will change, what stands in the way; then issue the version."""
    viewer = _office(request)
    found = lists.draft_by_uid(str(uid))
    today = clock.business_today()
    way = round_of(found.uid)
    form = forms.IssueForm(
        request.POST or None,
        version=found.version,
        initial={
            "issued_on": today,
            "effective_month": str(max(Month.of(today), Month(found.year, 1))),
            "document_number": way.document_number if way else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        issued = form.carry_out(
            actions.issue_draft,
            viewer=viewer,
            draft=found,
            issued_on=form.cleaned_data["issued_on"],
            effective_month=form.cleaned_data["effective_month"],
            document_number=form.cleaned_data["document_number"],
            expected_version=form.cleaned_data["version"],
        )
        if issued is not None:
            messages.success(request, _("The version has been issued."))
            return redirect("lists:version", uid=issued.uid)
    changes = lists.changes(viewer, found.based_on, found)
    rows, whole = lists.totals(
        lists.summable(lists.draft_lines(viewer, found).filter(is_listed=True))
    )
    context = {
        "form": form,
        "draft": found,
        "round": way,
        "rows": pages.change_rows(changes),
        "tally": pages.tally(changes),
        "blocking": pages.blocking(viewer, found),
        "totals": rows,
        "whole": whole,
        "classes": pages.classes(),
    }
    return render(request, "web/lists/issue.html", context)


@require_POST
def discard(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _office(request)
    found = lists.draft_by_uid(str(uid))
    form = forms.DiscardForm(request.POST)
    done: Any = None
    if form.is_valid():
        done = form.carry_out(
            actions.discard_draft,
            viewer=viewer,
            draft=found,
            reason=form.cleaned_data["reason"],
        )
    if done is None:
        messages.error(request, form.complaint())
        return redirect("lists:draft", uid=found.uid)
    messages.success(request, _("The draft has been put aside."))
    return redirect("lists:index")
