"""Take an import back as one unit, until its month is frozen."""

from collections.abc import Sequence
from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.access import unit_of, writable_units
from yipanqi.apps.month.imports.actions._rows import locked_import
from yipanqi.apps.month.imports.models import Import, ImportedCell
from yipanqi.apps.month.imports.stored import importable
from yipanqi.apps.month.reporting.actions._revisions import audited
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.failpoints import failpoint
from yipanqi.infra.verbs import Verb, act

HANDED_IN = {MonthReport.State.SUBMITTED, MonthReport.State.APPROVED}
NAMED_AT_MOST = 20


def undo_import(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Import:
    """Restore every cell that still holds the import's value; cells edited since stay, and
    are listed in ``preview["undone"]``.

    Raises ``import.not_applied``, and ``import.undo_handed_in`` with the list where a row has
    been submitted or approved since.
    """
    importable(viewer, uid)
    with act(viewer, "undo_import", key=key) as verb:
        if verb.repeated:
            return Import.objects.get(uid=verb.subject_uid)
        found = locked_import(viewer, uid, expected_version)
        if found.state != Import.State.APPLIED:
            raise Conflict("import.not_applied", name=found.file.name)
        cells = list(
            found.cells.select_related("report", "report__project__current").order_by("pk")
        )
        _refuse_undo(viewer, found, cells)
        restored, left = _sorted_out(cells)
        before = {"state": found.state, "version": found.version}
        found.state = Import.State.UNDONE
        found.undone_at = clock.now()
        found.preview = {
            **found.preview,
            "undone": {"restored": len(restored), "left": [cell.pk for cell in left]},
        }
        found.version += 1
        found.save()
        after = {
            "state": found.state,
            "version": found.version,
            "restored": len(restored),
            "left": len(left),
        }
        unit, month = unit_of(found), found.window.value
        verb.record(
            found, before=before, after=after, reason=reason.strip(), unit=unit, month=month
        )
        _restore(verb, viewer, found, restored)
        failpoint("import.restored")
    failpoint("import.undone")
    return found


def _refuse_undo(viewer: Viewer, found: Import, cells: Sequence[ImportedCell]) -> None:
    units = writable_units(viewer, found.unit_id)
    if any(cell.report.reporting_unit_id not in units for cell in cells):
        raise Forbidden("import.only_reporters", unit=unit_of(found).name)
    gone = {c.report_id: c.report for c in cells if c.report.state in HANDED_IN}
    if gone:
        names = [r.project.current.name for r in gone.values() if r.project.current]
        raise Refusal("import.undo_handed_in", count=len(gone), projects=names[:NAMED_AT_MOST])


def _sorted_out(
    cells: Sequence[ImportedCell],
) -> tuple[list[ImportedCell], list[ImportedCell]]:
    """Cells still holding the import's value, and those edited since."""
    restored: list[ImportedCell] = []
    left: list[ImportedCell] = []
    for cell in cells:
        holds = getattr(cell.report, cell.field) == cell.after
        (restored if holds else left).append(cell)
    return restored, left


def _restore(verb: Verb, viewer: Viewer, found: Import, cells: Sequence[ImportedCell]) -> None:
    by_report: dict[int, list[ImportedCell]] = {}
    for cell in cells:
        by_report.setdefault(cell.report_id, []).append(cell)
    nodes = tree_on().nodes
    for mine in by_report.values():
        report = mine[0].report
        before = audited(report)
        for cell in mine:
            setattr(report, cell.field, cell.before)
        report.saved_by_id, report.saved_at = viewer.user, clock.now()
        report.version += 1
        report.save()
        verb.record(
            report,
            before=before,
            after=audited(report),
            unit=nodes.get(report.reporting_unit_id),
            month=found.window.value,
        )
