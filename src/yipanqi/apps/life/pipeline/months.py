"""What the register and the reports say of projects at a month's end, frozen or live.

A frozen month is read from its snapshot, once; a live one in a constant number of queries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.core.light_rules import Node, NodeKind, ProjectMonth
from yipanqi.core.month import Month

Ids = Iterable[int] | QuerySet[Any]
COLUMNS = (
    "annual_plan",
    "plan_to_date",
    "completed_before",
    "total_investment",
    "planned_start_on",
    "actual_start_on",
    "enrolled_on",
    "planned_completion_on",
    "completed_on",
    "planned_commissioning_on",
    "commissioned_on",
    "permit_on",
    "stage",
    "is_paused",
    "annual_class",
    "is_package",
    "report_due",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One project at a month's end; ``facts`` under the frozen table's names."""

    uid: str
    facts: Mapping[str, Any]
    this_month: int | None
    year_to_date: int | None
    report_state: str = ""  # empty: no report, and where none is due

    @property
    def due_share(self) -> Fraction:
        plan, to_date = self.facts["annual_plan"], self.facts["plan_to_date"]
        return Fraction(to_date, plan) if plan else Fraction(0)

    def for_lights(self, month: Month) -> ProjectMonth:
        facts = self.facts
        return ProjectMonth(
            month=month,
            plan=facts["annual_plan"],
            due_share=self.due_share,
            done=self.year_to_date,
            total_investment=facts["total_investment"] or 0,
            planned_start_on=facts["planned_start_on"],
            started_on=facts["actual_start_on"],
            enrolled_on=facts["enrolled_on"],
            nodes=(
                _node(facts, NodeKind.COMPLETION, "completed_on"),
                _node(facts, NodeKind.COMMISSIONING, "commissioned_on"),
            ),
        )


def _node(facts: Mapping[str, Any], kind: NodeKind, reached: str) -> Node:
    return Node(kind, facts[f"planned_{kind}_on"], facts[reached])


def snapshot_of(month: Month) -> Snapshot | None:
    """The latest snapshot of a closed month; None while its figures are live."""
    window = MonthWindow.objects.filter(month=str(month)).first()
    if window is None or not window.is_closed:
        return None
    return Snapshot.objects.filter(window=window).order_by("-revision").first()


def lines(month: Month, ids: Ids, uids: Mapping[int, str] | None = None) -> dict[str, Line]:
    """Project uid → line. ``uids`` saves a query where the caller knows them already."""
    snapshot = snapshot_of(month)
    if snapshot is None:
        return _live(month, ids)
    wanted = uids.values() if uids is not None else _uids(ids)
    kept = frozen_lines(snapshot.pk, snapshot.manifest_hash)
    return {uid: kept[uid] for uid in wanted if uid in kept}


def _uids(ids: Ids) -> list[str]:
    rows = Project.objects.unscoped("the caller has scoped the ids").filter(pk__in=ids)
    return [str(uid) for uid in rows.values_list("uid", flat=True)]


@lru_cache(maxsize=4)  # a frozen month never changes
def frozen_lines(pk: int, _hash: str) -> dict[str, Line]:
    """Every line of a snapshot."""
    rows = table(Snapshot.objects.get(pk=pk), "project_months")
    return {
        row["project_uid"]: Line(
            row["project_uid"],
            _kept(row),
            row["this_month"],
            row["year_to_date"],
            row.get("report_status") or "",
        )
        for row in rows
    }


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in COLUMNS}


def _live(month: Month, ids: Ids) -> dict[str, Line]:
    facts = project_facts(month, project_ids=ids)
    reports = MonthReport.objects.unscoped("the caller has scoped the ids").filter(
        window__month=str(month), project__in=ids
    )
    done = {
        project: (this_month, to_date, state)
        for project, this_month, to_date, state in reports.values_list(
            "project_id", "this_month", "year_to_date", "state"
        )
    }
    return {f.project_uid: _line(f, done.get(pk, (None, None, ""))) for pk, f in facts.items()}


def _line(facts: ProjectFacts, done: tuple[int | None, int | None, str]) -> Line:
    kept = {name: getattr(facts, name) for name in COLUMNS}
    return Line(facts.project_uid, kept, *done)


def months_back(month: Month, count: int) -> list[Month]:
    """``count`` months up to this one, oldest first."""
    return [month.plus(-back) for back in reversed(range(count))]
