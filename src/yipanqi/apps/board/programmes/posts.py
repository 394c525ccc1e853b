"""What is posted on a programme's pages: one verb each, then back to where it was."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.board.programmes import actions, forms
from yipanqi.apps.board.programmes.access import (
    charter_for,
    measure_for,
    participation_for,
    report_for,
)
from yipanqi.apps.board.programmes.actions import MeasureWish, Took
from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.board.programmes.views import back_to
from yipanqi.apps.board.targets.forms import number
from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.apps.promises.commitments.pages import (
    asking,
    day_of,
    key_of,
    told,
    unit_of,
    version_of,
)
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import evidence
from yipanqi.infra.inputs import whole

Work = Callable[[HttpRequest, Viewer, Charter], Any]


def _common(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    return {"viewer": viewer, "key": key_of(request)}


def _end(request: HttpRequest, viewer: Viewer, row: Charter) -> Any:
    return actions.end_programme(
        uid=row.uid,
        words=request.POST.get("words", ""),
        expected_version=version_of(request),
        **_common(request, viewer),
    )


def _task(request: HttpRequest, viewer: Viewer, row: Charter) -> Any:
    post = request.POST
    order = Order(
        title=post.get("title", ""),
        lead_unit=unit_of(post.get("lead", ""), "lead"),
        supporting_units=tuple(unit_of(u, "supports") for u in post.getlist("supports") if u),
        requirement=post.get("requirement", ""),
        due_on=day_of(post.get("due_on", ""), "due_on"),
        needs_evidence=bool(post.get("needs_evidence")),
    )
    return actions.add_programme_task(uid=row.uid, order=order, **_common(request, viewer))


def _measure(request: HttpRequest, viewer: Viewer, row: Charter) -> Any:
    form = forms.MeasureForm(request.POST)
    wish = form.wish() if form.is_valid() else MeasureWish(request.POST.get("name", ""), "")
    return actions.add_programme_measure(uid=row.uid, wish=wish, **_common(request, viewer))


def _draft(request: HttpRequest, viewer: Viewer, row: Charter) -> Any:
    month = Month.parse(request.POST.get("month", ""))
    return actions.draft_programme_report(uid=row.uid, month=month, **_common(request, viewer))


def _took(request: HttpRequest, viewer: Viewer, row: Charter) -> Any:
    day = day_of(request.POST.get("on", ""), "on")
    if day is None:
        raise Refusal("programme.took_part_on", field="on", from_on=row.from_on)
    upload = request.FILES.get("file")
    kept = evidence.keep(upload, upload.name or "", evidence.DOCUMENT) if upload else None
    took = Took(
        unit=unit_of(request.POST.get("unit", ""), "unit"),
        on=day,
        what=request.POST.get("what", ""),
        people=whole(request.POST.get("people", "")),
        kept=kept,
    )
    return actions.record_participation(uid=row.uid, took=took, **_common(request, viewer))


VERBS: dict[str, tuple[Work, str]] = {
    "end": (_end, "overview"),
    "task": (_task, "tasks"),
    "measure": (_measure, "measures"),
    "draft": (_draft, "reports"),
    "took": (_took, "participation"),
}


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = asking(request)
    row = charter_for(viewer, uid)
    if verb not in VERBS:
        raise Missing("programme.not_found")
    work, tab = VERBS[verb]
    with told(request, _("Done and recorded.")):
        made = work(request, viewer, row)
        if verb == "draft":
            return redirect("programmes:report", made.uid)
    return redirect(back_to(row, tab))


@require_POST
def figure(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = measure_for(viewer, uid)
    with told(request, _("The figure has been recorded.")):
        value = number(request.POST.get("value", ""), "value")
        if value is None:
            raise Refusal("programme.figure_needed", field="value")
        actions.record_programme_figure(
            measure_uid=row.uid,
            month=Month.parse(request.POST.get("month", "")),
            value=value,
            **_common(request, viewer),
        )
    return redirect(back_to(row.charter, "measures"))


@require_POST
def end_measure(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = measure_for(viewer, uid)
    with told(request, _("The measure is followed no longer.")):
        actions.end_programme_measure(
            measure_uid=row.uid, reason=request.POST.get("reason", ""), **_common(request, viewer)
        )
    return redirect(back_to(row.charter, "measures"))


@require_POST
def void(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = participation_for(viewer, uid)
    with told(request, _("The entry has been struck through.")):
        actions.void_participation(
            participation_uid=row.uid,
            reason=request.POST.get("reason", ""),
            **_common(request, viewer),
        )
    return redirect(back_to(row.charter, "participation"))


@require_POST
def report_do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    viewer = asking(request)
    row = report_for(viewer, uid)
    common = {
        "report_uid": row.uid, "expected_version": version_of(request), **_common(request, viewer)
    }  # fmt: skip
    with told(request, _("Done and recorded.")):
        if verb == "edit":
            texts = {p["key"]: request.POST.get(p["key"], p["text"]) for p in row.paragraphs}
            actions.edit_programme_report(texts=texts, **common)
        elif verb == "sign":
            actions.sign_programme_report(**common)
        elif verb == "return":
            reason = request.POST.get("reason", "")
            actions.return_programme_report(reason=reason, **common)
        else:
            raise Missing("programme.report_not_found")
    return redirect("programmes:report", row.uid)
