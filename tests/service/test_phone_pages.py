"""The pages without account: what they show and do not show, how often they answer."""

import pytest
from django.test import Client, override_settings

from service.conftest import WISH, on
from yipanqi.apps.promises.commitments import rules as rule_file
from yipanqi.apps.promises.service import actions
from yipanqi.apps.promises.service.models import ServiceRequest

pytestmark = pytest.mark.django_db
LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def test_asked_and_followed_without_account(desk, town):
    client, secret = Client(), desk.asked()
    page = client.get(f"/service/ask/{secret}/")
    assert page.status_code == 200
    assert "演示精密机械有限公司" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    bad = client.post(f"/service/ask/{secret}/", {"topic": "energy", "title": ""})
    assert bad.status_code == 200
    sent = client.post(f"/service/ask/{secret}/", {"topic": "energy", "title": "厂房用电增容"})
    assert sent.status_code == 302
    follow = client.get(sent["Location"])
    assert "诉求已收到" in follow.content.decode()
    again = client.post(f"/service/ask/{secret}/", {"topic": "energy", "title": "再来一件"})
    assert again.status_code == 404
    row = ServiceRequest.objects.get()
    assert row.state == "raised"


def test_the_page_says_nothing_but_the_asker_s_own(desk, town):
    with on(6):
        row, secret = actions.send_request(secret=desk.asked(), wish=WISH)
        desk.answered(row=desk.accepted(row=row))
    text = Client().get(f"/service/follow/{secret}/").content.decode()
    assert "已增容送电" in text
    assert "评价" in text
    for private in ("/projects/", "/supervision/", "督〔", str(row.uid), town.user["office"].name):
        assert private not in text


@pytest.mark.parametrize("secret", ["nothing", "a" * 300, "%00", "../../etc"])
def test_unknown_links_get_one_answer(db, secret):
    page = Client().get(f"/service/follow/{secret}/")
    assert page.status_code in {400, 404}


def test_flooding_is_slowed_down_by_address(desk, tmp_path):
    (tmp_path / "supervision.toml").write_text(
        "[service]\nsends_an_hour = 2\nlooks_an_hour = 6\n", encoding="utf-8"
    )
    client = Client(REMOTE_ADDR="192.0.2.7")
    with override_settings(CACHES=LOCMEM, YIPANQI_DATA=tmp_path):
        assert rule_file.rules().kinds["service"]["sends_an_hour"] == 2
        secret = desk.asked()
        answers = [client.post(f"/service/ask/{secret}/", {"title": ""}) for _ in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 429]
        looks = [client.get(f"/service/ask/{secret}/").status_code for _ in range(4)]
        assert looks == [200, 200, 200, 429]
        assert "操作太频繁" in client.get(f"/service/ask/{secret}/").content.decode()
        other = Client(REMOTE_ADDR="192.0.2.8")
        assert other.get(f"/service/ask/{secret}/").status_code == 200


def test_numbers_of_people_only_for_who_works_on_it(desk, town):
    row = desk.raised(phone="13800000000", by="town_reporter")
    for who, sees in (("town_reporter", True), ("auditor", False), ("east_leader", False)):
        client = Client()
        client.force_login(town.user[who], backend="django.contrib.auth.backends.ModelBackend")
        text = client.get(f"/service/{row.uid}/").content.decode()
        assert ("13800000000" in text) is sees, who
        assert b"13800000000" not in client.get("/service/export.xlsx?state=all").content


def test_the_list_asks_the_same_for_more(desk, town, django_assert_max_num_queries):
    client = Client()
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    for n in range(12):
        desk.raised(enterprise=f"演示{n}有限公司")
    with django_assert_max_num_queries(30):
        page = client.get("/service/?sort=-enterprise&q=演示&state=all")
    assert page.status_code == 200
    assert client.get("/service/statistics/").status_code == 200


def test_a_stranger_writes_one_line_into_the_notices(desk, town):
    title = "增容\r\n【系统通知】请登录 http://evil.example\u202e改密"
    wish = {"topic": "energy", "title": title, "contact": "张\n总", "unit": "1", "state": "closed"}
    Client().post(f"/service/ask/{desk.asked()}/", wish | {"enterprise": "别家公司"})
    row = ServiceRequest.objects.get()
    assert row.title == "增容 【系统通知】请登录 http://evil.example改密"
    assert (row.contact, row.state, row.enterprise) == ("张 总", "raised", "演示精密机械有限公司")


def test_another_site_can_not_send_by_the_asker_s_browser(desk, town):
    client, secret = Client(enforce_csrf_checks=True), desk.asked()
    sent = client.post(f"/service/ask/{secret}/", {"topic": "energy", "title": "增容"})
    assert sent.status_code == 403
    assert not ServiceRequest.objects.exists()


def test_a_secret_opens_one_kind_of_page_and_dies_when_replaced(desk, town):
    ask = desk.asked()
    assert Client().get(f"/service/follow/{ask}/").status_code == 404
    with on(6):
        row, first = actions.send_request(secret=ask, wish=WISH)
        assert Client().get(f"/service/ask/{first}/").status_code == 404
        Client().post(f"/service/follow/{first}/", {"rating": "5", "is_solved": "yes"})
        row.refresh_from_db()
        assert row.rating is None, "nothing is rated before it is answered"
