"""拖期台账: every moved date, by how many days, why, whose."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.ledger.projects.access import check_keeper, keeps_somewhere
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline import actions
from yipanqi.apps.life.pipeline.nodes import NODES
from yipanqi.apps.life.pipeline.slips import SlipLine, by_unit, moved_date
from yipanqi.core.projects.slips import SlipCause, Verdict, days_by_cause, proposed_cause
from yipanqi.core.units.kinds import ORGANISATIONS
from yipanqi.infra.templatetags.figures import month as month_words
from yipanqi.infra.texts import label
from yipanqi.infra.uid import new_uid
from yipanqi.web.pipeline import forms
from yipanqi.web.pipeline.asking import asking, month_of, page_of
from yipanqi.web.pipeline.slip_export import list_names, node_name, workbook_of
from yipanqi.web.pipeline.slip_lists import ledger

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def slips(request: HttpRequest) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    tree, found, heads = tree_on(), ledger(request, viewer, month), list_names()
    page: Any = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = found.with_words(page.object_list)
    node = found.node
    below = [c for c in tree.children(node.pk) if c.kind not in ORGANISATIONS and not c.is_view]
    works = [line for line in found.moves if not line.text]
    units = by_unit(found.moves, below or [node])
    context = page_of(request, month) | {
        "page": page,
        "found": found,
        "asked": found.asked,
        "lists": heads.items(),
        "head": heads[found.kind],
        "shown": [
            ("moved", _("whose plan was moved")),
            ("late", _("later than first planned")),
            ("all", _("all with a date")),
        ],
        "periods": (("year", _("since January")), ("month", _("in this month"))),
        "milestones": [(node, node_name(node, "") or _("Preliminary papers")) for node in NODES],
        "causes": [(c.value, label(c)) for c in SlipCause],
        "units": units,
        "later": sum(1 for line in works if line.days > 0),
        "days": sum(line.days for line in works if line.days > 0),
        "preliminary": sum(one.preliminary for one in units),
        "waiting": sum(1 for line in works if line.waits),
        "excused": sum(line.excused for line in works),
        "verdicts": [
            ("waits", _("not yet judged")),
            *((v.value, label(v)) for v in Verdict),
        ],
        "key": str(new_uid()),
        "projects": len({line.project_uid for line in works if line.days > 0}),
        "cause_chart": _cause_chart(works),
        "may_set": keeps_somewhere(viewer),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/pipeline/slips.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Exactly the list that is shown, all pages."""
    viewer, month = asking(request), month_of(request)
    found = ledger(request, viewer, month)
    words = {"month": month_words(month), "unit": found.node.name}
    source = _("%(unit)s, known by the end of %(month)s") % words
    response = HttpResponse(workbook_of(found, source), content_type=XLSX)
    name = f"拖期台账{month.year}年{month.number}月.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


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
