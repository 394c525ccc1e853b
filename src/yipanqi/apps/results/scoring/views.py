"""Assessment (考核): schemes in words, sheets, and every point down to its rows."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi import schemes
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots.pages import (
    ShownAs,
    asked_elsewhere,
    asking,
    key_of,
    month_of,
    told,
)
from yipanqi.apps.month.snapshots.queries import snapshots_of, window_for
from yipanqi.apps.results.scoring import actions, queries
from yipanqi.apps.results.scoring.access import may_score, opening, sees_drafts
from yipanqi.apps.results.scoring.behind import behind
from yipanqi.apps.results.scoring.explanations import explained, lines_of
from yipanqi.apps.results.scoring.figures import plain
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.apps.results.scoring.tables import sheet_leagues
from yipanqi.apps.results.scoring.words import scheme_words, total_words
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.core.scheme import compile_sql
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.uid import new_uid

PAGE = 100


def index(request: HttpRequest) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    frozen = snapshots_of(month)
    lines = [
        {
            "version": version,
            "sheet": sheet if sheet and not opening(viewer, sheet).is_closed else None,
            "is_stale": bool(sheet and frozen and sheet.snapshot_id != frozen[0].pk),
        }
        for version in queries.schemes_in_force(month)
        for sheet in [queries.latest_sheet(month, version.key)]
    ]
    page = {
        "month": month,
        "result": _result(
            viewer, [s for line in lines if isinstance(s := line["sheet"], ScoreSheet)]
        ),
        "window": window_for(month),
        "current": frozen[0] if frozen else None,
        "lines": lines,
        "sheets": queries.sheets_of(month) if sees_drafts(viewer) else [],
        "may_score": may_score(viewer),
        "lapsed": queries.lapsed_schemes(month) if may_score(viewer) else [],
        "key": str(new_uid()),
        "shown_as": ShownAs.of(frozen[0])
        if frozen
        else ShownAs(tree_on().root.name, month, None, clock.business_today()),
    }
    return render(request, "scoring/index.html", page)


def _result(viewer: Viewer, found: list[ScoreSheet]) -> dict[str, Any] | None:
    """The first sheet with a league that the viewer sees: who stands where, before the papers."""
    for one in found:
        leagues = sheet_leagues(one, opening(viewer, one))
        if league := next((g for g in leagues if g.rows), None):
            return {"sheet": one, "league": league}
    return None


@require_POST
def score(request: HttpRequest) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    with told(request):
        made = actions.score_month(
            viewer=viewer,
            month=month,
            scheme_key=request.POST.get("scheme", ""),
            key=key_of(request),
        )
        return redirect(f"{reverse('scoring:sheet', args=[made.uid])}?month={month}")
    return redirect(f"{reverse('scoring:index')}?month={month}")


def scheme(request: HttpRequest, uid: str) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    version = queries.scheme_by_uid(uid)
    parsed = queries.scheme_of(version)
    at = _month_in_force(version, month)
    sees_sql = viewer.has(Role.AUDITOR, Role.OFFICE)
    page = {
        "version": version,
        "versions": queries.versions_of(version.key),
        "at": at,
        "leagues": scheme_words(parsed, at),
        "totals": total_words(parsed),
        "sql": compile_sql(parsed, at) if sees_sql else "",
    }
    return render(request, "scoring/scheme.html", page)


def _month_in_force(version: Any, month: Month) -> Month:
    """The month asked for, or the nearest in which the version was in force."""
    first = Month.parse(version.in_force_from)
    last = Month.parse(version.in_force_to) if version.in_force_to else month
    return max(first, min(month, last))


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    faults, text = [], request.POST.get("text", "").replace("\r\n", "\n")
    actions.check_office(viewer)
    month, begun = month_of(request), request.GET.get("from", "")
    if not text and begun in queries.shipped_keys():
        text = schemes.of_year(begun, month.year)
    if request.method == "POST":
        try:
            made = actions.adopt_scheme(viewer=viewer, text=text, key=key_of(request))
        except actions.SchemeRefused as refused:
            faults = [
                {"line": f.line, "path": f.path, "text": sentence(f.code, f.params)}
                for f in refused.faults
            ]
        else:
            messages.success(request, _("The scheme has been adopted."))
            return redirect("scoring:scheme", made.uid)
    page = {
        "text": text,
        "faults": faults,
        "month": month,
        "shipped": queries.shipped_titles(month),
        "begun": begun,
        "key": str(new_uid()),
    }
    return render(request, "scoring/adopt.html", page, status=422 if faults else 200)


def sheet(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    found, seen = queries.sheet_for(viewer, uid)
    if other := asked_elsewhere(request, found.month):
        return redirect(_in_month(viewer, found.scheme.key, other))
    leagues = sheet_leagues(found, seen)
    chosen = request.GET.get("league") or next((g.key for g in leagues if g.rows), "")
    page = {
        "sheet": found,
        "month": Month.parse(found.month),
        "league": next((g for g in leagues if g.key == chosen), None),
        "tabs": [
            {
                "label": g.title,
                "href": f"?month={found.month}&league={g.key}",
                "is_current": g.key == chosen,
                "count": len(g.rows),
            }
            for g in leagues
        ],
        "whole": seen.whole,
        "sees_drafts": sees_drafts(viewer),
        "shown_as": ShownAs.of(found.snapshot),
    }
    return render(request, "scoring/sheet.html", page)


def _in_month(viewer: Viewer, key: str, month: Month, *cell: str) -> str:
    """The same sheet or cell of another month, else that month's assessment."""
    found = queries.latest_sheet(month, key)
    if found is None or opening(viewer, found).is_closed:
        return f"{reverse('scoring:index')}?month={month}"
    name = "scoring:cell" if cell else "scoring:sheet"
    return f"{reverse(name, args=[found.uid, *cell])}?month={month}"


def cell(request: HttpRequest, uid: str, league: str, subject: str, criterion: str) -> HttpResponse:
    viewer = asking(request)
    found, seen = queries.sheet_for(viewer, uid)
    if other := asked_elsewhere(request, found.month):
        return redirect(_in_month(viewer, found.scheme.key, other, league, subject, criterion))
    if not seen.shows(subject):
        raise Missing("score.cell_not_found")
    explanation = explained(found, subject, criterion, league)
    parsed = queries.scheme_of(found.scheme)
    rows = behind(viewer, found, subject, criterion)
    line = next(r for r in queries.rank_lines(found) if r.unit_uid == subject)
    month = Month.parse(found.month)
    page = {
        "sheet": found,
        "month": month,
        "line": line,
        "league": parsed.league(league),
        "explanation": explanation,
        "points": plain(explanation.points),
        "steps": lines_of(parsed, explanation),
        "words": next(
            c
            for g in scheme_words(parsed, month)
            if g.key == league
            for c in g.criteria
            if c.key == criterion
        ),
        "behind": rows,
        "page": Paginator(rows.rows, PAGE).get_page(request.GET.get("page")),
        "sql": compile_sql(parsed, month) if viewer.has(Role.AUDITOR) else "",
        "shown_as": ShownAs.of(found.snapshot),
    }
    return render(request, "scoring/cell.html", page)
