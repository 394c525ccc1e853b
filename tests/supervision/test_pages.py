"""The station's five views, the record, the assignment form, problems' pages, the papers."""

import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest

from city import city
from promises import DUE, Promises, picture
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.problems import actions as problem_actions
from yipanqi.apps.promises.problems.actions import Trouble
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.apps.promises.supervision import boards, statistics
from yipanqi.apps.promises.supervision.queries import (
    LIGHT_OF_SEVERITY,
    Filters,
    light_of,
    lines,
    with_severity,
)
from yipanqi.core.commitments.pressure import SlipColour
from yipanqi.core.month import Month
from yipanqi.infra import clock

pytestmark = pytest.mark.django_db
VIEWS = ("", "board/", "calendar/", "wall/", "statistics/")


@pytest.fixture
def town():
    return city()


@pytest.fixture
def promises(town):
    return Promises(town)


def log_in(client, town, name):
    client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def several(promises) -> list[Commitment]:
    """One of each light and state, on the town's today."""
    with clock.at(date(2024, 3, 1)):
        long = promises.assigned(title="老旧小区改造交地", due_on=date(2024, 4, 10))
        late = promises.assigned(title="管线迁改方案", due_on=date(2024, 4, 28))
        done = promises.assigned(title="征地公告", due_on=date(2024, 4, 28))
        gone = promises.assigned(title="评审会", due_on=date(2024, 4, 28))
    fine = promises.assigned()
    promises.done(done, on=date(2024, 4, 20))
    promises.act("cancel", gone, "east_reviewer", reason="并入他项")
    return [long, late, done, gone, fine]


def test_sql_and_core_agree_on_every_light(promises):
    several(promises)
    red = promises.assigned(title="被红单", due_on=DUE)
    promises.act("issue_slip", red, "office", colour="red", reason="重点督办")
    rows = with_severity(Commitment.objects.unscoped("test")).prefetch_related("slips")
    for day in (date(2024, 4, 27), date(2024, 5, 5), DUE, date(2024, 5, 21), date(2024, 7, 1)):
        with clock.at(day):
            for row in with_severity(rows):
                has_red = any(s.colour == SlipColour.RED for s in row.slips.all())
                lit = light_of(row, day, rules(), has_red_slip=has_red)
                assert LIGHT_OF_SEVERITY[row.severity] is lit.light, (day, row.title)


def test_worst_first(client, town, promises):
    long, late, done, _gone, fine = several(promises)
    rows = lines(boards.commitments(town.viewer("office"), Filters()).prefetch_related("slips"))
    assert [line.row for line in rows] == [long, late, fine, done]
    assert [line.light for line in rows] == ["red", "yellow", "green", "green"]
    page = log_in(client, town, "office").get("/supervision/").content.decode()
    assert page.index("老旧小区改造交地") < page.index("管线迁改方案") < page.index("青石镇工业路")
    assert "严重逾期" in page
    assert "评审会" not in page


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_for_whoever_has_business(client, town, promises, view):
    several(promises)
    for name in ("office", "leader", "auditor", "east_reviewer", "town_reporter", "line"):
        assert log_in(client, town, name).get(f"/supervision/{view}").status_code == 200
    assert log_in(client, town, "admin").get(f"/supervision/{view}").status_code == 403
    outsider = log_in(client, town, "south_reviewer").get(f"/supervision/{view}").content.decode()
    assert "老旧小区改造交地" not in outsider


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_asks_more_for_more(client, town, promises, view, django_assert_max_num_queries):
    office = log_in(client, town, "office")
    several(promises)
    office.get(f"/supervision/{view}")
    with django_assert_max_num_queries(60) as few:
        office.get(f"/supervision/{view}")
    for n in range(25):
        promises.assigned(
            title=f"事项{n}",
            due_on=DUE + timedelta(n),
            lead="west" if n % 2 else "town",
            by="office",
        )
    with django_assert_max_num_queries(60) as many:
        office.get(f"/supervision/{view}")
    assert len(many.captured_queries) == len(few.captured_queries)


def test_filters_read_as_asked(client, town, promises):
    several(promises)
    office = log_in(client, town, "office")

    def shown(**query):
        return office.get("/supervision/", query).content.decode()

    assert "管线迁改方案" not in shown(light="red")
    assert "评审会" in shown(state="all")
    assert "征地公告" in shown(state="waiting")
    assert "没有符合条件的事项" in shown(state="closed")
    assert "没有符合条件的事项" in shown(unit=str(town.unit["west"].uid))
    assert "老旧小区" not in shown(q="管线")
    mine = log_in(client, town, "town_reporter").get("/supervision/?whose=mine").content.decode()
    assert "老旧小区" in mine


