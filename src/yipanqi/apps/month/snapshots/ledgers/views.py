"""加分扣分台账 and judges' marks: what committees decide beside the figures."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.month.snapshots import actions
from yipanqi.apps.month.snapshots.ledgers import forms, queries
from yipanqi.apps.month.snapshots.pages import asking, month_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence


def _keeper(request: HttpRequest) -> Viewer:
    viewer = asking(request)
    if not queries.may_keep(viewer):
        raise Forbidden("ledger.office_only")
    return viewer


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    unit, ledger = request.GET.get("unit", ""), request.GET.get("ledger", "")
    context = {
        "month": month,
        "entries": queries.entries(viewer, month.year, unit=unit, ledger=ledger),
        "sums": queries.sums(viewer, month.year),
        "ledgers": queries.LEDGERS.items(),
        "ledger": ledger,
        "may_keep": queries.may_keep(viewer),
        "void": forms.VoidForm(),
    }
    return render(request, "snapshots/ledgers.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    viewer = _keeper(request)
    form = forms.AdjustmentForm(
        request.POST or None,
        request.FILES or None,
        initial={"happened_on": clock.business_today()},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        saved = form.carry_out(
            actions.record_adjustment,
            viewer=viewer,
            unit=queries.units_by_uid([values["unit"]])[values["unit"]],
            ledger=values["ledger"],
            points=values["points"],
            happened_on=values["happened_on"],
            reason=values["reason"],
            decided_by=values["decided_by"],
            file=values["file"],
        )
        if saved is not None:
            messages.success(request, _("The entry has been recorded."))
            return redirect("snapshots:ledgers")
    return render(request, "snapshots/adjustment.html", {"form": form})


@require_POST
def void(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _keeper(request)
    found = queries.entry_by_uid(viewer, str(uid))
    form = forms.VoidForm(request.POST)
    done: Any = None
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = form.carry_out(
            actions.void_adjustment, viewer=viewer, adjustment=found, reason=reason
        )
    _tell(request, form, done)
    return redirect("snapshots:ledgers")


@require_GET
def evidence_file(request: HttpRequest, uid: str) -> HttpResponse:
    found = queries.entry_by_uid(asking(request), str(uid))
    if found.evidence is None:
        raise Missing("ledger.no_evidence")
    return evidence.response(found.evidence)  # type: ignore[return-value]


@require_GET
def marks(request: HttpRequest) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    context = {
        "month": month,
        "marks": queries.marks(viewer, month),
        "may_keep": queries.may_keep(viewer),
        "void": forms.VoidForm(),
    }
    return render(request, "snapshots/marks.html", context)


@require_http_methods(["GET", "POST"])
def record_marks(request: HttpRequest) -> HttpResponse:
    """One judge's sheet: all of its marks or none."""
    viewer, month = _keeper(request), month_of(request)
    form = forms.MarksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record(viewer, month, form)
        except (Missing, Forbidden):
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The marks have been recorded."))
            return redirect(f"{reverse('snapshots:marks')}?month={month}")
    return render(request, "snapshots/mark.html", {"form": form, "month": month})


def _record(viewer: Viewer, month: Month, form: forms.MarksForm) -> None:
    given, key = form.given(), form.cleaned_data["key"]
    units = queries.units_by_uid(list(given))
    with transaction.atomic():
        for uid, value in given.items():
            actions.record_mark(
                viewer=viewer,
                unit=units[uid],
                month=month,
                measure=form.cleaned_data["measure"],
                judge=form.cleaned_data["judge"].strip(),
                value=value,
                key=f"{key}:{uid}" if key else None,
            )


@require_POST
def void_mark(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _keeper(request)
    found = queries.mark_by_uid(viewer, str(uid))
    form = forms.VoidForm(request.POST)
    done: Any = None
    if form.is_valid():
        done = form.carry_out(
            actions.void_mark, viewer=viewer, mark=found, reason=form.cleaned_data["reason"]
        )
    _tell(request, form, done)
    return redirect(f"{reverse('snapshots:marks')}?month={found.month}")


def _tell(request: HttpRequest, form: forms.VoidForm, done: Any) -> None:
    if done is None:
        messages.error(request, form.complaint())
    else:
        messages.success(request, _("The entry has been voided; it stays in the ledger."))
