"""Typical problems of a month: found by rule among the viewer's projects, chosen by people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.apps.life.gates.queries import spells_of
from yipanqi.apps.life.pipeline.entries import Tagged, entries
from yipanqi.apps.life.pipeline.lights import city_month
from yipanqi.apps.life.pipeline.models import ChosenCase
from yipanqi.apps.life.pipeline.months import Line, months_back
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.month import Month
from yipanqi.core.pipeline.cases import Case, CaseFacts, cases_of, idle_run
from yipanqi.core.projects.pauses import stands_still
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer

IDLE_BACK = 6  # months looked back for a project that stands still


@dataclass(frozen=True, slots=True)
class FoundCase:
    row: Tagged
    case: Case


def found_cases(viewer: Viewer, month: Month) -> list[FoundCase]:
    """Every case the rules find, in a constant number of queries."""
    every = [r for r in entries(viewer, month) if not r.entry.is_package]
    known = city_month(month, {r.project: r.entry.uid for r in every}).lines
    rows = [r for r in every if not r.entry.is_ended]
    return [
        FoundCase(row, case)
        for row, facts in zip(rows, facts_of(rows, month, known), strict=True)
        for case in cases_of(facts)
    ]


def facts_of(rows: Sequence[Tagged], month: Month, known: Mapping[str, Line]) -> list[CaseFacts]:
    ids = [row.project for row in rows]
    planned = _planned(ids, month)
    done = _done_by_month(ids, month)
    still = {pk for pk, spells in spells_of(ids).items() if stands_still(spells, month.last)}
    return [
        replace(
            _facts(row, month, known.get(row.entry.uid), planned, done),
            is_paused=row.project in still,
        )
        for row in rows
    ]


def _facts(
    row: Tagged,
    month: Month,
    line: Line | None,
    planned: Mapping[int, tuple[date, date]],
    done: Mapping[int, Mapping[str, int | None]],
) -> CaseFacts:
    entry = row.entry
    kept: Mapping[str, Any] = line.facts if line else {}
    by_month = done.get(row.project, {})
    first, last = planned.get(row.project, (None, None))
    return CaseFacts(
        month=month,
        stage=entry.stage,
        stage_since=entry.since,
        total_investment=entry.total_investment,
        plan=kept.get("annual_plan"),
        due_share=line.due_share if line else Fraction(0),
        done=line.year_to_date if line else None,
        done_before=kept.get("completed_before") or 0,
        planned_start_on=last,
        first_planned_start_on=first,
        started_on=entry.started_on,
        permit_on=kept.get("permit_on"),
        enrolled_on=kept.get("enrolled_on"),
        idle_months=idle_run([by_month.get(str(m)) for m in months_back(month, IDLE_BACK)]),
    )


def _planned(ids: Sequence[int], month: Month) -> dict[int, tuple[date, date]]:
    """Project → start as first planned and as the register plans it at the month's end; what
    the list promised stays promised and moves with neither.
    """
    rows = MilestoneDate.objects.filter(
        project__in=ids, milestone="start", basis="planned", effective_on__lte=month.last
    )
    found: dict[int, tuple[date, date]] = {}
    for project, on in rows.order_by("recorded_at", "pk").values_list("project_id", "happens_on"):
        if on is not None:
            found[project] = (found.get(project, (on, on))[0], on)
    return found


def _done_by_month(ids: Sequence[int], month: Month) -> dict[int, dict[str, int | None]]:
    """What each project handed in as done in the last months; a draft says nothing yet."""
    rows = MonthReport.objects.unscoped("the caller has scoped the ids").filter(
        project__in=ids,
        window__month__in=[str(m) for m in months_back(month, IDLE_BACK)],
        state__in=[MonthReport.State.SUBMITTED, MonthReport.State.APPROVED],
    )
    found: dict[int, dict[str, int | None]] = defaultdict(dict)
    for project, at, done in rows.values_list("project_id", "window__month", "this_month"):
        found[project][at] = done
    return found


def cases_of_project(viewer: Viewer, month: Month, uid: str) -> list[FoundCase]:
    return [found for found in found_cases(viewer, month) if found.row.entry.uid == uid]


def chosen_cases(viewer: Viewer, month: Month) -> list[ChosenCase]:
    """What people chose for the meeting of that month, in the order of choosing."""
    rows = ChosenCase.objects.visible_to(viewer).filter(month=str(month), dropped_at=None)
    return list(rows.select_related("project__current", "chosen_by").order_by("pk"))


def chosen_case(viewer: Viewer, uid: str) -> ChosenCase:
    """Raises ``case.not_found``."""
    rows = ChosenCase.objects.visible_to(viewer).select_related("project__current")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("case.not_found")
    return found
