"""What the pages of the year's list show: one version, what changed, the sheet of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects import lists
from yipanqi.apps.ledger.projects.lists import Change, Line
from yipanqi.apps.ledger.projects.models import AnnualList, DraftLine, ListDraft
from yipanqi.apps.ledger.projects.plans import first_plans
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.forms import amount, month_text
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.projects.annual_list import line_findings
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Finding, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.page_parts import Tab
from yipanqi.infra.templatetags.figures import wan_input
from yipanqi.infra.texts import label, say

MONTHS = [f"m{n:02d}" for n in range(1, 13)]
LISTED = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Filters:
    unit: str = ""
    annual_class: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        return cls(**{name: query.get(name, "").strip() for name in cls.__slots__})

    def asked(self) -> dict[str, str]:
        return {"unit": self.unit, "annual_class": self.annual_class, "q": self.q}


def classes() -> list[tuple[str, str]]:
    return [(c.value, label(c)) for c in AnnualClass]


def is_office(viewer: Viewer) -> bool:
    return viewer.is_root_office


def tabs(issued: AnnualList, current: str, moved: int | None = None) -> list[Tab]:
    return [
        Tab(_("Projects on the list"), reverse("lists:version", args=[issued.uid]),
            current == "version"),
        Tab(_("Changes against the version before"), reverse("lists:changes", args=[issued.uid]),
            current == "changes", moved),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedRow:
    line: Line
    unit: str
    share: Decimal | None  # of total investment, done before plus the plan
    first: int | None = None  # the year's plan as first issued
    done: int | None = None  # since January, from the newest report

    @property
    def of_first(self) -> Decimal | None:
        return ratio(self.done, self.first) if self.done is not None and self.first else None

    @property
    def of_plan(self) -> Decimal | None:
        return None if self.done is None else ratio(self.done, self.line.annual_plan)


def listed_rows(viewer: Viewer, lines: Sequence[Line], year: int) -> list[ListedRow]:
    nodes = tree_on().nodes
    ids = [line.project_id for line in lines]
    first, done = first_plans(year, ids), done_in_year(viewer, year, ids)
    rows = []
    for line in lines:
        version = line.project.current
        node = nodes.get(version.counting_unit_id) if version else None
        total = version.total_investment if version else 0
        reached = line.completed_before + line.annual_plan
        name = node.short_name if node else ""
        pk = line.project_id
        rows.append(ListedRow(line, name, ratio(reached, total), first.get(pk), done.get(pk)))
    return rows


@dataclass(frozen=True, slots=True)
class ChangeRow:
    change: Change
    unit: str

    @property
    def plan_before(self) -> int | None:
        return self.change.before.annual_plan if self.change.before else None

    @property
    def plan_after(self) -> int | None:
        return self.change.after.annual_plan if self.change.after else None


def change_rows(changes: Sequence[Change]) -> list[ChangeRow]:
    nodes = tree_on().nodes
    return [
        ChangeRow(c, node.short_name if (node := nodes.get(_counted(c))) else "") for c in changes
    ]


def _counted(change: Change) -> int:
    return change.project.current.counting_unit_id if change.project.current else 0


def tally(changes: Sequence[Change]) -> dict[str, int]:
    """How many were added, removed and changed, and by how much the plan moves (yuan)."""
    found = {"added": 0, "removed": 0, "changed": 0}
    for change in changes:
        found[change.kind] += 1
    own = (c.plan_by for c in changes if not c.project.is_package)
    return found | {"plan_by": sum(own)}


# --- the sheet of a draft


def findings_of(line: DraftLine, year: int) -> list[dict[str, Any]]:
    """Findings of a line as ``sheet.js`` reads them; none for a line taken off."""
    if not line.is_listed:
        return []
    start = Month.parse(line.planned_start_month) if line.planned_start_month else None
    found = line_findings(
        annual_class=AnnualClass(line.annual_class),
        annual_plan=line.annual_plan,
        monthly_plan=line.monthly_plan,
        completed_before=line.completed_before,
        total_investment=line.project.current.total_investment if line.project.current else 0,
        planned_start_month=start,
        year=year,
    )
    return [_finding(f) for f in found]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "field": finding.field,
        "severity": finding.severity.value,
        "code": finding.code,
        "text": say(finding),
    }


def cell_texts(line: DraftLine) -> dict[str, str]:
    months = dict(zip(MONTHS, map(wan_input, line.monthly_plan), strict=True))
    return {
        "is_listed": "1" if line.is_listed else "0",
        "annual_class": line.annual_class,
        "annual_plan": wan_input(line.annual_plan),
        "completed_before": wan_input(line.completed_before),
        "planned_start_month": line.planned_start_month,
        "split": wan_input(sum(line.monthly_plan)),
        **months,
    }


def typed(cells: dict[str, Any], line: DraftLine) -> dict[str, Any]:
    """Changed cells as values of the line. Raises refusals at the cell."""
    values: dict[str, Any] = {}
    months = list(line.monthly_plan)
    for name, raw in cells.items():
        text = str(raw or "")
        if name in MONTHS:
            months[MONTHS.index(name)] = amount(name, text) or 0
            values["monthly_plan"] = months
        elif name in {"annual_plan", "completed_before"}:
            values[name] = amount(name, text) or 0
        elif name == "planned_start_month":
            values[name] = _month(text)
        elif name == "annual_class":
            values[name] = _class(text)
        elif name == "is_listed":
            values[name] = LISTED.get(text, True)
    return values


def _month(text: str) -> str:
    plain = month_text(text)
    if not plain:
        return ""
    try:
        return str(Month.parse(plain))
    except Refusal as refusal:
        raise Refusal(refusal.code, field="planned_start_month", **refusal.params) from None


def _class(text: str) -> str:
    """A class by its value or by its Chinese word, as pasted from a workbook."""
    for value, word in classes():
        if text.strip() in {value, word}:
            return value
    raise Refusal("list.class_unknown", field="annual_class", value=text)


@dataclass(frozen=True, slots=True)
class DraftRow:
    line: DraftLine
    unit: str
    texts: dict[str, str]

    @property
    def months(self) -> list[tuple[str, str]]:
        return [(name, self.texts[name]) for name in MONTHS]


def draft_rows(lines: Sequence[DraftLine]) -> list[DraftRow]:
    nodes = tree_on().nodes
    rows = []
    for line in lines:
        version = line.project.current
        node = nodes.get(version.counting_unit_id) if version else None
        rows.append(DraftRow(line, node.short_name if node else "", cell_texts(line)))
    return rows


def sheet_findings(lines: Sequence[DraftLine], year: int) -> dict[str, list[dict[str, Any]]]:
    return {str(line.project.uid): findings_of(line, year) for line in lines}


def blocking(viewer: Viewer, draft: ListDraft) -> list[tuple[DraftLine, str]]:
    """Lines that can't be issued as they are, with the reason."""
    return [
        (line, finding["text"])
        for line in lists.draft_lines(viewer, draft).filter(is_listed=True)
        for finding in findings_of(line, draft.year)
        if finding["severity"] == "hard"
    ]


def done_in_year(
    viewer: Viewer, year: int, projects: Sequence[int] | None = None
) -> dict[int, int]:
    """project → yuan done in the year, from the last month that was reported."""
    some = {} if projects is None else {"project__in": projects}
    rows = (
        MonthReport.objects.visible_to(viewer)
        .filter(window__month__startswith=f"{year}-", year_to_date__isnull=False, **some)
        .order_by("window__month")
    )
    return {pk: done or 0 for pk, done in rows.values_list("project_id", "year_to_date")}
