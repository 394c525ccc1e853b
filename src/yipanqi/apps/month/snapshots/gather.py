"""Read everything a score may read of a month: effective by its last day, as known now.

Called inside the freeze's one read transaction. Returns plain columns per fact table.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, OuterRef, Q, Subquery

from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.ledger.shares.facts import Figures, project_shares, share_rows
from yipanqi.apps.ledger.shares.queries import source_of
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.facts import ReportFacts, report_facts
from yipanqi.apps.month.reporting.models import MonthWindow, Observation
from yipanqi.apps.month.snapshots.models import Adjustment, Mark, Snapshot
from yipanqi.apps.month.statistics.facts import figure_rows
from yipanqi.apps.promises.commitments.facts import commitment_rows
from yipanqi.apps.promises.livelihood.facts import livelihood_rows
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.apps.promises.service.facts import service_request_rows
from yipanqi.core.facts.current import TABLES
from yipanqi.core.frozen.canonical import columns_of
from yipanqi.core.month import Month
from yipanqi.core.units.tree import Tree

Columns = dict[str, list[Any]]
Rows = Iterable[Mapping[str, Any]]


def gather(window: MonthWindow, known_at: datetime, base: Snapshot | None) -> dict[str, Columns]:
    """Columns of every fact table of the month; ``base`` is the month before it rests on."""
    month = window.value
    tree = tree_on(month.last)
    projects = project_facts(month, known_at=known_at)
    reports = report_facts(window)
    earlier = _earlier_year_to_date(month, base)
    said = {pk: _said(reports.get(pk), earlier.get(f.project_uid)) for pk, f in projects.items()}
    shares = project_shares(month, projects, said, known_at)
    rows: dict[str, Rows] = {
        "units": _units(month, tree),
        "unit_paths": _paths(month, tree),
        "project_months": _project_months(window, projects, reports, earlier),
        "observations": _observations(month, known_at),
        "targets": _targets(month, known_at),
        "problems": _problems(month, known_at),
        "adjustments": _adjustments(month, known_at, base),
        "marks": _marks(month, known_at),
        "commitments": commitment_rows(month, known_at),
        "figures": figure_rows(window, projects, shares, known_at),
        "project_shares": share_rows(month, projects, shares, source_of(window).value),
        # kept empty until the apps that know them exist; each is one function of its app's facts
        "service_requests": service_request_rows(month, known_at),
        "livelihood_items": livelihood_rows(month, known_at),
    }
    return {name: columns_of(table, rows[name]) for name, table in TABLES.items()}


def _said(report: ReportFacts | None, previous: int | None) -> Figures:
    if report is None:
        return Figures(previous=previous)
    return Figures(report.this_month, report.year_to_date, previous)


def _units(month: Month, tree: Tree) -> Rows:
    for node in tree.nodes.values():
        parent = tree.nodes.get(node.parent) if node.parent is not None else None
        yield {
            "month": str(month),
            "uid": node.uid,
            "code": node.code or None,
            "name": node.name,
            "short_name": node.short_name,
            "kind": node.kind,
            "parent_uid": parent.uid if parent else None,
            "level": len(tree.path(node.pk)) - 1,
            "is_view": node.is_view,
            "sort": node.sort,
        }


def _paths(month: Month, tree: Tree) -> Rows:
    for node in tree.nodes.values():
        for distance, above in enumerate(tree.above(node.pk)):
            yield {
                "month": str(month),
                "unit_uid": node.uid,
                "ancestor_uid": above.uid,
                "distance": distance,
            }


def _project_months(
    window: MonthWindow,
    projects: Mapping[int, ProjectFacts],
    reports: Mapping[int, ReportFacts],
    earlier: Mapping[str, int],
) -> Rows:
    for pk, facts in projects.items():
        report = reports.get(pk)
        yield {
            **facts.columns(),
            **(
                report.columns(is_due=facts.report_due)
                if report
                else _missing(window, facts.report_due)
            ),
            "month": window.month,
            "previous_year_to_date": earlier.get(facts.project_uid),
        }


def _missing(window: MonthWindow, due: bool) -> dict[str, Any]:
    """A report that never came: not zero, not on time, not applicable where none was due."""
    return {
        "report_status": "missing",
        "this_month": None,
        "year_to_date": None,
        "statistics_counted": None,
        "statistics_month": None,
        "next_month_plan": None,
        "photos": 0,
        "physical_progress": None,
        "first_submitted_on": None,
        "due_on": window.due_on if due else None,
        "is_on_time": False if due else None,
        "times_returned": 0,
        "soft_findings": 0,
    }


def _earlier_year_to_date(month: Month, base: Snapshot | None) -> dict[str, int]:
    """project uid → the last frozen year-to-date figure of the same year, in yuan."""
    if base is None or month.number == 1 or Month.parse(base.month).year != month.year:
        return {}
    from yipanqi.apps.month.snapshots.folders import columns as frozen_columns

    columns = frozen_columns(base, "project_months")
    found: dict[str, int] = {}
    for uid, now, before in zip(
        columns["project_uid"],
        columns["year_to_date"],
        columns["previous_year_to_date"],
        strict=True,
    ):
        figure = before if now is None else now
        if figure is not None:
            found[uid] = figure
    return found


def _observations(month: Month, known_at: datetime) -> Rows:
    last = (
        Observation.objects.filter(
            unit=OuterRef("unit"),
            month=OuterRef("month"),
            measure=OuterRef("measure"),
            recorded_at__lte=known_at,
        )
        .order_by("-revision")
        .values("pk")[:1]
    )
    rows = Observation.objects.filter(month=str(month), pk=Subquery(last))
    for row in rows.select_related("unit", "measure"):
        yield {
            "month": str(month),
            "unit_uid": str(row.unit.uid),
            "measure": row.measure.key,
            "value_scaled": row.value_scaled,
            "decimals": row.measure.decimals,
        }


def _targets(month: Month, known_at: datetime) -> Rows:
    known = Target.objects.filter(
        year=month.year, effective_month__lte=str(month), recorded_at__lte=known_at
    )
    latest = known.values("unit", "measure").annotate(number=Max("version"))
    wanted = {(r["unit"], r["measure"], r["number"]) for r in latest}
    for row in known.select_related("unit", "measure"):
        if (row.unit_id, row.measure_id, row.version) in wanted:
            yield {
                "month": str(month),
                "unit_uid": str(row.unit.uid),
                "measure": row.measure.key,
                "year": row.year,
                "target_scaled": row.value_scaled,
                "decimals": row.measure.decimals,
                "target_to_date_scaled": row.curve[month.number - 1],
                "version": str(row.version),
            }


def _by(day: date | None, last: date) -> date | None:
    return day if day is not None and day <= last else None


def _problems(month: Month, known_at: datetime) -> Rows:
    rows = Problem.objects.filter(raised_on__lte=month.last, recorded_at__lte=known_at)
    rows = rows.exclude(declined_on__lte=month.last)
    for row in rows.select_related("unit", "project"):
        solved, confirmed = _by(row.solved_on, month.last), _by(row.confirmed_on, month.last)
        state = Problem.State.CONFIRMED if confirmed else Problem.State.SOLVED
        yield {
            "month": str(month),
            "uid": str(row.uid),
            "project_uid": str(row.project.uid) if row.project else None,
            "unit_uid": str(row.unit.uid),
            "cause_code": row.cause or None,
            "raised_on": row.raised_on,
            "due_on": row.due_on,
            "solved_on": solved,
            "confirmed_on": confirmed,
            "state": str(state) if solved or confirmed else "open",
            "title": row.title,
        }


def _adjustments(month: Month, known_at: datetime, base: Snapshot | None) -> Rows:
    """Entries of the month, and older ones that came too late for the month they belong to."""
    since = Q(happened_on__gte=month.first)
    if base is not None:
        since |= Q(recorded_at__gt=base.frozen_at)
    rows = Adjustment.objects.filter(
        since, happened_on__lte=month.last, recorded_at__lte=known_at, voided_at=None
    )
    for row in rows.annotate(unit_identity=F("unit__uid")):
        yield {
            "month": str(month),
            "uid": str(row.uid),
            "unit_uid": str(row.unit_identity),
            "ledger": row.ledger,
            "points_scaled": row.points_scaled,
            "reason": row.reason,
            "happened_on": row.happened_on,
            "decided_by": row.decided_by,
        }


def _marks(month: Month, known_at: datetime) -> Rows:
    held = Mark.objects.filter(month=str(month), recorded_at__lte=known_at, voided_at=None)
    for row in held.annotate(unit_identity=F("unit__uid")):
        yield {
            "month": str(month),
            "unit_uid": str(row.unit_identity),
            "measure": row.measure,
            "judge": row.judge,
            "value_scaled": row.value_scaled,
            "decimals": row.decimals,
        }
