"""The stage log and the dates of milestones. Append-only: a wrong entry is voided, not edited."""

from datetime import date

from yipanqi.apps.projects.access import check_keeper, check_standing, locked
from yipanqi.apps.projects.models import MilestoneDate, Project, StageEvent
from yipanqi.core import stages
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.stages import Interruption, Stage, Track
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

NEEDS_REASON = frozenset(Interruption)
_Step = MilestoneDate.Milestone
MILESTONE_OF = {
    Stage.SIGNED: _Step.SIGNING,
    Stage.LANDED: _Step.LANDING,
    Stage.STARTED: _Step.START,
    Stage.COMPLETED: _Step.COMPLETION,
    Stage.IN_PRODUCTION: _Step.COMMISSIONING,
}


def move_stage(
    *,
    viewer: Viewer,
    project: Project,
    what: Stage | Interruption,
    on: date,
    reason: str = "",
    with_date: bool = False,
    expected_version: int | None = None,
    key: str | None = None,
) -> Project:
    """Log a stage reached, or a pause, resumption or end. ``with_date`` also records the day
    as the actual date of the stage's milestone, where none stands yet.

    Raises ``project.in_the_future``, ``project.reason_missing`` and what
    ``core.stages.check_move`` refuses.
    """
    if on > clock.business_today():
        raise Refusal("project.in_the_future", field="on", day=on)
    if what in NEEDS_REASON and not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    with act(viewer, "move_stage", key=key) as verb:
        row = locked(viewer, project)
        check_standing(viewer, row)
        if what is Interruption.TERMINATED:  # an ended project owes no report any more
            check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
        if verb.repeated:
            return row
        check_version(row, expected_version)
        log = _log(row)
        stages.check_move(Track(row.current.track), log, what, on)  # type: ignore[union-attr]
        StageEvent.objects.create(
            project=row,
            event=what,
            effective_on=on,
            recorded_at=clock.now(),
            reason=reason.strip(),
        )
        before = {"stage": row.stage, "is_paused": row.is_paused}
        _stand(row, [*log, stages.StageEvent(what, on)])
        after = {"stage": row.stage, "is_paused": row.is_paused, "event": what, "on": on}
        if (
            with_date
            and isinstance(what, Stage)
            and what in MILESTONE_OF
            and _date_reached(row, what, on, reason)
        ):
            after[f"{MILESTONE_OF[what]}.actual"] = on
        verb.record(row, before=before, after=after, reason=reason)
    return row


def void_stage_event(
    *, viewer: Viewer, event: StageEvent, reason: str, key: str | None = None
) -> Project:
    """Take back a wrong entry; frozen months keep what they held."""
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    with act(viewer, "void_stage_event", key=key) as verb:
        row = locked(viewer, event.project)
        check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
        if verb.repeated:
            return row
        kept = StageEvent.objects.select_for_update().filter(pk=event.pk, voided_at=None).first()
        if kept is None:
            raise Missing("project.event_not_found")
        kept.voided_at, kept.voided_reason = clock.now(), reason.strip()
        kept.save()
        _stand(row, _log(row))
        verb.record(row, before={"event": kept.event}, after={"event": None}, reason=reason)
    return row


def set_milestone(
    *,
    viewer: Viewer,
    project: Project,
    milestone: MilestoneDate.Milestone,
    basis: MilestoneDate.Basis,
    happens_on: date | None,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> MilestoneDate:
    """Record a planned or actual date; the earlier ones stay. None withdraws the date.

    Moving a date that was set needs a reason; an actual date can't lie in the future.
    """
    if basis == MilestoneDate.Basis.ACTUAL and happens_on and happens_on > clock.business_today():
        raise Refusal("project.in_the_future", field="happens_on", day=happens_on)
    with act(viewer, "set_milestone", key=key) as verb:
        row = locked(viewer, project)
        check_standing(viewer, row)
        if verb.repeated:
            return MilestoneDate.objects.get(uid=verb.subject_uid)
        check_version(row, expected_version)
        earlier = (
            MilestoneDate.objects.filter(project=row, milestone=milestone, basis=basis)
            .order_by("-recorded_at", "-pk")
            .first()
        )
        if earlier is not None and not reason.strip():
            raise Refusal("project.reason_missing", field="reason")
        if earlier is not None and earlier.happens_on == happens_on:
            raise Refusal("project.nothing_changed")
        entry = MilestoneDate.objects.create(
            project=row,
            milestone=milestone,
            basis=basis,
            happens_on=happens_on,
            effective_on=clock.business_today(),
            recorded_at=clock.now(),
            reason=reason.strip(),
        )
        row.version += 1
        row.save(update_fields=["version"])
        name = f"{milestone}.{basis}"
        verb.record(
            entry,
            before={name: earlier.happens_on if earlier else None},
            after={name: happens_on},
            reason=reason,
        )
    return entry


def _date_reached(row: Project, stage: Stage, on: date, reason: str) -> bool:
    """Keep ``on`` as the actual date of the stage's milestone, unless one stands already."""
    known = {"project": row, "milestone": MILESTONE_OF[stage], "basis": MilestoneDate.Basis.ACTUAL}
    last = MilestoneDate.objects.filter(**known).order_by("-recorded_at", "-pk").first()
    if last is not None and last.happens_on is not None:
        return False
    MilestoneDate.objects.create(
        **known,
        happens_on=on,
        effective_on=clock.business_today(),
        recorded_at=clock.now(),
        reason=reason.strip(),
    )
    return True


def _log(row: Project) -> list[stages.StageEvent]:
    rows = StageEvent.objects.filter(project=row, voided_at=None).order_by("effective_on", "pk")
    return [stages.StageEvent(stages.event_named(e.event), e.effective_on) for e in rows]


def _stand(row: Project, log: list[stages.StageEvent]) -> None:
    """Bring the row's stage of today in line with its log."""
    standing = stages.standing_on(log, clock.business_today())
    row.stage = standing.stage if standing else Stage.CONCEIVED
    row.is_paused = bool(standing and standing.is_paused)
    row.version += 1
    row.save(update_fields=["stage", "is_paused", "version"])
