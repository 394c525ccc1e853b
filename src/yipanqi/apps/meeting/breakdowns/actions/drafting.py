"""Take a speech apart and change what was proposed."""

from yipanqi.apps.meeting.breakdowns.actions._common import (
    SOURCE_MOST,
    TASKS_MOST,
    State,
    TaskWish,
    editable,
    locked,
    not_issued,
    said,
    write,
)
from yipanqi.apps.meeting.breakdowns.actions.hearing import ask_again
from yipanqi.apps.meeting.breakdowns.models import Breakdown, BreakdownTask
from yipanqi.apps.meeting.breakdowns.queries import (
    names_of_units,
)
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.meeting.meetings.queries import meeting_for
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.meetings.breakdown import proposals
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import act


def draft_breakdown(
    *, viewer: Viewer, meeting: object, source: str, title: str = "", key: str | None = None
) -> Breakdown:
    """Take the pasted text apart: a task for each sentence that obliges somebody.

    Raises ``breakdown.nothing_pasted`` or ``breakdown.too_long``.
    """
    text = source.strip()
    check_office(viewer)
    if not text:
        raise Refusal("breakdown.nothing_pasted", field="source")
    if len(text) > SOURCE_MOST:
        raise Refusal("breakdown.too_long", field="source", limit=SOURCE_MOST, length=len(text))
    with act(viewer, "draft_breakdown", key=key) as verb:
        heard = meeting_for(viewer, meeting)
        if verb.repeated:
            return Breakdown.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        number = heard.breakdowns.count() + 1
        row = Breakdown.objects.create(
            meeting=heard,
            number=number,
            title=title.strip()[:120] or render("breakdown.title", {"meeting": heard.title})[:120],
            source=text,
            said_on=heard.held_on,
            recorded_at=clock.now(),
        )
        found = proposals(text, names_of_units(), row.said_on, rules().calendar)[:TASKS_MOST]
        for position, one in enumerate(found):
            task = BreakdownTask.objects.create(
                breakdown=row,
                position=position,
                sentence=one.sentence.text,
                start=one.sentence.start,
                due_words=one.due.words[:30] if one.due else "",
                text=one.text,
                lead_unit_id=one.lead,
                due_on=one.due_on,
            )
            task.supporting_units.set(one.supports)
        verb.record(row, after={"title": row.title, "tasks": len(found)}, month=heard.month)
    return row


def amend_task(
    *,
    viewer: Viewer,
    task: object,
    wanted: TaskWish,
    expected_version: int | None = None,
    key: str | None = None,
) -> BreakdownTask:
    """Change the words, units, day or test. Who had accepted what it said before has not
    accepted this: its units are asked again and have their two working days.
    """
    with act(viewer, "amend_breakdown_task", key=key) as verb:
        row = editable(viewer, task, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        before = said(row)
        write(row, wanted)
        row.version += 1
        row.save()
        if said(row) != before and row.breakdown.state == State.CIRCULATED:
            ask_again(row)
        verb.record(row, before=before, after=said(row), month=row.breakdown.meeting.month)
    return row


def add_task(
    *, viewer: Viewer, breakdown: object, wanted: TaskWish, key: str | None = None
) -> BreakdownTask:
    """A task that stands in no one sentence. Raises ``breakdown.too_many``."""
    with act(viewer, "add_breakdown_task", key=key) as verb:
        row = locked(viewer, breakdown, None)
        if verb.repeated:
            return BreakdownTask.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        not_issued(row)
        if row.tasks.count() >= TASKS_MOST:
            raise Refusal("breakdown.too_many", limit=TASKS_MOST)
        task = BreakdownTask(breakdown=row, position=row.tasks.count())
        write(task, wanted)
        verb.record(task, after=said(task), month=row.meeting.month)
    return task


def drop_task(*, viewer: Viewer, task: object, key: str | None = None) -> BreakdownTask:
    """Not a task after all; it stays in the record."""
    with act(viewer, "drop_breakdown_task", key=key) as verb:
        row = editable(viewer, task, None)
        if verb.repeated:
            return row
        row.dropped_at = clock.now()
        row.save(update_fields=["dropped_at"])
        verb.record(row, after={"dropped": True}, month=row.breakdown.meeting.month)
    return row
