"""raise, accept, decline, assign, solve, confirm, reject; the commitment carries it on."""

from datetime import date

import pytest

from city import city
from promises import Promises
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.month.snapshots.gather import _problems
from yipanqi.apps.promises.problems import actions
from yipanqi.apps.promises.problems.actions import Trouble
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


@pytest.fixture
def promises(town):
    return Promises(town)


def raised(town, by="town_reporter", project="plant", unit="transport", **changes) -> Problem:
    key = changes.pop("key", None)
    values = {"title": "厂区北侧道路未通，设备无法进场", "cause": "moving"} | changes
    return actions.raise_problem(
        viewer=town.viewer(by),
        project_uid=town.project[project].uid,
        trouble=Trouble(unit=town.unit[unit].pk, **values),
        key=key,
    )


def act(town, verb, problem, by, on=date(2024, 5, 6), **more):
    with clock.at(on):
        return getattr(actions, verb)(viewer=town.viewer(by), uid=problem.uid, **more)


def test_raised_from_a_project_it_reaches_who_stands_above_the_solver(town):
    problem = raised(town, month=Month(2024, 4), description="需市交通局协调改线。")
    assert (problem.state, problem.month) == ("raised", "2024-04")
    assert problem.raised_by_unit == town.unit["town"]
    assert Notice.objects.get(code="notice.problem_raised").unit == town.unit["city"]
    assert AuditEntry.objects.get().verb == "raise_problem"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "problem.title_needed"),
        ({"cause": "weather"}, "problem.cause_unknown"),
    ],
)
def test_a_problem_must_be_whole(town, changes, code):
    with pytest.raises(Refusal, match=code):
        raised(town, **changes)


def test_not_twice_and_not_by_outsiders(town):
    first = raised(town, key="k")
    assert raised(town, key="k") == first
    with pytest.raises(Refusal, match="already_raised"):
        raised(town)
    with pytest.raises(Missing):
        raised(town, by="west_reporter")
    with pytest.raises(Forbidden, match="may_not_raise"):
        raised(town, by="auditor")


def test_taken_up_by_who_stands_above_the_solver_only(town):
    problem = raised(town, unit="town", by="east_reviewer")
    for by in ("town_reporter", "line"):
        with pytest.raises((Forbidden, Missing)):
            act(town, "accept_problem", problem, by)
    problem = act(town, "accept_problem", problem, "east_reviewer")
    assert (problem.state, problem.accepted_on) == ("accepted", date(2024, 5, 6))
    with pytest.raises(Conflict, match="move_not_allowed"):
        act(town, "accept_problem", problem, "office")


def test_accepting_may_name_another_solver(town):
    problem = raised(town)
    problem = act(town, "accept_problem", problem, "office", unit=town.unit["housing"].pk)
    assert problem.unit == town.unit["housing"]


def test_declined_with_a_reason_it_is_no_fact_of_the_month(town):
    problem = raised(town)
    with pytest.raises(Refusal, match="words_needed"):
        act(town, "decline_problem", problem, "office", reason=" ")
    problem = act(town, "decline_problem", problem, "office", reason="属企业自建范围")
    assert problem.state == "declined"
    told = Notice.objects.get(code="notice.problem_declined")
    assert (told.unit, told.params["reason"]) == (town.unit["town"], "属企业自建范围")
    assert list(_problems(Month(2024, 5), clock.now())) == []


def test_assigned_it_is_a_commitment_that_the_raiser_closes(town, promises):
    problem = raised(town)
    with pytest.raises(Forbidden, match="may_not_assign"):
        act(town, "assign_problem", problem, "east_reviewer", due_on=date(2024, 5, 31))
    row = act(town, "assign_problem", problem, "office", due_on=date(2024, 5, 31), key="a")
    assert act(town, "assign_problem", problem, "office", key="a") == row
    problem.refresh_from_db()
    assert (problem.state, problem.commitment, problem.due_on) == ("assigned", row, row.due_on)
    assert (row.closing_unit, row.project) == (town.unit["town"], town.project["plant"])
    promises.show(row, by="line", on=date(2024, 5, 20))
    promises.act("report_done", row, "line", date(2024, 5, 20), result="道路已通车。")
    problem.refresh_from_db()
    assert (problem.state, problem.solved_on) == ("solved", date(2024, 5, 20))
    assert problem.answer == "道路已通车。"
    promises.act("return_done", row, "town_reporter", date(2024, 5, 21), reason="便道未修")
    problem.refresh_from_db()
    assert (problem.state, problem.solved_on) == ("assigned", None)
    promises.act("report_done", row, "line", date(2024, 5, 28), result="便道已修。")
    promises.act("close_out", row, "town_reporter", date(2024, 5, 29))
    problem.refresh_from_db()
    assert (problem.state, problem.confirmed_on) == ("confirmed", date(2024, 5, 29))
    assert problem.confirmed_by == town.user["town_reporter"]


