"""阶段看板: the asked projects as cards by stage, with counts and money; each column pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.pipeline import kept
from yipanqi.core.projects.stages import Stage
from yipanqi.core.refusal import Missing
from yipanqi.infra.texts import label
from yipanqi.web.pipeline.tabs import tabs_of
from yipanqi.web.register.asking import asked_month, asker
from yipanqi.web.register.filters import Filters, sentence
from yipanqi.web.register.rows import Register, Row
from yipanqi.web.trail import shown_live_or_frozen, trail_of

CARDS = 20


@dataclass(frozen=True, slots=True)
class StageColumn:
    """Money in whole yuan; packages are counted in neither, since their parts are."""

    stage: str
    name: str
    projects: int
    total: int
    plan: int
    done: int
    cards: list[Row]
    next_start: int | None


def _columns(register: Register, projects: QuerySet[Project]) -> list[StageColumn]:
    sums = _sums(register, projects)
    found = []
    for stage in Stage:
        if stage.value not in sums:
            continue
        count, total, plan, done = sums[stage.value]
        found.append(
            StageColumn(
                stage.value, label(stage), count, total, plan, done,
                *_cards(register, projects, stage.value, 0, count),
            )
        )  # fmt: skip
    return found


def _sums(
    register: Register, projects: QuerySet[Project]
) -> Mapping[str, tuple[int, int, int, int]]:
    """stage → number, total investment, plan, done; the snapshot's stage in a frozen month."""
    if register.snapshot is not None:
        made: dict[str, list[int]] = {}
        rows = projects.filter(is_package=False)
        for one in kept.figures(rows, register.month).values():
            sums = made.setdefault(one.stage, [0, 0, 0, 0])
            amounts = (1, one.total_investment, one.annual_plan, one.year_to_date)
            for at, amount in enumerate(amounts):
                sums[at] += amount or 0
        return {stage: (a, b, c, d) for stage, (a, b, c, d) in made.items()}
    grouped = (
        projects.filter(is_package=False)
        .order_by("stage")
        .values("stage")
        .annotate(
            count=Count("pk"),
            total=Sum("current__total_investment"),
            planned=Sum(F("entry__annual_plan")),
            made=Sum(F("report__year_to_date")),
        )
    )
    return {
        row["stage"]: (row["count"], row["total"] or 0, row["planned"] or 0, row["made"] or 0)
        for row in grouped
    }


def _cards(
    register: Register, projects: QuerySet[Project], stage: str, start: int, count: int
) -> tuple[list[Row], int | None]:
    rows = projects.filter(is_package=False)
    mine = (
        kept.having(rows, register.month, "stage", stage)
        if register.snapshot is not None
        else rows.filter(Q(stage=stage))
    )
    cards = register.rows(mine[start : start + CARDS])
    end = start + CARDS
    return cards, end if end < count else None


def board(request: HttpRequest) -> HttpResponse:
    viewer, month = asker(request), asked_month(request)
    filters = Filters.of(request.GET)
    register = Register.of(viewer, month)
    context = {
        "columns": _columns(register, register.projects(filters)),
        "filters": filters,
        "sentence": sentence(filters),
        "month": month,
        "is_live": register.snapshot is None,
        "query": _query(request),
        "tabs": tabs_of(request),
        "trail": trail_of(request),
        "shown_as": shown_live_or_frozen(request, month, register.snapshot),
    }
    return render(request, "web/register/board.html", context)


def more(request: HttpRequest, stage: str) -> HttpResponse:
    """The next cards of one column, put in the place of its button."""
    viewer, month = asker(request), asked_month(request)
    if stage not in list(Stage):
        raise Missing("project.not_found")
    register = Register.of(viewer, month)
    projects = register.projects(Filters.of(request.GET))
    text = request.GET.get("from", "0")
    start = min(int(text), 1_000_000) if text.isdecimal() else 0
    count = _sums(register, projects).get(stage, (0, 0, 0, 0))[0]
    cards, next_start = _cards(register, projects, stage, start, count)
    context: dict[str, Any] = {
        "stage": stage, "cards": cards, "next_start": next_start, "month": month,
        "query": _query(request),
    }  # fmt: skip
    return render(request, "web/register/_cards.html", context)


def _query(request: HttpRequest) -> str:
    kept_query = request.GET.copy()
    kept_query.pop("from", None)
    return kept_query.urlencode()
