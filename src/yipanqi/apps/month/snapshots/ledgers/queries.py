"""Reads of the bonus and deduction ledgers and of judges' marks: one's own units' rows."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots.models import Adjustment, Mark
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import COUNTY_LEVEL, VIEWS
from yipanqi.core.units.tree import Node
from yipanqi.infra.fields import unscaled

LEDGERS: dict[str, Promise] = {
    "bonus.events": _("Bonus: events hosted"),
    "bonus.award": _("Bonus: awards and praise from above"),
    "deduction.criticism": _("Deduction: criticised in a notice"),
    "deduction.safety": _("Deduction: accident or safety case"),
    "veto.false_report": _("Veto: false report"),
}
POINTS, MARKS = 2, 2  # decimals


def may_keep(viewer: Viewer) -> bool:
    return viewer.is_root_office


def assessed_units() -> list[Node]:
    """Counties and zones, in the order of the tree."""
    return [n for _d, n in tree_on().walk() if n.kind in COUNTY_LEVEL | VIEWS]


def units_by_uid(uids: list[str]) -> dict[str, Unit]:
    return {str(u.uid): u for u in Unit.objects.filter(uid__in=uids)}


def ledger_name(key: str) -> str:
    return str(LEDGERS.get(key, key))


def _seen(viewer: Viewer) -> Q:
    return Q() if viewer.whole_tree else Q(unit__in=viewer.units)


@dataclass(frozen=True, slots=True)
class Entry:
    row: Adjustment
    unit: str
    name: str
    points: Decimal | None


def entries(viewer: Viewer, year: int, *, unit: str = "", ledger: str = "") -> list[Entry]:
    """Entries of a year, newest first, voided ones too."""
    rows: QuerySet[Adjustment] = Adjustment.objects.filter(_seen(viewer), happened_on__year=year)
    if unit:
        rows = rows.filter(unit__uid=unit)
    if ledger:
        rows = rows.filter(ledger=ledger)
    nodes = tree_on().nodes
    return [
        Entry(row, _name(nodes, row.unit_id), ledger_name(row.ledger),
              unscaled(row.points_scaled, POINTS))
        for row in rows.select_related("evidence").order_by("-happened_on", "-pk")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    unit: str
    uid: str
    added: Decimal
    taken: Decimal

    @property
    def net(self) -> Decimal:
        return self.added + self.taken


def sums(viewer: Viewer, year: int) -> list[Sum]:
    """Points in force by unit, over the year."""
    rows = Adjustment.objects.filter(_seen(viewer), happened_on__year=year, voided_at=None)
    found: dict[int, list[int]] = {}
    for pk, points in rows.values_list("unit_id", "points_scaled"):
        found.setdefault(pk, []).append(points)
    nodes = tree_on().nodes
    return [
        Sum(
            nodes[pk].short_name,
            nodes[pk].uid,
            _points(p for p in points if p > 0),
            _points(p for p in points if p < 0),
        )
        for pk, points in sorted(found.items(), key=lambda kv: _sort(nodes, kv[0]))
        if pk in nodes
    ]


def _points(scaled: "object") -> Decimal:
    return Decimal(sum(scaled)).scaleb(-POINTS)  # type: ignore[call-overload]


def _sort(nodes: dict[int, Node], pk: int) -> int:
    return nodes[pk].sort if pk in nodes else 0


def _name(nodes: dict[int, Node], pk: int) -> str:
    return nodes[pk].short_name if pk in nodes else ""


def entry_by_uid(viewer: Viewer, uid: str) -> Adjustment:
    """Raises ``ledger.not_found``."""
    rows = Adjustment.objects.filter(_seen(viewer), uid=uid).select_related("evidence", "unit")
    found = rows.first()
    if found is None:
        raise Missing("ledger.not_found")
    return found


@dataclass(frozen=True, slots=True)
class MarkLine:
    row: Mark
    unit: str
    value: Decimal | None


def marks(viewer: Viewer, month: Month) -> list[MarkLine]:
    nodes = tree_on().nodes
    rows = Mark.objects.filter(_seen(viewer), month=str(month)).order_by("measure", "judge", "pk")
    return [
        MarkLine(row, _name(nodes, row.unit_id), unscaled(row.value_scaled, row.decimals))
        for row in rows
    ]


def mark_by_uid(viewer: Viewer, uid: str) -> Mark:
    """Raises ``ledger.not_found``."""
    found = Mark.objects.filter(_seen(viewer), uid=uid).select_related("unit").first()
    if found is None:
        raise Missing("ledger.not_found")
    return found
