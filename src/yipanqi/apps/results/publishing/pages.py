"""What the scoreboard's pages show: the board for this viewer, and what may be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yipanqi.apps.month.snapshots.pages import JobLine, ShownAs, job_line
from yipanqi.apps.month.snapshots.queries import current_snapshot
from yipanqi.apps.results.publishing import queries
from yipanqi.apps.results.publishing.access import is_publisher, may_approve
from yipanqi.apps.results.publishing.actions.documents import DOCUMENTS, last_documents_job
from yipanqi.apps.results.publishing.board import Board
from yipanqi.apps.results.publishing.models import Exemption, Publication
from yipanqi.apps.results.scoring.access import may_score, sees_drafts
from yipanqi.apps.results.scoring.figures import signed
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.apps.results.scoring.queries import latest_sheet, schemes_in_force
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra.inputs import whole
from yipanqi.infra.models import Job
from yipanqi.infra.uid import new_uid

State = Publication.State
STAGE_ROWS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three states, as the ``steps`` tag draws it."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A scheme in force whose month is scored and not yet drafted, or not yet scored."""

    title: str
    key: str
    sheet: ScoreSheet | None


def chosen(publications: Sequence[Publication], scheme: str) -> Publication | None:
    """Of the asked scheme; else the newest final one, else the newest."""
    asked = [p for p in publications if p.sheet.scheme.key == scheme] if scheme else []
    if scheme:
        return asked[0] if asked else None
    finals = [p for p in publications if p.state == State.FINAL]
    return next(iter([*finals, *publications]), None)


def unpublished(
    viewer: Viewer, month: Month, publications: Sequence[Publication]
) -> list[Unpublished]:
    """For whoever sees drafts: schemes of the month without a publication of their sheet."""
    if not sees_drafts(viewer):
        return []
    drafted = {p.sheet_id for p in publications}
    found = []
    for version in schemes_in_force(month):
        sheet = latest_sheet(month, version.key)
        if sheet is None or sheet.pk not in drafted:
            found.append(Unpublished(version.title, version.key, sheet))
    return found


def _newer(publication: Publication) -> int | None:
    """The month's latest revision, where the board rests on an older one."""
    latest = current_snapshot(Month.parse(publication.month)).revision
    return latest if latest > publication.sheet.snapshot.revision else None


def board_page(request: HttpRequest, viewer: Viewer, publication: Publication) -> dict[str, Any]:
    """Everything a page of one publication shows."""
    board, opening = queries.board_for(viewer, publication)
    leagues = board["leagues"]
    asked = request.GET.get("league")
    first = next((g["key"] for g in leagues if g["rows"]), "")
    league = next((g for g in leagues if g["key"] == (asked or first)), None)
    ordered = sorted_rows(league, request.GET.get("sort", "")) if league else None
    return {
        "publication": publication,
        "month": Month.parse(publication.month),
        "board": board,
        "newer": _newer(publication),
        "league": ordered,
        "tabs": _tabs(request, leagues, league),
        "state": _state(publication),
        "whole": opening.whole,
        "seen": opening.units,
        "steps": _steps(publication),
        "sees_drafts": sees_drafts(viewer),
        "may": {
            "publish": is_publisher(viewer),
            "approve": may_approve(viewer, publication.drafted_by_id),
            "score": may_score(viewer),
        },
        "exemptions": _exemptions(publication) if sees_drafts(viewer) else [],
        "documents": queries.documents_of(viewer, publication),
        "may_open_documents": queries.may_open_documents(viewer, publication),
        "job": documents_line(last_documents_job(publication)) if sees_drafts(viewer) else None,
        "profiles": Publication.Profile.values,
        "effects": Exemption.Effect.values,
        "key": str(new_uid()),
        "shown_as": ShownAs.of(publication.sheet.snapshot),
    }


def _tabs(request: HttpRequest, leagues: Sequence[Board], league: Board | None) -> list[Any]:
    tabs = []
    for found in leagues:
        query = request.GET.copy()
        query["league"] = found["key"]
        tabs.append(
            {
                "label": found["title"],
                "href": f"?{query.urlencode()}",
                "is_current": found is league,
                "count": len(found["rows"]),
            }
        )
    return tabs


def turned_page(page: dict[str, Any], asked: str) -> tuple[int, int]:
    """Cut the league to the asked page of the big screen; returns (page, pages)."""
    league = page["league"]
    if league is None or len(league["rows"]) <= STAGE_ROWS:
        return 1, 1
    pages = -(-len(league["rows"]) // STAGE_ROWS)
    wanted = whole(asked) or 1
    number = wanted if 1 <= wanted <= pages else 1
    first = (number - 1) * STAGE_ROWS
    page["league"] = {**league, "rows": league["rows"][first : first + STAGE_ROWS]}
    return number, pages


def sorted_rows(league: Board, sort: str) -> Board:
    """Rows with their cells in order of the criteria; by rank unless asked otherwise."""
    keys = [c["key"] for c in league["criteria"]]
    rows = [
        {**row, "cells": [(key, _signed(row["points"].get(key))) for key in keys]}
        for row in league["rows"]
    ]
    by, backwards = sort.lstrip("-"), sort.startswith("-")
    if by:
        rows = _sorted(rows, by, backwards=backwards)
    return {**league, "rows": rows}


def _signed(text: str | None) -> str | None:
    return None if text is None else signed(text)


def _sorted(rows: list[Board], by: str, *, backwards: bool) -> list[Board]:
    def figure(row: Board) -> Decimal | None:
        text = row["total"] if by == "total" else row["points"].get(by)
        return None if text is None else Decimal(text)

    if by == "name":
        return sorted(rows, key=lambda row: row["sort"], reverse=backwards)
    known = [row for row in rows if figure(row) is not None]
    silent = [row for row in rows if figure(row) is None]
    return sorted(known, key=lambda row: figure(row) or 0, reverse=backwards) + silent


def _steps(publication: Publication) -> list[Step]:
    order = [State.DRAFT, State.APPROVED, State.FINAL]
    names = [_("Draft"), _("Approved for publication"), _("Published")]
    notes = [
        publication.drafted_by.name if publication.drafted_by else "",
        publication.approved_by.name if publication.approved_by else "",
        f"{publication.final_on:%Y-%m-%d}" if publication.final_on else "",
    ]
    at = order.index(State(publication.state))
    states = ["done" if n < at or at == 2 else ("current" if n == at else "todo") for n in range(3)]
    return [Step(*step) for step in zip(names, states, notes, strict=True)]


def _state(publication: Publication) -> dict[str, str]:
    words = {
        State.DRAFT: (_("Draft"), ""),
        State.APPROVED: (_("Approved for publication"), "active"),
        State.FINAL: (_("Published"), "good"),
    }
    word, tone = words[State(publication.state)]
    return {"word": word, "tone": tone}


def _exemptions(publication: Publication) -> list[Exemption]:
    names = dict(publication.sheet.ranks.values_list("unit_uid", "unit_name"))
    found = list(publication.exemptions.select_related("recorded_by").order_by("id"))
    for exemption in found:
        exemption.unit_name = names.get(exemption.unit_uid, "")  # type: ignore[attr-defined]
    return found


def documents_line(job: Job | None) -> JobLine | None:
    """The documents' job while there is something to wait for or to explain."""
    if job is None or job.name != DOCUMENTS or job.state == Job.State.DONE:
        return None
    href = reverse("publishing:job", args=[job.uid])
    return job_line(job, _("Making the bulletin and the scoreboard workbook"), href)
