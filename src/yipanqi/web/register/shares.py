"""Sums of the register where one asks for a unit: of a divided project only the unit's share."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from yipanqi.apps.projects.models import Project
from yipanqi.apps.shares.queries import divided_projects, in_units, shares_now
from yipanqi.apps.snapshots.models import Snapshot
from yipanqi.apps.snapshots.queries import table
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.month import Month

AMOUNTS = (("plan", "plan"), ("done", "year_to_date"), ("total", "total_investment"))


def with_segment_in(unit: str) -> Q:
    """Projects with a segment under the unit."""
    tree = tree_on()
    node = tree.by_uid.get(unit)
    return Q(pk__in=in_units(tree.under(node.pk) if node else frozenset()))


def of_unit(
    sums: dict[str, int | None],
    projects: QuerySet[Project],
    unit: str,
    month: Month,
    snapshot: Snapshot | None,
) -> dict[str, int | None]:
    """``sums`` over whole projects less what other units have of the divided ones. A frozen
    month's shares are the frozen ones. Asked for the root nothing is taken off.
    """
    tree = tree_on()
    node = tree.by_uid.get(unit)
    if node is None or node.pk == tree.root.pk:
        return sums
    inside = {tree.nodes[pk].uid for pk in tree.under(node.pk) if pk in tree.nodes}
    made = dict(sums)
    for row in _shares(projects, month, snapshot):
        if row["unit"] not in inside:
            for name, column in AMOUNTS:
                if made[name] is not None and row[column] is not None:
                    made[name] = (made[name] or 0) - row[column]
    return made


def _shares(
    projects: QuerySet[Project], month: Month, snapshot: Snapshot | None
) -> Iterator[dict[str, Any]]:
    rows = projects.filter(is_package=False, pk__in=divided_projects().values("pk")).order_by()
    ids = {str(uid): pk for pk, uid in rows.values_list("pk", "uid")}
    if not ids:
        return
    columns = [column for _, column in AMOUNTS]
    if snapshot is not None:
        for row in table(snapshot, "project_shares"):
            if row["project_uid"] in ids:
                yield {"unit": row["unit_uid"]} | {c: row[c] for c in columns}
        return
    for parts in shares_now(month, list(ids.values())).values():
        for part in parts:
            yield {"unit": part.unit} | {c: getattr(part, c) for c in columns}
