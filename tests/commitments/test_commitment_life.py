"""assign, sign_for, report_progress, evidence, report_done, close_out, return, reopen, cancel."""

import io
from datetime import date

import pytest

from promises import DUE, picture
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.ledger.units.models import Appointment, Delegation, User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.models import Commitment, CommitmentEvidence, Extension
from yipanqi.core.commitments.lateness import is_late
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import AuditEntry, EvidenceFile

SEEN_BY = {
    "office": True,  # everything
    "leader": True,
    "auditor": True,
    "east_reviewer": True,  # assigned it
    "east_leader": True,
    "town_reporter": True,  # leads
    "health_reporter": True,  # supports
    "line": False,
    "west_reviewer": False,
    "south_reviewer": False,
    "admin": False,
}


def told(code, unit):
    return Notice.objects.filter(code=code, unit=unit).count()


def test_assigning_tells_its_units_and_leaves_an_audit_row(promises, town):
    row = promises.assigned(supports=("health",))
    assert (row.number, row.state, row.version) == ("督〔2024〕1号", "open", 1)
    assert row.assigning_unit == row.closing_unit == town.unit["east"]
    assert row.due_on == row.clean_due_on == row.original_due_on == DUE
    assert told("notice.assigned", town.unit["town"]) == 1
    assert told("notice.assigned_support", town.unit["health"]) == 1
    entry = AuditEntry.objects.get(verb="assign_commitment")
    assert (entry.subject_uid, entry.unit_uid) == (str(row.uid), str(town.unit["town"].uid))
    assert promises.assigned(title="又一件").number == "督〔2024〕2号"


def test_the_term_gives_the_date_where_nobody_named_one(promises):
    row = promises.assigned(due_on=None, term="instruction_urgent")
    assert row.due_on == date(2024, 5, 10)
    assert row.is_urgent
    assert promises.assigned(due_on=None, term="document").due_on == date(2024, 6, 4)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "commitment.title_needed"),
        ({"due_on": date(2024, 5, 4)}, "commitment.due_in_the_past"),
        ({"due_on": None}, "commitment.due_needed"),
        ({"due_on": None, "term": "soon"}, "terms.unknown"),
        ({"supports": ("town",)}, "commitment.own_support"),
    ],
)
def test_an_order_must_be_whole(promises, changes, code):
    with pytest.raises(Refusal) as refusal:
        promises.assigned(**changes)
    assert refusal.value.code == code
    assert not Commitment.objects.exists()


def test_only_who_stands_above_assigns(promises, town):
    for by in ("town_reporter", "west_reviewer", "auditor", "east_reporter", "line", "admin"):
        with pytest.raises(Forbidden, match="may_not_assign"):
            promises.assigned(by=by)
    with pytest.raises(Forbidden):  # nobody orders themselves
        promises.assigned(by="east_reviewer", lead="east")
    assert promises.assigned(by="office", lead="east").assigning_unit == town.unit["city"]
    assert promises.assigned(by="east_leader").assigning_unit == town.unit["east"]


def test_the_same_key_assigns_once(promises):
    first = promises.assigned(key="k")
    assert promises.assigned(key="k") == first
    assert Commitment.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.parametrize(("name", "sees"), SEEN_BY.items())
def test_who_sees_it(promises, town, name, sees):
    row = promises.assigned(supports=("health",))
    found = Commitment.objects.visible_to(town.viewer(name))
    assert list(found) == ([row] if sees else [])


def test_those_below_the_lead_unit_and_those_who_see_the_project_see_it(promises, town):
    row = promises.assigned(by="office", lead="east", project=town.project["road"])
    for name in ("town_reporter", "line"):
        assert list(Commitment.objects.visible_to(town.viewer(name))) == [row]
    assert not Commitment.objects.visible_to(town.viewer("west_reporter")).exists()


