"""拖期台账: every moved date, by how many days, why, whose."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yipanqi.apps.pipeline import actions
from yipanqi.apps.pipeline.slips import (
    Asked,
    SlipLine,
    SlipSum,
    by_project,
    by_unit,
    moved_date,
    slip_lines,
    standings_of,
    told,
)
from yipanqi.apps.projects.access import check_keeper, keeps_somewhere
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.month import Month
from yipanqi.core.slips import SlipCause, Verdict, days_by_cause, proposed_cause
from yipanqi.core.tree import Node
from yipanqi.core.unit_kinds import ORGANISATIONS
from yipanqi.infra import clock
from yipanqi.infra.texts import label
from yipanqi.infra.uid import new_uid
from yipanqi.web.frame import chosen_unit
from yipanqi.web.pipeline import forms
from yipanqi.web.pipeline.asking import asking, month_of, page_of

PAGE, WORST = 50, 15
MILESTONES = ("start", "enrolment", "completion", "commissioning")


def slips(request: HttpRequest) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    tree = tree_on()
    node = tree.by_uid.get(chosen_unit(request)) or tree.root
    asked = _asked(request, month, node)
    found = [line for line in slip_lines(viewer, month) if asked.takes(line)]
    page: Any = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = told(page.object_list)
    below = [c for c in tree.children(node.pk) if c.kind not in ORGANISATIONS and not c.is_view]
    context = page_of(request, month) | {
        "page": page,
        "asked": asked,
        "period": request.GET.get("period", ""),
        "periods": (("year", _("since January")), ("month", _("in this month"))),
        "milestones": MILESTONES,
        "causes": [(c.value, label(c)) for c in SlipCause],
        "units": by_unit(found, below or [node]),
        "worst": _worst(by_project(found, WORST), month),
        "later": sum(1 for line in found if line.days > 0),
        "days": sum(line.days for line in found if line.days > 0),
        "earlier": sum(1 for line in found if line.moved_days < 0),
        "waiting": sum(1 for line in found if line.waits),
        "excused": sum(line.excused for line in found),
        "verdicts": [
            ("waits", _("not yet judged")),
            *((v.value, label(v)) for v in Verdict),
        ],
        "key": str(new_uid()),
        "projects": len({line.project_uid for line in found if line.days > 0}),
        "cause_chart": _cause_chart(found),
        "may_set": keeps_somewhere(viewer),
    }
    return render(request, "web/pipeline/slips.html", context)


def _asked(request: HttpRequest, month: Month, node: Node) -> Asked:
    tree = tree_on()
    milestone, cause = request.GET.get("milestone", ""), request.GET.get("cause", "")
    verdict = request.GET.get("verdict", "")
    since: dict[str, date] = {"year": Month(month.year, 1).first, "month": month.first}
    return Asked(
        units=None if node is tree.root else tree.under(node.pk),
        milestone=milestone if milestone in MILESTONES else "",
        cause=cause if cause in set(SlipCause) else "",
        since=since.get(request.GET.get("period", "")),
        verdict=verdict if verdict in {"waits", *Verdict} else "",
        project=request.GET.get("project", ""),
    )


def _worst(worst: list[SlipSum], month: Month) -> list[dict[str, Any]]:
    """The projects that slipped most, with original, current and actual start side by side."""
    known = standings_of([one.uid for one in worst], month)
    today = clock.business_today()
    found = []
    for one in worst:
        start = known.get((one.uid, "start"))
        found.append({"sum": one, "start": start, "late": start and start.days_late(today)})
    return found


def _cause_chart(found: list[SlipLine]) -> dict[str, Any]:
    days = days_by_cause((line.cause, line.days) for line in found)
    return {
        "unit": _("days"),
        "grid": {"left": 4, "right": 48, "top": 8, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "inverse": True, "data": [label(c) for c in days]},
        "series": [
            {
                "type": "bar",
                "name": _("Days slipped"),
                "data": list(days.values()),
                "label": {"show": True, "position": "right"},
            }
        ],
    }


@require_http_methods(["GET", "POST"])
def slip_cause(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    moved = moved_date(viewer, str(uid))
    check_keeper(viewer, moved.project.current.counting_unit_id)  # type: ignore[union-attr]
    usual = {"cause": proposed_cause(moved.reason)}
    form = forms.CauseForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        cause = form.cleaned_data["cause"]
        note = form.carry_out(
            actions.set_slip_cause, viewer=viewer, moved_uid=moved.uid, cause=cause
        )
        if note is not None:
            messages.success(request, _("The cause has been recorded."))
            return redirect("projects:slips")
    context = {"form": form, "moved": moved, "project": moved.project}
    return render(request, "web/pipeline/slip_cause.html", context)
