"""Reads: what an uploaded workbook would do, and what imports there have been."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from yipanqi.apps.month.imports.access import (
    importing_unit,
    may_import,
    unit_of,
    visible_import,
    visible_unit,
)
from yipanqi.apps.month.imports.books import content_of
from yipanqi.apps.month.imports.models import Import, ImportedCell
from yipanqi.apps.month.imports.plan import Plan
from yipanqi.apps.month.imports.reading import Reading
from yipanqi.apps.month.imports.remarks import remarks_of_plan
from yipanqi.apps.month.imports.stored import (
    importable,
    plan_of,
    reading_of,
    same_rows,
    wants_informant,
)
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.scope import Viewer
from yipanqi.infra.workbooks.remarks import annotate_workbook

__all__ = [
    "annotated_copy",
    "cells_of",
    "importable",
    "importing_unit",
    "imports_of",
    "may_import",
    "preview",
    "reading_of",
    "unit_of",
    "visible_import",
    "visible_unit",
]


@dataclass(frozen=True, slots=True)
class Preview:
    """An uploaded workbook under its confirmed mapping, against what stands now."""

    found: Import
    reading: Reading
    plan: Plan
    same: Import | None  # an applied import with the same rows
    wants_informant: bool

    @property
    def may_apply(self) -> bool:
        return bool(self.plan.changed) and not self.plan.troubled and self.same is None


def preview(viewer: Viewer, found: Import) -> Preview:
    """Raises ``table.unsettled`` where a column has lost its meaning since."""
    reading = reading_of(found)
    plan = plan_of(viewer, found, reading)
    return Preview(found, reading, plan, same_rows(found, plan), wants_informant(viewer, plan))


def imports_of(viewer: Viewer, window: MonthWindow, unit_uid: str | UUID) -> QuerySet[Import]:
    """The unit's imports of the month, newest first. Raises ``unit.not_found``."""
    unit = visible_unit(viewer, unit_uid)
    rows = Import.objects.filter(unit=unit.pk, window=window)
    return (
        rows.select_related("file", "uploaded_by")
        .annotate(cells_changed=Count("cells"))
        .order_by("-uploaded_at", "-pk")
    )


def cells_of(viewer: Viewer, found: Import) -> list[ImportedCell]:
    """What an import changed, of reports the viewer sees, in the file's order."""
    cells = found.cells.filter(report__in=MonthReport.objects.visible_to(viewer))
    return list(cells.select_related("report", "report__project__current").order_by("pk"))


def annotated_copy(viewer: Viewer, found: Import) -> tuple[str, bytes]:
    """The uploaded .xlsx with every fault coloured and listed.

    Raises ``workbook.cannot_annotate``.
    """
    plan = plan_of(viewer, found, reading_of(found))
    name = found.file.name
    stem, dot, suffix = name.rpartition(".")
    content = annotate_workbook(content_of(found.file), name, remarks_of_plan(plan))
    return f"{stem or suffix}（批注）{dot}{suffix if stem else ''}", content
