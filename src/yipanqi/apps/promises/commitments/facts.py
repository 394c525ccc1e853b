"""Commitments as frozen rows: how each stood on the month's last day, for the freeze."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from yipanqi.apps.promises.commitments.models import Commitment, Escalation, Extension, Slip
from yipanqi.apps.promises.commitments.rules import Rules, rules
from yipanqi.core.commitments.lateness import Dates, commitment_light, is_late
from yipanqi.core.commitments.pressure import SlipColour
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.month import Month


def commitment_rows(month: Month, known_at: datetime) -> Iterator[Mapping[str, Any]]:
    """Every commitment assigned by the month's last day and known then; four queries.

    What happened after that day has not happened: a later extension, report or closing is
    taken back. A cancelling carries no date and holds as it is known.
    """
    last = month.last
    granted = _granted(last)
    red = set(
        Slip.objects.filter(colour=SlipColour.RED, issued_on__lte=last).values_list(
            "commitment_id", flat=True
        )
    )
    climbed_later = {
        pk: level - 1
        for pk, level in Escalation.objects.filter(on__gt=last)
        .order_by("-level")
        .values_list("commitment_id", "level")
    }
    in_force = rules()
    rows = Commitment.objects.unscoped("a freeze reads every commitment")
    rows = rows.filter(assigned_on__lte=last, recorded_at__lte=known_at)
    for row in rows.select_related("lead_unit", "project").order_by("pk"):
        moves = granted.get(row.pk, [])
        dates = _dates(row, moves, last)
        yield {
            "month": str(month),
            "uid": str(row.uid),
            "kind": row.origin_kind,
            "lead_unit_uid": str(row.lead_unit.uid),
            "project_uid": str(row.project.uid) if row.project else None,
            "opened_on": row.assigned_on,
            "due_on": dates.due_on,
            "done_on": dates.done_on,
            "closed_on": _by(row.closed_on, last),
            "state": dates.state.value,
            "light": _light(dates, last, in_force, has_red_slip=row.pk in red),
            "is_late": is_late(dates, last),
            "times_returned": row.times_returned,
            "times_reopened": row.times_reopened,
            "extensions": sum(1 for m in moves if not m.is_given_back and _by(m.decided_on, last)),
            "level": climbed_later.get(row.pk, row.level),
        }


def _granted(last: date) -> dict[int, list[Extension]]:
    """Granted extensions by commitment, in the order in which they were decided."""
    found: dict[int, list[Extension]] = {}
    rows = Extension.objects.filter(
        state=Extension.State.GRANTED, commitment__assigned_on__lte=last
    )
    for row in rows.order_by("decided_on", "pk"):
        found.setdefault(row.commitment_id, []).append(row)
    return found


def _dates(row: Commitment, moves: list[Extension], last: date) -> Dates:
    due, clean = row.due_on, row.clean_due_on
    if any(m.decided_on and m.decided_on > last for m in moves):
        due = clean = row.original_due_on
        for move in moves:
            if move.decided_on and move.decided_on <= last:
                due = move.new_due_on
                clean = due if move.keeps_clean else clean
    return Dates(_state(row, last), due, clean, _by(row.done_on, last))


def _state(row: Commitment, last: date) -> CommitmentState:
    state = CommitmentState(row.state)
    if state is CommitmentState.CLOSED and _by(row.closed_on, last) is None:
        state = CommitmentState.REPORTED_DONE
    if state is CommitmentState.REPORTED_DONE and _by(row.done_on, last) is None:
        return CommitmentState.RETURNED if row.times_returned else CommitmentState.OPEN
    return state


def _by(day: date | None, last: date) -> date | None:
    return day if day is not None and day <= last else None


def _light(dates: Dates, last: date, in_force: Rules, *, has_red_slip: bool) -> str:
    lit = commitment_light(
        dates, last, in_force.calendar, has_red_slip=has_red_slip, red_after=in_force.red_after
    )
    return lit.light.value
