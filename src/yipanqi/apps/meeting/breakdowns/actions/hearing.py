"""Circulate the draft and hear the units."""

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.breakdowns.actions._common import (
    REPLY_DAYS,
    Kind,
    State,
    editable,
    in_state,
    kept,
    locked,
    locked_row,
    whole,
    words_of,
)
from yipanqi.apps.meeting.breakdowns.models import Breakdown, BreakdownTask, Reply
from yipanqi.apps.meeting.breakdowns.queries import (
    task_for,
)
from yipanqi.apps.meeting.meetings.access import works_for
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.meetings.breakdown import reply_by
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.templatetags.figures import day_short
from yipanqi.infra.verbs import act


def circulate(
    *,
    viewer: Viewer,
    breakdown: object,
    expected_version: int | None = None,
    key: str | None = None,
) -> Breakdown:
    """Ask the units; they have two working days, silence then is consent.

    Raises ``breakdown.no_tasks`` or ``breakdown.task_not_whole``.
    """
    with act(viewer, "circulate_breakdown", key=key) as verb:
        row = locked(viewer, breakdown, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        in_state(row, State.DRAFT)
        lines = whole(viewer, row)
        row.state, row.circulated_on = State.CIRCULATED, clock.business_today()
        row.reply_by = reply_by(row.circulated_on, rules().calendar, REPLY_DAYS)
        kept(row)
        units = sorted({r.unit.pk for line in lines for r in line.replies})
        _ask(row, units, "circulated")
        after = {"state": row.state, "reply_by": row.reply_by, "units": len(units)}
        verb.record(row, before={"state": State.DRAFT}, after=after, month=row.meeting.month)
    return row


def _ask(row: Breakdown, units: list[int], event: str) -> None:
    tell(
        Told(
            units=units,
            code="notice.breakdown_circulated",
            key=f"{row.uid}:{event}",
            params={"title": row.title, "reply_by": day_short(row.reply_by)},
            url_name="breakdowns:record",
            subject_uid=str(row.uid),
        )
    )


def ask_again(task: BreakdownTask) -> None:
    row = task.breakdown
    last = reply_by(clock.business_today(), rules().calendar, REPLY_DAYS)
    row.reply_by = max(row.reply_by or last, last)
    kept(row)
    units = {task.lead_unit_id, *task.supporting_units.values_list("pk", flat=True)} - {None}
    _ask(row, sorted(u for u in units if u), f"{task.uid}:{task.version}")


def accept_task(
    *, viewer: Viewer, task: object, unit: int | None = None, key: str | None = None
) -> Reply:
    """The unit will do it."""
    return _reply(viewer, task, unit, kind=Kind.ACCEPTED, words="", key=key)


def contest_task(
    *, viewer: Viewer, task: object, words: str, unit: int | None = None, key: str | None = None
) -> Reply:
    """The unit says why not, or what else. Raises ``breakdown.words_needed``."""
    return _reply(viewer, task, unit, kind=Kind.CONTESTED, words=words_of(words), key=key)


def _reply(
    viewer: Viewer, task: object, unit: int | None, *, kind: str, words: str, key: str | None
) -> Reply:
    with act(viewer, f"{'accept' if kind == Kind.ACCEPTED else 'contest'}_task", key=key) as verb:
        row = task_for(viewer, task)
        if verb.repeated:
            return Reply.objects.get(uid=verb.subject_uid)
        parent = locked_row(row.breakdown_id)
        in_state(parent, State.CIRCULATED)
        asked = [row.lead_unit_id, *row.supporting_units.values_list("pk", flat=True)]
        # nobody of the root consents for a unit: the office would answer itself
        mine = [] if viewer.whole_tree else [u for u in asked if works_for(viewer, u)]
        chosen = unit if unit in mine else next(iter(mine), None)
        if chosen is None:
            raise Forbidden("breakdown.not_your_task")
        if parent.reply_by is not None and clock.business_today() > parent.reply_by:
            raise Refusal("breakdown.too_late", reply_by=parent.reply_by)
        made = Reply.objects.create(
            task=row,
            unit_id=chosen,
            kind=kind,
            words=words,
            task_version=row.version,
            replied_on=clock.business_today(),
            replied_by_id=viewer.user,
            recorded_at=clock.now(),
        )
        after = {"kind": kind, "task": row}
        verb.record(made, after=after, reason=words, unit=tree_on().nodes.get(chosen))
    return made


def answer_contest(
    *,
    viewer: Viewer,
    task: object,
    answer: str,
    key: str | None = None,
) -> BreakdownTask:
    """The office says what it made of the contests of a task; changing the task is
    ``amend_task``.
    """
    said = words_of(answer)
    with act(viewer, "answer_contest", key=key) as verb:
        row = editable(viewer, task, None)
        if verb.repeated:
            return row
        waiting = [r for r in row.replies.all() if r.is_open]
        if not waiting:
            raise Refusal("breakdown.nothing_contested")
        for reply in waiting:
            reply.answer, reply.answered_on = said, clock.business_today()
            reply.save(update_fields=["answer", "answered_on"])
        verb.record(row, after={"answered": len(waiting)}, reason=said)
    return row