def test_outsiders_find_nothing_and_insiders_are_told_whose_verb_it_is(promises):
    row = promises.assigned(supports=("health",))
    with pytest.raises(Missing):
        promises.act("sign_for", row, "west_reviewer")
    for verb, by, more in (
        ("sign_for", "health_reporter", {}),
        ("sign_for", "auditor", {}),
        ("report_done", "east_reviewer", {"result": "已办结"}),
        ("report_progress", "east_leader", {"text": "进展"}),
        ("ask_extension", "health_reporter", {"new_due_on": date(2024, 6, 1), "reason": "x"}),
        ("cancel", "town_reporter", {"reason": "不办了"}),
        ("reopen", "town_reporter", {"reason": "x"}),
        ("grant_extension", "town_reporter", {}),
        ("log_action", "town_reporter", {"kind": "talk", "text": "x"}),
        ("issue_slip", "town_reporter", {"colour": "blue", "reason": "x"}),
    ):
        with pytest.raises(Forbidden):
            promises.act(verb, row, by, **more)


def test_signed_for_once(promises):
    row = promises.assigned()
    row = promises.act("sign_for", row, "town_reporter", contact="镇城建办 88000000", key="s")
    assert row.signed_for_on == date(2024, 5, 5)
    assert promises.act("sign_for", row, "town_reporter", key="s").version == row.version
    with pytest.raises(Refusal, match="signed_already"):
        promises.act("sign_for", row, "town_reporter")


def test_progress_by_month_from_lead_and_supporting_units(promises, town):
    row = promises.assigned(supports=("health",))
    promises.act("report_progress", row, "town_reporter", text="已签约8户。", share=60)
    promises.act("report_progress", row, "health_reporter", text="卫生评价已完成。")
    units = row.progress.values_list("unit", "month")
    assert set(units) == {(town.unit["town"].pk, "2024-05"), (town.unit["health"].pk, "2024-05")}
    with pytest.raises(Refusal, match="share_out_of_range"):
        promises.act("report_progress", row, "town_reporter", text="x", share=101)
    with pytest.raises(Refusal, match="words_needed"):
        promises.act("report_progress", row, "town_reporter", text=" ")


def test_evidence_is_kept_once_by_its_content(promises):
    row = promises.assigned()
    made = promises.show(row)
    assert made.file.media_type == "image/png"
    with pytest.raises(Refusal, match="evidence_twice"):
        promises.show(row)
    with pytest.raises(Forbidden):
        promises.show(row, by="east_reviewer")
    with pytest.raises(Refusal, match=r"evidence\."):
        actions.add_evidence(
            viewer=promises.town.viewer("town_reporter"),
            uid=row.uid,
            file=io.BytesIO(b"MZ not a picture"),
            name="a.png",
        )
    assert CommitmentEvidence.objects.count() == EvidenceFile.objects.count() == 1


def test_done_needs_evidence_and_stops_the_clock(promises, town):
    row = promises.assigned()
    with pytest.raises(Refusal, match="evidence_needed"):
        promises.act("report_done", row, "town_reporter", result="已办结")
    row = promises.done(row)
    assert (row.state, row.done_by) == ("reported_done", town.user["town_reporter"])
    assert told("notice.reported_done", town.unit["east"]) == 1
    assert not is_late(row.dates, date(2024, 7, 1))
    free = promises.assigned(needs_evidence=False, title="报送方案")
    assert promises.act("report_done", free, "town_reporter", result="已报送").state != "open"


def test_closed_by_somebody_else_only(promises, town):
    row = promises.done(promises.assigned())
    with pytest.raises(Forbidden, match="verifier_only"):
        promises.act("close_out", row, "town_reporter")
    row = promises.act("close_out", row, "east_reviewer", verdict="现场核实，属实。")
    assert (row.state, row.closed_by) == ("closed", town.user["east_reviewer"])
    assert AuditEntry.objects.get(verb="close_out").reason == "现场核实，属实。"
    with pytest.raises(Conflict, match="move_not_allowed"):
        promises.act("close_out", row, "office")


