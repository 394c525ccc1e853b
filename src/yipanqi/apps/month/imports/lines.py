"""A preview as a page draws it: values in 万元, reasons in words, one line per row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.carried import AMOUNTS, CARRIED, EXPLANATIONS
from yipanqi.apps.month.imports.cells import PlannedCell, reason_text
from yipanqi.apps.month.imports.merge import Verdict
from yipanqi.apps.month.imports.plan import Differing, Plan, PlannedRow, Trouble
from yipanqi.apps.month.imports.queries import Preview
from yipanqi.apps.month.reporting.labels import field_label
from yipanqi.core import money
from yipanqi.core.refusal import Finding
from yipanqi.core.tables.corrections import cell_key
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.rows import RowKind
from yipanqi.infra.templatetags.figures import NONE, iso_day
from yipanqi.infra.texts import label, say
from yipanqi.infra.workbooks.remarks import remark

MONEY = frozenset(of.value for of in AMOUNTS)
FIELDS = (*(of.value for of in CARRIED), EXPLANATIONS)
EXPLANATION: str | Promise = gettext_lazy("Explanation")


@dataclass(frozen=True, slots=True)
class FindingLine:
    severity: str
    text: str
    where: str = ""
    href: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class TroubleLine:
    address: str
    value: str
    why: str
    remedy: str
    key: str = ""  # of a cell that may be written anew here


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell of the table of changes; ``before`` only where it would change."""

    label: str
    shown: str
    before: str = ""
    is_change: bool = False
    is_kept: bool = False
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class RowLine:
    key: str
    sheet: str
    number: int
    name: str
    project_uid: str = ""
    unit: str = ""
    by: str = ""
    is_excluded: bool = False
    chosen: str = ""
    troubles: tuple[TroubleLine, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    cells: tuple[CellLine, ...] = ()
    findings: tuple[FindingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    name: str
    label: str
    is_money: bool


@dataclass(frozen=True, slots=True)
class SkippedGroup:
    """Rows that are no projects, by what they are."""

    label: str
    rows: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RowLines:
    columns: tuple[Columns, ...]  # of the table of changes
    open: tuple[RowLine, ...]  # can't be imported as they are, or are left out
    changed: tuple[RowLine, ...]
    skipped: tuple[SkippedGroup, ...]
    aside: tuple[dict[str, str], ...]
    differing: tuple[dict[str, str], ...]
    notes: tuple[dict[str, str], ...]

    @property
    def is_telling(self) -> bool:
        """Somebody filled in a date that only the register's own steps can set."""
        return any(item["field"] == TableField.ACTUAL_START.value for item in self.differing)

    @property
    def aside_count(self) -> int:
        """What the file says and the import does not take."""
        return len(self.aside) + len(self.differing) + len(self.notes)


def rows_of(shown: Preview) -> RowLines:
    plan = shown.plan
    chosen = shown.found.preview.get("chosen", {})
    used = {c.field for row in plan.changed for c in row.cells if c.verdict is not Verdict.SAME}
    columns = tuple(Columns(name, label_of(name), name in MONEY) for name in FIELDS if name in used)
    open_rows = [r for r in plan.rows if r.is_excluded or r.troubles]
    return RowLines(
        columns,
        tuple(_open_line(r, chosen) for r in open_rows),
        tuple(_changed_line(r, columns) for r in plan.changed),
        skipped_groups((s.reason, s.sheet, s.row + 1, s.text) for s in plan.skipped),
        tuple(_aside(plan)),
        tuple(_differing(r, d) for r in plan.rows for d in r.differing),
        tuple(_notes(plan)),
    )


def label_of(name: str) -> str:
    return str(EXPLANATION) if name == EXPLANATIONS else field_label(name)


def exact_wan(yuan: int | None) -> str:
    """万元 with separators and every decimal it has: a change of 100 yuan is seen."""
    if yuan is None:
        return NONE
    text = f"{money.wan(yuan):,f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_of(name: str, value: Any) -> str:
    """万元 without unit, words as they are, “—” for nothing."""
    if name in MONEY:
        return exact_wan(value)
    text = reason_text(value) if name == EXPLANATIONS else str(value or "")
    return text or NONE


def _unit_name(row: PlannedRow) -> str:
    node = tree_on().nodes.get(row.target.facts.reporting_unit) if row.target else None
    return node.short_name if node else ""


def _open_line(row: PlannedRow, chosen: Mapping[str, str]) -> RowLine:
    return RowLine(
        row.key,
        row.sheet,
        row.number,
        row.name or NONE,
        project_uid=row.target.facts.project_uid if row.target else "",
        unit=_unit_name(row),
        is_excluded=row.is_excluded,
        chosen=chosen.get(row.key, ""),
        troubles=tuple(_trouble(row, t) for t in row.troubles),
        candidates=row.candidates,
    )


def _trouble(row: PlannedRow, trouble: Trouble) -> TroubleLine:
    said = remark(row.sheet, trouble.address, trouble.value, trouble.finding)
    key = cell_key(row.sheet, trouble.address) if trouble.is_unreadable else ""
    return TroubleLine(said.cell, said.value, said.why, said.remedy, key)


def _changed_line(row: PlannedRow, columns: Sequence[Columns]) -> RowLine:
    by_field = {c.field: c for c in row.cells}
    chosen = row.by is not None and row.by.value in {"chosen", "normal_name"}
    return RowLine(
        row.key,
        row.sheet,
        row.number,
        row.target.facts.name if row.target else row.name,
        project_uid=row.target.facts.project_uid if row.target else "",
        unit=_unit_name(row),
        by=row.name if chosen else "",
        cells=tuple(_cell(column, by_field.get(column.name)) for column in columns),
        findings=tuple(_finding(f, row) for f in sorted(row.findings, key=lambda f: not f.is_hard)),
    )


def _cell(column: Columns, cell: PlannedCell | None) -> CellLine:
    if cell is None:
        return CellLine(column.label, "", is_money=column.is_money)
    if cell.verdict is Verdict.CHANGE:
        shown, before = value_of(cell.field, cell.after), value_of(cell.field, cell.before)
        return CellLine(column.label, shown, before, is_change=True, is_money=column.is_money)
    kept = cell.verdict is Verdict.KEPT
    shown = value_of(cell.field, cell.before)
    return CellLine(column.label, shown, is_kept=kept, is_money=column.is_money)


def _finding(finding: Finding, row: PlannedRow) -> FindingLine:
    words = next((c.after for c in row.cells if c.field == EXPLANATIONS), None)
    stands = row.target.explanations if row.target else {}
    explained = (words if words is not None else stands).get(finding.code, "")
    return FindingLine(
        finding.severity.value, say(finding), field_label(finding.field), explanation=explained
    )


def skipped_groups(rows: Any) -> tuple[SkippedGroup, ...]:
    """``rows``: (kind, sheet, row from 1, first words)."""
    found: dict[RowKind, list[dict[str, Any]]] = {}
    for kind, sheet, row, text in rows:
        line = {"sheet": sheet, "row": row, "text": text}
        found.setdefault(RowKind(kind), []).append(line)
    return tuple(SkippedGroup(label(kind), tuple(lines)) for kind, lines in found.items())


def _aside(plan: Plan) -> Any:
    for fault in plan.aside:
        said = remark(fault.sheet, fault.address, fault.value, fault.finding)
        of = label(fault.field) if fault.field else ""
        yield {"sheet": said.sheet, "cell": said.cell, "of": of, "why": said.why}


def _differing(row: PlannedRow, item: Differing) -> dict[str, str]:
    is_money = isinstance(item.written, int)
    return {
        "name": row.name,
        "uid": row.target.facts.project_uid if row.target else "",
        "field": item.of.value,
        "cell": item.address,
        "of": label(item.of) + (_(" (10,000 yuan)") if is_money else ""),
        "written": exact_wan(item.written) if is_money else iso_day(item.written),
        "stands": exact_wan(item.stands) if is_money else iso_day(item.stands),
    }


def _notes(plan: Plan) -> Any:
    for row in plan.rows:
        for note in row.notes:
            yield {"name": row.name, "sheet": row.sheet, "row": row.number, "text": say(note)}
