"""Reads of the tree on any day, of what units were called before, and of region codes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yipanqi.apps.ledger.units.models import Appointment, RegionCode, Unit, UnitVersion
from yipanqi.apps.ledger.units.queries import effective, tree_on
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node

CODES_SHOWN = 60


def may_keep(viewer: Viewer) -> bool:
    return viewer.is_root_office or viewer.has(Role.ADMIN)


@dataclass(frozen=True, slots=True)
class TreeRow:
    depth: int
    node: Node
    accounts: int  # posts held in it on the day


def tree_rows(day: date, q: str = "") -> list[TreeRow]:
    """The tree on a day in reading order; with ``q`` only names and codes that hold it."""
    held = Counter(Appointment.objects.filter(effective(day)).values_list("unit_id", flat=True))
    return [
        TreeRow(depth, node, held[node.pk])
        for depth, node in tree_on(day).walk()
        if not q or q in node.name or node.code.startswith(q)
    ]


@dataclass(frozen=True, slots=True)
class PastName:
    """A name, code or place that a unit had until a day."""

    version: UnitVersion
    uid: str
    now: str  # what it is called today; empty where it has ended


def past_names(day: date) -> list[PastName]:
    """What had ended by the day, latest first: renamed, moved, merged or dissolved."""
    rows = UnitVersion.objects.filter(to_on__lte=day).select_related("unit").order_by("-to_on")
    nodes = tree_on(day).nodes
    return [
        PastName(row, str(row.unit.uid), nodes[row.unit_id].name if row.unit_id in nodes else "")
        for row in rows
    ]


def first_day() -> date | None:
    """The first day the tree knows."""
    return UnitVersion.objects.order_by("from_on").values_list("from_on", flat=True).first()


def unit_of(uid: str) -> Unit:
    """Raises ``unit.not_found``."""
    found = Unit.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("unit.not_found")
    return found


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: UnitVersion
    parent: str


def versions_of(unit: Unit) -> list[VersionRow]:
    """All versions, newest first, each with its parent's name of that time."""
    rows = list(unit.versions.order_by("-from_on"))
    parents = UnitVersion.objects.filter(unit__in=[r.parent_id for r in rows if r.parent_id])
    names: dict[int, list[UnitVersion]] = {}
    for version in parents.order_by("from_on"):
        names.setdefault(version.unit_id, []).append(version)
    return [
        VersionRow(row, _name_on(names.get(row.parent_id or 0, []), row.from_on)) for row in rows
    ]


def _name_on(versions: list[UnitVersion], day: date) -> str:
    known = [v for v in versions if v.from_on <= day]
    return (known or versions)[-1].name if versions else ""


def posts_in(unit: Unit, day: date) -> list[Appointment]:
    rows = Appointment.objects.filter(effective(day), unit=unit).select_related("user")
    return list(rows.order_by("role", "user__username"))


def region_codes(q: str, day: date) -> list[RegionCode]:
    """Codes that begin with the digits, or names that hold the words; valid ones first."""
    wanted = Q(code__startswith=q) if q.isdigit() else Q(name__contains=q)
    valid = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))
    rows = RegionCode.objects.filter(wanted)
    found = [*rows.filter(valid).order_by("code"), *rows.exclude(valid).order_by("code")]
    return found[:CODES_SHOWN]


def has_codes() -> bool:
    return RegionCode.objects.exists()
