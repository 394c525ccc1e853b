"""One project's permits, and the city's board of preliminary work."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.preliminary.models import FilingOfficer, PreliminaryStep
from yipanqi.core.projects.identity import normalised
from yipanqi.core.projects.preliminary import Progress, StepState, progress
from yipanqi.core.projects.stages import Stage, Track
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, words


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, str], ...]:
    text = (files("yipanqi.apps.life.preliminary") / "steps.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["step"])


def usual_steps(track: Track) -> list[dict[str, str]]:
    """What a project of this track usually needs, in order."""
    return [row for row in _shipped() if row.get("track", track) == track]


@dataclass(frozen=True, slots=True)
class StepLine:
    step: PreliminaryStep
    state: StepState
    slipped: int

    @property
    def uid_text(self) -> str:
        return str(self.step.uid)


def step_lines(project: Project) -> list[StepLine]:
    today = clock.business_today()
    return [
        StepLine(row, row.value.state(today), row.value.slipped(today))
        for row in project.preliminary_steps.all()
    ]


def unit_by_uid(uid: str) -> Unit:
    """A unit that a form has offered."""
    return Unit.objects.get(uid=uid)


def officer_of(project: Project) -> FilingOfficer | None:
    return project.filing_officers.filter(to_on=None).select_related("unit").first()


@dataclass(frozen=True, slots=True)
class Asked:
    """``show``: ``slow`` (default), ``all``, ``undated`` or ``unhelped`` (no officer)."""

    text: str = ""
    units: frozenset[int] | None = None
    show: str = "slow"

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        node = tree_on().by_uid.get(query.get("unit", ""))
        units = None if node is None or node is tree_on().root else tree_on().under(node.pk)
        show = one_of(query.get("show", ""), {"all", "undated", "unhelped"}, "slow")
        return cls(words(query.get("q", "")), units, show)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One project on the board; ``waits_for`` is its most late or else its next step."""

    uid: str
    name: str
    unit: str
    stage: str
    planned_start_on: date | None
    progress: Progress
    waits_for: str
    agency: str
    due_on: date | None
    officer: str
    contact: str


def board(viewer: Viewer, asked: Asked) -> list[BoardLine]:
    """Projects in preliminary work, the slowest first. A constant number of queries."""
    before = [stage for stage in Stage if stage.order < Stage.STARTED.order]
    rows = Project.objects.visible_to(viewer).filter(stage__in=before).exclude(current=None)
    if asked.units is not None:
        rows = rows.filter(
            Q(current__counting_unit__in=asked.units) | Q(current__zone__in=asked.units)
        )
    if asked.text:
        wanted = Q(own_code__icontains=asked.text)
        if name := normalised(asked.text):
            wanted |= Q(current__search_name__contains=name)
        rows = rows.filter(wanted)
    kept = list(rows.values_list("pk", "uid", "current__name", "current__counting_unit", "stage"))
    ids = [pk for pk, *_ in kept]
    steps = _steps(ids)
    officers = _officers(ids)
    starts = _starts(ids)
    nodes, today = tree_on().nodes, clock.business_today()
    found = []
    for pk, uid, name, unit, stage in kept:
        if pk not in steps:
            continue
        worst = _worst(steps[pk], today)
        post, contact = officers.get(pk, ("", ""))
        found.append(
            BoardLine(
                uid=str(uid),
                name=name,
                unit=nodes[unit].short_name if unit in nodes else "",
                stage=stage,
                planned_start_on=starts.get(pk),
                progress=progress([step.value for step in steps[pk]], today),
                waits_for=worst.text if worst else "",
                agency=worst.agency if worst else "",
                due_on=(worst.current_on or worst.planned_on) if worst else None,
                officer=post,
                contact=contact,
            )
        )
    chosen = [line for line in found if _shown(line, asked.show)]
    return sorted(chosen, key=lambda line: (-line.progress.slipped, -line.progress.late, line.name))


def _shown(line: BoardLine, show: str) -> bool:
    if show == "slow":
        return line.progress.is_slow
    if show == "undated":
        return line.progress.undated > 0
    return show != "unhelped" or not line.officer


def _steps(ids: list[int]) -> dict[int, list[PreliminaryStep]]:
    found: dict[int, list[PreliminaryStep]] = {}
    rows = PreliminaryStep.objects.unscoped("the caller has scoped the ids")
    for row in rows.filter(project__in=ids):
        found.setdefault(row.project_id, []).append(row)
    return found


def _officers(ids: list[int]) -> dict[int, tuple[str, str]]:
    rows = FilingOfficer.objects.filter(project__in=ids, to_on=None)
    return {pk: (post, contact) for pk, post, contact in rows.values_list(
        "project_id", "post", "contact")}  # fmt: skip


def _starts(ids: list[int]) -> dict[int, Any]:
    rows = MilestoneDate.objects.filter(project__in=ids, milestone="start", basis="planned")
    return dict(rows.order_by("recorded_at", "pk").values_list("project_id", "happens_on"))


def _worst(steps: list[PreliminaryStep], today: date) -> PreliminaryStep | None:
    waiting = [s for s in steps if s.is_needed and s.actual_on is None]
    if not waiting:
        return None
    return max(waiting, key=lambda s: (s.value.slipped(today), -s.sort))
