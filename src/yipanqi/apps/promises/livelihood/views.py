"""Livelihood works: the year's board with its pace, one work with the shares of units."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.apps.promises.commitments.pages import asking, ledger_tabs, unit_groups, unit_of
from yipanqi.apps.promises.livelihood import actions, queries
from yipanqi.apps.promises.livelihood.access import counts_for, may_survey, share_of, visible
from yipanqi.apps.promises.livelihood.forms import CountForm, SurveyForm, WorkForm, scaled
from yipanqi.apps.promises.livelihood.queries import Filters, Line
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.listing import ListColumn, sent, workbook
from yipanqi.infra.texts import render as sentence


def _percent(line: Line) -> Any:
    return None if line.stands.share is None else line.stands.share * 100


def _content(line: Line) -> Any:
    return None if line.satisfaction is None else line.satisfaction * 100


COLUMNS = (
    ListColumn(gettext_lazy("Livelihood work"), lambda line: line.row.title, 40),
    ListColumn(pgettext_lazy("column", "No."), lambda line: line.row.number, 8),
    ListColumn(gettext_lazy("Lead unit"), lambda line: line.unit, 16),
    ListColumn(gettext_lazy("Unit of counting"), lambda line: line.row.counted_in, 10),
    ListColumn(gettext_lazy("Target of the year"), lambda line: line.target, 12),
    ListColumn(gettext_lazy("Counted since January"), lambda line: line.done, 12),
    ListColumn(gettext_lazy("Share of the target (percent)"), _percent, 12),
    ListColumn(gettext_lazy("Content (percent)"), _content, 12),
    ListColumn(gettext_lazy("Units that have not counted"), lambda line: line.stands.silent, 12),
)


def index(request: HttpRequest) -> HttpResponse:
    viewer, filters = asking(request), Filters.of(request.GET)
    lines, this_year = queries.board(viewer, filters), clock.business_today().year
    context = {
        "lines": lines,
        "filters": filters,
        "ledgers": ledger_tabs("livelihood"),
        "years": range(this_year + 1, this_year - 3, -1),
        "summary": {
            "all": len(lines),
            "met": sum(line.stands.is_met for line in lines),
            "behind": sum(line.is_behind for line in lines),
            "silent": sum(line.stands.silent for line in lines),
        },
        "may_add": bool(viewer.posts_as(*ORDERING)),
        "month": filters.month,
        "as_of": clock.business_today(),
    }
    return render(request, "livelihood/index.html", context)


def export(request: HttpRequest) -> HttpResponse:
    viewer, filters = asking(request), Filters.of(request.GET)
    note = _("Live, as of %(day)s") % {"day": clock.business_today()}
    title = _("Livelihood works")
    return sent(workbook(title, note, COLUMNS, queries.board(viewer, filters)), title)


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = visible(viewer, uid)
    nodes, today = tree_on().nodes, clock.business_today()
    month = queries.counted_by(row.year, today)
    shares = queries.shares_of(row, month)
    filters = Filters(year=row.year, month=month)
    context = {
        "row": row,
        "line": next(x for x in queries.board(viewer, filters) if x.row.pk == row.pk),
        "unit": nodes.get(row.unit_id),
        "month": month,
        "shares": [(line, counts_for(viewer, line.share)) for line in shares],
        "surveys": [(s, queries.descaled(s.satisfaction_scaled, 4)) for s in row.surveys.all()],
        "sees_commitment": queries.may_see_commitment(viewer, row),
        "may_survey": may_survey(viewer, row),
        "count": CountForm(initial={"month": str(month)}),
        "survey": SurveyForm(initial={"on": today}),
        "events": [
            {
                "when": entry.business_on.isoformat(),
                "text": sentence(f"verb.{entry.verb}"),
                "who": entry.actor_name,
                "words": entry.reason,
            }
            for entry in queries.history(row)
        ],
    }
    return render(request, "livelihood/record.html", context)


def new(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    below = _below(viewer)
    if not below:
        raise Forbidden("livelihood.orderer_only")
    choices = [(g.label, [(n.uid, n.name) for n in g.units]) for g in unit_groups(below)]
    this_year = clock.business_today().year
    form = WorkForm(request.POST or None, units=choices, years=(this_year, this_year + 1))
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            work = actions.Work(
                title=clean["title"],
                counted_in=clean["counted_in"],
                lead_unit=unit_of(clean["lead"], "lead"),
                shares=form.shares({n.short_name: n.pk for n in tree_on().nodes.values()}),
                decimals=clean["decimals"],
                requirement=clean["requirement"],
                sponsor=clean["sponsor"],
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            made = form.carry_out(actions.add_work, viewer=viewer, year=clean["year"], work=work)
            if made is not None:
                return redirect("livelihood:record", made.uid)
    return render(request, "livelihood/new.html", {"form": form})


def _below(viewer: Viewer) -> set[int]:
    tree, posts = tree_on(), viewer.posts_as(*ORDERING)
    return {pk for post in posts for pk in tree.under(post) if pk != post}


@require_POST
def count(request: HttpRequest, uid: str) -> HttpResponse:
    """One unit's count of a month."""
    viewer = asking(request)
    share, form = share_of(viewer, uid), CountForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            done = scaled(clean["done"], share.item.decimals, "done")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            form.carry_out(
                actions.report_count,
                viewer=viewer,
                share_uid=uid,
                month=clean["month"],
                done_scaled=done,
                words=clean["words"],
            )
    _say(request, form, _("The count has been entered."))
    return redirect("livelihood:record", share.item.uid)


@require_POST
def survey(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    visible(viewer, uid)
    form = SurveyForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            content = scaled(clean["satisfaction"], 2, "satisfaction")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            form.carry_out(
                actions.record_survey,
                viewer=viewer,
                uid=uid,
                on=clean["on"],
                asked=clean["asked"],
                satisfaction_scaled=content,
                words=clean["words"],
            )
    _say(request, form, _("The survey has been entered."))
    return redirect("livelihood:record", uid)


def _say(request: HttpRequest, form: Any, done: str) -> None:
    if form.errors:
        messages.error(request, form.complaint())
    else:
        messages.success(request, done)
