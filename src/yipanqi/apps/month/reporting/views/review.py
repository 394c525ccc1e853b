"""审核: the queue, a report beside it, agreeing and sending back."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from yipanqi.apps.ledger.units.queries import node_by_uid
from yipanqi.apps.month.reporting import actions, forms
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.pages import asked_window, context, lines_of, viewer_of
from yipanqi.apps.month.reporting.queue import (
    MINE,
    PAGE,
    VIEWS,
    Alike,
    Asked,
    Queue,
    QueueRow,
    alike,
    queue,
)
from yipanqi.apps.month.reporting.views.record import record_context
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.infra import inputs
from yipanqi.infra.page_parts import Tab
from yipanqi.infra.texts import say

VIEW_LABELS = {
    "mine": gettext_lazy("Waiting for me"),
    "below": gettext_lazy("With another level"),
    "returned": gettext_lazy("Returned"),
    "approved": gettext_lazy("Approved"),
    "all": gettext_lazy("All handed in"),
}


@require_GET
def review_index(request: HttpRequest) -> HttpResponse:
    """The queue of the asked month; unit and view are kept."""
    query = request.GET.copy()
    query.pop("month", None)
    target = reverse("reporting:review", args=[asked_window(request).value])
    return redirect(f"{target}?{query.urlencode()}" if query else target)


@require_GET
def queue_page(request: HttpRequest, month: Month) -> HttpResponse:
    window, unit = window_of(month), request.GET.get("unit", "")
    view, words = request.GET.get("view", MINE), inputs.words(request.GET.get("q", ""))
    asked = Asked(view if view in VIEWS else MINE, unit, words, request.GET.get("sort", ""))
    found = queue(viewer_of(request), window, asked)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    groups = alike(page)
    in_group = {r.report.pk: g.key for g in groups for r in g.rows}
    more = {
        "queue": found,
        "page": page,
        "rows": [_shown(r, in_group) for r in page],
        "groups": [_group(g) for g in groups],
        "tabs": _tabs(request, found),
        "key": uuid4().hex,
        "here": request.get_full_path(),
        "words": words,
    }
    node = node_by_uid(unit) if unit else None
    return render(request, "reporting/queue.html", context(request, window, node, "queue", **more))


def _shown(r: QueueRow, in_group: dict[int, str]) -> dict[str, Any]:
    """All of the findings where a tick would agree to them, else the first two."""
    lines = lines_of(r.row)
    shown = lines if r.is_explained else lines[:2]
    return {"q": r, "lines": lines, "shown": shown, "group": in_group.get(r.report.pk, "")}


def _group(group: Alike) -> dict[str, Any]:
    return {"key": group.key, "count": len(group.rows), "lines": lines_of(group.rows[0].row)}


def _tabs(request: HttpRequest, found: Queue) -> list[Tab]:
    query = request.GET.copy()
    query.pop("page", None)
    tabs = []
    for name in VIEWS:
        query["view"] = name
        label = str(VIEW_LABELS[name])
        tabs.append(Tab(label, f"?{query.urlencode()}", name == found.view, found.counts[name]))
    return tabs


@require_GET
def peek(request: HttpRequest, month: Month, project: UUID) -> HttpResponse:
    """A report in the side panel of the queue."""
    page = record_context(request, month, project)
    return render(request, "reporting/peek.html", page | {"back": _back(request, "here")})


@require_POST
def approve(request: HttpRequest, report: UUID) -> HttpResponse:
    post = request.POST
    try:
        done = actions.approve_report(
            viewer=viewer_of(request),
            report_uid=report,
            remark=post.get("remark", ""),
            expected_version=forms.version(post),
            key=post.get("key") or None,
        )
    except Refusal as refusal:
        return _told(request, refusal, report)
    final = done.state == done.State.APPROVED
    messages.success(
        request, _("Approved.") if final else _("Passed and sent up to the next level.")
    )
    return redirect(_back(request) or reverse("reporting:report", args=[report]))


@require_POST
def send_back(request: HttpRequest, report: UUID) -> HttpResponse:
    post = request.POST
    try:
        actions.return_report(
            viewer=viewer_of(request),
            report_uid=report,
            reasons=forms.reasons(post),
            remark=post.get("remark", ""),
            expected_version=forms.version(post),
            key=post.get("key") or None,
        )
    except Refusal as refusal:
        return _told(request, refusal, report)
    messages.success(request, _("Returned with reasons; the unit sees them in its sheet."))
    return redirect(_back(request) or reverse("reporting:report", args=[report]))


@require_POST
def approve_bulk(request: HttpRequest, month: Month) -> HttpResponse:
    """Agree to the ticked reports that raise no question; say which were left out and why."""
    try:
        done = actions.approve_many(
            viewer=viewer_of(request),
            month=month,
            versions=forms.ticked(request.POST),
            remark=request.POST.get("remark", ""),
            key=request.POST.get("key") or None,
        )
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        messages.error(request, say(refusal))
    else:
        count = len(done.approved)
        text = ngettext("%(n)d report approved.", "%(n)d reports approved.", count)
        messages.success(request, text % {"n": count})
        for left in done.left_out:
            words = {"project": left.project, "why": say(left.refusal)}
            messages.warning(request, _("Left out: %(project)s. %(why)s") % words)
    return redirect(_back(request) or reverse("reporting:review", args=[month]))


def _told(request: HttpRequest, refusal: Refusal, report: UUID) -> HttpResponse:
    """A rule or somebody faster is told over the page; scope and right keep their own page."""
    if type(refusal) not in {Refusal, Conflict}:
        raise refusal
    messages.error(request, say(refusal))
    return redirect(_back(request) or reverse("reporting:report", args=[report]))


def _back(request: HttpRequest, name: str = "back") -> str:
    """Where the viewer came from, on this host only."""
    source: Any = request.POST if request.method == "POST" else request.GET
    target = str(source.get(name, ""))
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else ""
