"""What the pages of targets show around and inside their tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yipanqi.apps.board.targets import queries
from yipanqi.apps.board.targets.access import check_business, sees
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.access import may_observe
from yipanqi.apps.month.reporting.models import Measure, Observation
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.fields import unscaled
from yipanqi.infra.page_parts import Shown, Tab


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    check_business(viewer)
    return viewer


def month_of(request: HttpRequest) -> Month:
    text = request.GET.get("month")
    return Month.parse(text) if text else queries.newest_month()


def around(month: Month, current: str, unit: Node | None = None) -> dict[str, Any]:
    """Tabs and “what is shown”: of one unit, or of the whole tree."""
    query = f"?month={month}"
    return {
        "month": month,
        "shown_as": Shown((unit or tree_on().root).name, month, as_of=clock.business_today()),
        "station_tabs": [
            Tab(_("Targets and pace"), reverse("targets:index") + query, current == "targets"),
            Tab(_("Statistics of units"), reverse("targets:observations") + query,
                current == "observations"),
        ],
    }  # fmt: skip


def asked_measure(request: HttpRequest, offered: Sequence[Measure]) -> Measure | None:
    key = request.GET.get("measure", "")
    return next((m for m in offered if m.key == key), offered[0] if offered else None)


# --- the sheet of observations


@dataclass(frozen=True, slots=True)
class Cell:
    measure: Measure
    text: str
    before: Decimal | None  # the month before
    revision: int
    can_edit: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit: Node
    cells: list[Cell]
    version: int  # sum of revisions: moves whenever anybody enters a figure of the row


def observed_measures() -> list[Measure]:
    return [m for m in queries.measures() if m.key not in queries.FROM_REPORTS]


def sheet_rows(viewer: Viewer, month: Month, measures: Sequence[Measure]) -> list[UnitRow]:
    """Counties the viewer sees; three queries."""
    window = queries.window_for(month)
    is_open = window is not None and not window.is_closed
    now = queries.latest_observations(measures, month)
    before = queries.latest_observations(measures, month.previous)
    rows = []
    for unit in queries.counties():
        if not any(sees(viewer, unit.pk, m) for m in measures):
            continue
        cells = [
            _cell(m, now.get((unit.pk, m.pk)), before.get((unit.pk, m.pk)),
                  is_open and may_observe(viewer, unit.pk, m))
            for m in measures
        ]  # fmt: skip
        rows.append(UnitRow(unit, cells, sum(c.revision for c in cells)))
    return rows


def _cell(
    measure: Measure, row: Observation | None, before: Observation | None, can_edit: bool
) -> Cell:
    return Cell(
        measure=measure,
        text=figure_text(row.value_scaled if row else None, measure),
        before=unscaled(before.value_scaled if before else None, measure.decimals),
        revision=row.revision if row else 0,
        can_edit=can_edit,
    )


def figure_text(number: int | None, measure: Measure) -> str:
    value = unscaled(number, measure.decimals)
    return "" if value is None else f"{value:f}"


# --- one unit and measure


@dataclass(frozen=True, slots=True)
class Revision:
    row: Observation
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    month: Month
    due: Decimal | None
    done: Decimal | None
    revisions: list[Revision]

    @property
    def ahead(self) -> Decimal | None:
        return None if self.due is None or self.done is None else self.done - self.due


def month_rows(
    unit: Node, measure: Measure, year: int, target: Target | None, upto: Month
) -> list[MonthRow]:
    """The year month by month: due, done and every revision."""
    history: dict[str, list[Observation]] = {}
    for row in queries.revisions_of(unit.pk, measure, year):
        history.setdefault(row.month, []).append(row)
    derived = (
        queries.actuals(measure, upto).get(unit.pk) if measure.key in queries.FROM_REPORTS else None
    )
    rows = []
    for number in range(1, 13):
        month = Month(year, number)
        found = history.get(str(month), [])
        done = unscaled(found[0].value_scaled if found else None, measure.decimals)
        due = target.curve[number - 1] if target else None
        rows.append(
            MonthRow(
                month,
                unscaled(due, measure.decimals),
                derived if month == upto and derived is not None else done,
                [Revision(row, unscaled(row.value_scaled, measure.decimals)) for row in found],
            )
        )
    return rows


def chart_of(rows: Sequence[MonthRow], measure: Measure) -> dict[str, Any]:
    """Due and done by month as an ECharts option."""
    names = [_("month %(month)s") % {"month": row.month.number} for row in rows]
    return {
        "unit": measure.unit_of_account,
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "line", "name": pgettext("target", "Due"), "role": "plan",
             "data": [None if r.due is None else str(r.due) for r in rows]},
            {"type": "line", "name": pgettext("target", "Done"), "role": "actual",
             "data": [None if r.done is None else str(r.done) for r in rows]},
        ],
    }  # fmt: skip


def version_rows(versions: Sequence[Target], measure: Measure) -> list[dict[str, Any]]:
    return [{"target": t, "value": unscaled(t.value_scaled, measure.decimals)} for t in versions]
