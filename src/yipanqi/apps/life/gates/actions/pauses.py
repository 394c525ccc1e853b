"""Ask for a pause, approve or refuse it, look at it again, and go on working."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.access import check_standing, locked, visible
from yipanqi.apps.ledger.projects.actions.standing import log_event
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.gates.access import check_decider, names_of, pause_of
from yipanqi.apps.life.gates.actions.propose import log_of
from yipanqi.apps.life.gates.actions.refusals import Answer, check_reason, decide, refuse
from yipanqi.apps.life.gates.models import Pause
from yipanqi.core.projects import stages
from yipanqi.core.projects.pauses import PauseState, check_pause, check_review
from yipanqi.core.projects.stages import Interruption, Track
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


@dataclass(frozen=True, slots=True)
class PauseOrder:
    from_on: date
    review_on: date
    reason: str
    plan: str


def ask_pause(
    *, viewer: Viewer, project_uid: str | UUID, order: PauseOrder, key: str | None = None
) -> Pause:
    """The clock runs on until somebody else approves it.

    Raises ``project.reason_missing``, ``pause.plan_missing``, ``pause.asked_already`` and what
    ``core.pauses.check_pause`` and ``core.stages.check_move`` refuse.
    """
    project = visible(viewer, str(project_uid))
    check_standing(viewer, project)
    check_reason(order.reason)
    if not order.plan.strip():
        raise Refusal("pause.plan_missing", field="plan")
    check_pause(order.from_on, order.review_on, clock.business_today())
    with act(viewer, "ask_pause", key=key) as verb:
        row = locked(viewer, project)
        check_standing(viewer, row)
        if verb.repeated:
            return _rows().get(uid=verb.subject_uid)
        running = [PauseState.ASKED, PauseState.APPROVED]
        if row.pauses.filter(state__in=running).exists():
            raise Refusal("pause.asked_already")
        if not row.is_paused:  # else it was entered directly, and is approved afterwards
            _check_move(row, Interruption.PAUSED, order.from_on)
        pause = Pause.objects.create(
            project=row,
            from_on=order.from_on,
            review_on=order.review_on,
            reason=order.reason.strip()[:300],
            plan=order.plan.strip()[:500],
            asked_on=clock.business_today(),
            asked_by_id=viewer.user,
            asked_names=names_of(viewer),
        )
        after = {"project": row.uid, "from_on": pause.from_on, "review_on": pause.review_on}
        verb.record(
            pause, after=after | {"state": pause.state}, reason=order.reason, unit=_unit(row)
        )
    return pause


def approve_pause(
    *,
    viewer: Viewer,
    pause_uid: str | UUID,
    words: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Pause:
    """From its first day to its review date the project's clock stands still."""
    found = pause_of(viewer, pause_uid)
    check_decider(viewer, found, found.asked_by_id, found.asked_names)
    with act(viewer, "approve_pause", key=key) as verb:
        project, row = locked(viewer, found.project), _locked(found)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_state(row, PauseState.ASKED)
        if not project.is_paused:
            log_event(project, Interruption.PAUSED, row.from_on, row.reason, with_date=False)
        decide(row, viewer, PauseState.APPROVED, words)
        _record(verb, row, PauseState.ASKED, words)
    return row


def refuse_pause(
    *,
    viewer: Viewer,
    pause_uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Pause:
    found = pause_of(viewer, pause_uid)
    check_decider(viewer, found, found.asked_by_id, found.asked_names)
    check_reason(reason)
    with act(viewer, "refuse_pause", key=key) as verb:
        row = _locked(found)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_state(row, PauseState.ASKED)
        answer = Answer("notice.pause_refused", reason, row.asked_by_id)
        return refuse(verb, row, PauseState.REFUSED, answer, {})


def extend_pause(
    *,
    viewer: Viewer,
    pause_uid: str | UUID,
    review_on: date,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Pause:
    """Looked at again and still approved, until a later review date.

    Raises ``project.reason_missing``, ``pause.review_dates`` or ``pause.wrong_state``.
    """
    found = pause_of(viewer, pause_uid)
    check_decider(viewer, found, found.asked_by_id, found.asked_names)
    check_reason(reason)
    check_review(review_on, clock.business_today())
    with act(viewer, "extend_pause", key=key) as verb:
        row = _locked(found)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_state(row, PauseState.APPROVED)
        before = row.review_on
        row.review_on = review_on
        decide(row, viewer, PauseState.APPROVED, reason)
        verb.record(
            row,
            before={"review_on": before},
            after={"review_on": review_on, "project": found.project.uid},
            reason=reason,
            unit=_unit(found.project),
        )
    return row


def end_pause(
    *,
    viewer: Viewer,
    pause_uid: str | UUID,
    on: date,
    words: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Pause:
    """Work goes on (复工) from this day: the clock runs again. By the reporting unit or whoever
    keeps the register.
    """
    found = pause_of(viewer, pause_uid)
    check_standing(viewer, found.project)
    if on > clock.business_today():
        raise Refusal("project.in_the_future", field="on", day=on)
    if not words.strip():
        raise Refusal("project.reason_missing", field="words")
    with act(viewer, "end_pause", key=key) as verb:
        project, row = locked(viewer, found.project), _locked(found)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_state(row, PauseState.APPROVED)
        log_event(project, Interruption.RESUMED, on, words, with_date=False)
        row.state, row.ended_on, row.ended_words = PauseState.ENDED, on, words.strip()[:300]
        row.version += 1
        row.save()
        _record(verb, row, PauseState.APPROVED, words)
    return row


def _rows() -> QuerySet[Pause]:
    return Pause.objects.unscoped("checked by the caller")


def _locked(found: Pause) -> Pause:
    return _rows().select_for_update(of=("self",)).get(pk=found.pk)


def _unit(project: Project) -> Any:
    return project.current.counting_unit  # type: ignore[union-attr]


def _check_move(row: Project, what: Interruption, on: date) -> None:
    track = Track(row.current.track)  # type: ignore[union-attr]
    stages.check_move(track, log_of(row), what, on)


def _check_state(row: Pause, wanted: PauseState) -> None:
    if row.state != wanted:
        raise Refusal("pause.wrong_state", state=PauseState(row.state))


def _record(verb: Any, row: Pause, before: PauseState, words: str) -> None:
    after = {"state": row.state, "project": row.project.uid}
    verb.record(row, before={"state": before}, after=after, reason=words, unit=_unit(row.project))
