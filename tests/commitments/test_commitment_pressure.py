"""Extensions, slips, the climb, logged actions, and the daily sweep."""

from datetime import date, timedelta

import pytest

from promises import DUE
from yipanqi.apps.ledger.notices.actions import mark_read
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.ledger.notices.queries import unread_count
from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.actions import sweep_day, sweep_until
from yipanqi.apps.promises.commitments.jobs import order_due_sweep
from yipanqi.apps.promises.commitments.models import Commitment, Escalation, Extension, Slip, Sweep
from yipanqi.core.commitments.lateness import Moved, dates_after, is_late
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.jobs import drain
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.verbs import own_key

LATER = date(2024, 6, 7)
SYSTEM = Viewer.system("test")


def run(first: date, last: date) -> list[Sweep]:
    return [
        sweep_day(viewer=SYSTEM, day=first + timedelta(n)) for n in range((last - first).days + 1)
    ]


# --- extensions


def test_granted_before_the_due_date_it_keeps_clean(promises, town):
    row = promises.assigned()
    promises.act("ask_extension", row, "town_reporter", new_due_on=LATER, reason="评估报告未出")
    row = promises.act("grant_extension", row, "east_reviewer", DUE, words="同意")
    assert row.due_on == row.clean_due_on == LATER
    assert Extension.objects.get().keeps_clean
    assert not is_late(row.dates, LATER)


def test_granted_after_it_the_work_is_late_for_good(promises):
    row = promises.assigned()
    promises.act("ask_extension", row, "town_reporter", new_due_on=LATER, reason="评估报告未出")
    row = promises.act("grant_extension", row, "east_reviewer", date(2024, 5, 21))
    assert (row.due_on, row.clean_due_on) == (LATER, DUE)
    assert not Extension.objects.get().keeps_clean
    row = promises.done(row, on=date(2024, 5, 22))
    assert is_late(row.dates, date(2024, 5, 22))


def test_an_extension_is_asked_once_and_not_granted_by_who_asks(promises):
    row = promises.assigned()
    with pytest.raises(Missing, match="extension_none"):
        promises.act("grant_extension", row, "east_reviewer")
    with pytest.raises(Refusal, match="extension_not_later"):
        promises.act("ask_extension", row, "town_reporter", new_due_on=DUE, reason="x")
    promises.act("ask_extension", row, "town_reporter", new_due_on=LATER, reason="x")
    with pytest.raises(Refusal, match="extension_open"):
        promises.act("ask_extension", row, "town_reporter", new_due_on=LATER, reason="x")
    with pytest.raises(Forbidden):
        promises.act("grant_extension", row, "town_reporter")
    row = promises.act("refuse_extension", row, "east_reviewer", reason="不同意，按期交地")
    assert row.due_on == DUE
    promises.act("ask_extension", row, "town_reporter", new_due_on=LATER, reason="再请")
    assert row.extensions.count() == 2


def test_stored_dates_are_what_the_history_says(promises):
    row = promises.assigned()
    for on, new, granted in (
        (date(2024, 5, 6), LATER, date(2024, 5, 7)),
        (date(2024, 6, 5), date(2024, 6, 20), date(2024, 6, 11)),
        (date(2024, 6, 12), date(2024, 6, 28), date(2024, 6, 13)),
    ):
        promises.act("ask_extension", row, "town_reporter", on, new_due_on=new, reason="x")
        row = promises.act("grant_extension", row, "east_reviewer", granted)
    moves = [Moved(e.decided_on, e.old_due_on, e.new_due_on) for e in row.extensions.all()]
    assert dates_after(row.original_due_on, moves) == (row.due_on, row.clean_due_on)
    assert row.clean_due_on == LATER


# --- slips by hand, answers


def test_slips_by_hand_start_anywhere_and_only_rise(promises, town):
    row = promises.assigned()
    slip = promises.act("issue_slip", row, "east_reviewer", colour="yellow", reason="进度滞后")
    assert (slip.number, slip.rectify_by) == ("督单〔2024〕1号", date(2024, 5, 10))
    assert slip.issuing_unit == town.unit["east"]
    with pytest.raises(Refusal, match="slip_not_higher"):
        promises.act("issue_slip", row, "office", colour="blue", reason="x")
    with pytest.raises(Refusal, match="words_needed"):
        promises.act("issue_slip", row, "office", colour="red", reason="")
    answered = actions.answer_slip(
        viewer=town.viewer("town_reporter"), slip_uid=slip.uid, answer="已增派两个工作组。"
    )
    assert answered.answered_on
    with pytest.raises(Conflict, match="slip_answered"):
        actions.answer_slip(viewer=town.viewer("town_reporter"), slip_uid=slip.uid, answer="再答")
    with pytest.raises(Missing):
        actions.answer_slip(viewer=town.viewer("west_reporter"), slip_uid=slip.uid, answer="x")


# --- the sweep


