"""管线健康: funnel, conversion, waiting and reserve of the viewer's projects."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.entries import Choice, entries
from yipanqi.apps.life.pipeline.health import MARKS, Conversion, Health, chosen, health
from yipanqi.core.pipeline.funnel import Amount, converted
from yipanqi.core.projects.stages import Domain, Stage, Track, stages_of
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import label
from yipanqi.web.frame import chosen_unit
from yipanqi.web.pipeline.asking import asking, month_of, page_of
from yipanqi.web.pipeline.tracks import track_funnels
from yipanqi.web.register.rows import choices

GROUPS = ("unit", "domain", "programme", "month")
STUCK_SHOWN = 60


def funnel(request: HttpRequest) -> HttpResponse:
    viewer, month = asking(request), month_of(request)
    tree = tree_on()
    node = tree.by_uid.get(chosen_unit(request)) or tree.root
    by = request.GET.get("by", "unit")
    choice = Choice(
        units=None if node is tree.root else tree.under(node.pk),
        domain=_one_of(request, "domain", list(Domain)),
        track=_one_of(request, "track", list(Track)),
        programme=request.GET.get("programme", ""),
    )
    rows = chosen(entries(viewer, month), choice)
    found = health(rows, month, by=by if by in GROUPS else "unit", node=node)
    pair = _pair(request, found)
    context = page_of(request, month) | {
        "found": found,
        "funnels": track_funnels(viewer, rows, with_leads=not (choice.domain or choice.programme)),
        "keys": _keys(
            found, choice.track, f"{reverse('projects:index')}?month={month}", node, tree.root
        ),
        "stages": list(Stage),
        "by": by if by in GROUPS else "unit",
        "groups": (
            ("unit", _("By unit")),
            ("domain", _("By domain")),
            ("programme", _("By programme")),
            ("month", _("By month reached")),
        ),
        "choice": choice,
        "choices": choices(),
        "tracks": [(track.value, label(track)) for track in Track],
        "pairs": _pairs(found, pair),
        "conversion": _conversion(pair),
        "marks": MARKS,
        "starts": _starts(found),
        "stuck": found.stuck[:STUCK_SHOWN],
        "funnel_chart": _funnel_chart(found),
        "flow_chart": _flow_chart(found),
    }
    return render(request, "web/pipeline/funnel.html", context)


def _one_of(request: HttpRequest, name: str, known: list[Any]) -> str:
    value = request.GET.get(name, "")
    return value if value in known else ""


def _keys(found: Health, track: str, register: str, node: Node, root: Node) -> list[dict[str, Any]]:
    """Who stands at each stage of a track, with the way to them in the register."""
    shown = stages_of(Track(track) if track else Track.ATTRACTION)
    scope = "" if node is root else f"&unit={node.uid}"
    return [
        {
            "name": label(step.stage),
            "unit": "个",
            "count": step.standing.count,
            "money": step.standing.money,
            "href": f"{register}&stage={step.stage}{scope}",
        }
        for step in found.steps
        if step.stage in shown
    ]


def _funnel_chart(found: Health) -> dict[str, Any]:
    """Standing at each stage, stacked by track; a bar too short for its figure has none."""
    widest = max((step.standing.count for step in found.steps), default=0)
    return {
        "unit": "个",
        "grid": {"left": 4, "right": 48, "top": 32, "bottom": 4, "containLabel": True},
        "legend": {"top": 0, "right": 0},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "inverse": True, "data": [label(s) for s in Stage]},
        "series": [
            {
                "type": "bar",
                "name": label(track),
                "stack": "all",
                "data": [_bar(_at(found, track, stage).count, widest) for stage in Stage],
            }
            for track in Track
        ],
    }


def _bar(count: int, widest: int) -> dict[str, Any] | int | None:
    if not count:
        return None
    return count if count * 20 >= widest else {"value": count, "label": {"show": False}}


def _at(found: Health, track: Track, stage: Stage) -> Amount:
    return found.by_track.get(track, {}).get(stage, Amount())


def _flow_chart(found: Health) -> dict[str, Any]:
    return {
        "unit": "个",
        "xAxis": {
            "type": "category",
            "data": [f"{m.year % 100}年{m.number}月" for m in found.months],
        },
        "yAxis": {"type": "value"},
        "series": [
            {
                "type": "line",
                "name": label(stage),
                "data": [amount.count for amount in amounts],
            }
            for stage, amounts in found.flow.items()
        ],
    }


def _pair(request: HttpRequest, found: Health) -> Conversion:
    asked = request.GET.get("step", "")
    named = {f"{c.first}-{c.then}": c for c in found.conversions}
    return named.get(asked, found.conversions[1])


def _pairs(found: Health, shown: Conversion) -> list[dict[str, Any]]:
    return [
        {
            "key": f"{c.first}-{c.then}",
            "label": f"{label(c.first)} → {label(c.then)}",
            "is_current": c is shown,
            "marks": [converted(c.cohorts, n) for n in MARKS],
        }
        for c in found.conversions
    ]


@dataclass(frozen=True, slots=True)
class CohortCell:
    got: int | None
    share: Decimal | None
    shade: int  # 0 to 4: how full


def _conversion(shown: Conversion) -> list[dict[str, Any]]:
    return [
        {
            "month": cohort.month,
            "size": cohort.size,
            "money": cohort.money,
            "cells": [_cell(cohort, n) for n in range(len(cohort.got_on))],
        }
        for cohort in reversed(shown.cohorts)
    ]


def _cell(cohort: Any, months: int) -> CohortCell:
    share = cohort.share(months)
    shade = 0 if share is None else min(4, int(share * 5))
    return CohortCell(cohort.got_on[months], share, shade)


def _starts(found: Health) -> list[tuple[str, Any]]:
    """The same list counted both ways."""
    return [
        (_("Packages as one"), found.starts.listed),
        (_("Packages by their parts"), found.starts.split),
    ]
