"""Bring a previewed workbook into the month: all of it that was agreed to, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.access import unit_of
from yipanqi.apps.month.imports.actions._rows import locked_import, require_previewed
from yipanqi.apps.month.imports.models import Import, ImportedCell
from yipanqi.apps.month.imports.plan import Plan, PlannedRow
from yipanqi.apps.month.imports.reading import Reading
from yipanqi.apps.month.imports.record import record_of
from yipanqi.apps.month.imports.stored import (
    importable,
    plan_of,
    reading_of,
    same_rows,
    wants_informant,
)
from yipanqi.apps.month.imports.targets import targets_of
from yipanqi.apps.month.reporting.access import is_entered_for
from yipanqi.apps.month.reporting.actions._revisions import audited
from yipanqi.apps.month.reporting.actions.save import clean_values, clean_words, keep_origin
from yipanqi.apps.month.reporting.models import TOLD, MonthReport
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.reporting.reports import ReportVerb, moved
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.failpoints import failpoint
from yipanqi.infra.verbs import Verb, act

SOURCE = "workbook"


@dataclass(frozen=True, slots=True)
class Told:
    """How the figures of units further down reached whoever uploads: phone, WeCom, paper or
    scan (empty: the workbook itself), and when, on the city's clock.
    """

    source: str = ""
    at: datetime | None = None

    def as_json(self) -> dict[str, str]:
        return {"told_source": self.source, "told_at": self.at.isoformat() if self.at else ""}


NOBODY = Told()


def apply_import(
    *,
    viewer: Viewer,
    uid: str | UUID,
    seen: str | None = None,
    excluded: Iterable[str] | None = None,
    informant: str = "",
    told: Told = NOBODY,
    expected_version: int | None = None,
    key: str | None = None,
) -> Import:
    """Write every change of the plan in one transaction, each report with its audit row.

    ``seen`` is the digest of the plan the person agreed to; what stands is read again under
    the month's lock, and anything else than what was seen is refused. ``excluded`` may add
    rows to leave out. Raises ``import.rows_open``, ``import.same_rows``,
    ``import.nothing_to_change``, ``import.changed_since_preview``, ``import.informant_needed``,
    ``report.unknown_source``, ``report.told_later``. ``told``: how and when the units further
    down said their figures.
    """
    if told.source and told.source not in TOLD:
        raise Refusal("report.unknown_source", field="source", source=told.source)
    stored = importable(viewer, uid)
    reading = reading_of(stored)
    with act(viewer, "apply_import", key=key) as verb:
        if verb.repeated:
            return Import.objects.get(uid=verb.subject_uid)
        found = locked_import(viewer, uid, expected_version)
        require_previewed(found)
        if found.preview.get("corrected") != stored.preview.get("corrected"):
            raise Conflict("import.changed_since_preview")
        if not found.mapping.get("confirmed"):
            raise Refusal("import.mapping_open", count=len(reading.questions), first="")
        plan = _agreed(viewer, found, reading, seen, excluded)
        refuse_unready(found, plan)
        _keep_informant(viewer, found, plan, informant)
        _close(verb, found, plan, reading, told)
        nodes = tree_on().nodes
        written = [
            (row, _write(verb, viewer, found, row, nodes=nodes, told=told)) for row in plan.changed
        ]
        failpoint("import.written")
        ImportedCell.objects.bulk_create(
            ImportedCell(
                batch=found,
                report=report,
                field=cell.field,
                before=cell.before,
                after=cell.after,
                address=f"{row.sheet}!{cell.address}"[-60:],
            )
            for row, report in written
            for cell in row.changes
        )
        failpoint("import.recorded")
    failpoint("import.committed")
    return found


def _agreed(
    viewer: Viewer,
    found: Import,
    reading: Reading,
    seen: str | None,
    excluded: Iterable[str] | None,
) -> Plan:
    """The plan as it stands now, if it holds nothing that was not seen."""
    targets = targets_of(viewer, found.window, found.unit_id)
    plan = plan_of(viewer, found, reading, targets=targets)
    if seen is not None and plan.digest != seen:
        raise Conflict("import.changed_since_preview")
    if excluded is None:
        return plan
    wanted = sorted(set(excluded))
    if wanted != found.preview.get("excluded", []):
        smaller = plan_of(viewer, found, reading, excluded=wanted, targets=targets)
        if seen is not None and not smaller.intents <= plan.intents:
            raise Conflict("import.changed_since_preview")
        found.preview = {**found.preview, "excluded": wanted}
        return smaller
    return plan


def refuse_unready(found: Import, plan: Plan) -> None:
    """All or nothing: a row that can't be imported is corrected or left out by name."""
    if plan.troubled:
        first = plan.troubled[0]
        raise Refusal(
            "import.rows_open", count=len(plan.troubled), sheet=first.sheet, row=first.number
        )
    earlier = same_rows(found, plan)
    if earlier is not None:
        raise Refusal("import.same_rows", at=earlier.applied_at, name=earlier.file.name)
    if not plan.changed:
        raise Refusal("import.nothing_to_change")


def _keep_informant(viewer: Viewer, found: Import, plan: Plan, informant: str) -> None:
    found.informant = informant.strip()[:80] or found.informant
    if not found.informant and wants_informant(viewer, plan):
        raise Refusal("import.informant_needed", field="informant")


def _close(verb: Verb, found: Import, plan: Plan, reading: Reading, told: Told) -> None:
    before = {"state": found.state, "version": found.version}
    found.state = Import.State.APPLIED
    found.applied_at = clock.now()
    found.fingerprint = plan.fingerprint
    found.rows_changed = len(plan.changed)
    found.preview = {**found.preview, "record": record_of(plan, reading) | told.as_json()}
    found.version += 1
    found.save()
    after = {
        "state": found.state,
        "version": found.version,
        "file": found.file.name,
        "rows": len(plan.changed),
        "cells": plan.cells_changed,
        "excluded": [row.key for row in plan.excluded],
        "informant": found.informant,
        **told.as_json(),
    }
    month = found.window.value
    verb.record(found, before=before, after=after, unit=unit_of(found), month=month)


def _write(
    verb: Verb,
    viewer: Viewer,
    found: Import,
    row: PlannedRow,
    *,
    nodes: Mapping[int, Node],
    told: Told,
) -> MonthReport:
    target = row.target
    if target is None:
        raise ValueError(row.key)
    facts, month = target.facts, found.window.value
    report = target.report
    before = audited(report)
    report = report or MonthReport(
        project_id=facts.project,
        window=found.window,
        reporting_unit_id=facts.reporting_unit,
        version=0,
    )
    report.state = moved(target.state, ReportVerb.SAVE).value
    values = {c.field: c.after for c in row.changes}
    words = values.pop("explanations", None)
    for name, value in clean_values(values, month).items():
        setattr(report, name, value)
    if words is not None:
        report.explanations = clean_words(words)
    is_told = is_entered_for(viewer, facts.reporting_unit)
    keep_origin(
        report,
        viewer,
        facts,
        informant=found.informant if is_told else "",
        source=(told.source if is_told else "") or SOURCE,
        told_at=told.at if is_told else None,
    )
    report.save()
    verb.record(
        report,
        before=before,
        after=audited(report),
        reason=report.informant,
        unit=nodes.get(facts.reporting_unit),
        month=month,
    )
    return report
