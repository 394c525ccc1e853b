"""The stage log and the dates of milestones. Append-only: a wrong entry is voided, not edited.

A project passes its gates where they are proposed and accepted; the verbs here are the direct
way of whoever keeps the register, who then says which paper it rests on. A day in a month that
is already closed takes effect in the first open month and keeps its real day.
"""

from datetime import date

from yipanqi.apps.ledger.projects.access import check_keeper, check_standing, locked
from yipanqi.apps.ledger.projects.closing import takes_effect
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project, StageEvent
from yipanqi.core.month import Month
from yipanqi.core.projects import stages
from yipanqi.core.projects.stages import Interruption, Stage, Track
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

_Step = MilestoneDate.Milestone
_Actual = MilestoneDate.Basis.ACTUAL
MILESTONE_OF = {
    Stage.SIGNED: _Step.SIGNING,
    Stage.LANDED: _Step.LANDING,
    Stage.APPROVED: _Step.APPROVAL,
    Stage.FUNDED: _Step.FUNDING,
    Stage.STARTED: _Step.START,
    Stage.COMPLETED: _Step.COMPLETION,
    Stage.IN_PRODUCTION: _Step.COMMISSIONING,
}
# that these happened is said by a gate, or by whoever keeps the register
GATED = frozenset({*MILESTONE_OF.values(), _Step.ENROLMENT, _Step.FULL_CAPACITY})


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
    """Log a stage reached, or a pause, resumption or end, without a gate: by whoever keeps the
    register, with the paper it rests on as the reason. ``with_date`` also records the day as the
    actual date of the stage's milestone, where none stands yet.

    Raises ``project.in_the_future``, ``project.reason_missing``, ``project.keeper_only`` and what
    ``core.stages.check_move`` refuses.
    """
    if on > clock.business_today():
        raise Refusal("project.in_the_future", field="on", day=on)
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    with act(viewer, "move_stage", key=key) as verb:
        row = locked(viewer, project)
        check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
        if verb.repeated:
            return row
        check_version(row, expected_version)
        before = {"stage": row.stage, "is_paused": row.is_paused}
        dated = log_event(row, what, on, reason, with_date=with_date)
        after = {"stage": row.stage, "is_paused": row.is_paused, "event": what, "on": on}
        if dated is not None:
            after[f"{dated.milestone}.actual"] = on
        verb.record(row, before=before, after=after, reason=reason)
    return row


def log_event(
    row: Project, what: Stage | Interruption, on: date, reason: str, *, with_date: bool
) -> MilestoneDate | None:
    """One line of the log, inside a verb; the milestone's date, where it was recorded too.

    Raises what ``core.stages.check_move`` refuses.
    """
    log = _log(row)
    stages.check_move(Track(row.current.track), log, what, on)  # type: ignore[union-attr]
    effective = takes_effect(on)
    StageEvent.objects.create(
        project=row,
        event=what,
        effective_on=effective,
        happened_on=on if effective != on else None,
        recorded_at=clock.now(),
        reason=reason.strip()[:300],
    )
    _stand(row, [*log, stages.StageEvent(what, on)])
    if with_date and isinstance(what, Stage) and what in MILESTONE_OF:
        return date_reached(row, MILESTONE_OF[what], on, reason)
    return None


def void_stage_event(
    *, viewer: Viewer, event: StageEvent, reason: str, key: str | None = None
) -> Project:
    """Take back a wrong entry and the actual date of its milestone; frozen months keep what
    they held.
    """
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
        kept.voided_at, kept.voided_reason = clock.now(), reason.strip()[:300]
        kept.save()
        log = _log(row)
        _stand(row, log)
        withdrawn = _withdraw_date(row, kept, log, reason)
        after = {"event": None} | ({"date": None} if withdrawn else {})
        before = {"event": kept.event} | ({"date": withdrawn} if withdrawn else {})
        verb.record(row, before=before, after=after, reason=reason)
    return row


