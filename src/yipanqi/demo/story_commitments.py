"""Half a year of tasks and assigned problems, told day by day through the verbs themselves.

Nothing is set by hand: slips, climbs and reminders come from the sweep of each day, so the
visitor finds what the rules make of these people's doings.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from yipanqi.apps.commitments import actions
from yipanqi.apps.commitments.actions import Order
from yipanqi.apps.commitments.models import Commitment, Escalation, Slip
from yipanqi.apps.commitments.rules import rules
from yipanqi.apps.problems.actions import accept_problem, assign_problem
from yipanqi.apps.problems.models import Problem
from yipanqi.apps.units.models import Appointment, Unit, User
from yipanqi.apps.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Role, Viewer
from yipanqi.demo import places
from yipanqi.demo.dice import dice
from yipanqi.demo.instants import TODAY
from yipanqi.demo.people import SINCE, reporter_of
from yipanqi.demo.pictures import picture
from yipanqi.demo.tables import table
from yipanqi.infra import clock

FIRST_DAY = date(2023, 10, 9)
TASKS = 96
SYSTEM = "daily sweep of commitments"
FATES = (
    *("on_time",) * 44,
    *("late",) * 16,
    *("returned",) * 10,
    *("extended",) * 8,
    *("extended_late",) * 4,
    *("reopened",) * 3,
    *("cancelled",) * 2,
    *("stuck",) * 13,
)
SCENES = ("road", "plant", "building", "water")
Event = Callable[[], Any]


@dataclass
class Teller:
    """People, units and the days to come."""

    units: dict[str, Unit]
    users: dict[str, User]
    days: dict[date, list[Event]] = field(default_factory=lambda: defaultdict(list))
    doers: dict[int, str] = field(default_factory=dict)  # unit → username
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def viewer(self, username: str) -> Viewer:
        if username not in self.viewers:
            self.viewers[username] = viewer_for(self.users[username])
        return self.viewers[username]

    def on(self, day: date, event: Event) -> None:
        """On that day, or the next worked one; not after the city's today."""
        worked = rules().calendar.next_workday(max(day, FIRST_DAY))
        if worked <= TODAY:
            self.days[worked].append(event)


def build_commitments(units: dict[str, Unit], users: dict[str, User]) -> None:
    """Call inside the build, when problems are written."""
    keep_trees()
    try:
        teller = Teller(units, dict(users))
        _appoint(teller)
        for n in range(TASKS):
            _plan_task(teller, n)
        _plan_problems(teller)
        _run(teller)
    finally:
        forget_trees()


def _appoint(teller: Teller) -> None:
    """Every unit that will lead has somebody who works for it."""
    some = next(iter(teller.users.values()))
    for part in places.departments():
        name = f"{part.account}.tb"
        if name not in teller.users:
            name = f"{part.account}.cb"
            made = User.objects.create(
                username=name,
                name=f"{part.short}承办岗",
                password=some.password,
                must_change_password=False,
                password_changed_at=some.password_changed_at,
            )
            Appointment.objects.create(
                user=made, unit=teller.units[part.key], role=Role.REPORTER, from_on=SINCE
            )
            teller.users[name] = made
        teller.doers[teller.units[part.key].pk] = name
    for county in places.counties():
        teller.doers[teller.units[county.code].pk] = f"{county.account}.sh"
        for town in county.towns:
            teller.doers[teller.units[town.code].pk] = reporter_of(town.code)


# --- tasks


def _plan_task(teller: Teller, n: int) -> None:
    chance = dice("task", n)
    tasks = table("tasks.toml")["task"]
    kind = tasks[n % len(tasks)]
    county = chance.choice(places.counties())
    town = chance.choice(county.towns)
    key = {"county": county.code, "town": town.code}.get(kind["lead"], kind["lead"])
    by = f"{county.account}.sh" if kind["lead"] == "town" else "bangongshi"
    place = town.name if kind["lead"] == "town" else county.name
    span = (TODAY - FIRST_DAY).days
    day = FIRST_DAY + timedelta(days=int(span * chance.random() ** 0.7))
    verifier = f"{county.account}.ld" if kind["lead"] == "town" else "bangongshi2"
    order = Order(
        title=kind["title"].format(place=place),
        lead_unit=teller.units[key].pk,
        supporting_units=tuple(teller.units[s].pk for s in kind["support"] if s != key),
        requirement=kind["requirement"],
        origin_kind=kind["origin"],
        source=kind["source"],
        sponsor="市政府分管副市长" if kind["lead"] != "town" else f"{county.name}分管领导",
        term=kind["term"],
    )

    def start() -> None:
        row = actions.assign(viewer=teller.viewer(by), order=order)
        _plan_life(teller, row, by=by, verifier=verifier, name=("task", n))

    teller.on(day, start)


