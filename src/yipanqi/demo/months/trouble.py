"""Some 200 problems of projects: raised, solved by their unit, confirmed by who raised them."""

from datetime import date, timedelta
from random import Random

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import TODAY, instant
from yipanqi.demo.city.people import reporter_of
from yipanqi.demo.city.register import Registered
from yipanqi.demo.tables import table

COUNT = 200
FIRST_DAY = date(2023, 2, 10)
ANSWERS = ("已召开协调会并办结。", "已完成审批，批复文件送达项目单位。", "已落实，项目单位已确认。")


def build_problems(registered: Registered, units: dict[str, Unit], users: dict[str, User]) -> None:
    chance = dice("problems")
    fit = [d for d in registered.drafts if not d.is_package and d.plans]
    drawn = [(d, _day(d, chance)) for d in chance.choices(fit, k=COUNT)]
    drawn.sort(key=lambda pair: (pair[1], pair[0].number))
    Problem.objects.bulk_create(
        (_problem(d, day, registered, units, users) for d, day in drawn), batch_size=500
    )


def _day(draft: Draft, chance: Random) -> date:
    first = max(FIRST_DAY, draft.registered_on + timedelta(days=10))
    return first + timedelta(days=chance.randint(0, max(1, (TODAY - first).days - 4)))


def _problem(
    draft: Draft,
    raised: date,
    registered: Registered,
    units: dict[str, Unit],
    users: dict[str, User],
) -> Problem:
    chance = dice("problem", draft.number, raised)
    kind = chance.choice(table("problems.toml")["problem"])
    solver = draft.county.code if kind["solver"] == "county" else kind["solver"]
    due = raised + timedelta(days=kind["days"])
    solved = _solved(raised, due, chance)
    confirmed = solved + timedelta(days=chance.randint(1, 9)) if solved else None
    if confirmed and (confirmed > TODAY or chance.random() < 0.12):
        confirmed = None
    state = Problem.State.CONFIRMED if confirmed else Problem.State.SOLVED
    return Problem(
        project=registered.project[draft.number],
        unit=units[solver],
        raised_by_unit=units[draft.reporting],
        raised_by=users[reporter_of(draft.reporting)],
        title=kind["title"].format(k=chance.randint(5, 60), m=chance.randint(1, 4)),
        cause=kind["cause"],
        state=state if solved else Problem.State.RAISED,
        raised_on=raised,
        due_on=due,
        solved_on=solved,
        confirmed_on=confirmed,
        confirmed_by=users[reporter_of(draft.reporting)] if confirmed else None,
        answer=chance.choice(ANSWERS) if solved else "",
        recorded_at=instant(raised, 11),
        version=1 + bool(solved) + bool(confirmed),
    )


def _solved(raised: date, due: date, chance: Random) -> date | None:
    """Most in time, some late, some never."""
    roll = chance.random()
    span = (due - raised).days
    if roll < 0.62:
        day = raised + timedelta(days=chance.randint(5, span))
    elif roll < 0.84:
        day = due + timedelta(days=chance.randint(1, 40))
    else:
        return None
    return day if day < TODAY else None
