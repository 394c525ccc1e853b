"""Closing needs somebody other than the doer, whatever kind of thing was promised.

For each kind: somebody reports it done, then everybody of the town tries to close it, for
themselves and for everybody else. Whoever succeeds is not the doer, nor acts for the doer,
nor is the doer acting for another.
"""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction

from city import City, city
from promises import Promises, picture
from yipanqi.apps.ledger.units.models import Appointment, Delegation
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.instructions.actions import Written, give_instruction
from yipanqi.apps.promises.livelihood.actions import Work, add_work, report_count
from yipanqi.apps.promises.problems.actions import (
    Trouble,
    assign_problem,
    confirm_problem,
    raise_problem,
    solve_problem,
)
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.apps.promises.risks.actions import Danger, register_risk
from yipanqi.apps.promises.service.actions import Wish, accept_request, raise_request
from yipanqi.apps.promises.supervision.actions import add_key_work
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role
from yipanqi.infra import clock

pytestmark = pytest.mark.django_db
DOER = "town_reporter"
MUCH_LATER = date(2024, 7, 5)  # past the days an asker has to rate


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def town():
    return city()


def task(town: City) -> Commitment:
    return Promises(town).assigned()


def problem(town: City) -> Commitment:
    trouble = Trouble(title="未交地", cause="land", unit=town.unit["town"].pk)
    project = town.project["plant"].uid
    row = raise_problem(viewer=town.viewer("east_reporter"), project_uid=project, trouble=trouble)
    return assign_problem(viewer=town.viewer("east_reviewer"), uid=row.uid)


def key_work(town: City) -> Commitment:
    order = Promises(town).order(due_on=None)
    return add_key_work(viewer=town.viewer("office"), year=2024, order=order).commitment


def instruction(town: City) -> Commitment:
    written = Written("副市长", "整改", "请抓紧。", town.unit["town"].pk)
    return give_instruction(viewer=town.viewer("office"), written=written).commitment


def request(town: City) -> Commitment:
    viewer, unit = town.viewer(DOER), town.unit["town"].pk
    wish = Wish(title="增容", topic="energy", enterprise="演示机械有限公司")
    row = raise_request(viewer=viewer, officer_unit=unit, wish=wish)
    made = accept_request(viewer=viewer, uid=row.uid, words="已受理。").commitment
    assert made is not None
    return made


def risk(town: City) -> Commitment:
    danger = Danger("渗水", "safety", 3, 3, "加密监测。", date(2024, 5, 30))
    unit = town.unit["town"].pk
    return register_risk(viewer=town.viewer(DOER), unit=unit, danger=danger).commitment


def livelihood(town: City) -> Commitment:
    unit = town.unit["town"].pk
    work = Work("停车位", "个", unit, {unit: 10})
    row = add_work(viewer=town.viewer("office"), year=2024, work=work)
    report_count(
        viewer=town.viewer(DOER),
        share_uid=row.shares.get().uid,
        month=Month(2024, 4),
        done_scaled=10,
    )
    return row.commitment


KINDS = (task, problem, key_work, instruction, request, risk, livelihood)


def everybody(town: City):
    """Each person for themselves, and for each other: (who, for whom, viewer)."""
    for who in town.user:
        yield who, "", town.viewer(who)
    for who in ("office", "east_reviewer", DOER, "leader"):
        for whom in ("office", "east_reviewer", DOER):
            if who != whom:
                deputy, principal = town.user[who], town.user[whom]
                Delegation.objects.create(
                    principal=principal,
                    deputy=deputy,
                    from_on=date(2024, 5, 1),
                    to_on=date(2024, 12, 31),
                    reason="出差",
                )
                yield who, whom, viewer_for(deputy, acting_for=principal)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nobody_closes_what_they_did(town, kind):
    row = kind(town)
    actions.add_evidence(viewer=town.viewer(DOER), uid=row.uid, file=picture(), name="现场.png")
    actions.report_done(viewer=town.viewer(DOER), uid=row.uid, result="已完成。")
    closed = set()
    with clock.at(MUCH_LATER):
        for who, whom, viewer in everybody(town):
            with taken_back():
                try:
                    actions.close_out(viewer=viewer, uid=row.uid, verdict="属实。")
                except Refusal:
                    continue
                closed.add((who, whom))
    assert closed, "somebody can"
    assert not any(DOER in pair for pair in closed)


def test_nobody_confirms_what_they_solved_nor_through_a_deputy(town):
    trouble = Trouble(title="未交地", cause="land", unit=town.unit["town"].pk)
    project = town.project["plant"].uid
    row = raise_problem(viewer=town.viewer("office"), project_uid=project, trouble=trouble)
    solve_problem(viewer=town.viewer(DOER), uid=row.uid, answer="已交地。")
    confirmed = set()
    for who, whom, viewer in everybody(town):
        with taken_back():
            try:
                confirm_problem(viewer=viewer, uid=row.uid)
            except Refusal:
                continue
            confirmed.add((who, whom))
    assert ("office", "") in confirmed
    assert not any(DOER in pair for pair in confirmed)
    assert Problem.objects.get(pk=row.pk).state == "solved"


@pytest.mark.parametrize(("asks", "decides"), [("deputy", "self"), ("self", "deputy")])
def test_nobody_grants_through_a_deputy_what_they_asked(town, asks, decides):
    """Somebody who works and decides: acted for by a deputy on one side, in person on the other."""
    Appointment.objects.create(
        user=town.user["east_reviewer"],
        unit=town.unit["east"],
        role=Role.REPORTER,
        from_on=date(2024, 1, 1),
    )
    row = task(town)
    who = {
        "self": town.viewer("east_reviewer"),
        "deputy": town.deputy("health_reporter", "east_reviewer"),
    }
    wish = {"new_due_on": date(2024, 6, 3), "reason": "两户外出"}
    actions.ask_extension(viewer=who[asks], uid=row.uid, **wish)
    with pytest.raises(Forbidden, match=r"commitment\.own_work"):
        actions.grant_extension(viewer=who[decides], uid=row.uid)
    with pytest.raises(Forbidden, match=r"commitment\.own_work"):
        actions.refuse_extension(viewer=who[decides], uid=row.uid, reason="不同意")
    assert actions.grant_extension(viewer=town.viewer("office"), uid=row.uid).due_on > row.due_on