def test_calendar_puts_things_on_their_day_and_statistics_count(town, promises):
    several(promises)
    with clock.at(date(2024, 5, 5)):
        weeks = boards.calendar(town.viewer("office"), Filters(), Month(2024, 5))
        day = next(d for week in weeks for d in week if d.day == DUE)
        assert [line.row.title for line in day.items] == ["青石镇工业路拓宽交地"]
        assert not next(d for week in weeks for d in week if d.day == date(2024, 5, 1)).is_worked
        found = statistics.statistics(town.viewer("office"), Filters(), 2024)
        places, _organs = boards.wall(town.viewer("office"), Filters())
    assert (found.total.total, found.total.overdue, found.total.waiting) == (4, 2, 1)
    assert [g.name for g in found.units] == ["东山"]
    assert found.worst[0].row.title == "老旧小区改造交地"
    assert places[0].counts == {"red": 1, "yellow": 1, "green": 2, "grey": 0}


# --- the record and its verbs


def test_the_primary_step_is_whose_turn_it_is(client, town, promises):
    row = promises.assigned()

    def page(name):
        shown = log_in(client, town, name).get(f"/supervision/{row.uid}/").content.decode()
        return " ".join(shown.split())

    assert 'btn-primary" data-dialog="sign"' in page("town_reporter")
    assert 'btn-primary" data-dialog="close"' not in page("east_reviewer")
    promises.act("sign_for", row, "town_reporter")
    assert 'btn-primary" data-dialog="done"' in page("town_reporter")
    promises.done(row)
    assert 'btn-primary" data-dialog="close"' in page("east_reviewer")
    assert 'data-dialog="close"' not in page("town_reporter")
    assert log_in(client, town, "west_reviewer").get(f"/supervision/{row.uid}/").status_code == 404


def test_a_task_through_the_browser_s_forms(client, town, promises):
    reviewer = log_in(client, town, "east_reviewer")
    form = {
        "title": "青石镇工业路拓宽交地",
        "lead": str(town.unit["town"].uid),
        "supports": [str(town.unit["health"].uid)],
        "origin": "document",
        "source": "区领导批示",
        "term": "instruction",
        "needs_evidence": "1",
        "key": "a",
    }
    answer = reviewer.post("/supervision/assign/", form)
    row = Commitment.objects.get()
    assert answer.url == f"/supervision/{row.uid}/"
    assert row.due_on == date(2024, 5, 20)
    reviewer.post("/supervision/assign/", form)
    assert Commitment.objects.count() == 1

    def do(name, verb, **fields):
        row.refresh_from_db()
        fields.setdefault("version", row.version)
        url = f"/supervision/{row.uid}/{verb}/"
        return log_in(client, town, name).post(url, fields, follow=True).content.decode()

    assert "已办理" in do("town_reporter", "sign", contact="镇城建办")
    assert "已办理" in do("town_reporter", "progress", text="已签约8户。", share="60")
    assert "0 至 100" in do("town_reporter", "progress", text="x", share="120")
    assert "报办结须附佐证材料" in do("town_reporter", "done", result="已完成")
    upload = picture()
    upload.name = "现场.png"
    assert "已办理" in do("town_reporter", "evidence", file=upload, caption="现场照片")
    assert "没有选择文件" in do("town_reporter", "evidence")
    assert "已办理" in do("town_reporter", "ask", new_due_on="2024-06-03", reason="评估未出")
    assert "按期批准" in do("east_reviewer", "grant", new_due_on="2024-05-31", words="同意")
    assert "已办理" in do("east_reviewer", "slip", colour="blue", reason="提醒")
    assert "已办理" in do("town_reporter", "climb", reason="需区里协调")
    assert "已办理" in do("east_reviewer", "action", kind="talk", text="约谈", with_whom="镇长")
    assert "已办理" in do("town_reporter", "done", result="已完成")
    assert "其他人已修改此记录" in do("east_reviewer", "close", version=1)
    assert "已办理" in do("east_reviewer", "return", reason="缺交地单")
    assert "已办理" in do("town_reporter", "done", result="已补")
    assert "已销号" in do("office", "close", verdict="属实")
    row.refresh_from_db()
    assert (row.state, row.times_returned) == ("closed", 1)
    assert "已办理" in do("east_reviewer", "reopen", reason="又停工")
    assert client.post(f"/supervision/{row.uid}/nothing/").status_code == 404
    evidence = row.evidence.get()
    assert client.get(f"/supervision/evidence/{evidence.uid}/")["Content-Type"] == "image/png"
    outsider = log_in(client, town, "west_reporter")
    assert outsider.get(f"/supervision/evidence/{evidence.uid}/").status_code == 404
    assert outsider.post(f"/supervision/{row.uid}/sign/").status_code == 404


