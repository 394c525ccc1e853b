"""Pages of the year's list: versions and changes for all, the draft for the office."""

import json

import pytest
from django.urls import reverse

from city import YI, city, make_project
from yipanqi.apps.ledger.projects.actions import start_draft
from yipanqi.apps.ledger.projects.models import AnnualList, ListDraft
from yipanqi.core.month import Month

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


@pytest.fixture
def go(client, town):
    def _go(name, *args, by="office", post=None, **query):
        client.force_login(town.user[by])
        address = reverse(f"lists:{name}", args=args)
        if post is not None:
            return client.post(address, post)
        return client.get(address, query)

    return _go


@pytest.fixture
def draft(town):
    return start_draft(viewer=town.viewer("office"), year=2024, based_on=town.annual_list)


@pytest.mark.parametrize(
    ("by", "seen", "drawn_up"),
    [("office", 200, 200), ("east_reviewer", 200, 403), ("town_reporter", 200, 403),
     ("leader", 200, 403), ("admin", 403, 403)],
)  # fmt: skip
def test_who_sees_what(go, draft, by, seen, drawn_up):
    uid = draft.based_on.uid
    assert go("version", uid, by=by).status_code == seen
    assert go("changes", uid, by=by).status_code == seen
    assert go("draft", draft.uid, by=by).status_code == drawn_up
    assert go("issue", draft.uid, by=by).status_code == drawn_up


def test_the_list_is_found_and_says_from_when_it_counts(go, town):
    assert go("index").url == reverse("lists:version", args=[town.annual_list.uid])
    page = go("version", town.annual_list.uid, by="leader").content.decode()
    assert "2024年1月" in page
    assert "拟订下一版" not in page
    assert "拟订下一版" in go("version", town.annual_list.uid).content.decode()


def test_rows_follow_the_scope_totals_do_not(go, town):
    page = go("version", town.annual_list.uid, by="west_reviewer")
    names = [r.line.project.own_code for r in page.context["page"].object_list]
    assert "YZ-hospital" in names
    assert "YZ-plant" not in names
    assert page.context["whole"].count == 11
    assert "青石镇精密轴承" not in page.content.decode()


def test_no_list_yet(go, town):
    town.annual_list.entries.all().delete()
    AnnualList.objects.all().delete()
    assert "还没有下达年度清单" in go("index", by="leader").content.decode()
    assert go("start", post={"year": "2024"}).status_code == 302
    assert ListDraft.objects.get().lines.count() == 0


def save(client, town, key, values, version=1):
    client.force_login(town.user["office"])
    draft = ListDraft.objects.get()
    address = reverse("lists:save", args=[draft.uid, town.project[key].uid])
    body = json.dumps({"version": version, "key": f"{key}{version}{values}"[:60], "values": values})
    return client.post(address, body, content_type="application/json")


def test_a_row_is_saved_and_split_anew(client, town, draft):
    answer = save(client, town, "plant", {"annual_plan": "24,000"}).json()
    assert answer["values"]["m06"] == "2000"
    assert answer["values"]["split"] == "24000"
    assert answer["findings"] == []
    answer = save(client, town, "plant", {"m06": "１５００", "annual_class": "竣工"}, 2).json()
    assert answer["values"]["annual_class"] == "finishing"
    assert [f["code"] for f in answer["findings"]] == ["list.split_differs"]
    assert save(client, town, "plant", {"m07": "1"}, 2).status_code == 409
    refused = save(client, town, "plant", {"planned_start_month": "六月"}, 3)
    assert refused.status_code == 422
    assert refused.json()["refusal"]["field"] == "planned_start_month"
    assert save(client, town, "plant", {"annual_class": "甲类"}, 3).status_code == 422


def test_from_draft_to_version(go, client, town, draft):
    save(client, town, "plant", {"annual_plan": "24000"})
    found = go("draft", draft.uid, find="工程包").context["candidates"]
    assert [p.own_code for p in found] == ["YZ-bundle"]
    assert go("add", draft.uid, post={"project": str(found[0].uid)}).status_code == 302
    page = go("issue", draft.uid)
    assert page.context["tally"]["added"] == 1
    assert page.context["blocking"] == []
    values = page.context["form"].initial | {"document_number": "越推进〔2024〕9号"}
    values["effective_month"] = "2023-12"
    refused = go("issue", draft.uid, post=values)
    assert "不在 2024 年内" in str(refused.context["form"].errors["effective_month"])
    assert go("issue", draft.uid, post=values | {"effective_month": "2024-05"}).status_code == 302
    issued = AnnualList.objects.get(number=2)
    text = go("changes", issued.uid).content.decode()
    assert "新列入" in text
    assert "越推进〔2024〕9号" in text


def test_lines_that_do_not_add_up_are_named_before_issuing(go, client, town, draft):
    save(client, town, "plant", {"m06": "1"})
    page = go("issue", draft.uid)
    assert len(page.context["blocking"]) == 1
    assert "相差" in page.content.decode()


def test_a_draft_is_put_aside_with_a_reason(go, town, draft):
    assert go("discard", draft.uid, post={"reason": ""}).status_code == 302
    draft.refresh_from_db()
    assert draft.closed_at is None
    go("discard", draft.uid, post={"reason": "会议未通过"})
    draft.refresh_from_db()
    assert draft.closed_reason == "会议未通过"


def test_pages_ask_as_often_for_many_projects(go, town, django_assert_max_num_queries):
    for number in range(20):
        make_project(town, key=f"more{number}", annual_plan=YI)
    draft = start_draft(viewer=town.viewer("office"), year=2024, based_on=town.annual_list)
    with django_assert_max_num_queries(46):
        go("version", town.annual_list.uid)
    with django_assert_max_num_queries(46):
        go("draft", draft.uid)
    with django_assert_max_num_queries(46):
        go("issue", draft.uid)


def test_the_list_opened_is_of_the_chosen_months_year(client, town):
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    newest = client.get("/lists/").url
    assert client.get("/lists/?month=2024-03").url == newest
    assert client.get("/lists/?month=2019-03").url == newest  # a year without a list
    page = client.get(newest)
    assert page.context["shown_as"].month == Month(2024, 4)
