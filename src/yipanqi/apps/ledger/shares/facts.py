"""Whose part of which project in a month, for the freeze, the pages and the reconciliation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from yipanqi.apps.ledger.projects.facts import ProjectFacts
from yipanqi.apps.ledger.shares.models import Segment, SegmentFigure, SegmentState, Transfer
from yipanqi.apps.month.reporting.history import history
from yipanqi.core.month import Month
from yipanqi.core.projects.pauses import due_by
from yipanqi.core.projects.shares import (
    Kept,
    Share,
    TransferRule,
    keeps,
    segment_shares,
    unrewarded,
    with_kept,
)
from yipanqi.core.projects.shares import Segment as Stretch

Ids = Iterable[int] | QuerySet[Any] | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a project reported; whole yuan, None where it did not."""

    this_month: int | None = None
    year_to_date: int | None = None
    previous: int | None = None  # the year's sum at the month before, where it is known


SILENT = Figures()


def project_shares(
    month: Month,
    projects: Mapping[int, ProjectFacts],
    reported: Mapping[int, Figures],
    known_at: datetime | None = None,
) -> dict[int, tuple[Share, ...]]:
    """Shares of each project by its id, units by uid. Packages whose parts are on the list have
    none. A constant number of queries.
    """
    known = Q(recorded_at__lte=known_at) if known_at else Q()
    stretches = _stretches(month, known, set(projects))
    kept = _kept(month, known, projects)
    split = {f.package for f in projects.values() if f.annual_class is not None}
    found = {}
    for pk, facts in projects.items():
        if facts.is_package and pk in split:
            continue
        found[pk] = _parts(
            _whole(facts, said := reported.get(pk, SILENT)),
            stretches.get(pk, ()),
            kept.get(pk, ()),
            said.previous,
        )
    return found


def _parts(
    whole: Share, stretches: Sequence[Stretch], kept: Sequence[Kept], previous: int | None
) -> tuple[Share, ...]:
    shares = with_kept(segment_shares(whole, stretches), kept)
    if whole.year_to_date is not None or previous is None:
        return shares
    # no segment says its figure of a month whose report is their sum and was never given
    unchanged = replace(whole, this_month=0, year_to_date=previous)
    return unrewarded(shares, with_kept(segment_shares(unchanged, stretches), kept))


def _whole(facts: ProjectFacts, reported: Figures) -> Share:
    return Share(
        unit=facts.counting_unit_uid,
        plan=facts.annual_plan,
        plan_to_date=facts.plan_to_date,
        total_investment=facts.total_investment,
        this_month=reported.this_month,
        year_to_date=reported.year_to_date,
        planned_start_on=facts.planned_start_on,
        actual_start_on=facts.actual_start_on,
    )


def sizes_by_unit(month: Month, known_at: datetime | None = None) -> dict[int, dict[int, int]]:
    """Project → unit → stated size of its segments in yuan; only divided projects. Two queries."""
    known = Q(recorded_at__lte=known_at) if known_at else Q()
    states: dict[int, SegmentState] = {}
    rows = SegmentState.objects.filter(known, effective_month__lte=str(month))
    for state in rows.select_related("segment").order_by("effective_month", "recorded_at", "pk"):
        states[state.segment_id] = state
    found: dict[int, dict[int, int]] = {}
    for state in states.values():
        if not state.is_ended:
            sizes = found.setdefault(state.segment.project_id, {})
            unit = state.segment.unit_id
            sizes[unit] = sizes.get(unit, 0) + state.total_investment
    return found


def share_rows(
    month: Month,
    projects: Mapping[int, ProjectFacts],
    shares: Mapping[int, tuple[Share, ...]],
    source: str,
) -> Iterator[dict[str, Any]]:
    """Rows of the frozen table; ``source`` is that of the month's reports."""
    for pk, parts in shares.items():
        facts = projects[pk]
        for part in parts:
            yield {
                "month": str(month),
                "project_uid": facts.project_uid,
                "unit_uid": part.unit,
                "is_lead": part.is_lead,
                "is_current": part.is_current,
                "is_package": facts.is_package,
                "source": source,
                "annual_class": facts.annual_class,
                "plan": part.plan,
                "plan_to_date": part.plan_to_date,
                "total_investment": part.total_investment,
                "this_month": part.this_month,
                "year_to_date": part.year_to_date,
                "planned_start_on": part.planned_start_on,
                "actual_start_on": part.actual_start_on,
            }


def _stretches(month: Month, known: Q, projects: set[int]) -> dict[int, tuple[Stretch, ...]]:
    """Segments in force in the month, with what they reported, by project."""
    states: dict[int, SegmentState] = {}
    rows = SegmentState.objects.filter(known, effective_month__lte=str(month))
    for state in rows.order_by("effective_month", "recorded_at", "pk"):
        states[state.segment_id] = state
    if not states:
        return {}
    said: dict[int, SegmentFigure] = {}
    for figure in SegmentFigure.objects.filter(known, month=str(month)).order_by("number"):
        said[figure.segment_id] = figure
    found: dict[int, list[Stretch]] = {}
    for segment in Segment.objects.filter(pk__in=states).select_related("unit"):
        state = states[segment.pk]
        if state.is_ended or segment.project_id not in projects:
            continue
        told = said.get(segment.pk)
        found.setdefault(segment.project_id, []).append(
            Stretch(
                unit=str(segment.unit.uid),
                # a plan is stated for its year; in a later one it is shared out by size
                plan=state.annual_plan if state.effective_month[:4] == str(month)[:4] else 0,
                total_investment=state.total_investment,
                planned_start_on=state.planned_start_on,
                actual_start_on=_by(state.actual_start_on, month),
                this_month=told.this_month if told else None,
                year_to_date=told.year_to_date if told else None,
            )
        )
    return {pk: tuple(rows) for pk, rows in found.items()}


def _by(day: Any, month: Month) -> Any:
    return day if day is not None and day <= month.last else None


def _kept(
    month: Month, known: Q, projects: Mapping[int, ProjectFacts]
) -> dict[int, tuple[Kept, ...]]:
    """What givers keep in the month, by project: the year up to the transfer, as counted."""
    rows = [
        row
        for row in Transfer.objects.filter(known, effective_month__lte=str(month))
        .select_related("from_unit")
        .order_by("effective_month", "pk")
        if row.project_id in projects
        and keeps(Month.parse(row.effective_month), month, TransferRule(row.rule))
    ]
    if not rows:
        return {}
    past = history(month, [r.project_id for r in rows], months=month.number, pending=False)
    found: dict[int, list[Kept]] = {}
    for row in rows:
        effective = Month.parse(row.effective_month)
        before = [
            p.year_to_date
            for p in past.get(row.project_id, ())
            if p.month.year == month.year and p.month < effective and p.year_to_date is not None
        ]
        facts = projects[row.project_id]
        plan, spells = facts.monthly_plan, facts.stopped
        earlier = found.setdefault(row.project_id, [])
        whole = Kept(
            str(row.from_unit.uid),
            before[-1] if before else 0,
            due_by(plan, month.year, effective.number - 1, spells) if plan else 0,
        )
        # what an earlier giver keeps already is not the later giver's
        earlier.append(
            replace(
                whole,
                year_to_date=(whole.year_to_date or 0) - sum(k.year_to_date or 0 for k in earlier),
                plan=(whole.plan or 0) - sum(k.plan or 0 for k in earlier),
            )
        )
    return {pk: tuple(kept) for pk, kept in found.items()}