def _plan_problems(teller: Teller) -> None:
    """What is unsolved of the bulk of problems is taken up, and mostly assigned."""
    waiting = Problem.objects.filter(state=Problem.State.RAISED)
    for problem in waiting.order_by("raised_on", "pk"):
        chance = dice("problem", "fate", problem.raised_on, problem.title)
        by = "bangongshi"
        above = _county_reviewer(teller, problem.unit_id)
        if above is not None:
            by = above
        if problem.raised_on > TODAY - timedelta(days=20) and chance.random() < 0.3:
            continue  # fresh: left for the visitor
        day = max(problem.raised_on + timedelta(days=chance.randint(1, 4)), FIRST_DAY)
        uid = problem.uid

        def take_up(uid: Any = uid, by: str = by) -> None:
            accept_problem(viewer=teller.viewer(by), uid=uid)

        def hand_over(uid: Any = uid, by: str = by, name: Any = (day, problem.title)) -> None:
            row = assign_problem(viewer=teller.viewer(by), uid=uid)
            raiser = Problem.objects.get(uid=uid).raised_by
            verifier = raiser.username if raiser else by
            _plan_life(teller, row, by=by, verifier=verifier, name=("problem", *name))

        teller.on(day, take_up)
        if day < TODAY - timedelta(days=20) or chance.random() < 0.7:
            teller.on(day + timedelta(days=chance.randint(1, 3)), hand_over)


def _county_reviewer(teller: Teller, unit: int) -> str | None:
    """Who stands above a town or county department; None where only the city does."""
    for county in places.counties():
        below = {teller.units[t.code].pk for t in county.towns}
        if unit in below:
            return f"{county.account}.sh"
    return None


# --- what becomes of them


def _plan_life(teller: Teller, row: Commitment, *, by: str, verifier: str, name: Any) -> None:
    chance = dice("life", *name)
    doer = teller.doers.get(row.lead_unit_id)
    if doer is None:
        return
    life = _Life(teller, row, doer, by, verifier, chance)
    teller.on(row.assigned_on + timedelta(days=chance.randint(0, 2)), life.sign)
    month_end = row.assigned_on + timedelta(days=chance.randint(8, 14))
    while month_end < row.due_on + timedelta(days=40):
        teller.on(month_end, life.progress)
        month_end += timedelta(days=28)
    life.plan(chance.choice(FATES))


