"""Pages of the month: who sees them, what they say, and queries that don't grow with rows."""

import json

import pytest
from django.urls import reverse
from reporting_desk import APRIL, GOOD, WORDS

from city import WAN, make_project, make_report
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.queries import due_reports
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow


@pytest.fixture
def go(client, town):
    def _go(name, *args, by="town_reporter", post=None, **query):
        client.force_login(town.user[by])
        address = reverse(f"reporting:{name}", args=args)
        if post is not None:
            return client.post(address, post, follow=True)
        return client.get(address, query, follow=True)

    return _go


def uid(town, key):
    return town.project[key].uid


def test_a_reporter_lands_in_her_sheet(go, town):
    page = go("index")
    text = page.content.decode()
    assert page.redirect_chain[0][0].endswith(f"/unit/{town.unit['town'].uid}/")
    assert "青石镇精密轴承生产线项目" in text
    assert "东山区环湖快速路工程" not in text
    assert go("index", by="leader").redirect_chain[0][0].endswith("/2024-04/standing/")


@pytest.mark.parametrize(
    ("name", "by", "status"),
    [
        ("sheet", "town_reporter", 200),
        ("sheet", "east_reporter", 200),
        ("sheet", "east_leader", 200),
        ("sheet", "office", 200),
        ("sheet", "south_reviewer", 404),
        ("sheet", "line", 404),
        ("sheet", "admin", 403),
        ("submit_unit", "town_reporter", 200),
        ("submit_unit", "south_reviewer", 404),
    ],
)
def test_who_sees_a_units_sheet(go, town, name, by, status):
    assert go(name, "2024-04", town.unit["town"].uid, by=by).status_code == status


@pytest.mark.parametrize(
    ("name", "by", "status"),
    [
        ("record", "town_reporter", 200),
        ("record", "east_reviewer", 200),
        ("record", "office", 200),
        ("record", "south_reviewer", 404),
        ("record", "west_reviewer", 404),
        ("record", "admin", 404),
        ("peek", "east_reviewer", 200),
        ("peek", "south_reviewer", 404),
    ],
)
def test_who_sees_a_record(go, desk, name, by, status):
    desk.submitted()
    assert go(name, "2024-04", uid(desk.town, "plant"), by=by).status_code == status


def test_pages_of_no_month(go):
    assert go("review", "2024-07", by="office").status_code == 404