def test_facts_of_the_month_are_what_was_so_on_its_last_day(town, promises):
    problem = raised(town)
    row = act(town, "assign_problem", problem, "office", due_on=date(2024, 5, 31))
    promises.show(row, by="line", on=date(2024, 6, 3))
    promises.act("report_done", row, "line", date(2024, 6, 3), result="道路已通车。")
    (may,) = list(_problems(Month(2024, 5), clock.now()))
    (june,) = list(_problems(Month(2024, 6), clock.now()))
    assert (may["state"], may["solved_on"], may["due_on"]) == ("open", None, date(2024, 5, 31))
    assert (june["state"], june["solved_on"]) == ("solved", date(2024, 6, 3))


def test_an_extension_in_time_moves_the_date_that_facts_know(town, promises):
    problem = raised(town)
    row = act(town, "assign_problem", problem, "office", due_on=date(2024, 5, 31))
    promises.act("ask_extension", row, "line", new_due_on=date(2024, 6, 14), reason="迁改")
    promises.act("grant_extension", row, "office", date(2024, 5, 30))
    problem.refresh_from_db()
    assert problem.due_on == date(2024, 6, 14)


def test_a_withdrawn_task_ends_its_problem(town, promises):
    problem = raised(town)
    row = act(town, "assign_problem", problem, "office")
    promises.act("cancel", row, "office", reason="项目终止")
    problem.refresh_from_db()
    assert (problem.state, problem.declined_reason) == ("declined", "项目终止")


def test_solved_unasked_and_confirmed_by_the_raiser(town):
    problem = raised(town)
    with pytest.raises(Forbidden, match="solver_only"):
        act(town, "solve_problem", problem, "east_reviewer", answer="已通")
    problem = act(town, "solve_problem", problem, "line", answer="已协调开通。")
    with pytest.raises(Forbidden, match=r"raiser_only|own_solution"):
        act(town, "confirm_problem", problem, "line")
    problem = act(town, "reject_solution", problem, "town_reporter", reason="仍不能通行")
    assert (problem.state, problem.solved_on) == ("accepted", None)
    problem = act(town, "solve_problem", problem, "line", answer="已通行。")
    problem = act(
        town, "confirm_problem", problem, "town_reporter", expected_version=problem.version
    )
    assert problem.state == "confirmed"
    with pytest.raises(Conflict):
        act(town, "confirm_problem", problem, "town_reporter", expected_version=1)


def test_an_assigned_problem_goes_through_its_commitment(town):
    problem = raised(town)
    act(town, "assign_problem", problem, "office")
    with pytest.raises(Refusal, match="report_done_instead"):
        act(town, "solve_problem", problem, "line", answer="x")
    with pytest.raises(Refusal, match="close_out_instead"):
        act(town, "confirm_problem", problem, "town_reporter")


def test_the_same_cause_again_is_a_recurrence(town):
    first = raised(town)
    act(town, "solve_problem", first, "line", answer="已通。")
    act(town, "confirm_problem", first, "town_reporter")
    again = raised(town, title="北侧道路再次中断")
    assert again.recurrence_of == first
    assert raised(town, title="用电不足", cause="energy").recurrence_of is None


def test_climbing_from_town_to_city_and_closed_after_one_refusal(town, promises):
    """The show of the issue in verbs; the browser walks it too."""
    from datetime import timedelta

    from yipanqi.apps.promises.commitments.actions import sweep_day
    from yipanqi.core.scope import Viewer

    problem = raised(town, by="east_reporter", project="road", unit="town", cause="land")
    row = act(town, "assign_problem", problem, "east_reviewer", due_on=date(2024, 5, 10))
    for n in range(45):
        sweep_day(viewer=Viewer.system("test"), day=date(2024, 5, 6) + timedelta(n))
    row.refresh_from_db()
    assert row.level_unit == town.unit["city"]
    promises.act(
        "log_action", row, "leader", date(2024, 6, 20), kind="coordination", text="市领导现场协调。"
    )
    promises.done(row, on=date(2024, 6, 25))
    promises.act("return_done", row, "east_reporter", date(2024, 6, 26), reason="缺交地单")
    promises.done(row, on=date(2024, 6, 27))
    promises.act("close_out", row, "east_reporter", date(2024, 6, 28))
    problem.refresh_from_db()
    assert problem.state == "confirmed"
    assert problem.due_on == date(2024, 5, 10)
