"""Divide a project into segments, and report it by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.apps.ledger.projects.access import check_keeper, locked
from yipanqi.apps.ledger.projects.models import Project, Support
from yipanqi.apps.ledger.shares.models import Segment, SegmentFigure, SegmentState
from yipanqi.apps.ledger.shares.queries import segments_in
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.access import visible_project
from yipanqi.apps.month.reporting.actions import save_report
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import TERRITORIAL
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentOrder:
    """A segment as it shall be; ``segment`` is the one it continues. Money in whole yuan."""

    unit: Unit
    name: str
    annual_plan: int = 0
    total_investment: int = 0
    planned_start_on: date | None = None
    actual_start_on: date | None = None
    segment: Segment | None = None


def set_segments(
    *,
    viewer: Viewer,
    project: Project,
    effective_month: Month,
    segments: Sequence[SegmentOrder],
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Project:
    """From ``effective_month`` on the project consists of exactly these segments; none: it is
    whole again. Units with a segment see the project as supporting units do.

    Raises ``share.month_closed``, ``share.one_segment``, ``share.lead_has_no_segment``,
    ``share.unit_is_view``, ``share.package``.
    """
    with act(viewer, "set_segments", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return row
        check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
        check_version(row, expected_version)
        check_open(effective_month)
        _check(row, segments)
        before = segments_in(row, effective_month)
        kept = {order.segment.pk for order in segments if order.segment}
        for line in before:
            if line.segment.pk not in kept:
                _state(viewer, line.segment, effective_month, line.state, is_ended=True)
        for order in segments:
            _write(viewer, row, order, effective_month)
        _show_to(row, [order.unit for order in segments])
        row.version += 1
        row.save(update_fields=["version"])
        verb.record(
            row,
            before={"segments": [_shown(line.segment.name, line.state) for line in before]},
            after={"segments": [_shown(order.name, order) for order in segments]},
            reason=reason.strip(),
            month=effective_month,
        )
    return row


def check_open(month: Month) -> None:
    """Nothing takes effect in a month that is closed. Raises ``share.month_closed``."""
    window = MonthWindow.objects.filter(month=str(month)).first()
    if window is not None and window.is_closed:
        raise Refusal("share.month_closed", field="effective_month", month=month)


def _check(row: Project, segments: Sequence[SegmentOrder]) -> None:
    if row.is_package:
        raise Refusal("share.package", field="segments")
    if not segments:
        return
    units = {order.unit.pk for order in segments}
    if len(units) < 2:
        raise Refusal("share.one_segment", field="segments")
    tree = tree_on()
    for order in segments:
        node = tree.nodes.get(order.unit.pk)
        if node is None or node.is_view or node.kind not in TERRITORIAL:
            raise Refusal("share.unit_is_view", field="segments", unit=order.name)
        if not order.name.strip() or order.annual_plan < 0 or order.total_investment < 0:
            raise Refusal("share.segment_incomplete", field="segments", unit=order.name)
    if row.current is not None and row.current.counting_unit_id not in units:
        raise Refusal("share.lead_has_no_segment", field="segments")


def _write(viewer: Viewer, row: Project, order: SegmentOrder, month: Month) -> None:
    segment = order.segment or Segment.objects.create(
        project=row, unit=order.unit, name=order.name.strip(), recorded_at=clock.now()
    )
    _state(viewer, segment, month, order)


def _state(
    viewer: Viewer, segment: Segment, month: Month, of: Any, *, is_ended: bool = False
) -> None:
    SegmentState.objects.create(
        segment=segment,
        effective_month=str(month),
        annual_plan=of.annual_plan,
        total_investment=of.total_investment,
        planned_start_on=of.planned_start_on,
        actual_start_on=of.actual_start_on,
        is_ended=is_ended,
        recorded_at=clock.now(),
        recorded_by_id=viewer.user,
    )


def _show_to(row: Project, units: Sequence[Unit]) -> None:
    held = set(Support.objects.filter(project=row, to_on=None).values_list("unit", flat=True))
    version = row.current
    own = {version.counting_unit_id, version.lead_unit_id} if version else set()
    for unit in units:
        if unit.pk not in held | own:
            held.add(unit.pk)
            Support.objects.create(
                project=row, unit=unit, from_on=clock.business_today(), recorded_at=clock.now()
            )


def _shown(name: str, of: Any) -> str:
    return f"{name} {of.annual_plan} {of.total_investment} {of.actual_start_on or ''}".strip()


def save_segment_figures(
    *,
    viewer: Viewer,
    project: Project,
    month: Month,
    figures: Mapping[int, tuple[int, int]],
    informant: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthReport:
    """Report a project by its segments: ``figures`` is this month and year to date in whole
    yuan by segment. The project's own report is their sum.

    Raises ``share.segment_silent`` and what ``save_report`` raises.
    """
    with act(viewer, "save_segment_figures", key=key) as verb:
        row = visible_project(viewer, project.uid)
        if verb.repeated:
            return MonthReport.objects.get(project=row, window__month=str(month))
        lines = segments_in(row, month)
        silent = next((x.segment.name for x in lines if x.segment.pk not in figures), None)
        if silent is not None or not lines:
            raise Refusal("share.segment_silent", field="segments", segment=silent or "")
        report = save_report(
            viewer=viewer,
            month=month,
            project_uid=row.uid,
            values={
                "this_month": sum(figures[x.segment.pk][0] for x in lines),
                "year_to_date": sum(figures[x.segment.pk][1] for x in lines),
            },
            informant=informant,
            expected_version=expected_version,
        )
        for line in lines:
            this_month, year_to_date = figures[line.segment.pk]
            last = line.segment.figures.filter(month=str(month)).last()
            SegmentFigure.objects.create(
                segment=line.segment,
                month=str(month),
                number=last.number + 1 if last else 1,
                this_month=this_month,
                year_to_date=year_to_date,
                recorded_at=clock.now(),
                recorded_by_id=viewer.user,
            )
        verb.record(
            report,
            after={x.segment.name: list(figures[x.segment.pk]) for x in lines},
            month=month,
        )
    return report
