"""The results of the month on the screens of a meeting: the very figures of the bulletin."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from yipanqi.apps.meeting.meetings.ground import heard_boards
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.infra.texts import render
from yipanqi.packs.bulletin.content import ProgressRow
from yipanqi.packs.figures import percent_text, period_text, yi_text
from yipanqi.web.documents import bulletin_content

Slide = dict[str, Any]
NONE = "—"
HEADS = (
    "slide.unit",
    "slide.plan_yi",
    "slide.done_yi",
    "slide.share_percent",
    "slide.gap_points",
    "slide.due_starts",
    "slide.starts",
)


def month_results(meeting: Meeting) -> Slide | None:
    """Of the newest published month that the meeting hears; None before any is."""
    boards = heard_boards(meeting)
    return _composed(boards[0].pk, boards[0].sheet.snapshot.rows_hash) if boards else None


@lru_cache(maxsize=4)
def _composed(publication: int, rows_hash: str) -> Slide:
    """A final publication never changes."""
    del rows_hash  # tells one installation's snapshots from another's
    content = bulletin_content(Publication.objects.get(pk=publication))
    month, opening = content.month, content.opening
    table = content.progress[0] if content.progress else None
    rows = [r for r in table.rows if not r.is_of_which] if table else []
    total = table.total if table else None
    return {
        "kind": "results",
        "kicker": render("ItemKind.results"),
        "title": render("slide.results", {"year": month.year, "period": period_text(month)}),
        "facts": [
            [render("slide.projects"), str(opening.projects)],
            [render("slide.plan_yi"), yi_text(opening.annual_plan)],
            [render("slide.done_yi"), yi_text(opening.year_to_date)],
            [render("slide.share_percent"), _percent(opening.share)],
        ],
        "heads": [{"text": render(code), "num": n > 0} for n, code in enumerate(HEADS)],
        "rows": [_row(r, r.unit) for r in rows]
        + ([_row(total, render("slide.whole_city"))] if total else []),
        "source": render("slide.source", {"snapshot": content.citation.snapshot}),
    }


def _row(row: ProgressRow, name: str) -> dict[str, Any]:
    return {
        "cells": [
            name,
            yi_text(row.annual_plan),
            yi_text(row.year_to_date),
            _percent(row.share),
            _percent(row.pace_gap),
            str(row.starts_due),
            str(row.started),
        ]
    }


def _percent(share: Decimal | None) -> str:
    return NONE if share is None else percent_text(share, 1)