def test_three_reminders_then_slips_then_the_climb(promises, town):
    row = promises.assigned()
    run(date(2024, 5, 6), date(2024, 6, 20))
    reminders = Notice.objects.filter(unit=town.unit["town"], code__startswith="notice.due")
    assert list(reminders.order_by("pk").values_list("code", "told_on")) == [
        ("notice.due_soon", date(2024, 5, 13)),
        ("notice.due_soon", date(2024, 5, 17)),
        ("notice.due_today", date(2024, 5, 20)),
    ]
    assert list(Slip.objects.values_list("colour", "issued_on", "is_by_rule")) == [
        ("blue", date(2024, 5, 21), True),
        ("yellow", date(2024, 5, 29), True),
        ("red", date(2024, 6, 6), True),
    ]
    assert list(Escalation.objects.values_list("unit", "on")) == [
        (town.unit["east"].pk, date(2024, 5, 28)),
        (town.unit["city"].pk, date(2024, 6, 13)),
    ]
    row.refresh_from_db()
    assert (row.level, row.level_unit) == (2, town.unit["city"])
    assert AuditEntry.objects.filter(verb="escalate", actor="system").count() == 2


def test_a_day_swept_twice_or_cut_off_in_the_middle_tells_nobody_twice(promises):
    promises.assigned()
    first = run(date(2024, 5, 6), date(2024, 5, 28))
    before = (Notice.objects.count(), Slip.objects.count(), Escalation.objects.count())
    assert run(date(2024, 5, 6), date(2024, 5, 28)) == first
    Sweep.objects.filter(day=date(2024, 5, 28)).delete()  # as if the last step never came
    key = own_key(SYSTEM, "sweep_commitments", "sweep:2024-05-28")
    AuditEntry.objects.filter(key=key).delete()
    run(date(2024, 5, 28), date(2024, 5, 28))
    assert (Notice.objects.count(), Slip.objects.count(), Escalation.objects.count()) == before


def test_missed_days_are_made_up_under_their_own_dates(promises):
    promises.assigned()
    run(date(2024, 5, 6), date(2024, 5, 6))
    made = sweep_until(viewer=SYSTEM, day=date(2024, 5, 31))
    assert [s.day for s in made] == [date(2024, 5, n) for n in range(7, 32)]
    assert Slip.objects.first().issued_on == date(2024, 5, 21)
    assert sweep_until(viewer=SYSTEM, day=date(2024, 5, 31)) == []


def test_the_first_sweep_ever_starts_today(promises):
    promises.assigned()
    assert len(sweep_until(viewer=SYSTEM, day=date(2024, 5, 31))) == 1


def test_a_report_waiting_for_its_verifier_is_left_alone_and_the_verifier_reminded(promises, town):
    promises.done(promises.assigned(), on=date(2024, 5, 20))
    run(date(2024, 5, 20), date(2024, 6, 20))
    assert not Slip.objects.exists()
    assert not Escalation.objects.exists()
    waits = Notice.objects.get(code="notice.verify_waits")
    assert (waits.unit, waits.told_on) == (town.unit["east"], date(2024, 5, 23))


def test_only_an_action_of_a_level_above_stops_the_climb(promises, town):
    row = promises.assigned()
    run(date(2024, 5, 21), date(2024, 5, 24))
    with pytest.raises(Forbidden, match="level_only"):
        promises.act("log_action", row, "town_reporter", kind="talk", text="已自查")
    made = promises.act(
        "log_action",
        row,
        "east_leader",
        date(2024, 5, 27),
        kind="talk",
        text="约谈青石镇主要负责人，要求一周内完成签约。",
        with_whom="青石镇主要负责人",
    )
    assert (made.level, made.unit) == (1, town.unit["east"])
    run(date(2024, 5, 27), date(2024, 6, 3))
    assert not Escalation.objects.exists()
    run(date(2024, 6, 4), date(2024, 6, 4))
    assert Escalation.objects.get().unit == town.unit["east"]


def test_the_doer_may_ask_for_help_and_the_root_is_the_end(promises, town):
    row = promises.assigned()
    with pytest.raises(Refusal, match="words_needed"):
        promises.act("escalate", row, "town_reporter")
    row = promises.act("escalate", row, "town_reporter", reason="需区级协调")
    assert row.level_unit == town.unit["east"]
    row = promises.act("escalate", row, "east_reviewer", reason="需市级协调")
    with pytest.raises(Refusal, match="at_the_top"):
        promises.act("escalate", row, "office", reason="x")


def test_the_sweep_is_a_job_ordered_once_a_day(promises):
    promises.assigned()
    job = order_due_sweep()
    assert order_due_sweep() is None
    assert drain() == 1
    job.refresh_from_db()
    assert job.result["days"] == 1
    assert order_due_sweep() is None
    assert Sweep.objects.get().day == date(2024, 5, 5)


def test_notices_are_read_by_each_person_for_themselves(promises, town):
    promises.assigned()
    reporter, office = town.viewer("town_reporter"), town.viewer("office")
    assert (unread_count(reporter), unread_count(office)) == (1, 0)
    assert mark_read(viewer=reporter) == 1
    assert mark_read(viewer=reporter) == 0
    assert unread_count(reporter) == 0


def test_many_rows_do_not_mean_many_queries_when_nothing_is_due(
    promises, django_assert_max_num_queries
):
    for n in range(12):
        promises.assigned(title=f"事项{n}", due_on=date(2024, 5, 17))
    with django_assert_max_num_queries(20):
        sweep_day(viewer=SYSTEM, day=date(2024, 5, 7))
    assert Commitment.objects.count() == 12
