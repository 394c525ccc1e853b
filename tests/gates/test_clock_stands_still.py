"""Days of an approved pause take their share of the plan out of what is due: project and unit."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gates.test_pauses_and_slips import ORDER, approved, asked
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.life.gates import actions
from yipanqi.core.month import Month
from yipanqi.core.projects.pauses import Spell, due_by
from yipanqi.web.desk.board import board
from yipanqi.web.register.filters import Filters
from yipanqi.web.register.rows import Register

APRIL, MAY = Month(2024, 4), Month(2024, 5)
FLAT = [3_000_000] * 12


def test_a_paused_day_is_not_due():
    still = [Spell(date(2024, 4, 10), date(2024, 5, 31))]
    assert due_by(FLAT, 2024, 3, still) == 9_000_000
    assert due_by(FLAT, 2024, 4, still) == 9_000_000 + 900_000, "nine of thirty days"
    assert due_by(FLAT, 2024, 5, still) == 9_900_000
    assert due_by(FLAT, 2024, 6, still) == 12_900_000, "and it runs on"
    assert due_by(FLAT, 2023, 12, still) == sum(FLAT)


@given(
    st.lists(st.integers(0, 10**9), min_size=12, max_size=12),
    st.lists(st.tuples(st.integers(-40, 400), st.integers(0, 120)), max_size=4),
)
def test_what_is_due_never_falls_and_never_passes_the_plan(plan, found):
    first = date(2024, 1, 1)
    spells = [
        Spell(first + timedelta(days=at), first + timedelta(days=at + days)) for at, days in found
    ]
    due = [due_by(plan, 2024, months, spells) for months in range(13)]
    assert due[0] == 0
    assert due == sorted(due)
    assert all(d <= sum(plan[:n]) for n, d in enumerate(due))
    assert due == [due_by(plan, 2024, n, [*spells, *spells]) for n in range(13)], "once only"


def unit_due(town) -> int:
    return board(town.viewer("office"), APRIL, str(town.unit["east"].uid)).total.plan_to_date


def row_of(town):
    register = Register.of(town.viewer("office"), APRIL)
    plant = register.projects(Filters()).filter(pk=town.project["plant"].pk)
    return register.rows(plant)[0]


def test_the_project_and_its_unit_are_due_less_while_and_only_while_it_is_approved(town):
    plant = town.project["plant"].pk
    whole, unit, share = project_facts(APRIL)[plant].plan_to_date, unit_due(town), row_of(town)
    pause = asked(town)
    assert project_facts(APRIL)[plant].plan_to_date == whole, "asking stops nothing"
    approved(town, pause)
    cut = project_facts(APRIL)[plant]
    april = cut.monthly_plan[3]
    assert cut.plan_to_date == whole - april * 21 // 30, "from 10 April on"
    assert unit_due(town) == unit - april * 21 // 30
    assert row_of(town).due_share < share.due_share
    assert row_of(town).plan == share.plan, "the year's plan stays"
    actions.end_pause(
        viewer=town.viewer("town_reporter"), pause_uid=pause.uid, on=date(2024, 5, 1), words="复工"
    )
    assert project_facts(APRIL)[plant].plan_to_date == cut.plan_to_date, "it is not due later"
    assert project_facts(MAY)[plant].plan_to_date == cut.plan_to_date + cut.monthly_plan[4]


def test_a_refused_pause_stops_nothing(town):
    before = unit_due(town)
    pause = asked(town, review_on=ORDER.review_on)
    actions.refuse_pause(
        viewer=town.viewer("east_reviewer"), pause_uid=pause.uid, reason="可以分段施工。"
    )
    assert unit_due(town) == before
