"""The desk: what waits on me, what I wait for, notices; the way from a project to a problem."""

import pytest

from city import city
from promises import Promises
from yipanqi.apps.ledger.notices.models import Notice, NoticeRead
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.apps.promises.supervision.waiting import waiting_count, waiting_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


@pytest.fixture
def promises(town):
    return Promises(town)


def log_in(client, town, name):
    client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def counts(town, name):
    return {key: n for key, (n, _due) in waiting_on(town.viewer(name)).items() if n}


def test_it_waits_on_whose_turn_it_is(town, promises):
    row = promises.assigned()
    assert counts(town, "town_reporter") == {"to_sign": 1}
    assert counts(town, "east_reviewer") == {"awaited": 1}
    promises.act("sign_for", row, "town_reporter")
    assert counts(town, "town_reporter") == {"to_do": 1}
    from datetime import date

    promises.act(
        "ask_extension", row, "town_reporter", new_due_on=date(2024, 6, 3), reason="评估未出"
    )
    assert counts(town, "east_reviewer") == {"to_decide": 1, "awaited": 1}
    promises.act("grant_extension", row, "east_reviewer")
    promises.act("escalate", row, "town_reporter", reason="需协调")
    assert counts(town, "east_leader") == {"climbed": 1, "awaited": 1}
    promises.done(row)
    assert counts(town, "east_reviewer") == {"to_verify": 1}
    assert [waiting_count(town.viewer(n)) for n in ("town_reporter", "east_reviewer")] == [0, 1]
    assert counts(town, "west_reviewer") == {}


def test_the_desk_names_it_and_the_bar_counts_it(client, town, promises):
    promises.assigned()
    page = log_in(client, town, "town_reporter").get("/").content.decode()
    assert "待签收的事项" in page
    assert "新交办：青石镇工业路拓宽交地" in page
    assert (
        "本单位交办、未办结的事项"
        in log_in(client, town, "east_reviewer").get("/").content.decode()
    )


def test_opening_a_notice_marks_it_read_and_leads_to_its_task(client, town, promises):
    row = promises.assigned()
    reporter = log_in(client, town, "town_reporter")
    notice = Notice.objects.get(unit=town.unit["town"])
    assert "1 条未读" in reporter.get("/notices/").content.decode()
    assert not NoticeRead.objects.exists()  # reading the list writes nothing
    answer = reporter.post(f"/notices/{notice.uid}/open/")
    assert answer.url == f"/supervision/{row.uid}/"
    assert "0 条未读" in reporter.get("/notices/?unread=1").content.decode()
    other = log_in(client, town, "west_reporter")
    assert other.post(f"/notices/{notice.uid}/open/").status_code == 404
    promises.assigned(title="又一件")
    reporter = log_in(client, town, "town_reporter")
    reporter.post("/notices/read/")
    assert "0 条未读" in reporter.get("/notices/").content.decode()


def test_a_project_s_page_leads_to_its_problems(client, town):
    project = town.project["plant"]
    Problem.objects.create(
        project=project,
        unit=town.unit["transport"],
        raised_by_unit=town.unit["town"],
        title="北侧道路未通",
        cause="moving",
        raised_on="2024-05-01",
        recorded_at="2024-05-01T10:00+08:00",
    )
    page = log_in(client, town, "town_reporter").get(f"/projects/{project.uid}/").content.decode()
    problem = Problem.objects.get()
    assert f"/problems/{problem.uid}/" in page
    assert f"/problems/raise/?project={project.uid}" in page


def test_the_desk_asks_the_same_for_more(client, town, promises, django_assert_max_num_queries):
    office = log_in(client, town, "east_reviewer")
    promises.assigned()
    office.get("/")
    with django_assert_max_num_queries(90) as few:
        office.get("/")
    for n in range(8):
        promises.assigned(title=f"事项{n}")
    with django_assert_max_num_queries(90) as many:
        office.get("/")
    assert len(many.captured_queries) == len(few.captured_queries)
