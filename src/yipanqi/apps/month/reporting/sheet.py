"""The unit's sheet of the month: rows, suggestions, findings in words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yipanqi.apps.ledger.projects.queries import reported_by
from yipanqi.apps.ledger.units.queries import node_by_uid, tree_on
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.reporting.remarks import Returned, last_returns
from yipanqi.apps.month.reporting.rows import ReportRow, report_rows
from yipanqi.apps.month.reporting.standing import require_business
from yipanqi.core.money import ratio
from yipanqi.core.refusal import Missing
from yipanqi.core.reporting.reports import ReportState
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.templatetags.figures import percent, wan_input
from yipanqi.infra.texts import label, say

MONEY = ("this_month", "year_to_date", "statistics_counted", "next_month_plan")
WORDS = ("statistics_month", "physical_progress", "problems")


TONES = {
    ReportState.MISSING: "absent",
    ReportState.SUBMITTED: "active",
    ReportState.RETURNED: "warn",
    ReportState.APPROVED: "good",
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One project in the grid. ``can_edit``: by this viewer, now."""

    row: ReportRow
    unit: Node | None
    can_edit: bool
    returned: Returned | None

    @property
    def state(self) -> str:
        return label(self.row.state)

    @property
    def tone(self) -> str:
        """Of the state's badge, as in the queue."""
        return TONES.get(self.row.state, "none")

    @property
    def suggested(self) -> int | None:
        """Previous cumulative figure (yuan) that this month's amount would add to."""
        if self.row.month.number == 1:
            return 0
        return self.row.previous.year_to_date if self.row.previous else None

    @property
    def share(self) -> Decimal | None:
        done, plan = self.row.values.year_to_date, self.row.facts.annual_plan
        return None if done is None or not plan else ratio(done, plan)

    @property
    def pace(self) -> Decimal | None:
        plan, due = self.row.facts.annual_plan, self.row.facts.plan_to_date
        return None if due is None or not plan else ratio(due, plan)

    @property
    def is_answered(self) -> bool:
        """False where it was sent back and nobody has touched it since."""
        return self.row.state is not ReportState.RETURNED or bool(
            self.returned and self.returned.is_answered
        )

    @property
    def is_ready(self) -> bool:
        return self.row.report is not None and not self.row.blocking and self.is_answered

    @property
    def changed(self) -> frozenset[str]:
        """Fields that differ from what was sent back; marked until it is approved."""
        return self.returned.changed if self.returned else frozenset()


@dataclass(frozen=True, slots=True)
class SheetPage:
    window: MonthWindow
    unit: Node
    rows: tuple[SheetRow, ...]
    can_report: bool
    is_for_others: bool  # some rows belong to units further down: an informant is named
    has_units: bool  # rows of more than one unit: the unit is shown

    @property
    def waiting(self) -> list[SheetRow]:
        """Not handed in."""
        done = {ReportState.SUBMITTED, ReportState.APPROVED}
        return [r for r in self.rows if r.row.state not in done]

    @property
    def ready(self) -> list[SheetRow]:
        return [r for r in self.waiting if r.is_ready]

    @property
    def left(self) -> list[SheetRow]:
        return [r for r in self.waiting if not r.is_ready]

    @property
    def sent_back(self) -> list[SheetRow]:
        return [r for r in self.rows if r.row.state is ReportState.RETURNED and r.returned]

    @property
    def counts(self) -> dict[str, int]:
        found = {state.value: 0 for state in ReportState}
        for r in self.rows:
            found[r.row.state.value] += 1
        return found


def sheet(viewer: Viewer, window: MonthWindow, unit_uid: str) -> SheetPage:
    """Rows of the unit; whoever reports for units further down sees theirs as well.

    Raises ``unit.not_found`` for outsiders. The number of queries is constant.
    """
    require_business(viewer)
    unit = node_by_uid(unit_uid)
    if unit.pk not in viewer.units and not viewer.whole_tree:
        raise Missing("unit.not_found")
    tree = tree_on()
    units = tree.under(unit.pk)
    rows = [
        row for row in report_rows(window, reported_by(units)) if row.facts.reporting_unit in units
    ]
    order = {node.pk: number for number, (_, node) in enumerate(tree.walk())}
    rows.sort(key=lambda r: (order.get(r.facts.reporting_unit, 0), r.facts.own_code))
    returned = last_returns(r.report for r in rows if r.report is not None)
    mine = viewer.units_as(Role.REPORTER)
    is_open = not window.is_closed and clock.business_today() >= window.opens_on
    made = tuple(
        SheetRow(
            row=row,
            unit=tree.nodes.get(row.facts.reporting_unit),
            can_edit=is_open and row.is_editable and row.facts.reporting_unit in mine,
            returned=returned.get(row.report.pk) if row.report else None,
        )
        for row in rows
    )
    posts = viewer.posts_as(Role.REPORTER)
    return SheetPage(
        window=window,
        unit=unit,
        rows=made,
        can_report=is_open and unit.pk in mine,
        is_for_others=any(r.can_edit and r.row.facts.reporting_unit not in posts for r in made),
        has_units=len({r.row.facts.reporting_unit for r in made}) > 1,
    )


def cell_texts(row: ReportRow) -> dict[str, str]:
    """Inputs of a row as text, and the figures computed from them."""
    values = row.values
    texts = {name: wan_input(getattr(values, name)) for name in MONEY}
    texts |= {name: getattr(values, name) for name in WORDS}
    plan = row.facts.annual_plan
    done = values.year_to_date
    texts["share"] = percent(ratio(done, plan) if done is not None and plan else None)
    texts["state"] = label(row.state)
    return texts


def finding_lines(row: ReportRow) -> list[dict[str, Any]]:
    """Findings as the page's script reads them."""
    return [
        {
            "code": finding.code,
            "field": finding.field,
            "severity": finding.severity.value,
            "text": say(finding),
            "words": row.explanations.get(finding.code, ""),
        }
        for finding in row.findings
    ]