def test_neither_the_doer_with_two_posts_nor_its_deputy_closes(promises, town):
    doer = town.user["town_reporter"]
    Appointment.objects.create(
        user=doer, unit=town.unit["east"], role=Role.REVIEWER, from_on=date(2024, 1, 1)
    )
    deputy = User.objects.create(username="deputy", name="代理人")
    Delegation.objects.create(
        principal=doer,
        deputy=deputy,
        from_on=date(2024, 5, 1),
        to_on=date(2024, 5, 31),
        reason="出差",
    )
    row = promises.done(promises.assigned())
    with pytest.raises(Forbidden, match="own_work"):
        promises.act("close_out", row, "town_reporter")
    acting = viewer_for(deputy, acting_for=doer)
    with pytest.raises(Forbidden, match="own_work"):
        actions.close_out(viewer=acting, uid=row.uid)
    row.refresh_from_db()
    assert row.state == "reported_done"


def test_a_raiser_closes_what_it_raised(promises, town):
    row = promises.assigned(
        by="office", lead="transport", closing_unit=town.unit["town"].pk, needs_evidence=False
    )
    row = promises.act("report_done", row, "line", result="已批复。")
    with pytest.raises(Forbidden):
        promises.act("close_out", row, "leader")
    assert promises.act("close_out", row, "town_reporter").state == "closed"


def test_returned_work_gets_back_the_days_its_verifier_kept(promises):
    row = promises.done(promises.assigned(), on=date(2024, 5, 16))  # two working days left
    row = promises.act("return_done", row, "east_reviewer", date(2024, 5, 27), reason="缺交地单")
    assert (row.state, row.times_returned, row.done_on) == ("returned", 1, None)
    assert row.due_on == row.clean_due_on == date(2024, 5, 29)
    given = Extension.objects.get()
    assert given.is_given_back
    assert given.keeps_clean
    assert told("notice.returned", promises.town.unit["town"]) == 1
    row = promises.done(row, on=date(2024, 5, 29))
    assert promises.act("close_out", row, "east_reviewer", date(2024, 6, 3)).state == "closed"
    assert not is_late(row.dates, date(2024, 7, 1))


def test_a_late_report_sent_back_stays_late(promises):
    row = promises.done(promises.assigned(), on=date(2024, 5, 22))
    row = promises.act("return_done", row, "east_reviewer", date(2024, 5, 24), reason="缺交地单")
    assert row.clean_due_on == DUE
    assert row.due_on == date(2024, 5, 22)
    assert is_late(row.dates, date(2024, 5, 24))


def test_reopened_and_cancelled_with_reasons(promises):
    row = promises.act("close_out", promises.done(promises.assigned()), "east_reviewer")
    with pytest.raises(Refusal, match="words_needed"):
        promises.act("reopen", row, "east_reviewer", reason="")
    row = promises.act("reopen", row, "office", reason="交地后又复耕")
    assert (row.state, row.times_reopened, row.closed_on) == ("returned", 1, None)
    row = promises.act("cancel", row, "east_reviewer", reason="项目终止")
    assert row.state == "cancelled"
    with pytest.raises(Conflict):
        promises.act("report_progress", row, "town_reporter", text="x")


def test_stale_forms_and_repeated_keys(promises):
    row = promises.assigned()
    promises.show(row)
    args = {"result": "已办结", "expected_version": row.version, "key": "d"}
    done = promises.act("report_done", row, "town_reporter", **args)
    again = promises.act("report_done", row, "town_reporter", **args)
    assert again.version == done.version
    with pytest.raises(Conflict, match="changed_meanwhile"):
        promises.act("close_out", row, "east_reviewer", expected_version=row.version)
    assert AuditEntry.objects.filter(verb="report_done").count() == 1


def test_a_system_viewer_may_see_all(promises):
    row = promises.assigned()
    assert row in Commitment.objects.visible_to(Viewer.system("test"))
    assert picture()
