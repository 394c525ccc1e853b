"""Change many projects at once: what each change would be, then all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.apps.ledger.projects.access import check_keeper, locked
from yipanqi.apps.ledger.projects.actions.register import ProjectData, amended, shown, write_amended
from yipanqi.apps.ledger.projects.models import Programme, ProgrammeProject, Project
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version

MANY_MAX = 500
# what may be said of many at once; a name, a code, a place and an amount are of one project
FIELDS = (
    "domain",
    "list_level",
    "lead_unit",
    "reporting_unit",
    "zone",
    "sponsor",
    "industry_code",
    "is_assessed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyChanges:
    """``values`` under the names of ``FIELDS``; programmes are joined or left."""

    values: Mapping[str, Any]
    joins: Programme | None = None
    leaves: Programme | None = None
    reason: str = ""
    effective_on: date | None = None

    @property
    def day(self) -> date:
        return self.effective_on or clock.business_today()


@dataclass(frozen=True, slots=True)
class Change:
    """One project's part of it: before and after by field, or why not."""

    project: Project
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    refusal: Refusal | None = None


def previewed(viewer: Viewer, projects: Sequence[Project], changes: ManyChanges) -> list[Change]:
    """What ``change_many`` would do to each; writes nothing."""
    held = _memberships(projects, changes)
    return [_previewed(viewer, project, changes, held) for project in projects]


def _previewed(
    viewer: Viewer, project: Project, changes: ManyChanges, held: set[tuple[int, int]]
) -> Change:
    try:
        old, new, moves = _planned(viewer, project, changes, held)
    except Refusal as refusal:
        return Change(project, {}, {}, refusal)
    before, after = shown(old), shown(new)
    names = [name for name in before if before[name] != after[name]]
    return Change(
        project,
        {name: getattr(old, name) for name in names} | {m: not joins for m, joins in moves.items()},
        {name: getattr(new, name) for name in names} | moves,
    )


def change_many(
    *,
    viewer: Viewer,
    lines: Sequence[tuple[Project, int | None]],
    changes: ManyChanges,
    key: str | None = None,
) -> list[Project]:
    """Change every project of ``lines`` (with the version that was previewed), or none.

    Raises ``project.reason_missing``, ``project.none_chosen``, ``project.too_many`` and what
    ``amend_project`` refuses; each project has its own audit row.
    """
    if not changes.reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    if not lines:
        raise Refusal("project.none_chosen")
    if len(lines) > MANY_MAX:
        raise Refusal("project.too_many", limit=MANY_MAX)
    with act(viewer, "change_many", key=key) as verb:
        rows = [
            (locked(viewer, project), version)
            for project, version in sorted(lines, key=lambda line: line[0].pk)
        ]
        if verb.repeated:
            return [row for row, _version in rows]
        held = _memberships([row for row, _version in rows], changes)
        for row, version in rows:
            check_version(row, version)
            _write(verb, row, changes, held)
    return [row for row, _version in rows]


def _planned(
    viewer: Viewer, row: Project, changes: ManyChanges, held: set[tuple[int, int]]
) -> tuple[ProjectData, ProjectData, dict[str, bool]]:
    """Raises where nothing would change."""
    moves = _moves(row, changes, held)
    current = row.current
    if current is None:
        raise Refusal("project.nothing_changed")
    now = ProjectData.of(current)
    differs = {n: v for n, v in changes.values.items() if n in FIELDS and getattr(now, n) != v}
    if not differs and moves:
        check_keeper(viewer, now.counting_unit.pk)
        return now, now, moves
    old, new = amended(viewer, row, differs, changes.day)
    return old, new, moves


def _moves(row: Project, changes: ManyChanges, held: set[tuple[int, int]]) -> dict[str, bool]:
    """Programme key → joined (or left)."""
    moves = {}
    if changes.joins and (row.pk, changes.joins.pk) not in held:
        moves[f"programme.{changes.joins.key}"] = True
    if changes.leaves and (row.pk, changes.leaves.pk) in held:
        moves[f"programme.{changes.leaves.key}"] = False
    return moves


def _memberships(projects: Sequence[Project], changes: ManyChanges) -> set[tuple[int, int]]:
    asked = [p for p in (changes.joins, changes.leaves) if p is not None]
    if not asked:
        return set()
    rows = ProgrammeProject.objects.filter(project__in=projects, programme__in=asked, to_on=None)
    return set(rows.values_list("project_id", "programme_id"))


def _write(verb: Verb, row: Project, changes: ManyChanges, held: set[tuple[int, int]]) -> None:
    old, new, moves = _planned(verb.viewer, row, changes, held)
    today = clock.business_today()
    if changes.joins and moves.get(f"programme.{changes.joins.key}"):
        ProgrammeProject.objects.update_or_create(
            programme=changes.joins, project=row, from_on=today, defaults={"to_on": None}
        )
    if changes.leaves and f"programme.{changes.leaves.key}" in moves:
        rows = ProgrammeProject.objects.filter(programme=changes.leaves, project=row, to_on=None)
        rows.update(to_on=today)
    if new != old:
        write_amended(verb, row, (old, new), changes.day, changes.reason.strip())
    else:
        row.version += 1
        row.save(update_fields=["version"])
    if moves:
        verb.record(
            row,
            before={name: not joins for name, joins in moves.items()},
            after=dict(moves),
            reason=changes.reason.strip(),
        )
