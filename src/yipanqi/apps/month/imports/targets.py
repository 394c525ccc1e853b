"""The rows of the month a workbook may change: the unit's projects as the viewer writes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from yipanqi.apps.ledger.projects.queries import reported_by
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.access import writable_units
from yipanqi.apps.month.imports.bases import BLANK, values_at
from yipanqi.apps.month.imports.cells import RowBase
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.reporting.rows import ReportRow, report_rows
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.matching import KnownProject, Register
from yipanqi.core.tables.own import OwnTemplate


@dataclass(frozen=True, slots=True)
class Targets:
    rows: tuple[ReportRow, ...]  # in the order of the unit tree
    by_uid: dict[str, ReportRow]
    register: Register

    def bases(self, own: OwnTemplate | None, rows: Iterable[ReportRow]) -> dict[str, RowBase]:
        """For rows our template lists: what stood when it was written, by project uid."""
        if own is None:
            return {}
        listed = [r for r in rows if r.facts.project_uid in own.versions]
        reports: dict[MonthReport, int] = {
            r.report: own.versions[r.facts.project_uid] for r in listed if r.report is not None
        }
        earlier = values_at(reports)
        found = {}
        for r in listed:
            values = earlier[r.report.pk] if r.report is not None else _nothing(own, r)
            found[r.facts.project_uid] = RowBase(values, issued=True)
        return found


def _nothing(own: OwnTemplate, row: ReportRow) -> dict[str, object] | None:
    """No row stands now; a file that saw one was written against another database."""
    return dict(BLANK) if own.versions[row.facts.project_uid] == 0 else None


def targets_of(viewer: Viewer, window: MonthWindow, unit: int) -> Targets:
    return _targets(window, writable_units(viewer, unit))


def rows_of_units(window: MonthWindow, units: frozenset[int]) -> list[ReportRow]:
    """Rows reported by ``units``, in the order of the unit tree."""
    order = {node.pk: number for number, (_, node) in enumerate(tree_on().walk())}
    rows = [r for r in report_rows(window, reported_by(units)) if r.facts.reporting_unit in units]
    return sorted(rows, key=lambda r: (order.get(r.facts.reporting_unit, 0), r.facts.own_code))


def _targets(window: MonthWindow, units: frozenset[int]) -> Targets:
    rows = rows_of_units(window, units)
    register = Register(
        KnownProject(r.facts.project_uid, r.facts.name, r.facts.code, r.facts.own_code)
        for r in rows
    )
    return Targets(tuple(rows), {r.facts.project_uid: r for r in rows}, register)
