"""What a workbook would do to the month: row by row, cell by cell, against what stands now."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from yipanqi.apps.month.imports.carried import COMPARED, is_blocking
from yipanqi.apps.month.imports.cells import NO_BASE, PlannedCell, RowBase, plan_cells
from yipanqi.apps.month.imports.merge import Verdict
from yipanqi.apps.month.imports.reading import Reading
from yipanqi.apps.month.imports.targets import Targets
from yipanqi.apps.month.reporting.rows import ReportRow
from yipanqi.core.refusal import Finding, Severity
from yipanqi.core.reporting.reports import ReportState
from yipanqi.core.tables.book import address, position
from yipanqi.core.tables.extract import ProjectRow, Refused, Skipped
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.fingerprint import fingerprint
from yipanqi.core.tables.matching import By, Unmatched, identify


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a row can't be imported as it is; ``address`` is the cell at fault."""

    address: str
    value: str
    finding: Finding
    is_unreadable: bool = False  # the cell itself: another word in it would do


@dataclass(frozen=True, slots=True)
class Differing:
    """A column the register answers for says something else in the file; not imported."""

    of: TableField
    address: str
    written: Any
    stands: Any


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One line of the file. ``target`` is None where no project is settled for it."""

    sheet: str
    row: int  # from 0
    name: str
    target: ReportRow | None = None
    by: By | None = None
    is_excluded: bool = False
    cells: tuple[PlannedCell, ...] = ()
    findings: tuple[Finding, ...] = ()  # of the month report as it would stand
    troubles: tuple[Trouble, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()  # (project uid, name), best first
    differing: tuple[Differing, ...] = ()
    notes: tuple[Finding, ...] = ()
    source: ProjectRow | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        return row_key(self.sheet, self.row)

    @property
    def number(self) -> int:
        return self.row + 1

    @property
    def changes(self) -> tuple[PlannedCell, ...]:
        if self.is_excluded or self.troubles:
            return ()
        return tuple(c for c in self.cells if c.verdict is Verdict.CHANGE)

    @property
    def kept(self) -> tuple[PlannedCell, ...]:
        return tuple(c for c in self.cells if c.verdict is Verdict.KEPT)


@dataclass(frozen=True)
class Plan:
    rows: tuple[PlannedRow, ...]
    skipped: tuple[Skipped, ...]
    aside: tuple[Refused, ...]  # unreadable cells of columns that are not imported

    @cached_property
    def troubled(self) -> tuple[PlannedRow, ...]:
        return tuple(r for r in self.rows if r.troubles and not r.is_excluded)

    @cached_property
    def changed(self) -> tuple[PlannedRow, ...]:
        return tuple(r for r in self.rows if r.changes)

    @cached_property
    def unchanged(self) -> tuple[PlannedRow, ...]:
        return tuple(r for r in self.rows if not (r.changes or r.is_excluded or r.troubles))

    @cached_property
    def excluded(self) -> tuple[PlannedRow, ...]:
        return tuple(r for r in self.rows if r.is_excluded)

    @property
    def cells_changed(self) -> int:
        return sum(len(r.changes) for r in self.changed)

    @cached_property
    def intents(self) -> frozenset[str]:
        """Every change as one text: what a person has seen and agreed to."""
        return frozenset(
            json.dumps(
                [r.target.facts.project_uid, c.field, c.before, c.after],
                ensure_ascii=False,
                sort_keys=True,
            )
            for r in self.changed
            for c in r.changes
            if r.target
        )

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(sorted(self.intents)).encode()).hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """Of the rows that are imported; empty where none is."""
        rows = [r.source for r in self.rows if r.source and not (r.is_excluded or r.troubles)]
        return fingerprint(rows) if rows else ""


def row_key(sheet: str, row: int) -> str:
    """``工作表!12``, rows from 1."""
    return f"{sheet}!{row + 1}"


def make_plan(
    reading: Reading,
    targets: Targets,
    *,
    chosen: Mapping[str, str] | None = None,
    excluded: Iterable[str] = (),
) -> Plan:
    """``chosen``: row key → project uid picked among candidates; ``excluded``: row keys."""
    found, out = reading.extraction, frozenset(excluded)
    faults = _faults_by_row(found.refused)
    rows = [r for r in found.rows if row_key(r.sheet, r.row) not in out]
    picked = {(r.sheet, r.row): (chosen or {}).get(row_key(r.sheet, r.row), "") for r in rows}
    who = identify(rows, targets.register, {k: uid for k, uid in picked.items() if uid})
    matched = [(m.row, targets.by_uid[m.uid], m.by) for m in who.matches]
    bases = targets.bases(reading.own, [target for _, target, _ in matched])
    planned = [
        _matched(row, target, by, bases, faults.pop((row.sheet, row.row), ()))
        for row, target, by in matched
    ]
    planned += [
        _unmatched(u, targets, faults.pop((u.row.sheet, u.row.row), ())) for u in who.unmatched
    ]
    planned += [
        _excluded(r.sheet, r.row, r.text(TableField.NAME) or "")
        for r in found.rows
        if row_key(r.sheet, r.row) in out
    ]
    read = {(r.sheet, r.row) for r in found.rows}
    planned += [
        _excluded(sheet, row, refused[0].value)
        if row_key(sheet, row) in out
        else PlannedRow(sheet, row, refused[0].value, troubles=_troubles(refused))
        for (sheet, row), refused in faults.items()
        if (sheet, row) not in read
    ]
    order = {sheet.name: number for number, sheet in enumerate(reading.book.sheets)}
    planned.sort(key=lambda r: (order.get(r.sheet, 0), r.row))
    aside = tuple(r for r in found.refused if not is_blocking(r.field))
    return Plan(tuple(planned), found.skipped, aside)


Faults = tuple[Refused, ...]


def _faults_by_row(refused: Iterable[Refused]) -> dict[tuple[str, int], Faults]:
    found: dict[tuple[str, int], list[Refused]] = {}
    for fault in refused:
        if is_blocking(fault.field):
            found.setdefault((fault.sheet, position(fault.address)[0]), []).append(fault)
    return {key: tuple(faults) for key, faults in found.items()}


def _troubles(faults: Faults) -> tuple[Trouble, ...]:
    return tuple(Trouble(f.address, f.value, f.finding, f.field is not None) for f in faults)


def _matched(
    row: ProjectRow, target: ReportRow, by: By, bases: Mapping[str, RowBase], faults: Faults
) -> PlannedRow:
    base = bases.get(target.facts.project_uid, NO_BASE)
    cells = plan_cells(row, target, base)
    troubles = [*_troubles(faults), *(Trouble(*t) for t in cells.troubles)]
    changes = [c for c in cells.cells if c.verdict is Verdict.CHANGE]
    if changes and not target.is_editable:
        troubles.append(_handed_in(target, changes[0]))
    return PlannedRow(
        row.sheet,
        row.row,
        row.text(TableField.NAME) or target.facts.name,
        target,
        by,
        cells=cells.cells,
        findings=cells.findings,
        troubles=tuple(troubles),
        differing=tuple(_differing(row, target)),
        notes=cells.notes,
        source=row,
    )


def _handed_in(target: ReportRow, cell: PlannedCell) -> Trouble:
    where = {"project": target.facts.name, "state": target.state, "month": target.month}
    if target.state is ReportState.APPROVED:
        finding = Finding("import.row_approved", Severity.HARD, None, where)
    else:
        finding = Finding("import.row_in_review", Severity.HARD, None, where)
    return Trouble(cell.address, cell.written, finding)


def _unmatched(item: Unmatched, targets: Targets, faults: Faults) -> PlannedRow:
    row = item.row
    of = next((f for f in (TableField.NAME, TableField.CODE) if row.values.get(f)), None)
    where = row.address(of) if of else address(row.row, min(row.columns.values(), default=0))
    named = tuple((uid, targets.by_uid[uid].facts.name) for uid in item.candidates)
    value = (row.text(of) if of else "") or ""
    return PlannedRow(
        row.sheet,
        row.row,
        value,
        troubles=(Trouble(where, value, item.finding), *_troubles(faults)),
        candidates=named if item.finding.code != "row.project_twice" else (),
        source=row,
    )


def _excluded(sheet: str, row: int, name: str) -> PlannedRow:
    return PlannedRow(sheet, row, name, is_excluded=True)


def _differing(row: ProjectRow, target: ReportRow) -> Iterable[Differing]:
    for of, name in COMPARED.items():
        written, stands = row.values.get(of), getattr(target.facts, name)
        if written is not None and written != stands and row.notes.get(of) is None:
            yield Differing(of, row.address(of), written, stands)