def test_assigning_is_not_offered_to_who_has_nobody_below(client, town):
    assert log_in(client, town, "town_reporter").get("/supervision/assign/").status_code == 403
    assert log_in(client, town, "east_reviewer").get("/supervision/assign/").status_code == 200


def test_the_record_asks_the_same_for_a_short_and_a_long_history(
    client, town, promises, django_assert_max_num_queries
):
    row = promises.assigned()
    office = log_in(client, town, "office")
    office.get(f"/supervision/{row.uid}/")
    with django_assert_max_num_queries(60) as few:
        office.get(f"/supervision/{row.uid}/")
    for n in range(6):
        promises.act("report_progress", row, "town_reporter", text=f"进展{n}")
        promises.show(row, colour=(n * 30, 0, 0))
    promises.act("issue_slip", row, "office", colour="blue", reason="提醒")
    with django_assert_max_num_queries(60) as many:
        office.get(f"/supervision/{row.uid}/")
    assert len(many.captured_queries) == len(few.captured_queries)


# --- the papers


def text_of(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def test_notice_and_reply_say_what_the_ledger_says(client, town, promises):
    row = promises.assigned(supports=("health",))
    slip = promises.act(
        "issue_slip",
        row,
        "east_reviewer",
        date(2024, 5, 22),
        colour="yellow",
        reason="逾期未办结。",
    )
    office = log_in(client, town, "office")
    notice = office.get(f"/supervision/slips/{slip.uid}/notice.docx")
    assert "attachment" in notice["Content-Disposition"]
    text = text_of(notice.content)
    for words in (
        "督办通知单（黄色）",
        slip.number,
        "青石镇工业路拓宽交地",
        "青石镇",
        "已逾期2个工作日",
        "2024年5月29日",
        "市卫生健康委员会",
        "东山区",
    ):
        assert words in text, words
    assert office.get(f"/supervision/slips/{slip.uid}/reply.docx").status_code == 404
    from yipanqi.apps.promises.commitments.actions import answer_slip

    answer_slip(viewer=town.viewer("town_reporter"), slip_uid=slip.uid, answer="已增派两个工作组。")
    reply = office.get(f"/supervision/slips/{slip.uid}/reply.docx")
    assert "已增派两个工作组。" in text_of(reply.content)
    outsider = log_in(client, town, "west_reporter")
    assert outsider.get(f"/supervision/slips/{slip.uid}/notice.docx").status_code == 404


# --- problems


def test_a_problem_through_the_browser_s_forms(client, town):
    reporter = log_in(client, town, "town_reporter")
    project = town.project["plant"]
    page = reporter.get(
        f"/problems/raise/?project={project.uid}&text=北侧道路未通"
    ).content.decode()
    assert "北侧道路未通" in page
    form = {
        "title": "北侧道路未通",
        "cause": "moving",
        "unit": str(town.unit["transport"].uid),
        "description": "需协调改线",
        "month": "2024-04",
    }
    reporter.post(f"/problems/raise/?project={project.uid}", form)
    problem = Problem.objects.get()
    assert "北侧道路未通" in reporter.get(f"/problems/{problem.uid}/").content.decode()

    def do(name, verb, **fields):
        problem.refresh_from_db()
        fields.setdefault("version", problem.version)
        url = f"/problems/{problem.uid}/{verb}/"
        return log_in(client, town, name).post(url, fields, follow=True).content.decode()

    assert "已受理" in do("office", "accept", unit="")
    assert "解决中" in do("office", "assign", due_on="2024-05-31", requirement="5月底前通车")
    assert problem.commitment is None
    problem.refresh_from_db()
    assert problem.commitment.requirement == "5月底前通车"
    assert log_in(client, town, "west_reporter").get(f"/problems/{problem.uid}/").status_code == 404
    assert "没有找到" in reporter.get("/problems/raise/?project=x").content.decode()


def test_the_list_of_problems_asks_the_same_for_more(client, town, django_assert_max_num_queries):
    office = log_in(client, town, "office")

    def raise_one(n):
        problem_actions.raise_problem(
            viewer=town.viewer("town_reporter"),
            project_uid=town.project["plant"].uid,
            trouble=Trouble(f"问题{n}", "land", town.unit["transport"].pk),
        )

    raise_one(0)
    office.get("/problems/")
    with django_assert_max_num_queries(40) as few:
        office.get("/problems/?state=all")
    for n in range(1, 15):
        raise_one(n)
    with django_assert_max_num_queries(40) as many:
        page = office.get("/problems/?state=all").content.decode()
    assert len(many.captured_queries) == len(few.captured_queries)
    assert "问题14" in page
    assert "问题3" not in office.get("/problems/?q=问题5").content.decode()
