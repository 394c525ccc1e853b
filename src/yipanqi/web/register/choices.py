"""What the register's forms offer: units in the order of the tree, packages, namesakes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yipanqi.apps.ledger.projects.models import (
    MilestoneDate,
    Programme,
    Project,
    StageEvent,
    Support,
)
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects import stages
from yipanqi.core.projects.identity import Namesake, namesakes
from yipanqi.core.projects.stages import event_named
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.kinds import ORGANISATIONS, TERRITORIAL, TOWN_LEVEL, VIEWS
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import label

Fits = Callable[[Node], bool]
Group = tuple[str, list[tuple[str, str]]]
NONE = ("", "—")


def anything(_node: Node) -> bool:
    return True


def units(fits: Fits = anything) -> list[Group]:
    """Units that fit as option groups: the root with its departments, then each county."""
    tree = tree_on()
    below = tree.children(tree.root.pk)
    bodies = [n for child in below if child.kind in ORGANISATIONS for n in _under(child)]
    groups = [(tree.root.short_name, [tree.root, *bodies])]
    groups += [(c.short_name, _under(c)) for c in below if c.kind not in ORGANISATIONS]
    found = [(name, [(n.uid, n.name) for n in nodes if fits(n)]) for name, nodes in groups]
    return [(name, options) for name, options in found if options]


def _under(node: Node) -> list[Node]:
    return [n for _depth, n in tree_on().walk(node.pk)]


def counting_units(viewer: Viewer) -> list[Group]:
    """Territorial units in which the viewer keeps the register."""
    everywhere = viewer.is_root_office
    kept = viewer.units_as(Role.REVIEWER, Role.OFFICE)
    return units(lambda n: n.kind in TERRITORIAL and not n.is_view and (everywhere or n.pk in kept))


def zones() -> list[Any]:
    return [NONE, *units(lambda n: n.kind in VIEWS)]


def supporters(project: Project) -> list[Group]:
    """Whoever may support: everybody above towns but the lead unit, and who supports now."""
    held = set(held_supports(project))
    lead = project.current.lead_unit_id if project.current else None
    return units(lambda n: n.pk != lead and (n.kind not in TOWN_LEVEL or n.uid in held))


def held_supports(project: Project) -> list[str]:
    rows = Support.objects.filter(project=project, to_on=None)
    return [str(uid) for uid in rows.values_list("unit__uid", flat=True)]


def held_programmes(project: Project) -> list[str]:
    return list(project.programmes.filter(to_on=None).values_list("programme__key", flat=True))


def programmes() -> list[tuple[str, str]]:
    return list(Programme.objects.values_list("key", "name"))


def chosen_programmes(keys: list[str]) -> list[Programme]:
    return list(Programme.objects.filter(key__in=keys))


def chosen_units(uids: list[str]) -> dict[str, Unit]:
    """uid → unit, in one query."""
    return {str(unit.uid): unit for unit in Unit.objects.filter(uid__in=[u for u in uids if u])}


def packages(viewer: Viewer) -> list[tuple[str, str]]:
    rows = Project.objects.visible_to(viewer).filter(is_package=True)
    found = rows.order_by("current__name").values_list("uid", "current__name")
    return [NONE, *((str(uid), name) for uid, name in found)]


def package_by_uid(viewer: Viewer, uid: str) -> Project | None:
    if not uid:
        return None
    return Project.objects.visible_to(viewer).filter(uid=uid, is_package=True).first()


def alike(viewer: Viewer, name: str) -> tuple[Namesake, ...]:
    """Projects the viewer sees whose names resemble a new one."""
    rows = Project.objects.visible_to(viewer).exclude(current=None)
    return namesakes(name, rows.values_list("current__name", flat=True))


@dataclass(frozen=True, slots=True)
class LogLine:
    event: StageEvent
    word: str

    @property
    def uid(self) -> str:
        return str(self.event.uid)


def stage_log(project: Project) -> list[LogLine]:
    """All lines of the log, voided ones too, newest first."""
    rows = project.stage_events.order_by("-effective_on", "-id")
    return [LogLine(row, label(event_named(row.event))) for row in rows]


def log_in_force(log: list[LogLine]) -> list[stages.StageEvent]:
    """What the core reads: oldest first, without voided lines."""
    return [
        stages.StageEvent(event_named(line.event.event), line.event.real_on)
        for line in reversed(log)
        if line.event.voided_at is None
    ]


def stage_event(project: Project, uid: str) -> StageEvent | None:
    return project.stage_events.filter(uid=uid).first()


def dates_of(project: Project) -> list[MilestoneDate]:
    """Every date ever recorded, newest first."""
    return list(project.milestone_dates.order_by("-recorded_at", "-pk"))


def unit_name(unit: Unit) -> str:
    node = tree_on().nodes.get(unit.pk)
    return node.name if node else str(unit.uid)
