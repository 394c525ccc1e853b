"""疑似重复与拆分: projects that may be one, or one that may be several; a person says which."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_POST

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.access import may_keep
from yipanqi.apps.ledger.projects.doubles import open_suspicions
from yipanqi.apps.ledger.projects.models import Suspicion
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.suspects import SuspicionKind
from yipanqi.infra.verb_forms import VerbForm
from yipanqi.web.pipeline.tabs import tabs_of
from yipanqi.web.register.asking import asker
from yipanqi.web.trail import trail_of

PAGE = 50
KINDS: dict[str, Promise] = {
    SuspicionKind.SAME_CODE.value: _l("One approval code on two projects"),
    SuspicionKind.DOUBLE.value: _l("Nearly the same name"),
    SuspicionKind.SPLIT.value: _l("Perhaps one project in parts: same owner, same town"),
    SuspicionKind.PACKAGE.value: _l("Perhaps a package: the name speaks of several"),
}
OUTCOMES = (
    (Suspicion.Outcome.DIFFERENT.value, _l("Rightly registered, nothing to change")),
    (Suspicion.Outcome.SAME.value, _l("Confirmed: to be merged, ended or registered anew")),
)


class SettleForm(VerbForm):
    outcome = forms.ChoiceField(label=_l("What it is"), choices=OUTCOMES)
    reason = forms.CharField(label=_l("Reason"), max_length=300)


def line_of(suspicion: Suspicion, viewer: Any) -> dict[str, Any]:
    nodes = tree_on().nodes
    pair = [p for p in (suspicion.project, suspicion.other) if p is not None and p.current]
    return {
        "suspicion": suspicion,
        "kind": KINDS[suspicion.kind],
        "projects": [
            {
                "uid": p.uid,
                "name": p.current.name,  # type: ignore[union-attr]
                "code": p.current.approval_code or p.own_code,  # type: ignore[union-attr]
                "unit": nodes[p.current.counting_unit_id].short_name  # type: ignore[union-attr]
                if p.current.counting_unit_id in nodes  # type: ignore[union-attr]
                else "",
                "owner": p.current.owner_name,  # type: ignore[union-attr]
                "total": p.current.total_investment,  # type: ignore[union-attr]
                "stage": p.stage,
            }
            for p in pair
        ],
        "may_settle": bool(pair) and may_keep(viewer, pair[0].current.counting_unit_id),  # type: ignore[union-attr]
    }


@require_GET
def doubles(request: HttpRequest) -> HttpResponse:
    viewer = asker(request)
    page = Paginator(open_suspicions(viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [line_of(one, viewer) for one in page.object_list],
        "may_look": viewer.is_root_office,
        "form": SettleForm(),
        "outcomes": OUTCOMES,
        "tabs": tabs_of(request),
        "trail": trail_of(request),
    }
    return render(request, "web/register/doubles.html", context)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Compare the whole register once more."""
    form = VerbForm(request.POST)
    found = None
    if form.is_valid():
        found = form.carry_out(actions.look_for_doubles, viewer=asker(request))
    if found is None:
        messages.error(request, form.complaint())
    else:
        messages.success(request, _("%(n)s new suspicions.") % {"n": found})
    return redirect("projects:doubles")


@require_POST
def settle(request: HttpRequest, uid: str) -> HttpResponse:
    form = SettleForm(request.POST)
    if form.is_valid():
        form.carry_out(
            actions.settle_suspicion,
            viewer=asker(request),
            suspicion_uid=str(uid),
            outcome=Suspicion.Outcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
        )
    if form.errors:
        messages.error(request, form.complaint())
    else:
        messages.success(request, _("The suspicion has been settled."))
    return redirect("projects:doubles")
