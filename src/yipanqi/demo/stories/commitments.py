"""Half a year of tasks and assigned problems, told day by day through the verbs themselves.

Nothing is set by hand: slips, climbs and reminders come from the sweep of each day, so the
visitor finds what the rules make of these people's doings.
"""

from datetime import date, timedelta
from typing import Any

from yipanqi.apps.ledger.units.models import Appointment, Unit, User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees
from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.apps.promises.commitments.models import Commitment, Escalation, Slip
from yipanqi.apps.promises.problems.actions import accept_problem, assign_problem
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.apps.promises.supervision.actions import add_key_work
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Role, Viewer
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.instants import TODAY
from yipanqi.demo.city.people import SINCE, reporter_of
from yipanqi.demo.stories.ledgers import instructed, plan_ledgers
from yipanqi.demo.stories.programmes import plan_programmes
from yipanqi.demo.stories.task_lives import FATES, FIRST_DAY, Event, Life, Teller
from yipanqi.demo.tables import table
from yipanqi.infra import clock

KEY_WORK_ISSUED = date(2024, 1, 29)
TASKS = 96
SYSTEM = "daily sweep of commitments"


def build_commitments(units: dict[str, Unit], users: dict[str, User]) -> None:
    """Call inside the build, when problems are written."""
    keep_trees()
    try:
        teller = Teller(units, dict(users))
        _appoint(teller)
        for n in range(TASKS):
            _plan_task(teller, n)
        _plan_key_work(teller)
        _plan_problems(teller)
        plan_programmes(teller)
        plan_ledgers(teller)
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
        if kind["origin"] == "instruction":
            row = instructed(teller, by, kind, order)
        else:
            row = actions.assign(viewer=teller.viewer(by), order=order)
        _plan_life(teller, row, by=by, verifier=verifier, name=("task", n))

    teller.on(day, start)


def _plan_key_work(teller: Teller) -> None:
    """The year's list of 2024, with progress towards the end of each month."""
    for n, kind in enumerate(table("tasks.toml")["key_work"]):
        order = Order(
            title=kind["title"],
            lead_unit=teller.units[kind["lead"]].pk,
            supporting_units=tuple(teller.units[key].pk for key in kind["support"]),
            requirement=kind["requirement"],
            source="2024年市政府工作报告",
            sponsor="市政府分管副市长",
        )

        def start(order: Order = order, n: int = n) -> None:
            made = add_key_work(viewer=teller.viewer("bangongshi"), year=2024, order=order)
            row = made.commitment
            chance = dice("key work", n)
            doer = teller.doers[row.lead_unit_id]
            life = Life(teller, row, doer, "bangongshi", "bangongshi2", chance)
            teller.on(row.assigned_on + timedelta(days=1), life.sign)
            for month in range(2, 13):
                teller.on(date(2024, month, 22 + chance.randint(0, 5)), life.progress)

        teller.on(KEY_WORK_ISSUED, start)


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
    life = Life(teller, row, doer, by, verifier, chance)
    teller.on(row.assigned_on + timedelta(days=chance.randint(0, 2)), life.sign)
    month_end = row.assigned_on + timedelta(days=chance.randint(8, 14))
    while month_end < row.due_on + timedelta(days=40):
        teller.on(month_end, life.progress)
        month_end += timedelta(days=28)
    life.plan(chance.choice(FATES))


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
            life = Life(teller, slip.commitment, doer, "", "", chance)
            teller.on(day + timedelta(days=chance.randint(1, 4)), _answering(life, slip))
    for climbed in Escalation.objects.filter(on=day).select_related("commitment"):
        chance = dice("climbed", climbed.commitment.number, climbed.level)
        leader = _leader_of(teller, climbed.unit_id)
        if leader and chance.random() < 0.5:
            teller.on(day + timedelta(days=3), _acting(teller, climbed.commitment, leader, chance))


def _answering(life: Life, slip: Slip) -> Event:
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
