"""A stored import: who may carry on with it, what it reads as, what it would do now."""

from collections.abc import Iterable
from uuid import UUID

from yipanqi.apps.month.imports.access import require_importer, unit_of, visible_import
from yipanqi.apps.month.imports.books import book_of
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.plan import Plan, make_plan
from yipanqi.apps.month.imports.reading import Reading, choices_of, memory_of, read_tables
from yipanqi.apps.month.imports.targets import Targets, targets_of
from yipanqi.apps.month.reporting.access import is_entered_for
from yipanqi.core.scope import Viewer


def importable(viewer: Viewer, uid: str | UUID) -> Import:
    """An import the viewer may carry on with."""
    found = visible_import(viewer, uid)
    require_importer(viewer, unit_of(found))
    return found


def reading_of(found: Import) -> Reading:
    """Outside any transaction: reads the file in the limited worker."""
    return read_tables(
        book_of(found.file),
        found.window.value,
        memory_of(found.unit_id),
        choices_of(found.mapping),
        words=found.preview.get("corrected"),
    )


def plan_of(
    viewer: Viewer,
    found: Import,
    reading: Reading,
    *,
    excluded: Iterable[str] | None = None,
    targets: Targets | None = None,
) -> Plan:
    return make_plan(
        reading,
        targets or targets_of(viewer, found.window, found.unit_id),
        chosen=found.preview.get("chosen", {}),
        excluded=found.preview.get("excluded", []) if excluded is None else excluded,
    )


def same_rows(found: Import, plan: Plan) -> Import | None:
    """An applied import of the same unit and month with the same normalised rows."""
    if not plan.fingerprint:
        return None
    rows = Import.objects.filter(
        unit=found.unit_id,
        window=found.window_id,
        state=Import.State.APPLIED,
        fingerprint=plan.fingerprint,
    )
    return rows.exclude(pk=found.pk).select_related("file").order_by("-applied_at").first()


def wants_informant(viewer: Viewer, plan: Plan) -> bool:
    """Some rows belong to units further down: somebody there has told the figures."""
    return any(
        row.target and is_entered_for(viewer, row.target.facts.reporting_unit)
        for row in plan.changed
    )
