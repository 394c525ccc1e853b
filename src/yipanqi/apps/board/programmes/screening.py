"""Programmes of one kind on the screens of a meeting (通报三个“一号工程”推进情况)."""

from typing import Any

from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.board.programmes.queries import task_counts
from yipanqi.apps.board.programmes.standings import (
    SEEN_WHOLE,
    Pace,
    Projects,
    default_month,
    ground,
    paces,
    projects_counted,
)
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.live.sights import Sight, Slide
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.ledgers.programmes import ProgrammeKind
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.templatetags.figures import NONE, percent, pp_number, yi
from yipanqi.infra.texts import label, render

KIND = "programmes"
ROWS = 12  # readable at eight metres
HEADS = (
    "slide.programme",
    "slide.programme_lead",
    "slide.programme_projects",
    "slide.programme_done",
    "slide.programme_share",
    "slide.programme_gap",
    "slide.programme_measures",
    "slide.programme_late",
)


def programmes_slide(meeting: Meeting, uid: str) -> Slide:
    """``uid`` is the kind of programme; figures as of the newest month reported, at most the one
    heard. Raises ``programme.no_such_kind``.
    """
    if uid not in set(ProgrammeKind):
        raise Missing("programme.no_such_kind")
    month = min(default_month(), meeting.heard)
    rows = list(_running().filter(kind=uid, parent=None)[:ROWS])
    on, tasks = ground(month, rows), task_counts(Viewer.system(SEEN_WHOLE), rows)
    names = tree_on().nodes
    lines = []
    for row in rows:
        counted = projects_counted(row, on)
        lead = names.get(row.lead_unit_id) if row.lead_unit_id else None
        lines.append(
            {
                "cells": [
                    row.programme.name,
                    lead.short_name if lead else NONE,
                    *_money(counted),
                    _on_pace(paces(row, on, counted)),
                    str(tasks[row.pk, "late"]),
                ]
            }
        )
    return {
        "kind": "results",
        "kicker": render("ItemKind.results"),
        "title": render("slide.programmes", {"kind": label(ProgrammeKind(uid)), "month": month}),
        "facts": [],
        "heads": [{"text": render(code), "num": n > 1} for n, code in enumerate(HEADS)],
        "rows": lines,
        "source": render("slide.programmes_source", {"month": month}),
    }


def _running() -> Any:
    rows = Charter.objects.unscoped(SEEN_WHOLE).filter(ended_on=None)
    return (
        rows.select_related("programme").prefetch_related("parts__parts").order_by("from_on", "pk")
    )


def _money(counted: Projects) -> tuple[str, str, str, str]:
    """Number of projects, 亿元 done, its share of the year's plan, and the gap to pace."""
    if not counted.count:
        return NONE, NONE, NONE, NONE
    reached = counted.reached
    share = percent(reached.share).removesuffix("%")
    return str(counted.count), yi(counted.done), share, pp_number(reached.gap)


def _on_pace(found: list[Pace]) -> str:
    """Measures on pace of those that say something: ``2/3``."""
    told = [p for p in found if p.reached.gap is not None]
    return f"{sum(not p.reached.is_behind for p in told)}/{len(told)}" if told else NONE


def _kinds() -> list[tuple[str, str]]:
    """Kinds with a running programme."""
    held = set(_running().values_list("kind", flat=True))
    return [
        (k.value, render("slide.programmes_of", {"kind": label(k)}))
        for k in ProgrammeKind
        if k in held
    ]


SIGHT = Sight(slide=programmes_slide, choices=_kinds)
