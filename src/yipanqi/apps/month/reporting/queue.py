"""What waits for review: findings first, with what has changed since last time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yipanqi.apps.ledger.units.queries import node_by_uid, reviewer_units, tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.reporting.remarks import Returned, last_returns
from yipanqi.apps.month.reporting.rows import ReportRow, report_rows
from yipanqi.apps.month.reporting.standing import require_business
from yipanqi.core.refusal import Missing
from yipanqi.core.reporting.values import ReportValues, changed_fields
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node

MINE, BELOW, RETURNED, APPROVED, ALL = "mine", "below", "returned", "approved", "all"
VIEWS = (MINE, BELOW, RETURNED, APPROVED, ALL)
PAGE = 100
SORTS: dict[str, Callable[["QueueRow"], Any]] = {
    "name": lambda r: r.row.facts.name,
    "unit": lambda r: r.unit.sort if r.unit else 0,
    "this_month": lambda r: r.row.values.this_month or 0,
    "year_to_date": lambda r: r.row.values.year_to_date or 0,
    "statistics_counted": lambda r: r.row.values.statistics_counted or 0,
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    row: ReportRow
    report: MonthReport
    unit: Node | None
    waiting: Node | None
    returned: Returned | None
    is_mine: bool

    @property
    def is_clean(self) -> bool:
        """Nothing to look at: may be ticked together with all others of its kind."""
        return not self.row.findings

    @property
    def is_explained(self) -> bool:
        """Findings, each with the reporter's word: may go in bulk once ticked by itself."""
        return bool(self.row.findings) and not self.row.blocking and not self.row.wants_word

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Its questions and the reporter's word for each."""
        said = self.row.explanations
        return tuple((f.code, said.get(f.code, "")) for f in self.row.findings)

    @property
    def changed(self) -> frozenset[str]:
        """Against what was sent back last time."""
        return self.returned.changed if self.returned else frozenset()

    @property
    def last_month(self) -> ReportValues:
        """Empty where last month is missing."""
        return self.row.last_month or ReportValues()

    @property
    def weight(self) -> tuple[int, int, int]:
        """Findings first, hard before soft; then the corrected ones."""
        return (-len(self.row.hard), -len(self.row.soft), -len(self.changed))


@dataclass(frozen=True, slots=True)
class Alike:
    """Reports with the same questions and the same words: read once, ticked together."""

    key: str
    rows: tuple[QueueRow, ...]


def alike(rows: Iterable[QueueRow]) -> tuple[Alike, ...]:
    """Groups of two and more among the explained reports that wait for the viewer."""
    found: dict[tuple[tuple[str, str], ...], list[QueueRow]] = {}
    for row in rows:
        if row.is_mine and row.is_explained:
            found.setdefault(row.words, []).append(row)
    groups = sorted((g for g in found.values() if len(g) > 1), key=len, reverse=True)
    return tuple(Alike(f"g{n}", tuple(group)) for n, group in enumerate(groups, 1))


@dataclass(frozen=True, slots=True)
class Queue:
    window: MonthWindow
    rows: tuple[QueueRow, ...]
    counts: dict[str, int]
    view: str
    can_review: bool

    @property
    def clean(self) -> int:
        return sum(r.is_clean and r.is_mine for r in self.rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports: of ``unit_uid`` and those below, whose name or code contains ``words``.

    ``sort`` is a key of ``SORTS``, with ``-`` for descending; empty means findings first.
    """

    view: str = MINE
    unit_uid: str = ""
    words: str = ""
    sort: str = ""


def queue(viewer: Viewer, window: MonthWindow, asked: Asked = Asked()) -> Queue:
    """Reports of the month that the viewer sees, in one of ``VIEWS``. Constant queries.

    ``mine``: wait for a level the viewer holds; ``below``: still with a level further down.
    """
    require_business(viewer)
    posts = viewer.posts_as(Role.REVIEWER, Role.OFFICE)
    reports = MonthReport.objects.visible_to(viewer).filter(window=window)
    if asked.unit_uid:
        units = tree_on().under(_inside(viewer, asked.unit_uid).pk)
        reports = reports.filter(reporting_unit__in=units)
    if asked.words:
        named = Q(project__current__name__icontains=asked.words)
        reports = reports.filter(named | Q(project__own_code__icontains=asked.words))
    counts = dict.fromkeys(VIEWS, 0)
    chosen: list[int] = []
    held = _held(posts)
    for project, state, waiting in reports.values_list("project_id", "state", "waiting_unit_id"):
        for name in _views_of(state, waiting in held):
            counts[name] += 1
            if name == asked.view:
                chosen.append(project)
    rows = _sorted(_rows(window, chosen, held), asked.sort)
    return Queue(window, tuple(rows), counts, asked.view, can_review=bool(posts))


def _sorted(rows: list[QueueRow], sort: str) -> list[QueueRow]:
    rows = sorted(rows, key=lambda r: (*r.weight, r.row.facts.own_code))
    by = SORTS.get(sort.removeprefix("-"))
    return sorted(rows, key=by, reverse=sort.startswith("-")) if by else rows


def _held(posts: frozenset[int]) -> frozenset[int]:
    """The viewer's levels, and units that lost their reviewers and fall to them."""
    if not posts:
        return posts
    tree, levels = tree_on(), reviewer_units()
    orphans = {
        pk
        for pk in tree.nodes
        if pk not in levels
        and next((n.pk for n in tree.above(pk) if n.pk in levels), None) in posts
    }
    return posts | orphans


def _views_of(state: str, is_mine: bool) -> tuple[str, ...]:
    states = MonthReport.State
    if state == states.SUBMITTED:
        return (MINE if is_mine else BELOW, ALL)
    if state == states.RETURNED:
        return (RETURNED, ALL)
    if state == states.APPROVED:
        return (APPROVED, ALL)
    return ()


def _inside(viewer: Viewer, unit_uid: str) -> Node:
    unit = node_by_uid(unit_uid)
    if unit.pk not in viewer.units and not viewer.whole_tree:
        raise Missing("unit.not_found")
    return unit


def _rows(window: MonthWindow, projects: list[int], held: frozenset[int]) -> list[QueueRow]:
    tree = tree_on()
    rows = [(row, row.report) for row in report_rows(window, projects) if row.report]
    returned = last_returns(report for _, report in rows)
    return [
        QueueRow(
            row=row,
            report=report,
            unit=tree.nodes.get(report.reporting_unit_id),
            waiting=tree.nodes.get(report.waiting_unit_id or 0),
            returned=returned.get(report.pk),
            is_mine=report.state == MonthReport.State.SUBMITTED and report.waiting_unit_id in held,
        )
        for row, report in rows
    ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of a report, side by side."""

    field: str
    now: object
    last_month: object
    sent_back: object
    is_changed: bool  # since it was sent back
    reason: str  # why it was sent back

    @property
    def is_money(self) -> bool:
        return self.field in {"this_month", "year_to_date", "statistics_counted", "next_month_plan"}


def comparisons(row: ReportRow, returned: Returned | None) -> list[Comparison]:
    """Every field now, last month, and as it was sent back."""
    now, before = row.values, row.last_month or ReportValues()
    back = returned.values if returned else None
    changed = {c.field for c in changed_fields(back, now)} if back else set()
    reasons = returned.reasons if returned else {}
    names = [n for n in ReportValues.__slots__ if n != "photos"]
    return [
        Comparison(
            field=name,
            now=getattr(now, name),
            last_month=getattr(before, name),
            sent_back=getattr(back, name) if back else None,
            is_changed=name in changed,
            reason=reasons.get(name, ""),
        )
        for name in names
    ]