def _withdraw_date(
    row: Project, voided: StageEvent, log: list[stages.StageEvent], reason: str
) -> date | None:
    """A stage that is no longer reached has no actual date either; the day withdrawn."""
    what = stages.event_named(voided.event)
    if not isinstance(what, Stage) or any(event.what is what for event in log):
        return None
    milestone = MILESTONE_OF.get(what)
    last = _last(row, milestone, _Actual) if milestone else None
    if milestone is None or last is None or last.happens_on is None:
        return None
    write_date(row, milestone, _Actual, None, reason)
    return last.happens_on


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

    Moving a date that was set needs a reason; an actual date can't lie in the future, and of
    what has a gate it is set directly only by whoever keeps the register.
    """
    is_actual = basis == _Actual
    if is_actual and happens_on and happens_on > clock.business_today():
        raise Refusal("project.in_the_future", field="happens_on", day=happens_on)
    with act(viewer, "set_milestone", key=key) as verb:
        row = locked(viewer, project)
        check_standing(viewer, row)
        if is_actual and milestone in GATED:
            check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
        if verb.repeated:
            return MilestoneDate.objects.get(uid=verb.subject_uid)
        check_version(row, expected_version)
        earlier = _last(row, milestone, basis)
        if earlier is not None and not reason.strip():
            raise Refusal("project.reason_missing", field="reason")
        if earlier is not None and earlier.happens_on == happens_on:
            raise Refusal("project.nothing_changed")
        entry = write_date(row, milestone, basis, happens_on, reason)
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


def date_reached(row: Project, milestone: str, on: date, reason: str) -> MilestoneDate | None:
    """Keep ``on`` as the actual date of a milestone, unless one stands already."""
    last = _last(row, milestone, _Actual)
    if last is not None and last.happens_on is not None:
        return None
    return write_date(row, milestone, _Actual, on, reason)


def write_date(
    row: Project, milestone: str, basis: str, happens_on: date | None, reason: str
) -> MilestoneDate:
    """One line of the ledger of dates, inside a verb.

    A plan holds from the day it is told. A fact holds from its own day, but never in a closed
    month; one that is corrected to a later month is withdrawn from the months before it.
    """
    earlier = _last(row, milestone, basis)
    stood = earlier is not None and earlier.happens_on is not None
    if basis != _Actual:
        effective = clock.business_today()
    elif happens_on is None:
        effective = takes_effect(earlier.happens_on if stood else clock.business_today())  # type: ignore[arg-type,union-attr]
    else:
        effective = takes_effect(happens_on)
        if stood and Month.of(earlier.happens_on) < Month.of(happens_on):  # type: ignore[arg-type,union-attr]
            write_date(row, milestone, basis, None, reason)
    return MilestoneDate.objects.create(
        project=row,
        milestone=milestone,
        basis=basis,
        happens_on=happens_on,
        effective_on=effective,
        recorded_at=clock.now(),
        reason=reason.strip()[:300],
    )


def _last(row: Project, milestone: str, basis: str) -> MilestoneDate | None:
    rows = MilestoneDate.objects.filter(project=row, milestone=milestone, basis=basis)
    return rows.order_by("-recorded_at", "-pk").first()


def _log(row: Project) -> list[stages.StageEvent]:
    rows = StageEvent.objects.filter(project=row, voided_at=None).order_by("effective_on", "pk")
    return [stages.StageEvent(stages.event_named(e.event), e.real_on) for e in rows]


def _stand(row: Project, log: list[stages.StageEvent]) -> None:
    """Bring the row's stage of today in line with its log."""
    standing = stages.standing_on(log, clock.business_today())
    row.stage = standing.stage if standing else Stage.CONCEIVED
    row.is_paused = bool(standing and standing.is_paused)
    row.version += 1
    row.save(update_fields=["stage", "is_paused", "version"])
