"""One day of the city's clock: who is reminded, which slips are issued, what climbs.

A day may be swept twice, or again after a crash in the middle: notices are unique by key,
slips by colour, and what was done today leaves nothing due today. Days that were missed are
made up one by one, each under its own date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.promises.commitments.access import rungs
from yipanqi.apps.promises.commitments.actions._common import notice
from yipanqi.apps.promises.commitments.actions.press import escalate, issue_slip, slip_facts
from yipanqi.apps.promises.commitments.models import Commitment, Sweep
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.apps.promises.commitments.rules import Rules, rules
from yipanqi.core.commitments.pressure import (
    LevelAction,
    climbs,
    next_slip,
    reminder_due,
    verifier_reminder_due,
)
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

DAYS_MADE_UP = 400
RUNNING = (CommitmentState.OPEN, CommitmentState.RETURNED)


@dataclass(slots=True)
class _Day:
    """The work of one day as it goes on."""

    viewer: Viewer
    day: date
    rules: Rules
    slips: int = 0
    climbs: int = 0


def sweep_until(*, viewer: Viewer, day: date) -> list[Sweep]:
    """Every day since the last sweep up to ``day``; the first sweep ever takes only ``day``."""
    last = Sweep.objects.filter(day__lte=day).order_by("-day").first()
    first = day if last is None else max(last.day + timedelta(1), day - timedelta(DAYS_MADE_UP))
    count = (day - first).days + 1
    return [sweep_day(viewer=viewer, day=first + timedelta(n)) for n in range(count)]


def sweep_day(*, viewer: Viewer, day: date) -> Sweep:
    """Sweep one day; what is already done is not done again."""
    with clock.at(day):
        work = _Day(viewer, day, rules())
        messages = []
        for row in _touched(work):
            messages += list(_reminders(work, row))
            _slip(work, row)
            _climb(work, row)
        messages += _of_kinds(work)
        with act(viewer, "sweep_commitments", key=f"sweep:{day}") as verb:
            told = tell(*messages)
            if verb.repeated:
                return Sweep.objects.get(day=day)
            made = Sweep.objects.create(
                day=day,
                reminders=told,
                slips=work.slips,
                climbs=work.climbs,
                finished_at=clock.now(),
            )
            counts = {"reminders": told, "slips": work.slips, "climbs": work.climbs}
            verb.record(made, after=counts)
    return made


def _touched(work: _Day) -> list[Commitment]:
    """Rows on which something may fall due that day."""
    calendar, pressure = work.rules.calendar, work.rules.pressure
    if not calendar.is_workday(work.day):
        return []
    furthest = calendar.add_workdays(work.day, max(pressure.remind_before, default=0) + 1)
    rows = Commitment.objects.unscoped("reminders go to every unit")
    wanted = Q(state__in=RUNNING, due_on__lt=furthest) | Q(state=CommitmentState.REPORTED_DONE)
    found = rows.filter(wanted).prefetch_related("slips", "level_actions").order_by("pk")
    return list(found)


def _of_kinds(work: _Day) -> list[Told]:
    """What the kinds of commitments have of their own to tell on a worked day."""
    if not work.rules.calendar.is_workday(work.day):
        return []
    asked = (origin.remind for origin in ORIGINS.values())
    return [message for remind in asked if remind is not None for message in remind(work.day)]


def _reminders(work: _Day, row: Commitment) -> Iterator[Told]:
    state, calendar = CommitmentState(row.state), work.rules.calendar
    left = reminder_due(work.rules.pressure, state, row.due_on, work.day, calendar)
    day = f"{row.due_on.month}月{row.due_on.day}日"
    if left is not None:
        code = "notice.due_today" if left == 0 else "notice.due_soon"
        event = f"remind:{row.due_on}:{left}"
        yield notice(row, code, [row.lead_unit_id], event, due_on=day, days=left)
    if verifier_reminder_due(work.rules.pressure, state, row.done_on, work.day, calendar):
        waited = work.rules.pressure.verify_within
        event = f"verify:{row.done_on}"
        yield notice(row, "notice.verify_waits", [row.closing_unit_id], event, days=waited)


def _slip(work: _Day, row: Commitment) -> None:
    colour = next_slip(
        work.rules.pressure,
        CommitmentState(row.state),
        row.due_on,
        work.day,
        work.rules.calendar,
        slips=slip_facts(row),
        is_urgent=row.is_urgent,
    )
    if colour is not None:
        key = f"slip:{row.uid}:{colour}"
        issue_slip(viewer=work.viewer, uid=row.uid, colour=colour, key=key)
        work.slips += 1


def _climb(work: _Day, row: Commitment) -> None:
    top = len(rungs(row.lead_unit_id)) - 1
    goes = climbs(
        work.rules.pressure,
        CommitmentState(row.state),
        row.due_on,
        work.day,
        work.rules.calendar,
        level=row.level,
        top=top,
        level_since=row.level_since,
        actions=[LevelAction(a.level, a.on) for a in row.level_actions.all()],
    )
    if goes:
        key = f"climb:{row.uid}:{row.level + 1}"
        escalate(viewer=work.viewer, uid=row.uid, key=key)
        work.climbs += 1
