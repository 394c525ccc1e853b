"""The register as a pipeline: every project's log up to a month's end, in few light queries.

Of a frozen month, what was known when it was frozen; of a live one, what is known now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yipanqi.apps.ledger.projects.facts import annual_list_in_force
from yipanqi.apps.ledger.projects.models import (
    AnnualEntry,
    MilestoneDate,
    ProgrammeProject,
    Project,
    ProjectVersion,
    StageEvent,
)
from yipanqi.apps.ledger.shares.facts import sizes_by_unit
from yipanqi.apps.life.gates.queries import spells_of
from yipanqi.apps.life.pipeline.months import snapshot_of
from yipanqi.core.month import Month
from yipanqi.core.pipeline.funnel import Entry
from yipanqi.core.projects import stages
from yipanqi.core.projects.pauses import stands_still
from yipanqi.core.projects.shares import apportioned
from yipanqi.core.projects.stages import AnnualClass, Stage, Track, event_named
from yipanqi.core.scope import Viewer


@dataclass(frozen=True, slots=True)
class Tagged:
    """An entry with what it can be grouped by."""

    entry: Entry
    project: int
    name: str
    unit: int
    zone: int | None
    lead: int
    domain: str
    annual_class: str
    programmes: frozenset[str] = frozenset()
    parts: Mapping[int, int] = field(default_factory=dict)  # unit → yuan, of a divided project

    def within(self, units: frozenset[int]) -> "Tagged":
        """Of a divided project the share of the units; the project itself counts once."""
        if not self.parts:
            return self
        size = sum(yuan for unit, yuan in self.parts.items() if unit in units)
        return replace(self, entry=replace(self.entry, total_investment=size))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a page asks for; ``units`` None: every unit."""

    units: frozenset[int] | None = None
    domain: str = ""
    programme: str = ""
    track: str = ""

    def takes(self, row: Tagged) -> bool:
        if self.units is not None and self.units.isdisjoint({row.unit, row.zone, *row.parts}):
            return False
        if self.domain and row.domain != self.domain:
            return False
        if self.track and row.entry.track != self.track:
            return False
        return not self.programme or self.programme in row.programmes


def entries(viewer: Viewer, month: Month) -> list[Tagged]:
    """The viewer's projects on the register by the month's end. A constant number of
    queries.
    """
    snapshot = snapshot_of(month)
    known = Q(recorded_at__lte=snapshot.frozen_at) if snapshot else Q()
    mine = Project.objects.visible_to(viewer)
    by_last = known & Q(effective_on__lte=month.last, project__in=mine.values("pk"))
    versions = _versions(by_last)
    logs = _logs(by_last, snapshot.frozen_at if snapshot else None)
    planned = _planned(by_last)
    listed = _listed(month, snapshot.frozen_at if snapshot else None)
    programmes = _programmes(mine, month.last)
    spells = spells_of(mine.values("pk"))
    sizes = sizes_by_unit(month, snapshot.frozen_at if snapshot else None)
    found = []
    for pk, uid, package, is_package in mine.order_by("pk").values_list(
        "pk", "uid", "package_id", "is_package"
    ):
        version = versions.get(pk)
        if version is None:
            continue
        name, domain, track, unit, zone, lead, total = version
        annual_class, promised = listed.get(pk, ("", None))
        of_package = listed.get(package, ("", None)) if package else ("", None)
        entry = _entry(
            logs.get(pk, []),
            month.last,
            uid=str(uid),
            track=Track(track),
            total_investment=total,
            is_package=is_package,
            is_part=bool(of_package[0]),
            planned_start_on=promised or planned.get(pk) or of_package[1],
            is_paused=stands_still(spells.get(pk, ()), month.last),
            is_new_start=(annual_class or of_package[0]) == AnnualClass.NEW_START,
        )
        tags = programmes.get(pk, frozenset())
        parts = _parts(total, sizes.get(pk, {}))
        found.append(Tagged(entry, pk, name, unit, zone, lead, domain, annual_class, tags, parts))
    return found


def _parts(total: int, sizes: Mapping[int, int]) -> dict[int, int]:
    """Sizes of a project's units that add up to it."""
    shares = apportioned(total, list(sizes.values())) if sizes else []
    return {unit: share or 0 for unit, share in zip(sizes, shares, strict=True)}


def _entry(log: Iterable[stages.StageEvent], day: date, **facts: Any) -> Entry:
    events = list(log)
    standing = stages.standing_on(events, day)
    reached: dict[Stage, date] = {}
    for event in events:
        if isinstance(event.what, Stage):
            reached.setdefault(event.what, event.on)
    return Entry(
        stage=standing.stage if standing else Stage.CONCEIVED,
        reached=reached,
        is_ended=bool(standing and standing.is_terminated),
        **facts,
    )


def _versions(by_last: Q) -> dict[int, tuple[Any, ...]]:
    rows = ProjectVersion.objects.filter(by_last).order_by("effective_on", "recorded_at", "pk")
    return {
        pk: tuple(rest)
        for pk, *rest in rows.values_list(
            "project_id",
            "name",
            "domain",
            "track",
            "counting_unit_id",
            "zone_id",
            "lead_unit_id",
            "total_investment",
        )
    }


def _logs(by_last: Q, known_at: Any) -> dict[int, list[stages.StageEvent]]:
    voided = Q(voided_at=None)
    if known_at:
        voided |= Q(voided_at__gt=known_at)
    rows = StageEvent.objects.filter(by_last, voided).order_by("effective_on", "pk")
    found: dict[int, list[stages.StageEvent]] = {}
    for pk, event, on in rows.values_list("project_id", "event", "effective_on"):
        found.setdefault(pk, []).append(stages.StageEvent(event_named(event), on))
    return found


def _planned(by_last: Q) -> dict[int, date]:
    rows = MilestoneDate.objects.filter(by_last, milestone="start", basis="planned")
    found = rows.order_by("recorded_at", "pk").values_list("project_id", "happens_on")
    return {pk: on for pk, on in found if on is not None}


def _listed(month: Month, known_at: Any) -> dict[int, tuple[str, date | None]]:
    """Project → its class and the last day of the start month printed on the list."""
    in_force = annual_list_in_force(month, known_at)
    if in_force is None:
        return {}
    rows = AnnualEntry.objects.filter(annual_list=in_force)
    return {
        pk: (annual_class, Month.parse(start).last if start else None)
        for pk, annual_class, start in rows.values_list(
            "project_id", "annual_class", "planned_start_month"
        )
    }


def _programmes(mine: QuerySet[Project], day: date) -> dict[int, frozenset[str]]:
    rows = ProgrammeProject.objects.filter(
        Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day, project__in=mine.values("pk")
    )
    found: dict[int, set[str]] = {}
    for pk, key in rows.values_list("project_id", "programme__key"):
        found.setdefault(pk, set()).add(key)
    return {pk: frozenset(keys) for pk, keys in found.items()}
