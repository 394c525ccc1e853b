"""Late or not, and the light: derived from dates, never stored.

A commitment has two due dates. ``due_on`` is the one in force: it says whether work is
overdue today. ``clean_due_on`` says whether it is, or was, late: it moves only by an extension
granted while the work was still in time. Once late, a commitment is never clean again.
Time a verifier keeps a report is not the doer's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.pipeline.lights import Light, Lit
from yipanqi.core.refusal import Refusal
from yipanqi.core.workdays import Workdays

RED_AFTER = 10  # working days overdue, the last of them still yellow


@dataclass(frozen=True, slots=True)
class Dates:
    """What lateness is judged on; ``done_on`` is the last report of the work as done."""

    state: CommitmentState
    due_on: date
    clean_due_on: date
    done_on: date | None = None


def is_overdue(dates: Dates, today: date) -> bool:
    """Still owed and past the date in force; the day itself is in time."""
    return dates.state.is_running and today > dates.due_on


def is_late(dates: Dates, today: date) -> bool:
    """Past the clean date: now, or when it was reported done."""
    if dates.state is CommitmentState.CANCELLED:
        return False
    judged = today if dates.state.is_running else dates.done_on or today
    return judged > dates.clean_due_on


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date moved on ``decided_on`` from ``old`` to ``new``."""

    decided_on: date
    old: date
    new: date
    asked_on: date | None = None


def extended(due_on: date, clean_due_on: date, move: Moved) -> tuple[date, date]:
    """Both due dates after an extension; the clean one moves only if nothing was late yet.

    Granted on the due date is in time; asking in time does not help if the grant came late.
    """
    if move.new <= due_on:
        raise Refusal("commitment.extension_not_later", field="new_due_on", due_on=due_on)
    in_time = due_on == clean_due_on and move.decided_on <= clean_due_on
    return move.new, move.new if in_time else clean_due_on


def dates_after(original: date, moves: Iterable[Moved]) -> tuple[date, date]:
    """``due_on`` and ``clean_due_on`` recomputed from the first date and every move."""
    due, clean = original, original
    for move in moves:
        due, clean = extended(due, clean, move)
    return due, clean


def due_after_return(
    due_on: date, done_on: date, returned_on: date, calendar: Workdays
) -> date | None:
    """The date in force after a return: working days a report lay with its verifier do not
    count against the doer, who has at least one left if the report came in time.

    None where the date does not move.
    """
    if done_on > due_on:
        given = calendar.add_workdays(due_on, calendar.workdays_between(done_on, returned_on))
    else:
        left = max(1, calendar.workdays_between(done_on, due_on))
        given = calendar.add_workdays(returned_on, left)
    return given if given > due_on else None


def commitment_light(
    dates: Dates,
    today: date,
    calendar: Workdays,
    *,
    has_red_slip: bool = False,
    red_after: int = RED_AFTER,
) -> Lit:
    """Green in time, yellow late, red long overdue or under a red slip, grey if cancelled."""
    if dates.state is CommitmentState.CANCELLED:
        return Lit(Light.GREY, "commitment.light_cancelled")
    late = is_late(dates, today)
    if not dates.state.is_running:
        return _reported(dates, late=late)
    days = calendar.workdays_between(dates.due_on, today)
    if is_overdue(dates, today) and (has_red_slip or days > red_after):
        return Lit(
            Light.RED, "commitment.light_long_overdue", {"due_on": dates.due_on, "days": days}
        )
    if is_overdue(dates, today):
        return Lit(Light.YELLOW, "commitment.light_overdue", {"due_on": dates.due_on, "days": days})
    if late:
        params = {"clean_due_on": dates.clean_due_on, "due_on": dates.due_on}
        return Lit(Light.YELLOW, "commitment.light_extended_late", params)
    return Lit(Light.GREEN, "commitment.light_in_time", {"due_on": dates.due_on, "days": -days})


def _reported(dates: Dates, *, late: bool) -> Lit:
    closed = dates.state is CommitmentState.CLOSED
    params = {"clean_due_on": dates.clean_due_on, "done_on": dates.done_on}
    if late:
        code = "commitment.light_closed_late" if closed else "commitment.light_done_late"
        return Lit(Light.YELLOW, code, params)
    code = "commitment.light_closed" if closed else "commitment.light_done"
    return Lit(Light.GREEN, code, params)