@dataclass
class _Life:
    """One commitment with its people; each method is one day's doing, if it still fits."""

    teller: Teller
    row: Commitment
    doer: str
    by: str
    verifier: str
    chance: Any

    def plan(self, fate: str) -> None:
        due, roll = self.row.due_on, self.chance.randint
        days: dict[str, list[tuple[int, Event]]] = {
            "on_time": [(-roll(0, 6), self.done), (roll(1, 4), self.close)],
            "late": [(roll(2, 24), self.done), (roll(25, 32), self.close)],
            "returned": [
                (-roll(3, 6), self.done),
                (-roll(0, 2), self.give_back),
                (roll(2, 6), self.done),
                (roll(8, 14), self.close),
            ],
            "extended": [
                (-6, self.ask),
                (-3, self.grant),
                (roll(6, 15), self.done),
                (18, self.close),
            ],
            "extended_late": [
                (-1, self.ask),
                (4, self.grant),
                (roll(8, 15), self.done),
                (30, self.close),
            ],
            "reopened": [
                (-roll(1, 5), self.done),
                (2, self.close),
                (12, self.reopen),
                (30, self.done),
                (36, self.close),
            ],
            "cancelled": [(-roll(4, 8), self.cancel)],
            "stuck": [],
        }
        for after, event in days[fate]:
            self.teller.on(max(due + timedelta(days=after), self.row.assigned_on), event)

    def _do(self, verb: str, who: str, **more: Any) -> None:
        self.row.refresh_from_db()
        getattr(actions, verb)(viewer=self.teller.viewer(who), uid=self.row.uid, **more)

    def _is(self, *states: CommitmentState) -> bool:
        self.row.refresh_from_db()
        return CommitmentState(self.row.state) in states

    def _running(self) -> bool:
        return self._is(CommitmentState.OPEN, CommitmentState.RETURNED)

    def _word(self, kind: str) -> str:
        text: str = self.chance.choice(table("tasks.toml")["words"][kind])
        return text.format(k=self.chance.randint(3, 8))

    def sign(self) -> None:
        if self._running() and self.row.signed_for_on is None:
            self._do("sign_for", self.doer, contact="承办科室 0575-8800")

    def progress(self) -> None:
        if self._running():
            share = min(95, self.row.progress.count() * 25 + self.chance.randint(1, 4) * 5)
            text, following = self._word("progress"), self._word("next")
            self._do("report_progress", self.doer, text=text, next_step=following, share=share)

    def done(self) -> None:
        if not self._running():
            return
        shown = picture(self.chance.choice(SCENES), self.chance.randint(2, 5), 0)
        if not self.row.evidence.exists():
            self._do("add_evidence", self.doer, file=BytesIO(shown), name="办结现场.jpg")
        self._do("report_done", self.doer, result=self._word("result"))

    def close(self) -> None:
        if self._is(CommitmentState.REPORTED_DONE):
            self._do("close_out", self.verifier, verdict=self._word("verdict"))

    def give_back(self) -> None:
        if self._is(CommitmentState.REPORTED_DONE):
            self._do("return_done", self.verifier, reason=self._word("returned"))

    def reopen(self) -> None:
        if self._is(CommitmentState.CLOSED):
            self._do("reopen", self.by, reason="复核发现仍有一处未完成，重新办理。")

    def cancel(self) -> None:
        if self._running():
            self._do("cancel", self.by, reason="并入另一事项办理。")

    def ask(self) -> None:
        if self._running():
            later = rules().calendar.next_workday(self.row.due_on + timedelta(days=20))
            reason = self._word("extension")
            self._do("ask_extension", self.doer, new_due_on=later, reason=reason)

    def grant(self) -> None:
        if self._running() and self.row.extensions.filter(state="asked").exists():
            self._do("grant_extension", self.by, words="同意延期，请按新时限办结。")

    def answer(self, slip: Slip) -> None:
        if not self._is(CommitmentState.CANCELLED) and slip.answered_on is None:
            actions.answer_slip(
                viewer=self.teller.viewer(self.doer), slip_uid=slip.uid, answer=self._word("answer")
            )


# --- the days


def _run(teller: Teller) -> None:
    day = FIRST_DAY
    while day <= TODAY:
        keep_trees()
        with clock.at(day):
            actions.sweep_day(viewer=Viewer.system(SYSTEM), day=day)
            for event in teller.days.get(day, ()):
                event()
            _answer_back(teller, day)
        day += timedelta(days=1)


def _answer_back(teller: Teller, day: date) -> None:
    """Units answer most slips; levels called act on about half."""
    for slip in Slip.objects.filter(issued_on=day).select_related("commitment"):
        chance = dice("slip", slip.number)
        doer = teller.doers.get(slip.commitment.lead_unit_id)
        if doer and chance.random() < 0.7:
            life = _Life(teller, slip.commitment, doer, "", "", chance)
            teller.on(day + timedelta(days=chance.randint(1, 4)), _answering(life, slip))
    for climbed in Escalation.objects.filter(on=day).select_related("commitment"):
        chance = dice("climbed", climbed.commitment.number, climbed.level)
        leader = _leader_of(teller, climbed.unit_id)
        if leader and chance.random() < 0.5:
            teller.on(day + timedelta(days=3), _acting(teller, climbed.commitment, leader, chance))


def _answering(life: _Life, slip: Slip) -> Event:
    return lambda: life.answer(slip)


def _acting(teller: Teller, row: Commitment, leader: str, chance: Any) -> Event:
    def act() -> None:
        row.refresh_from_db()
        if CommitmentState(row.state).is_running:
            kinds = ("talk", "inspection", "coordination")
            at = chance.randint(0, 2)
            actions.log_action(
                viewer=teller.viewer(leader),
                uid=row.uid,
                kind=kinds[at],
                text=table("tasks.toml")["words"]["talk"][at],
                with_whom="牵头单位主要负责人",
            )

    return act


def _leader_of(teller: Teller, unit: int) -> str:
    if unit == teller.units[places.ROOT].pk:
        return "lingdao"
    for county in places.counties():
        if unit == teller.units[county.code].pk:
            return f"{county.account}.ld"
    return ""
