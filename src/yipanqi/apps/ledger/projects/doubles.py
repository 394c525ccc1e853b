"""Suspected doubles and split projects: found at entry, or by a look through the register."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project, Suspicion
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.suspects import Profile, Suspected, all_suspicions, suspicions
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import TOWN_LEVEL
from yipanqi.infra import clock

FEW = 200
COLUMNS = (
    "pk",
    "current__name",
    "current__counting_unit",
    "current__approval_code",
    "current__owner_credit_code",
    "current__owner_name",
    "is_package",
    "package",
)


def profiles(where: Q) -> list[Profile]:
    """What is compared of the projects that stand; those that were ended can't be doubles."""
    rows = Project.objects.unscoped("names are compared across scopes, shown within them")
    gone = Q(stage_events__event="terminated", stage_events__voided_at=None)
    districts, nodes = _districts(), tree_on().nodes
    found = rows.exclude(current=None).exclude(gone).filter(where).values_list(*COLUMNS)
    return [
        Profile(
            key=pk,
            name=name,
            district=districts.get(unit, unit),
            town=unit,
            approval_code=code,
            owner_code=owner_code,
            owner_name=owner,
            is_package=is_package,
            package=package,
            town_name=nodes[unit].short_name if unit in nodes else "",
        )
        for pk, name, unit, code, owner_code, owner, is_package, package in found
    ]


def _districts() -> Mapping[int, int]:
    """unit → the unit in whose names it is compared: a town's county, else itself."""
    nodes = tree_on().nodes
    return {
        pk: node.parent if node.kind in TOWN_LEVEL and node.parent is not None else pk
        for pk, node in nodes.items()
    }


def flag(row: Project) -> list[Suspected]:
    """Note what this project's entry makes one suspect; called inside the verb."""
    mine = profiles(Q(pk=row.pk))
    if not mine:
        return []
    found = suspicions(mine[0], profiles(_near(mine[0])))
    note(found)
    return found


def _near(one: Profile) -> Q:
    """Who can be suspected beside it: the same district, or the same approval code."""
    units = [unit for unit, district in _districts().items() if district == one.district]
    where = Q(current__counting_unit__in=units)
    if one.approval_code:
        where |= Q(current__approval_code=one.approval_code)
    return where & ~Q(pk=one.key)


def note(found: Iterable[Suspected]) -> int:
    """New suspicions are kept; what a person has settled isn't asked again."""
    found = list(found)
    rows = Suspicion.objects.unscoped("kept once a pair")
    if len(found) < FEW:
        keys = {s.key for s in found}
        rows = rows.filter(Q(project__in=keys) | Q(other__in=keys))
    known = {frozenset(pair) for pair in rows.values_list("project", "other")}
    fresh = [s for s in found if frozenset((s.key, s.other)) not in known]
    Suspicion.objects.bulk_create(
        (
            Suspicion(
                kind=s.kind,
                project_id=s.key,
                other_id=s.other,
                alike=s.alike,
                found_at=clock.now(),
            )
            for s in fresh
        ),
        batch_size=500,
    )
    return len(fresh)


def look_through() -> int:
    """Compare the whole register; returns how many suspicions are new."""
    return note(all_suspicions(profiles(Q())))


def open_suspicions(viewer: Viewer) -> list[Suspicion]:
    """Not settled yet, gravest and most alike first."""
    rows = Suspicion.objects.visible_to(viewer).filter(settled_at=None)
    return list(
        rows.select_related("project__current", "other__current").order_by("kind", "-alike", "pk")
    )


def suspected_of(viewer: Viewer, project: Project) -> list[Suspicion]:
    """Open ones of one project."""
    rows = Suspicion.objects.visible_to(viewer).filter(settled_at=None)
    mine = rows.filter(Q(project=project) | Q(other=project))
    return list(mine.select_related("project__current", "other__current").order_by("kind", "pk"))