def save(client, town, body, *, by="town_reporter", key="plant", query=""):
    client.force_login(town.user[by])
    return client.post(
        reverse("reporting:save", args=["2024-04", uid(town, key)]) + query,
        json.dumps(body),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def test_saving_a_row_from_the_sheet(client, town):
    values = {
        "this_month": "８２０．５",
        "year_to_date": "3,220.5",
        "statistics_month": "2024年3月",
    }
    answer = save(client, town, {"version": 0, "key": "a", "values": values})
    body = answer.json()
    assert answer.status_code == 200, body
    assert body["version"] == 1
    assert body["values"]["this_month"] == "820.5"
    assert body["values"]["statistics_month"] == "2024-03"
    assert body["values"]["share"] == "32.2%"
    codes = {f["code"]: f["severity"] for f in body["findings"]}
    assert codes["report.words_missing"] == "hard"
    assert codes["report.permit_missing"] == "soft"
    again = save(client, town, {"version": 0, "key": "a", "values": values})
    assert again.json()["version"] == 1
    report = MonthReport.objects.get(window__month="2024-04")
    assert report.this_month == 8_205_000


def test_an_explanation_is_saved_by_itself(client, desk, town):
    desk.save(explanations={})
    answer = save(client, town, {"version": 1, "values": {}, "explanations": WORDS})
    (finding,) = answer.json()["findings"]
    assert finding["words"] == WORDS["report.permit_missing"]


def test_a_cell_that_cannot_be_read(client, town):
    answer = save(client, town, {"version": 0, "values": {"this_month": "一百万"}})
    assert answer.status_code == 422
    assert answer.json()["refusal"]["field"] == "this_month"
    assert "一百万" in answer.json()["refusal"]["text"]
    assert save(client, town, []).status_code == 422


def test_two_people_in_one_row(client, desk, town):
    desk.save()
    answer = save(client, town, {"version": 0, "values": {"this_month": "1"}})
    assert answer.status_code == 409
    theirs = answer.json()["conflict"]
    assert (theirs["version"], theirs["who"]) == (1, "青石镇填报员")
    assert theirs["values"]["this_month"] == "820"


def test_saving_out_of_scope_or_without_the_verb(client, desk, town):
    body = {"version": 0, "values": {"this_month": "1"}}
    assert save(client, town, body, by="west_reporter").status_code == 404
    assert save(client, town, body, by="east_reviewer").status_code == 403
    assert save(client, town, body, by="east_reporter").status_code == 422
    told = "?informant=%E7%94%B5%E8%AF%9D"
    assert save(client, town, body, by="east_reporter", query=told).status_code == 200
    desk.submitted("school")
    locked = save(client, town, {"version": 2, "values": {"this_month": "1"}}, key="school")
    assert locked.status_code == 422


def test_handing_in_from_the_page(go, desk, town):
    desk.save()
    desk.save("school", values={"this_month": 1})
    unit = town.unit["town"].uid
    page = go("submit_unit", "2024-04", unit).content.decode()
    assert "青石镇中心小学迁建工程" in page
    assert "须更正" in page
    done = go("submit_unit", "2024-04", unit, post={"key": "x"})
    assert "1 份月报已提交" in done.content.decode()
    assert MonthReport.objects.get(
        project=town.project["plant"], window__month="2024-04"
    ).state == ("submitted")
    again = go("submit_unit", "2024-04", unit, post={"key": "y"})
    assert again.status_code == 200


def test_the_sheet_shows_why_a_row_was_sent_back(go, desk, town):
    report = desk.submitted()
    desk.give_back(report, reasons={"this_month": "与支付凭证不符"})
    unit = town.unit["town"].uid
    assert "与支付凭证不符" in go("sheet", "2024-04", unit).content.decode()
    assert '<span data-is="changed" hidden>' in go("sheet", "2024-04", unit).content.decode()
    desk.save(values={"this_month": 800 * WAN})
    page = go("sheet", "2024-04", unit).content.decode()
    assert '<span data-is="same" hidden>' in page
    assert "was-changed" in page


def test_the_queue_puts_findings_first(go, desk, town):
    desk.submitted("plant")
    page = go("review", "2024-04", by="east_reviewer").content.decode()
    assert "青石镇精密轴承生产线项目" in page
    assert "施工许可正在补办" in page
    other = go("review", "2024-04", by="office").content.decode()
    assert "青石镇精密轴承生产线项目" not in other
    below = go("review", "2024-04", by="office", view="below").content.decode()
    assert "青石镇精密轴承生产线项目" in below
    assert go("review", "2024-04", by="admin").status_code == 403
    assert (
        go("review", "2024-04", by="east_reviewer", unit=town.unit["west"].uid).status_code == 404
    )


def test_the_queue_is_searched_and_sorted(go, desk):
    desk.submitted("plant")

    def shown(**query):
        return go("review", "2024-04", by="east_reviewer", **query).content.decode()

    assert "青石镇精密轴承生产线项目" in shown(q="轴承", sort="-this_month")
    nothing = shown(q="跨海大桥")
    assert "青石镇精密轴承生产线项目" not in nothing
    assert "清除条件即可看到全部" in nothing


def test_agreeing_and_sending_back_from_the_page(go, desk, town):
    report = desk.submitted()
    post = {"version": report.version, "reason-this_month": "请核对", "remark": ""}
    go("return", report.uid, by="east_reviewer", post=post)
    report.refresh_from_db()
    assert report.state == "returned"
    told = go("return", report.uid, by="east_reviewer", post=post)
    assert "其他人已修改" in told.content.decode()
    desk.submit()
    report.refresh_from_db()
    go("approve", report.uid, by="east_reviewer", post={"version": report.version})
    report.refresh_from_db()
    assert report.waiting_unit == town.unit["city"]
    assert go("approve", report.uid, by="south_reviewer", post={}).status_code == 404
    assert go("approve", report.uid, by="town_reporter", post={}).status_code == 403


def test_agreeing_to_many_says_what_was_left_out(go, desk, town):
    report = desk.submitted()
    post = {"row": [f"{report.uid}:{report.version}"], "key": "k", "remark": "已核"}
    MonthReport.objects.filter(pk=report.pk).update(explanations={})
    page = go("approve_bulk", "2024-04", by="east_reviewer", post=post).content.decode()
    assert "没有可以批量通过的月报" in page
    words = {"report.permit_missing": "补办"}
    MonthReport.objects.filter(pk=report.pk).update(explanations=words)
    page = go("review", "2024-04", by="east_reviewer").content.decode()
    assert "data-by-hand" in page  # explained: ticked by itself, never with all the others
    go("approve_bulk", "2024-04", by="east_reviewer", post=post | {"key": "l"})
    report.refresh_from_db()
    assert report.waiting_unit == town.unit["city"]


def test_who_has_not_reported_is_open_to_all_but_names_follow_scope(go, desk, town):
    desk.submitted()
    for by in ("leader", "south_reviewer", "west_reporter", "line", "auditor", "park_reporter"):
        assert go("standing", "2024-04", by=by).status_code == 200
    assert go("standing", "2024-04", by="admin").status_code == 403
    page = go("standing", "2024-04", by="south_reviewer").content.decode()
    assert "东山区" in page
    assert "青石镇中心小学迁建工程" not in page
    inside = go("standing", "2024-04", by="east_leader", unit=town.unit["east"].uid)
    assert "青石镇中心小学迁建工程" in inside.content.decode()


def test_light_and_full_readers_agree_on_what_is_due(town):
    facts = project_facts(APRIL)
    due = {pk: f.reporting_unit for pk, f in facts.items() if f.report_due}
    assert due_reports(APRIL) == due


def test_the_office_begins_the_review(go, town):
    go("set_state", "2024-04", by="office", post={"state": "reviewing", "version": 1})
    assert MonthWindow.objects.get(month="2024-04").state == "reviewing"
    assert go("set_state", "2024-04", by="leader", post={"state": "open"}).status_code == 403


def test_a_report_has_one_address(go, desk):
    report = desk.submitted()
    assert (
        go("report", report.uid, by="east_reviewer")
        .redirect_chain[-1][0]
        .startswith("/reporting/2024-04/project/")
    )
    assert go("report", report.uid, by="south_reviewer").status_code == 404


def test_handing_in_and_taking_back_from_the_record(go, desk, town):
    desk.save()
    project = uid(town, "plant")
    go("submit", "2024-04", project, post={"version": 1})
    report = MonthReport.objects.get(window__month="2024-04")
    assert report.state == "submitted"
    page = go("withdraw", report.uid, post={"version": report.version, "reason": "核数"})
    assert "撤回" in page.content.decode()
    report.refresh_from_db()
    assert report.state == "draft"


def fill(town, count, start):
    for number in range(start, count):
        project = make_project(
            town, key=f"p{number}", counting="town", reporting="town", lead="east"
        )
        make_report(town, project)
        make_report(
            town,
            project,
            "2024-04",
            "submitted" if number % 2 else "returned",
            waiting_unit=town.unit["east"] if number % 2 else None,
        )


@pytest.mark.parametrize(
    "page",
    [
        ("sheet", "town_reporter"),
        ("submit_unit", "town_reporter"),
        ("review", "east_reviewer"),
        ("standing", "office"),
    ],
)
def test_queries_do_not_grow_with_rows(page, town, client, django_assert_max_num_queries):
    name, by = page
    args = ["2024-04", town.unit["town"].uid] if name in {"sheet", "submit_unit"} else ["2024-04"]
    address = reverse(f"reporting:{name}", args=args)
    client.force_login(town.user[by])
    client.get(address)

    def count():
        with django_assert_max_num_queries(40) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    fill(town, 10, 0)
    at_ten = count()
    fill(town, 100, 10)
    assert count() == at_ten


def test_values_good_are_good(desk):
    assert desk.save(values=GOOD).year_to_date == GOOD["year_to_date"]
