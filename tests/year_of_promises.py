"""A simulated clock over many commitments, beside a reference that knows nothing of the product.

``play`` drives the product's verbs and sweeps day by day from a script; ``expected`` works the
same script out on its own: worked days as positions in a list, every rule written again.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees
from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.apps.promises.commitments.models import (
    Commitment,
    Escalation,
    Extension,
    LevelAction,
    Slip,
    Sweep,
)
from yipanqi.core.scope import Viewer
from yipanqi.core.workdays import Workdays
from yipanqi.infra import clock

ONE = timedelta(days=1)
SYSTEM = Viewer.system("a year of promises")
DOER = Viewer(user=None, name="the doer", system_reason="a year of promises")


@dataclass
class Script:
    """What happens to one commitment, by day; ``depth`` rungs stand above its unit."""

    number: int
    unit: int
    depth: int
    urgent: bool
    assigned: date
    due: date
    events: dict[date, list[tuple[str, object]]] = field(default_factory=dict)

    def on(self, day: date, what: str, value: object = None) -> None:
        self.events.setdefault(day, []).append((what, value))


@dataclass
class Found:
    """Everything told, issued and climbed: who, what, when."""

    reminders: set[tuple] = field(default_factory=set)
    slips: set[tuple] = field(default_factory=set)
    climbs: set[tuple] = field(default_factory=set)
    late: set[int] = field(default_factory=set)

    def differences(self, other: "Found") -> dict[str, tuple[list, list]]:
        """Kind → (only here, only there)."""
        kinds = ("reminders", "slips", "climbs", "late")
        pairs = {k: (getattr(self, k), getattr(other, k)) for k in kinds}
        return {k: (sorted(a - b), sorted(b - a)) for k, (a, b) in pairs.items() if a != b}


def write_scripts(
    count: int, first: date, last: date, units: list[tuple[int, int]], seed: int
) -> list[Script]:
    """``units`` are (primary key, rungs above)."""
    chance = Random(seed)
    span = (last - first).days
    scripts = []
    for number in range(count):
        unit, depth = chance.choice(units)
        assigned = first + timedelta(days=chance.randint(0, max(1, span - 20)))
        due = assigned + timedelta(days=chance.randint(1, 60))
        script = Script(number, unit, depth, chance.random() < 0.1, assigned, due)
        _script_life(script, chance)
        scripts.append(script)
    return scripts


def _script_life(script: Script, chance: Random) -> None:
    """Some end in time, some late, some never; some are extended, some sent back, some helped."""
    roll = chance.random()
    if roll < 0.3:
        asked = script.due + timedelta(days=chance.randint(-8, 12))
        asked = max(asked, script.assigned)
        script.on(asked, "extend", chance.randint(1, 30))
    for _ in range(chance.choice((0, 0, 1, 2))):
        day = script.due + timedelta(days=chance.randint(1, 45))
        script.on(max(day, script.assigned), "act", chance.randint(0, 3))  # 0: by itself
    if roll > 0.15:
        done = max(script.assigned, script.due + timedelta(days=chance.randint(-20, 50)))
        script.on(done, "done")
        if chance.random() < 0.25:
            back = done + timedelta(days=chance.randint(0, 9))
            script.on(back, "return")
            done = back + timedelta(days=chance.randint(0, 20))
            script.on(done, "done")
        script.on(done + timedelta(days=chance.randint(0, 10)), "close")


# --- the product


def play(
    scripts: list[Script], first: date, last: date, told: Callable[[str], None] | None = None
) -> Found:
    """Through the verbs and the sweep, one day after the other."""
    starts: dict[date, list[Script]] = {}
    for script in scripts:
        starts.setdefault(script.assigned, []).append(script)
    running: dict[date, list[tuple[Script, str, object]]] = {}
    for script in scripts:
        for day, events in script.events.items():
            running.setdefault(day, []).extend((script, *event) for event in events)
    rows: dict[int, Commitment] = {}
    day = first
    while day <= last:
        keep_trees()
        with clock.at(day):
            actions.sweep_day(viewer=SYSTEM, day=day)
            for script in starts.get(day, ()):
                rows[script.number] = _assigned(script)
            for script, what, value in running.get(day, ()):
                _happen(rows[script.number], what, value, day, script.depth)
        if told is not None and day.day == 1:
            told(f"{day} {Sweep.objects.count()}")
        day += ONE
    forget_trees()
    return _found({row.pk: number for number, row in rows.items()}, last)


def _assigned(script: Script) -> Commitment:
    order = Order(
        title=f"第{script.number}件",
        lead_unit=script.unit,
        due_on=script.due,
        is_urgent=script.urgent,
        needs_evidence=False,
    )
    return actions.assign(viewer=SYSTEM, order=order)


def _happen(row: Commitment, what: str, value: object, day: date, depth: int) -> None:
    row.refresh_from_db()
    running = row.state in {"open", "returned"}
    if what == "extend" and running:
        Extension.objects.create(
            commitment=row,
            reason="x",
            old_due_on=row.due_on,
            new_due_on=row.due_on + timedelta(days=int(str(value))),
            asked_on=day,
        )
        actions.grant_extension(viewer=SYSTEM, uid=row.uid)
    elif what == "act" and row.state != "closed":
        level = min(int(str(value)), depth)
        LevelAction.objects.create(
            commitment=row,
            kind="talk",
            level=level,
            unit_id=row.assigning_unit_id,
            text="x",
            on=day,
        )
    elif what == "done" and running:
        actions.report_done(viewer=DOER, uid=row.uid, result="x")
    elif what == "return" and row.state == "reported_done":
        actions.return_done(viewer=SYSTEM, uid=row.uid, reason="x")
    elif what == "close" and row.state == "reported_done":
        actions.close_out(viewer=SYSTEM, uid=row.uid)


def _found(numbers: dict[int, int], last: date) -> Found:
    from yipanqi.core.commitments.lateness import is_late

    found = Found()
    uids = {str(r.uid): numbers[r.pk] for r in Commitment.objects.unscoped("all of them")}
    codes = {"notice.due_soon": "due", "notice.due_today": "due", "notice.verify_waits": "verify"}
    for notice in Notice.objects.filter(code__in=codes):
        days = 0 if notice.code == "notice.due_today" else notice.params["days"]
        number = uids[notice.subject_uid]
        found.reminders.add((number, codes[notice.code], notice.told_on, days))
    for slip in Slip.objects.all():
        key = (numbers[slip.commitment_id], slip.colour, slip.issued_on, slip.rectify_by)
        found.slips.add(key)
    for climb in Escalation.objects.all():
        found.climbs.add((numbers[climb.commitment_id], climb.level, climb.on))
    for row in Commitment.objects.unscoped("all of them"):
        if is_late(row.dates, last):
            found.late.add(numbers[row.pk])
    return found


# --- the reference


class Days:
    """Worked days as a sorted list; everything is a position in it."""

    def __init__(self, first: date, last: date) -> None:
        calendar, day = Workdays(), first - timedelta(days=200)
        self.worked = []
        while day <= last + timedelta(days=200):
            if calendar.is_workday(day):
                self.worked.append(day)
            day += ONE
        self.set = set(self.worked)

    def upto(self, day: date) -> int:
        return bisect_right(self.worked, day)

    def after(self, day: date, count: int) -> date:
        return self.worked[self.upto(day) + count - 1] if count else day


def expected(scripts: list[Script], first: date, last: date) -> Found:
    days, found = Days(first, last), Found()
    for script in scripts:
        _Reference(script, days, found).run(last)
    return found


class _Reference:
    """One commitment, told day by day from the printed rules."""

    def __init__(self, script: Script, days: Days, found: Found) -> None:
        self.script, self.days, self.found = script, days, found
        self.due, self.clean, self.was_moved_late = script.due, script.due, False
        self.state, self.done = "running", None
        self.level, self.since = 0, None
        self.colour, self.rectify = 0, None
        self.actions: list[tuple[int, date]] = []

    def run(self, last: date) -> None:
        day = self.script.assigned
        for what, value in self._events(day):
            self._happen(what, value, day)
        while (day := day + ONE) <= last:
            if day in self.days.set:
                self._sweep(day)
            for what, value in self._events(day):
                self._happen(what, value, day)
        judged = last if self.state == "running" else self.done
        if judged > self.clean:
            self.found.late.add(self.script.number)

    def _events(self, day: date) -> list[tuple[str, object]]:
        return self.script.events.get(day, [])

    def _sweep(self, day: date) -> None:
        upto, number = self.days.upto, self.script.number
        if self.state == "waiting":
            if upto(day) - upto(self.done) == 3:
                self.found.reminders.add((number, "verify", day, 3))
            return
        if self.state != "running":
            return
        if day <= self.due:
            left = upto(self.due) - upto(day)
            if left in (0, 1, 5):
                self.found.reminders.add((number, "due", day, left))
            return
        self._slip(day)
        self._climb(day)

    def _slip(self, day: date) -> None:
        until = self.due if self.rectify is None else max(self.due, self.rectify)
        if day <= until or self.colour == 3:
            return
        self.colour = 2 if self.colour == 0 and self.script.urgent else self.colour + 1
        self.rectify = self.days.after(day, 5)
        name = ("", "blue", "yellow", "red")[self.colour]
        self.found.slips.add((self.script.number, name, day, self.rectify))

    def _climb(self, day: date) -> None:
        if self.level >= self.script.depth:
            return
        marks = [self.due, *([self.since] if self.since else [])]
        marks += [on for level, on in self.actions if level >= 1 and level >= self.level]
        waited = self.days.upto(day) - self.days.upto(max(marks))
        if waited > (5 if self.level == 0 else 10):
            self.level, self.since = self.level + 1, day
            self.found.climbs.add((self.script.number, self.level, day))

    def _happen(self, what: str, value: object, day: date) -> None:
        if what == "act" and self.state != "closed":
            self.actions.append((min(int(str(value)), self.script.depth), day))
        elif what == "extend" and self.state == "running":
            self._move(self.due + timedelta(days=int(str(value))), day)
        elif what == "done" and self.state == "running":
            self.state, self.done = "waiting", day
        elif what == "close" and self.state == "waiting":
            self.state = "closed"
        elif what == "return" and self.state == "waiting":
            self._give_back(day)

    def _give_back(self, day: date) -> None:
        upto = self.days.upto
        if self.done <= self.due:
            new = self.days.after(day, max(1, upto(self.due) - upto(self.done)))
        else:
            new = self.days.after(self.due, upto(day) - upto(self.done))
        if new > self.due:
            self._move(new, self.done)
        self.state, self.done = "running", None

    def _move(self, new: date, decided: date) -> None:
        if decided > self.due:
            self.was_moved_late = True
        self.due = new
        if not self.was_moved_late:
            self.clean = new
