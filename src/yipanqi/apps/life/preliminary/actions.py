"""Draw up a project's permits, bring one up to date, name who helps it through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yipanqi.apps.ledger.projects.access import check_keeper, check_standing, locked, visible
from yipanqi.apps.ledger.projects.actions.standing import date_reached, write_date
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.life.preliminary.models import FilingOfficer, PreliminaryStep
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

__all__ = ["Officer", "StepChange", "StepPlan", "draw_up_steps", "name_officer", "set_step"]
PERMIT_KEY = "permit"  # the construction permit is a milestone of the register, too
STEPS_MAX = 40


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A permit as it is planned; an empty key makes it one of the project's own."""

    text: str
    planned_on: date | None = None
    key: str = ""
    agency: str = ""
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class StepChange:
    """A permit as it stands now."""

    current_on: date | None
    actual_on: date | None
    is_needed: bool = True
    paper_number: str = ""
    remark: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Officer:
    post: str
    unit: Unit
    contact: str = ""


def draw_up_steps(
    *, viewer: Viewer, project_uid: str | UUID, steps: Sequence[StepPlan], key: str | None = None
) -> list[PreliminaryStep]:
    """Add permits to a project's checklist; what stands there keeps its first plan.

    Raises ``preliminary.nothing_to_add``, ``preliminary.text_missing`` or
    ``preliminary.too_many``.
    """
    project = visible(viewer, str(project_uid))
    check_standing(viewer, project)
    if any(not step.text.strip() for step in steps):
        raise Refusal("preliminary.text_missing", field="text")
    with act(viewer, "draw_up_steps", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return list(row.preliminary_steps.all())
        held = {step.key for step in row.preliminary_steps.all()}
        fresh = [step for step in steps if not step.key or step.key not in held]
        if not fresh:
            raise Refusal("preliminary.nothing_to_add")
        if len(held) + len(fresh) > STEPS_MAX:
            raise Refusal("preliminary.too_many", limit=STEPS_MAX)
        made = [
            PreliminaryStep.objects.create(
                project=row,
                key=step.key or f"own-{len(held) + at}",
                text=step.text.strip()[:60],
                agency=step.agency.strip()[:40],
                sort=len(held) + at,
                is_needed=step.is_needed,
                planned_on=step.planned_on,
                current_on=step.planned_on,
            )
            for at, step in enumerate(fresh, 1)
        ]
        after = {"project": row.uid, "steps": [step.text for step in made]}
        verb.record(made[0], after=after, unit=_unit(row))
    return made


def set_step(
    *,
    viewer: Viewer,
    step_uid: str | UUID,
    change: StepChange,
    expected_version: int | None = None,
    key: str | None = None,
) -> PreliminaryStep:
    """A later or withdrawn date needs a reason; the first one given becomes the first plan. The
    construction permit's day becomes the register's, too.

    Raises ``preliminary.not_found``, ``preliminary.reason_missing``,
    ``preliminary.nothing_changed`` or ``project.in_the_future``.
    """
    found = step_of(viewer, step_uid)
    check_standing(viewer, found.project)
    if change.actual_on is not None and change.actual_on > clock.business_today():
        raise Refusal("project.in_the_future", field="actual_on", day=change.actual_on)
    with act(viewer, "set_step", key=key) as verb:
        project = locked(viewer, found.project)
        row = PreliminaryStep.objects.unscoped("checked above").select_for_update().get(pk=found.pk)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        before = _shown(row)
        if _needs_reason(row, change) and not change.reason.strip():
            raise Refusal("preliminary.reason_missing", field="reason", text=row.text)
        reached = change.actual_on != row.actual_on
        row.planned_on = row.planned_on or change.current_on
        row.current_on, row.actual_on = change.current_on, change.actual_on
        row.is_needed = change.is_needed
        row.paper_number = change.paper_number.strip()[:60]
        row.remark = change.remark.strip()[:200]
        if _shown(row) == before:
            raise Refusal("preliminary.nothing_changed")
        row.moved_reason = change.reason.strip()[:300] or row.moved_reason
        row.version += 1
        row.save()
        if reached and row.key == PERMIT_KEY:
            _permit(project, row)
        after = _shown(row) | {"project": project.uid}
        verb.record(row, before=before, after=after, reason=change.reason, unit=_unit(project))
    return row


def name_officer(
    *, viewer: Viewer, project_uid: str | UUID, officer: Officer, key: str | None = None
) -> FilingOfficer:
    """By whoever keeps the register; the one before steps back.

    Raises ``preliminary.post_missing``.
    """
    project = visible(viewer, str(project_uid))
    check_keeper(viewer, project.current.counting_unit_id)  # type: ignore[union-attr]
    if not officer.post.strip():
        raise Refusal("preliminary.post_missing", field="post")
    with act(viewer, "name_officer", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return FilingOfficer.objects.get(uid=verb.subject_uid)
        today = clock.business_today()
        row.filing_officers.filter(to_on=None).update(to_on=today)
        made = FilingOfficer.objects.create(
            project=row,
            unit=officer.unit,
            post=officer.post.strip()[:40],
            contact=officer.contact.strip()[:60],
            from_on=today,
            named_by_id=viewer.user,
        )
        verb.record(made, after={"project": row.uid, "post": made.post}, unit=_unit(row))
    return made


def step_of(viewer: Viewer, uid: str | UUID) -> PreliminaryStep:
    rows = PreliminaryStep.objects.visible_to(viewer).select_related("project__current")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("preliminary.not_found")
    return found


def _needs_reason(row: PreliminaryStep, change: StepChange) -> bool:
    moved = row.current_on is not None and change.current_on != row.current_on
    withdrawn = row.actual_on is not None and change.actual_on != row.actual_on
    return moved or withdrawn or (row.is_needed and not change.is_needed)


def _shown(row: PreliminaryStep) -> dict[str, Any]:
    names = ("current_on", "actual_on", "is_needed", "paper_number", "remark")
    return {name: getattr(row, name) for name in names}


def _permit(project: Project, row: PreliminaryStep) -> None:
    step, actual = MilestoneDate.Milestone.PERMIT, MilestoneDate.Basis.ACTUAL
    if row.actual_on is None:
        write_date(project, step, actual, None, row.moved_reason)
    elif date_reached(project, step, row.actual_on, row.paper_number) is None:
        write_date(project, step, actual, row.actual_on, row.moved_reason or row.paper_number)


def _unit(project: Project) -> Any:
    return project.current.counting_unit  # type: ignore[union-attr]
