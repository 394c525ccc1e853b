"""The register a city starts with: many projects at once, each with its past and its dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yipanqi.apps.ledger.projects.access import check_keeper
from yipanqi.apps.ledger.projects.actions.register import (
    ProjectData,
    check_project,
    shown,
    write_version,
)
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project, StageEvent
from yipanqi.apps.ledger.projects.numbering import next_own_code
from yipanqi.core.projects.stages import Stage
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act

Milestones = Mapping[tuple[str, str], date]  # (milestone, basis) → day


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningProject:
    """A project as it stands when the city starts. ``reached`` is its log, oldest first."""

    project: ProjectData
    own_code: str = ""
    reached: tuple[tuple[Stage, date, str], ...]  # stage, day, remark
    milestones: Milestones = field(default_factory=dict)


def open_register(
    *,
    viewer: Viewer,
    lines: Sequence[OpeningProject],
    effective_on: date,
    reason: str,
    key: str | None = None,
) -> list[Project]:
    """Put all of ``lines`` on the register, or none. What is said of them holds from
    ``effective_on``, so that months before today can be frozen.

    Raises what ``register_project`` refuses, and ``project.in_the_future``.
    """
    with act(viewer, "open_register", key=key) as verb:
        if verb.repeated:
            return []
        return [_open(verb, line, effective_on, reason) for line in lines]


def _open(verb: Verb, line: OpeningProject, effective_on: date, reason: str) -> Project:
    data, today = line.project, clock.business_today()
    check_keeper(verb.viewer, data.counting_unit.pk)
    check_project(data, effective_on, None)
    code = line.own_code.strip() or next_own_code(effective_on.year)
    everywhere = Project.objects.unscoped("codes are unique across all scopes")
    if everywhere.filter(own_code=code).exists():
        raise Refusal("project.own_code_taken", field="own_code", value=code)
    stage = line.reached[-1][0] if line.reached else Stage.CONCEIVED
    row = Project.objects.create(own_code=code, stage=stage, registered_at=clock.now())
    row.current = write_version(row, data, effective_on)
    row.save(update_fields=["current"])
    for what, on, words in line.reached:
        if on > today:
            raise Refusal("project.in_the_future", field="on", day=on)
        StageEvent.objects.create(
            project=row, event=what, effective_on=on, recorded_at=clock.now(), reason=words
        )
    for (milestone, basis), on in line.milestones.items():
        is_actual = basis == MilestoneDate.Basis.ACTUAL
        MilestoneDate.objects.create(
            project=row,
            milestone=milestone,
            basis=basis,
            happens_on=on,
            effective_on=on if is_actual else effective_on,
            recorded_at=clock.now(),
            reason=reason,
        )
    verb.record(row, after=_after(line, code), reason=reason, unit=data.counting_unit)
    return row


def _after(line: OpeningProject, code: str) -> dict[str, Any]:
    dates = {".".join(name): on for name, on in line.milestones.items()}
    reached = [f"{what} {on}" for what, on, _ in line.reached]
    return shown(line.project) | {"own_code": code, "reached": reached} | dates
