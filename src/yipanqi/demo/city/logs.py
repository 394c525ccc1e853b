"""The stage log and the dates of milestones, each recorded when it became known."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yipanqi.apps.ledger.projects.models import MilestoneDate, Project, StageEvent
from yipanqi.core.projects.stages import Interruption, Stage, Track
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import TODAY, instant

PAUSE_REASONS = ("资金未到位，停工", "设计方案调整，停工", "用地手续待完善，停缓建")


def stages_reached(draft: Draft) -> Iterator[tuple[Stage, date]]:
    """The stages up to today, in order."""
    approved, funded = approval_and_money(draft)
    reached = [
        (Stage.CONCEIVED, conceived_on(draft)),
        (Stage.SIGNED, draft.signed_on),
        (Stage.LANDED, draft.landed_on),
        (Stage.APPROVED, approved),
        (Stage.FUNDED, funded),
        (Stage.STARTED, draft.started_on),
        (Stage.COMPLETED, draft.completed_on),
        (Stage.IN_PRODUCTION, draft.commissioned_on),
    ]
    if draft.is_package:
        reached = reached[:1]
    yield from ((stage, day) for stage, day in reached if day is not None and day <= TODAY)


def conceived_on(draft: Draft) -> date:
    first = min(draft.registered_on, draft.signed_on or draft.registered_on)
    return first - timedelta(days=30)


def approval_and_money(draft: Draft) -> tuple[date | None, date | None]:
    """立项 and 资金落实 of a government project, a third and two thirds of the way to its start;
    of those not started one in three still looks for its money.
    """
    if draft.track is not Track.GOVERNMENT:
        return None, None
    begin = conceived_on(draft)
    way = ((draft.started_on or TODAY) - begin).days
    approved = begin + timedelta(days=min(120, way // 3))
    if draft.started_on is None and draft.number % 3 == 0:
        return approved, None
    return approved, begin + timedelta(days=min(260, way * 2 // 3))


def stage_log(draft: Draft, project: Project) -> Iterator[StageEvent]:
    lines: list[tuple[date, str, str]] = [(day, what, "") for what, day in stages_reached(draft)]
    if draft.pause:
        since, until = draft.pause
        reason = PAUSE_REASONS[draft.number % len(PAUSE_REASONS)]
        lines.append((since, Interruption.PAUSED, reason))
        if until:
            lines.append((until, Interruption.RESUMED, "条件具备，恢复施工"))
    if draft.terminated_on:
        lines.append((draft.terminated_on, Interruption.TERMINATED, "业主终止投资，调出清单"))
    for day, what, reason in sorted(lines, key=lambda line: line[0]):
        known = instant(max(day, draft.registered_on), 16)
        yield StageEvent(
            project=project, event=what, effective_on=day, recorded_at=known, reason=reason
        )


def milestone_dates(draft: Draft, project: Project) -> Iterator[MilestoneDate]:
    step, basis = MilestoneDate.Milestone, MilestoneDate.Basis
    known = draft.registered_on

    def row(milestone: str, day: date, said: date, reason: str = "", **more: Any) -> MilestoneDate:
        values = {"basis": basis.PLANNED, "happens_on": day, "effective_on": said} | more
        return MilestoneDate(
            project=project,
            milestone=milestone,
            recorded_at=instant(said, 17),
            reason=reason,
            **values,
        )

    for milestone, slips in (
        (step.START, draft.start_plans),
        (step.COMPLETION, draft.completion_plans),
    ):
        for slip in slips:
            yield row(milestone, slip.day, slip.known_on, slip.reason)
    if draft.planned_start:
        yield row(step.ENROLMENT, draft.planned_start + timedelta(days=60), known)
    if draft.planned_completion:
        yield row(step.COMMISSIONING, draft.planned_completion + timedelta(days=75), known)
    happened = (
        (step.SIGNING, draft.signed_on),
        (step.LANDING, draft.landed_on),
        *zip((step.APPROVAL, step.FUNDING), approval_and_money(draft), strict=True),
        (step.PERMIT, draft.permit_on),
        (step.START, draft.started_on),
        (step.ENROLMENT, draft.enrolled_on),
        (step.COMPLETION, draft.completed_on),
        (step.COMMISSIONING, draft.commissioned_on),
    )
    for milestone, day in happened:
        if day is not None and day <= TODAY:
            yield row(milestone, day, max(day, known), basis=basis.ACTUAL)
