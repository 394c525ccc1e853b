"""Who has reported and who has not: counts by unit, open to every unit; names follow scope."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from yipanqi.apps.ledger.projects.queries import due_reports
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.reporting.reports import ReportState
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node, Tree
from yipanqi.infra import clock


@dataclass(frozen=True, slots=True)
class Count:
    """Reports of a unit and everything under it; ``missing`` includes drafts."""

    due: int = 0
    draft: int = 0
    submitted: int = 0
    returned: int = 0
    approved: int = 0
    on_time: int = 0

    @property
    def missing(self) -> int:
        return self.due - self.submitted - self.returned - self.approved

    @property
    def handed_in(self) -> int:
        """Handed in at least once and not sent back."""
        return self.submitted + self.approved

    def plus(self, other: "Count") -> "Count":
        names = Count.__slots__
        return Count(**{n: getattr(self, n) + getattr(other, n) for n in names})


@dataclass(frozen=True, slots=True)
class UnitStanding:
    unit: Node
    count: Count
    has_parts: bool
    is_inside: bool  # the viewer may see the rows behind the counts
    is_own: bool = False  # the unit's own rows, without the units under it

    @property
    def is_complete(self) -> bool:
        return self.count.missing == 0 and self.count.returned == 0


@dataclass(frozen=True, slots=True)
class SilentRow:
    """One project that still owes a report."""

    project: int
    state: ReportState
    reporting_unit: int


@dataclass(frozen=True, slots=True)
class Standing:
    window: MonthWindow
    unit: Node
    total: Count
    units: tuple[UnitStanding, ...]
    silent: tuple[SilentRow, ...] = field(default=())  # within the viewer's scope only
    hours_left: int = 0  # negative: hours since the deadline

    @property
    def is_over(self) -> bool:
        return self.hours_left <= 0


def standing(viewer: Viewer, window: MonthWindow, unit_uid: str = "") -> Standing:
    """Counts of the unit's parts, in four queries and one of the tree.

    Every role but the administrator may see every unit's counts.
    Raises ``report.business_only`` or ``unit.not_found``.
    """
    require_business(viewer)
    tree = tree_on()
    unit = tree.by_uid.get(unit_uid) if unit_uid else tree.root
    if unit is None:
        raise Missing("unit.not_found")
    own, rows = _by_reporting_unit(window, tree)
    inside = viewer.units | (frozenset(tree.nodes) if viewer.whole_tree else frozenset())
    parts = [_subtree(tree, child, own, inside) for child in tree.children(unit.pk)]
    if unit.pk in own:
        parts.insert(
            0,
            UnitStanding(
                unit, own[unit.pk], has_parts=False, is_inside=unit.pk in inside, is_own=True
            ),
        )
    under = tree.under(unit.pk)
    return Standing(
        window=window,
        unit=unit,
        total=_sum(count for pk, count in own.items() if pk in under),
        units=tuple(part for part in parts if part.count.due),
        silent=tuple(row for row in rows if row.reporting_unit in under & inside),
        hours_left=hours_until(window.due_on),
    )


def require_business(viewer: Viewer) -> None:
    """The administrator keeps the system and reads no business data."""
    if not viewer.is_system and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("report.business_only")


def hours_until(day: date) -> int:
    """Whole hours from the city's now to the end of ``day``: the city's date, the real hour."""
    local = clock.now().astimezone(clock.CITY_ZONE).time()
    here = datetime.combine(clock.business_today(), local)
    left = datetime.combine(day, time()) + timedelta(days=1) - here
    return int(left.total_seconds() // 3600)


def _by_reporting_unit(window: MonthWindow, tree: Tree) -> tuple[dict[int, Count], list[SilentRow]]:
    reports = MonthReport.objects.unscoped("counts by unit are open to all units").filter(
        window=window
    )
    states = {
        project: (ReportState(state), first_on)
        for project, state, first_on in reports.values_list(
            "project_id", "state", "first_submitted_on"
        )
    }
    own: dict[int, Count] = {}
    silent: list[SilentRow] = []
    for project, unit in due_reports(window.value).items():
        here = unit if unit in tree.nodes else tree.root.pk
        state, first_on = states.get(project, (ReportState.MISSING, None))
        on_time = first_on is not None and first_on <= window.due_on
        own[here] = _counted(own.get(here, Count()), state, on_time=on_time)
        if state in {ReportState.MISSING, ReportState.DRAFT, ReportState.RETURNED}:
            silent.append(SilentRow(project, state, here))
    return own, silent


def _counted(count: Count, state: ReportState, *, on_time: bool) -> Count:
    changes = {"due": count.due + 1, "on_time": count.on_time + on_time}
    if state is not ReportState.MISSING:
        changes[state.value] = getattr(count, state.value) + 1
    return replace(count, **changes)


def _subtree(tree: Tree, node: Node, own: dict[int, Count], inside: frozenset[int]) -> UnitStanding:
    under = tree.under(node.pk)
    return UnitStanding(
        unit=node,
        count=_sum(count for pk, count in own.items() if pk in under),
        has_parts=len(under & own.keys()) > (node.pk in own),
        is_inside=node.pk in inside,
    )


def _sum(counts: Iterable[Count]) -> Count:
    total = Count()
    for count in counts:
        total = total.plus(count)
    return total
