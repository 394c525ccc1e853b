"""Risks: the list, the matrix, one risk with its reviews."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.projects.access import visible as visible_project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import acting_units
from yipanqi.apps.promises.commitments.pages import (
    asking,
    ledger_tabs,
    project_named,
    unit_groups,
    unit_of,
)
from yipanqi.apps.promises.risks import actions, queries
from yipanqi.apps.promises.risks.access import visible
from yipanqi.apps.promises.risks.forms import CameTrueForm, ReviewForm, RiskForm, kinds
from yipanqi.apps.promises.risks.models import Risk
from yipanqi.apps.promises.risks.queries import Filters
from yipanqi.core.ledgers.risks import SCALE, RiskLevel, RiskState
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import identifier
from yipanqi.infra.listing import ListColumn, sent, workbook
from yipanqi.infra.templatetags.words import word
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence

PAGE = 50
COLUMNS = (
    ListColumn(gettext_lazy("Risk"), lambda line: line.row.title, 40),
    ListColumn(pgettext_lazy("document", "Number"), lambda line: line.row.number, 18),
    ListColumn(gettext_lazy("Kind of risk"), lambda line: word("RiskKind", line.row.kind), 14),
    ListColumn(gettext_lazy("Unit responsible"), lambda line: line.unit, 16),
    ListColumn(gettext_lazy("Likelihood"), lambda line: line.row.likelihood, 10),
    ListColumn(gettext_lazy("Impact"), lambda line: line.row.impact, 10),
    ListColumn(gettext_lazy("Level"), lambda line: label(RiskLevel(line.row.level)), 12),
    ListColumn(gettext_lazy("Measures"), lambda line: line.row.measures, 50),
    ListColumn(gettext_lazy("Next review"), lambda line: line.row.review_on, 12),
    ListColumn(gettext_lazy("State"), lambda line: label(RiskState(line.row.state)), 12),
    ListColumn(gettext_lazy("Came true"), lambda line: line.row.has_come_true, 10),
)


def _context(viewer: Viewer, filters: Filters) -> dict[str, Any]:
    return {
        "filters": filters,
        "ledgers": ledger_tabs("risks"),
        "summary": queries.summary(viewer),
        "states": [(s.value, label(s)) for s in RiskState],
        "kinds": kinds(),
        "levels": [(v.value, label(v)) for v in RiskLevel],
        "may_register": bool(acting_units(viewer)),
        "as_of": clock.business_today(),
    }


def index(request: HttpRequest) -> HttpResponse:
    viewer, filters = asking(request), Filters.of(request.GET)
    page = Paginator(queries.risks(viewer, filters), PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines(page.object_list)  # type: ignore[assignment]
    return render(request, "risks/index.html", _context(viewer, filters) | {"page": page})


def matrix_page(request: HttpRequest) -> HttpResponse:
    viewer, filters = asking(request), Filters.of(request.GET)
    context = _context(viewer, filters) | {
        "matrix": queries.matrix(viewer, filters),
        "scale": SCALE,
    }
    return render(request, "risks/matrix.html", context)


def export(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    rows = queries.lines(queries.risks(viewer, Filters.of(request.GET)))
    note = _("Live, as of %(day)s") % {"day": clock.business_today()}
    return sent(workbook(_("Risks"), note, COLUMNS, rows), _("Risks"))


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    return _record(request, viewer, visible(viewer, uid))


def _record(request: HttpRequest, viewer: Viewer, row: Risk, **forms: Any) -> HttpResponse:
    nodes = tree_on().nodes
    keeps = row.unit_id in acting_units(viewer) and row.state != RiskState.OVER
    judged = {"likelihood": row.likelihood, "impact": row.impact}
    context = {
        "row": row,
        "line": queries.lines([row])[0],
        "unit": nodes.get(row.unit_id),
        "project": queries.project_of(viewer, row),
        "reviews": list(row.reviews.select_related("by").order_by("-pk")),
        "events": [
            {
                "when": entry.business_on.isoformat(),
                "text": sentence(f"verb.{entry.verb}"),
                "who": _("by rule") if entry.actor == "system" else entry.actor_name,
                "words": entry.reason,
            }
            for entry in queries.history(row)
        ],
        "may_review": keeps,
        "may_mark": keeps and row.state == RiskState.WATCHED,
        "review": ReviewForm(version=row.version, initial=judged),
        "mark": CameTrueForm(version=row.version, initial={"on": clock.business_today()}),
    }
    return render(request, "risks/record.html", context | forms)


def new(request: HttpRequest) -> HttpResponse:
    """Enter a risk; ``?project=`` names the project it is about."""
    viewer = asking(request)
    units = acting_units(viewer)
    if not units:
        raise Forbidden("risk.keeper_only", unit="")
    wanted = request.GET.get("project", "")
    project = visible_project(viewer, wanted) if identifier(wanted) else None
    initial = {"unit": _own(viewer), "project": project.own_code if project else ""}
    choices = [(g.label, [(n.uid, n.name) for n in g.units]) for g in unit_groups(units)]
    form = RiskForm(request.POST or None, units=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(_register, viewer=viewer, clean=form.cleaned_data)
        if made is not None:
            messages.success(request, _("The risk has been entered."))
            return redirect("risks:record", made.uid)
    return render(request, "risks/new.html", {"form": form})


def _register(*, viewer: Viewer, clean: dict[str, Any], key: str | None) -> Risk:
    project = project_named(viewer, clean["project"], "project")
    names = ("title", "kind", "likelihood", "impact", "measures", "measures_due_on")
    return actions.register_risk(
        viewer=viewer,
        unit=unit_of(clean["unit"], "unit"),
        danger=actions.Danger(
            **{n: clean[n] for n in names},
            content=clean["content"],
            review_on=clean["review_on"],
            project_uid=project.uid if project else None,
        ),
        key=key,
    )


def _own(viewer: Viewer) -> str:
    nodes = tree_on().nodes
    posts = [pk for pk in acting_units(viewer) & viewer.posts_as(*viewer.roles) if pk in nodes]
    return nodes[min(posts)].uid if posts else ""


@require_POST
def review(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row, form = visible(viewer, uid), ReviewForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        names = ("likelihood", "impact", "words", "review_on")
        done = form.carry_out(
            actions.review_risk,
            viewer=viewer,
            uid=uid,
            expected_version=clean["version"],
            **{n: clean[n] for n in names},
        )
        if done is not None:
            messages.success(request, _("The review has been entered."))
            return redirect("risks:record", uid)
    messages.error(request, form.complaint())
    return _record(request, viewer, row, review=form)


@require_POST
def came_true(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row, form = visible(viewer, uid), CameTrueForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        done = form.carry_out(
            actions.mark_came_true,
            viewer=viewer,
            uid=uid,
            on=clean["on"],
            words=clean["words"],
            expected_version=clean["version"],
        )
        if done is not None:
            messages.success(request, _("It has been noted and told to the units above."))
            return redirect("risks:record", uid)
    messages.error(request, form.complaint())
    return _record(request, viewer, row, mark=form)
