"""A leader's instruction: who learns of it, when it is due, who closes it, who is told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import city
from promises import picture
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.instructions import actions
from yipanqi.apps.promises.instructions.actions import Written
from yipanqi.apps.promises.instructions.models import Instruction
from yipanqi.apps.promises.instructions.queries import Filters, instructions, waiting_replies
from yipanqi.apps.promises.supervision.feed import calendar_of, make_feed
from yipanqi.core.commitments.terms import Terms
from yipanqi.core.ledgers.instructions import Urgency, due_on
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.workdays import Workdays
from yipanqi.infra.models import AuditEntry

SECRET = "深基坑整改须在汛前到位"


@pytest.fixture
def town(db):
    return city()


def given_by(town, by="office", lead="town", supports=("health",), **changes):
    values = {
        "leader": "市政府分管副市长",
        "title": SECRET,
        "text": f"请抓紧办理：{SECRET}。",
        "lead_unit": town.unit[lead].pk,
        "supporting_units": tuple(town.unit[key].pk for key in supports),
    }
    return actions.give_instruction(viewer=town.viewer(by), written=Written(**values | changes))


def test_only_the_office_the_leader_and_the_units_named_learn_of_it(town):
    row = given_by(town)
    seeing = {"office", "leader", "town_reporter", "health_reporter"}
    for who in town.user:
        viewer = town.viewer(who)
        sees = Instruction.objects.visible_to(viewer).filter(pk=row.pk).exists()
        assert sees is (who in seeing), who
        rows = Commitment.objects.visible_to(viewer).filter(pk=row.commitment_id)
        assert rows.exists() is sees, who
        assert instructions(viewer, Filters()).count() == int(sees), who


def test_its_words_reach_neither_the_log_nor_a_notice(town):
    row = given_by(town)
    uid = row.commitment.uid
    commitments.report_done(viewer=town.viewer("town_reporter"), uid=uid, result=SECRET)
    commitments.close_out(viewer=town.viewer("office"), uid=uid, verdict=SECRET)
    actions.send_reply(viewer=town.viewer("office"), uid=row.uid, reply=SECRET)
    logged = AuditEntry.objects.values_list("values", "reason")
    told = Notice.objects.values_list("params", flat=True)
    assert SECRET not in str(list(logged))
    assert SECRET not in str(list(told))
    assert Notice.objects.filter(subject_uid=str(uid)).exists()


def test_nor_do_the_words_of_any_verb_on_its_task_and_a_calendar(town):
    row, doer, office = given_by(town), town.viewer("town_reporter"), town.viewer("office")
    task = {"uid": row.commitment.uid}
    commitments.sign_for(viewer=doer, contact=SECRET, **task)
    commitments.report_progress(viewer=doer, text=SECRET, next_step=SECRET, **task)
    commitments.add_evidence(
        viewer=doer, file=picture(), name=f"{SECRET}.png", caption=SECRET, **task
    )
    slip = commitments.issue_slip(viewer=office, colour="blue", reason=SECRET, **task)
    commitments.answer_slip(viewer=doer, slip_uid=slip.uid, answer=SECRET)
    commitments.ask_extension(viewer=doer, new_due_on=date(2024, 6, 28), reason=SECRET, **task)
    commitments.refuse_extension(viewer=office, reason=SECRET, **task)
    commitments.report_done(viewer=doer, result=SECRET, **task)
    commitments.return_done(viewer=office, reason=SECRET, **task)
    feed = calendar_of(make_feed(viewer=doer)).decode().replace("\r\n ", "")
    commitments.cancel(viewer=office, reason=SECRET, **task)
    logged = AuditEntry.objects.values_list("verb", "values", "reason")
    assert [verb for verb, *words in logged if SECRET in str(words)] == []
    assert SECRET not in str(list(Notice.objects.values_list("params", flat=True)))
    assert row.commitment.number in feed
    assert SECRET not in feed


def test_due_by_its_urgency(town):
    calendar, today = rules().calendar, date(2024, 5, 5)
    urgent = given_by(town, urgency="urgent", days=2).commitment
    assert (urgent.due_on, urgent.is_urgent) == (calendar.add_workdays(today, 2), True)
    assert given_by(town).commitment.due_on == rules().terms["instruction"].due_on(today, calendar)
    for changes, code in (
        ({"urgency": "urgent", "days": 6}, "days_out_of_range"),
        ({"urgency": "at once"}, "urgency_unknown"),
        ({"leader": ""}, "leader_needed"),
        ({"text": " "}, "text_needed"),
        ({"given_on": date(2024, 5, 6)}, "future_day"),
    ):
        with pytest.raises(Refusal, match=code):
            given_by(town, **changes)
    with pytest.raises(Forbidden, match="may_not_assign"):
        given_by(town, by="east_reviewer", lead="west_town", supports=())


def test_the_leader_is_told_once_after_the_units_have_reported(town):
    row = given_by(town)
    office, uid = town.viewer("office"), row.commitment.uid
    with pytest.raises(Refusal, match="not_reported_yet"):
        actions.send_reply(viewer=office, uid=row.uid, reply="已办结。")
    commitments.report_done(viewer=town.viewer("town_reporter"), uid=uid, result="已办结。")
    assert waiting_replies(office)["to_reply"][0] == 1
    with pytest.raises(Forbidden, match="keeper_only"):
        actions.send_reply(viewer=town.viewer("town_reporter"), uid=row.uid, reply="已办结。")
    actions.send_reply(viewer=office, uid=row.uid, reply="已办结。")
    with pytest.raises(Refusal, match="replied_already"):
        actions.send_reply(viewer=office, uid=row.uid, reply="再报。")
    with pytest.raises(Forbidden):
        commitments.close_out(viewer=town.viewer("town_reporter"), uid=uid)


def test_its_paper_is_kept_by_who_handed_it_out(town):
    row = given_by(town)
    file = {"uid": row.uid, "name": "批示件.png"}
    office = town.viewer("office")
    actions.add_scan(viewer=office, file=picture(), **file)
    with pytest.raises(Refusal, match="scan_twice"):
        actions.add_scan(viewer=office, file=picture(), **file)
    with pytest.raises(Forbidden, match="keeper_only"):
        actions.add_scan(viewer=town.viewer("health_reporter"), file=picture("red"), **file)
    with pytest.raises(Missing, match="not_found"):
        actions.add_scan(viewer=town.viewer("auditor"), file=picture("red"), **file)


def test_a_further_one_names_the_first(town):
    row = given_by(town)
    assert given_by(town, follows_uid=row.uid).follows == row


@given(st.integers(1, 5), st.dates(date(2023, 1, 1), date(2024, 12, 1)))
def test_more_days_are_never_due_earlier(days, day):
    terms, calendar = Terms(), Workdays()
    urgent = [due_on(Urgency.URGENT, day, terms, calendar, days=n) for n in range(1, days + 1)]
    assert urgent == sorted(set(urgent))
    assert all(calendar.is_workday(found) and found > day for found in urgent)


@pytest.mark.parametrize("who", ["office", "town_reporter", "east_reviewer", "auditor", "line"])
def test_no_view_shows_it_to_others_and_the_wall_its_title_to_nobody(town, client, who):
    """The wall has its lamp for who may see it; lists show it to them by name."""
    row = given_by(town)
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(town.user[who], backend=backend)
    month = f"{row.commitment.due_on:%Y-%m}"
    pages = {
        view: client.get(f"/supervision/{view}?month={month}").content.decode()
        for view in ("", "board/", "calendar/", "wall/", "statistics/")
    }
    sees = who in {"office", "town_reporter"}
    assert (str(row.commitment.uid) in pages["wall/"]) is sees
    assert SECRET not in pages["wall/"]
    assert SECRET not in pages["statistics/"]
    assert {SECRET in pages[view] for view in ("", "board/", "calendar/")} == {sees}
