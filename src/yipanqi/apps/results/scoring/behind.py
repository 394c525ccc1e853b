"""The frozen rows behind a cell. Names follow the viewer's scope; what lies outside is
counted and added up, never named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.results.scoring.figures import Titles
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.apps.results.scoring.queries import scheme_of, snapshots_read
from yipanqi.core.month import Month
from yipanqi.core.scheme import Contribution, Scheme, contributions
from yipanqi.core.scheme.contributions import base_measures
from yipanqi.core.scheme.model import BaseMeasure
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import render

Facts = dict[str, list[dict[str, Any]]]
_PLACES = ("counting_unit_uid", "unit_uid", "lead_unit_uid")
_OF_PROJECTS = ("project_shares", "figures", "commitments")  # name a project by its uid only


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    unit: str


@dataclass(slots=True)
class BehindRow:
    """One frozen row and what it adds to each figure; None: nothing to this one."""

    title: str = ""
    unit: str = ""
    month: str = ""
    project_uid: str = ""
    report_uid: str = ""
    note: str = ""
    is_silent: bool = False
    values: dict[str, Decimal] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Behind:
    columns: list[Column]
    rows: list[BehindRow]  # inside the viewer's scope
    outside: int  # rows outside
    outside_figures: list[str]
    sums: list[str]  # of all rows


def behind(viewer: Viewer, row: ScoreSheet, unit_uid: str, criterion: str) -> Behind:
    """A constant number of queries, whatever the number of rows."""
    scheme, snapshots = scheme_of(row.scheme), snapshots_read(row)
    measures = base_measures(scheme, scheme.criterion(criterion))
    facts = _facts(measures, snapshots, unit_uid)
    found = contributions(scheme, facts, Month.parse(row.month), unit_uid, criterion)
    keyed: dict[tuple[str, str, str], BehindRow] = {}
    owners: dict[tuple[str, str, str], str] = {}
    names = {u["uid"]: u["short_name"] for u in table(snapshots[-1], "units")}
    if any(m.table in _OF_PROJECTS for m in measures):
        names |= {p["project_uid"]: p["name"] for p in table(snapshots[-1], "project_months")}
    for number, item in enumerate(found):
        key = _key(item, number)
        kept = keyed.setdefault(key, _row(item, names))
        owners[key] = _owner(item)
        if item.value is not None:
            kept.values[item.measure] = kept.values.get(item.measure, Decimal(0)) + item.value
    inside = _inside(viewer, keyed, owners)
    return _told(scheme, measures, keyed, inside, row)


def _facts(measures: Sequence[BaseMeasure], snapshots: Sequence[Snapshot], unit: str) -> Facts:
    """Only the tables and months the measures read, only rows that count for the unit."""
    last = snapshots[-1]
    facts: Facts = {"unit_paths": table(last, "unit_paths"), "units": table(last, "units")}
    under = {p["unit_uid"] for p in facts["unit_paths"] if p["ancestor_uid"] == unit}
    for name in {m.table for m in measures}:
        read = [m for m in measures if m.table == name]
        months = [last] if all(m.months == "month" for m in read) else snapshots
        columns = {m.by for m in read}
        facts[name] = [
            r for s in months for r in table(s, name) if any(r[c] in under for c in columns)
        ]
    return facts


def _key(item: Contribution, number: int) -> tuple[str, str, str]:
    row = item.row
    uid = row.get("uid") or row.get("project_uid")
    if item.table in {"project_shares", "figures"}:
        uid = f"{uid}:{row['unit_uid']}"
    return item.table, str(row["month"]), str(uid or number)


def _row(item: Contribution, names: Mapping[str, str]) -> BehindRow:
    row = item.row
    unit = next((row[c] for c in _PLACES if row.get(c)), "")
    made = BehindRow(
        title=_title(item) or names.get(str(row.get("project_uid")), ""),
        unit=names.get(str(unit), ""),
        month=str(row["month"]),
        is_silent=item.is_silent,
    )
    if item.table in {"project_months", "project_shares"}:
        made.project_uid = str(row["project_uid"])
    if item.table == "adjustments":
        made.note = str(row["decided_by"])
    return made


def _title(item: Contribution) -> str:
    if item.table == "commitments":  # its words are for the units it names
        return render("behind.commitment", {"due_on": item.row["due_on"]})
    named = {"project_months": "name", "problems": "title", "adjustments": "reason"}
    return str(item.row.get(named.get(item.table, "measure"), ""))


def _owner(item: Contribution) -> str:
    row = item.row
    return str(row.get("project_uid") or row.get("unit_uid") or row.get("lead_unit_uid") or "")


def _inside(
    viewer: Viewer,
    keyed: Mapping[tuple[str, str, str], BehindRow],
    owners: Mapping[tuple[str, str, str], str],
) -> set[tuple[str, str, str]]:
    """Rows of projects the viewer sees, and of units the viewer reaches."""
    if viewer.whole_tree:
        return set(keyed)
    tree = tree_on()
    mine = {tree.nodes[pk].uid for pk in viewer.units if pk in tree.nodes}
    wanted = {owner for owner in owners.values() if owner and owner not in mine}
    seen = Project.objects.visible_to(viewer).filter(uid__in=wanted)
    mine |= {str(uid) for uid in seen.values_list("uid", flat=True)}
    return {key for key, owner in owners.items() if owner in mine}


def _told(
    scheme: Scheme,
    measures: Sequence[BaseMeasure],
    keyed: Mapping[tuple[str, str, str], BehindRow],
    inside: set[tuple[str, str, str]],
    sheet: ScoreSheet,
) -> Behind:
    titles, keys = Titles(scheme), [m.key for m in measures]

    def figures(values: Mapping[str, Decimal]) -> list[str]:
        return [titles.bare_figure(k, values[k]) if k in values else "" for k in keys]

    def added(rows: Sequence[BehindRow]) -> dict[str, Decimal]:
        return {
            k: sum((r.values[k] for r in rows if k in r.values), Decimal(0))
            for k in keys
            if any(k in r.values for r in rows)
        }

    rows = [row for key, row in keyed.items() if key in inside]
    others = [row for key, row in keyed.items() if key not in inside]
    reports = _reports(rows, sheet.month)
    for row in rows:
        row.figures = figures(row.values)
        row.report_uid = reports.get((row.project_uid, row.month), "")
    return Behind(
        columns=[Column(*titles.head(k)) for k in keys],
        rows=rows,
        outside=len(others),
        outside_figures=figures(added(others)),
        sums=figures(added(list(keyed.values()))),
    )


def _reports(rows: Sequence[BehindRow], month: str) -> dict[tuple[str, str], str]:
    """(project, month) → report, of rows already scoped by their projects."""
    wanted = [row.project_uid for row in rows if row.project_uid]
    found = MonthReport.objects.unscoped("reports of projects scoped by the caller").filter(
        project__uid__in=wanted, window__month=month
    )
    return {
        (str(project), of): str(uid)
        for project, of, uid in found.values_list("project__uid", "window__month", "uid")
    }
