"""The cells of one matched line: verdict on each, the words of explanation, findings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from yipanqi.apps.month.imports.carried import AMOUNTS, CARRIED, EXPLANATIONS
from yipanqi.apps.month.imports.merge import Base, Verdict, plain, verdict
from yipanqi.apps.month.reporting.actions.save import TEXT_MAX, WORD_MAX
from yipanqi.apps.month.reporting.checks import findings_of
from yipanqi.apps.month.reporting.rows import ReportRow
from yipanqi.core.refusal import Finding, Severity
from yipanqi.core.reporting.values import ReportValues
from yipanqi.core.tables.extract import ProjectRow, Value
from yipanqi.core.tables.fields import TableField
from yipanqi.infra.templatetags.figures import wan_input

Told = tuple[str, str, Finding]  # address, value, why


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """``field`` is the report's; ``before`` stands now, ``after`` would stand.

    ``written`` is the cell's value in words; ``base`` what stood when our template was made.
    """

    field: str
    address: str
    verdict: Verdict
    before: Any
    after: Any
    written: str = ""
    base: Any = None


@dataclass(frozen=True, slots=True)
class RowBase:
    """What stood when the file was written, by report field."""

    values: Mapping[str, Any] | None = None
    issued: bool = False  # the file is ours and lists this row

    def of(self, name: str) -> Any:
        if not self.issued:
            return Base.NONE
        return Base.LOST if self.values is None else self.values[name]


NO_BASE = RowBase()


@dataclass(frozen=True, slots=True)
class CellPlan:
    cells: tuple[PlannedCell, ...]
    findings: tuple[Finding, ...]
    troubles: tuple[Told, ...]
    notes: tuple[Finding, ...] = ()


def plan_cells(row: ProjectRow, target: ReportRow, base: RowBase) -> CellPlan:
    cells: list[PlannedCell] = []
    troubles: list[Told] = []
    for of in CARRIED:
        if of in row.values:
            cell = _cell(row, of, getattr(target.values, of.value), base.of(of.value))
            cells.append(cell)
            troubles += _cell_troubles(cell, TEXT_MAX)
    values = _as_it_would_stand(target, cells)
    found = findings_of(target.month, values, target.facts, target.past)
    notes: tuple[Finding, ...] = ()
    if TableField.REASON in row.values:
        cell = _reason(row, target, found, base)
        cells.append(cell)
        troubles += _cell_troubles(cell, WORD_MAX)
        if cell.verdict is Verdict.SAME and cell.written and cell.written not in _words(cell):
            notes = (Finding("import.reason_unused", Severity.SOFT, EXPLANATIONS, {}),)
    return CellPlan(tuple(cells), found, tuple(troubles), notes)


def _words(cell: PlannedCell) -> tuple[str, ...]:
    return (reason_text(cell.before), *cell.before.values())


def _cell(row: ProjectRow, of: TableField, stands: Any, base: Any) -> PlannedCell:
    written = _written(of, row.values[of])
    in_words = wan_input(written) if of in AMOUNTS else written
    return PlannedCell(
        of.value,
        row.address(of),
        verdict(written, stands, base),
        stands,
        written,
        in_words,
        None if isinstance(base, Base) else base,
    )


def _written(of: TableField, value: Value) -> Any:
    if of in AMOUNTS:
        return value
    return plain(str(value)) or "" if value is not None else ""


def _cell_troubles(cell: PlannedCell, longest: int) -> list[Told]:
    told: list[Told] = []
    if cell.verdict is Verdict.CONFLICT:
        told.append((cell.address, cell.written, _conflict(cell)))
    if len(cell.written) > longest and cell.verdict is Verdict.CHANGE:
        params = {"length": len(cell.written), "limit": longest}
        finding = Finding("import.text_too_long", Severity.HARD, cell.field, params)
        told.append((cell.address, cell.written[:40], finding))
    return told


def _conflict(cell: PlannedCell) -> Finding:
    if cell.field in {of.value for of in AMOUNTS}:
        params = {"mine_yuan": cell.after, "theirs_yuan": cell.before}
        return Finding("import.amount_conflict", Severity.HARD, cell.field, params)
    return Finding("import.words_conflict", Severity.HARD, cell.field, {})


def _as_it_would_stand(target: ReportRow, cells: list[PlannedCell]) -> ReportValues:
    changes = {c.field: c.after for c in cells if c.verdict is Verdict.CHANGE}
    return replace(target.values, **changes)


def reason_text(explanations: Mapping[str, str]) -> str:
    """The words of a report as the template shows them in 说明."""
    return "；".join(dict.fromkeys(word for word in explanations.values() if word))


def _reason(
    row: ProjectRow, target: ReportRow, found: tuple[Finding, ...], base: RowBase
) -> PlannedCell:
    """说明 explains every soft finding of the row that has no word of its own yet."""
    stands = dict(target.explanations)
    written = plain(row.text(TableField.REASON)) or ""
    earlier = base.of(EXPLANATIONS)
    earlier_text = earlier if isinstance(earlier, Base) else reason_text(earlier)
    judged = verdict(written, reason_text(stands), earlier_text)
    after = stands
    if judged is not Verdict.CONFLICT:
        after = explained(stands, [f.code for f in found if not f.is_hard], written, judged)
        judged = Verdict.CHANGE if after != stands else _unless_changed(judged)
    address = row.address(TableField.REASON)
    return PlannedCell(EXPLANATIONS, address, judged, stands, after, written)


def explained(
    stands: Mapping[str, str], soft: list[str], written: str, judged: Verdict
) -> dict[str, str]:
    words = dict(stands)
    if judged is not Verdict.CHANGE:
        return words
    if not written:
        return {}
    silent = [code for code in soft if not words.get(code)]
    if not silent and written not in words.values():
        silent = soft
    return words | dict.fromkeys(silent, written)


def _unless_changed(judged: Verdict) -> Verdict:
    """A new word with nothing to explain changes nothing."""
    return Verdict.SAME if judged is Verdict.CHANGE else judged
