"""What the verbs share: locked rows, words, what a task says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.apps.meeting.breakdowns.models import Breakdown, BreakdownTask, Reply
from yipanqi.apps.meeting.breakdowns.queries import (
    breakdown_for,
    task_for,
    tasks_of,
)
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.verbs import check_version

State, Kind = Breakdown.State, Reply.Kind
SOURCE_MOST, TASKS_MOST, WORDS_MOST = 40_000, 200, 300
REPLY_DAYS = 2  # working days


@dataclass(frozen=True, slots=True)
class TaskWish:
    """A task as a person writes it; units are primary keys."""

    text: str
    lead_unit: int | None = None
    supporting_units: tuple[int, ...] = ()
    due_on: date | None = None
    acceptance: str = ""


def locked(viewer: Viewer, breakdown: object, expected_version: int | None) -> Breakdown:
    found = breakdown_for(viewer, breakdown)
    check_office(viewer)
    row = locked_row(found.pk)
    check_version(row, expected_version)
    return row


def locked_row(pk: int) -> Breakdown:
    rows = Breakdown.objects.unscoped("seen by the caller").select_for_update(of=("self",))
    return rows.select_related("meeting").get(pk=pk)


def editable(viewer: Viewer, task: object, expected_version: int | None) -> BreakdownTask:
    found = task_for(viewer, task)
    check_office(viewer)
    found.breakdown = locked_row(found.breakdown_id)
    not_issued(found.breakdown)
    check_version(found, expected_version)
    return found


def not_issued(row: Breakdown) -> None:
    if row.state == State.ISSUED:
        raise Conflict("breakdown.is_issued", title=row.title)


def in_state(row: Breakdown, state: str) -> None:
    not_issued(row)
    if row.state != state:
        raise Conflict("breakdown.other_state", title=row.title)


def kept(row: Breakdown) -> None:
    row.version += 1
    row.save()


def words_of(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal("breakdown.words_needed", field="words")
    return said[:WORDS_MOST]


def write(row: BreakdownTask, wanted: TaskWish) -> None:
    row.text = words_of(wanted.text)[:200]
    if wanted.lead_unit is not None and wanted.lead_unit in wanted.supporting_units:
        raise Refusal("meeting.lead_supports_itself", field="supports")
    row.lead_unit_id = wanted.lead_unit
    row.due_on = wanted.due_on
    row.acceptance = wanted.acceptance.strip()[:500]
    row.save()
    row.supporting_units.set(wanted.supporting_units)


def said(row: BreakdownTask) -> dict[str, Any]:
    names = ("text", "lead_unit_id", "due_on", "acceptance")
    supports = sorted(row.supporting_units.values_list("pk", flat=True))
    return {name: getattr(row, name) for name in names} | {"supporting_units": supports}


def whole(viewer: Viewer, row: Breakdown) -> list[Any]:
    lines = tasks_of(viewer, row)
    if not lines:
        raise Refusal("breakdown.no_tasks")
    for number, line in enumerate(lines, 1):
        if not line.is_whole:
            raise Refusal("breakdown.task_not_whole", number=number, task=line.row.text[:20])
    return lines
