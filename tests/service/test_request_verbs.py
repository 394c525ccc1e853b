"""A request through its life: each verb allowed, refused by scope, refused by rule."""

from datetime import date, timedelta

import pytest

from service.conftest import WISH, on
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.service import actions
from yipanqi.apps.promises.service.facts import service_request_rows
from yipanqi.apps.promises.service.models import ServiceLink, ServiceRequest
from yipanqi.apps.promises.service.reminders import remind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_from_the_phone_to_the_rating_that_closes_it(desk):
    with on(6):
        secret = desk.asked()
        row, follow = actions.send_request(secret=secret, wish=WISH)
    assert (row.enterprise, row.channel, row.state) == ("演示精密机械有限公司", "link", "raised")
    assert row.first_due_on == rules().calendar.add_workdays(date(2024, 5, 6), 2)
    with on(7):
        row = desk.accepted(row=row)
        session = actions.call_session(
            viewer=desk.by("town_reporter"),
            uid=row.uid,
            units=(desk.unit("east"), desk.unit("health")),
            held_on=date(2024, 5, 8),
            agenda="电力接入方案",
        )
    assert row.commitment.supports.count() == 2
    with on(8):
        actions.conclude_session(
            viewer=desk.by("town_reporter"), session_uid=session.uid, conclusion="区里负责开挖。"
        )
        row = desk.answered(row=row)
    assert row.state == "answered"
    with on(9):
        row = actions.rate_answer(secret=follow, rating=5, is_solved=True, words="很及时")
    row.commitment.refresh_from_db()
    assert (row.state, row.rating, row.commitment.state) == ("closed", 5, "closed")
    told = set(Notice.objects.filter(subject_uid=str(row.uid)).values_list("code", flat=True))
    assert {"notice.request_raised", "notice.request_session", "notice.request_rated"} <= told


def test_not_solved_goes_back_and_is_rated_again(desk):
    with on(6):
        row, follow = actions.send_request(secret=desk.asked(), wish=WISH)
        desk.answered(row=desk.accepted(row=row))
    with on(7):
        row = actions.rate_answer(secret=follow, rating=1, is_solved=False)
        assert (row.state, row.times_returned) == ("handling", 1)
        with pytest.raises(Conflict, match="move_not_allowed"):
            actions.rate_answer(secret=follow, rating=1, is_solved=False)
        desk.answered(row=row)
        row = actions.rate_answer(secret=follow, rating=4, is_solved=True)
    assert (row.state, row.rating) == ("closed", 4)


def test_a_link_takes_one_request_and_no_more(desk):
    secret = desk.asked()
    actions.send_request(secret=secret, wish=WISH)
    for gone in (secret, "nothing", ""):
        with pytest.raises(Missing, match="link_gone"):
            actions.send_request(secret=gone, wish=WISH)
    late = desk.asked()
    ServiceLink.objects.filter(used_at=None, kind="ask").update(expires_at=clock.now())
    with pytest.raises(Missing, match="link_gone"):
        actions.send_request(secret=late, wish=WISH)
    assert ServiceRequest.objects.count() == 1


def test_only_who_serves_there_may_ask_accept_and_call(desk):
    with pytest.raises(Forbidden, match="officer_only"):
        desk.raised(by="west_reporter")
    with pytest.raises(Forbidden, match="officer_only"):
        desk.asked(by="auditor")
    row = desk.raised(by="east_reviewer")  # above the town
    with pytest.raises(Missing, match="not_found"):
        desk.accepted(row=row, by="west_reporter")
    with pytest.raises(Forbidden, match="not_served_here"):
        desk.accepted(row=row, by="auditor")
    with pytest.raises(Refusal, match="words_needed"):
        actions.accept_request(viewer=desk.by("town_reporter"), uid=row.uid, words=" ")


def test_who_answered_neither_rates_nor_closes(desk):
    """The doer makes no rating link and closes nothing, in whatever name; others may."""
    with on(6):
        row = desk.answered()
        with pytest.raises(Forbidden, match="own_work"):
            actions.make_follow_link(viewer=desk.by("town_reporter"), uid=row.uid)
        with pytest.raises(Forbidden):
            commitments.close_out(viewer=desk.by("town_reporter"), uid=row.commitment.uid)
        secret = actions.make_follow_link(viewer=desk.by("east_reviewer"), uid=row.uid)
        assert actions.rate_answer(secret=secret, rating=3, is_solved=True).state == "closed"


def test_the_level_above_closes_only_after_the_asker_s_silence(desk):
    with on(6):
        row = desk.answered()
        with pytest.raises(Refusal, match="rating_runs"):
            commitments.close_out(viewer=desk.by("east_reviewer"), uid=row.commitment.uid)
    after = rules().calendar.add_workdays(date(2024, 5, 6), 10) + timedelta(days=1)
    with clock.at(after):
        commitments.close_out(viewer=desk.by("east_reviewer"), uid=row.commitment.uid)
    row.refresh_from_db()
    assert (row.state, row.rating) == ("closed", None)


def test_the_same_again_is_a_repeat_and_people_s_numbers_stay_out_of_the_log(desk):
    first = desk.raised(phone="13800000000")
    assert desk.raised().repeat_of == first
    assert desk.raised(enterprise="演示纺织有限公司").repeat_of is None
    assert desk.raised(topic="land").repeat_of is None
    assert "13800000000" not in str(list(AuditEntry.objects.values_list("values", flat=True)))


def test_reminded_on_the_day_and_then_the_level_above(desk, town):
    row = desk.raised()
    told = [(m.code, list(m.units)) for m in remind(row.first_due_on)]
    assert told == [("notice.request_due", [town.unit["town"].pk])]
    late = list(remind(row.first_due_on + timedelta(days=1)))
    assert [m.code for m in late] == ["notice.request_late"]
    assert set(late[0].units) == {town.unit["town"].pk, town.unit["east"].pk}


def test_a_frozen_month_takes_back_what_came_later(desk):
    with on(6):
        row = desk.raised()
    with clock.at(date(2024, 6, 4)):
        desk.answered(row=desk.accepted(row=row))
    known = clock.now()
    may, june = (next(iter(service_request_rows(Month(2024, m), known))) for m in (5, 6))
    assert (may["state"], may["first_answer_on"], may["answered_on"]) == ("raised", None, None)
    assert (june["state"], june["answered_on"]) == ("answered", date(2024, 6, 4))
    assert not list(service_request_rows(Month(2024, 4), known))
