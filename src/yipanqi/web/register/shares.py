"""What divided projects count in the register: of each only the part of whoever is asked for.

Asked for a unit of the territory, or grouped by units, a project with segments or a transfer
counts by the shares of its units (分段口径). A zone and an office have no share of it: to them it
lies or belongs whole. The city counts it once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.queries import divided_projects, in_units, reported_now, shares_now
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.core.month import Month
from yipanqi.core.units.kinds import TERRITORIAL
from yipanqi.web.frame import frozen, window_of

SUMS = (("plan", "annual_plan"), ("done", "year_to_date"), ("total", "total_investment"))


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's share of a divided project, in the words of the kept figures; whole yuan."""

    unit: int
    total_investment: int | None
    annual_plan: int | None
    plan_to_date: int | None
    year_to_date: int | None


def with_segment_in(unit: str) -> Q:
    """Projects with a segment under the unit."""
    tree = tree_on()
    node = tree.by_uid.get(unit)
    return Q(pk__in=in_units(tree.under(node.pk) if node else frozenset()))


@dataclass(frozen=True)
class Division:
    """The parts of the divided among some projects, as far as one asks for them."""

    parts: Mapping[int, tuple[Part, ...]]
    unit: str = ""  # the one asked for; empty: all

    @cached_property
    def asked(self) -> dict[int, tuple[Part, ...]]:
        """By project, what counts here; a project that counts whole is not in it."""
        tree = tree_on()
        node = tree.by_uid.get(self.unit)
        if node is None or node.pk == tree.root.pk:
            return {}
        inside, found = tree.under(node.pk), {}
        for pk, parts in self.parts.items():
            mine = tuple(part for part in parts if part.unit in inside)
            if mine or node.kind in TERRITORIAL:
                found[pk] = mine
        return found

    def by_unit(self, pk: int) -> tuple[Part, ...]:
        """The parts that stand in groups of units, each in its own."""
        if pk in self.asked:
            return self.asked[pk]
        return self.parts.get(pk, ()) if not self.unit or self._is_root else ()

    @cached_property
    def _is_root(self) -> bool:
        return self.unit == tree_on().root.uid

    def corrected(self, sums: Mapping[str, int | None]) -> dict[str, int | None]:
        """``sums`` over whole projects less what others have of the divided ones."""
        made = dict(sums)
        for pk, mine in self.asked.items():
            for name, column in SUMS:
                all_of_it = summed(self.parts[pk], column)
                kept = summed(mine, column)
                if made[name] is not None and all_of_it is not None:
                    made[name] = (made[name] or 0) - all_of_it + (kept or 0)
        return made


def summed(parts: Iterable[Part], column: str) -> int | None:
    known = [v for v in (getattr(part, column) for part in parts) if v is not None]
    return sum(known) if known else None


def division_of(projects: QuerySet[Project], month: Month, unit: str = "") -> Division:
    """Projects of which several units have a part. A frozen month's shares are the frozen ones.
    Where a project says nothing of the month the list adds nothing of it for anybody, what a
    giver keeps of it included.
    """
    rows = projects.filter(is_package=False, pk__in=divided_projects().values("pk")).order_by()
    ids = {str(uid): pk for pk, uid in rows.values_list("pk", "uid")}
    if not ids:
        return Division({}, unit)
    snapshot = frozen(window_of(month))
    if snapshot is None:
        found = _live(month, ids)
    else:
        kept = _frozen(snapshot.pk, snapshot.rows_hash)
        found = {pk: kept[uid] for uid, pk in ids.items() if uid in kept}
    nodes = {uid: node.pk for uid, node in tree_on().by_uid.items()}
    return Division(
        {
            pk: tuple(Part(nodes.get(share.unit, 0), *share.amounts) for share in shares)
            for pk, shares in found.items()
            if len(shares) > 1
        },
        unit,
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """A unit's share by the unit's uid; amounts in the order of ``Part``."""

    unit: str
    amounts: tuple[int | None, int | None, int | None, int | None]

    @classmethod
    def of(cls, unit: str, row: Mapping[str, Any], *, is_told: bool) -> "_Shared":
        done = row["year_to_date"] if is_told else None
        return cls(unit, (row["total_investment"], row["plan"], row["plan_to_date"], done))


def _live(month: Month, ids: Mapping[str, int]) -> dict[int, list[_Shared]]:
    now = reported_now(month, list(ids.values()))
    told = {pk for pk, said in now.items() if said.year_to_date is not None}
    return {
        pk: [_Shared.of(share.unit, asdict(share), is_told=pk in told) for share in shares]
        for pk, shares in shares_now(month, list(ids.values())).items()
    }


@lru_cache(maxsize=24)
def _frozen(pk: int, rows_hash: str) -> dict[str, list[_Shared]]:
    """Of a snapshot, by project uid: it never changes, so it is read once."""
    del rows_hash  # tells one installation's snapshots from another's
    snapshot = Snapshot.objects.get(pk=pk)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in table(snapshot, "project_shares"):
        rows.setdefault(row["project_uid"], []).append(row)
    divided = {uid: shares for uid, shares in rows.items() if len(shares) > 1}
    if not divided:
        return {}
    months = table(snapshot, "project_months")
    told = {row["project_uid"] for row in months if row["year_to_date"] is not None}
    return {
        uid: [_Shared.of(row["unit_uid"], row, is_told=uid in told) for row in shares]
        for uid, shares in divided.items()
    }
