"""In the browser: an enterprise's phone, the officer, a joint session, the answer, the rating."""

import re

import pytest
from django.test import Client

from city import make_city
from yipanqi.apps.promises.service.models import ServiceRequest

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def town(transactional_db):
    return make_city()


def page_of(chromium, live_server, complaints, user=None):
    """A page on a desk for a person of the town, on a phone without scripts for nobody."""
    if user is None:
        context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    else:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies(
            [
                {"name": n, "value": c.value, "url": live_server.url}
                for n, c in client.cookies.items()
            ]
        )
    page = context.new_page()
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    return page


def fits(page) -> bool:
    """Nothing on the phone is wider than the phone (measured without scripts of the page)."""
    widths = [box["width"] for el in page.locator("form, h1, .card, input, textarea, select").all()
              if (box := el.bounding_box())]  # fmt: skip
    return max(widths) <= PHONE["width"]


def dialog(page, name: str, **fields) -> None:
    page.click(f'[data-dialog="{name}"]')
    box = page.locator(f"dialog#{name}")
    for field, value in fields.items():
        control = box.locator(f'[name="{field}"]')
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)
    box.locator(".form-actions button").first.click()
    page.wait_for_load_state()


def test_from_the_phone_to_the_rating(chromium, live_server, town):
    complaints: list[str] = []
    officer = page_of(chromium, live_server, complaints, town.user["town_reporter"])
    officer.goto(f"{live_server.url}/service/link/")
    officer.fill('[name="enterprise"]', "演示精密机械有限公司")
    officer.click("text=生成链接")
    address = officer.input_value("#address")
    assert "/service/ask/" in address

    phone = page_of(chromium, live_server, complaints)
    phone.goto(address)
    assert fits(phone)
    assert not re.search("[A-Za-z]{4,}", phone.inner_text("main"))
    phone.select_option('[name="topic"]', "energy")
    phone.fill('[name="title"]', "厂房用电增容尚未接通")
    phone.fill('[name="phone"]', "13800000000")
    phone.click("text=提交诉求")
    phone.wait_for_url("**/follow/**")
    assert "诉求已收到" in phone.inner_text("h1")
    follow = phone.url.partition("?")[0]

    row = ServiceRequest.objects.get()
    record = f"{live_server.url}/service/{row.uid}/"
    officer.goto(record)
    dialog(officer, "accept", words="已受理，三日内现场勘查。")
    dialog(officer, "call", units="东山区", held_on="2024-05-07", agenda="电力接入方案和分工")
    assert "尚未登记" in officer.inner_text("main")
    dialog(officer, "conclude", conclusion="区里负责外线开挖，镇里协调进场。")
    dialog(officer, "answer", answer="已增容送电。")
    assert "已答复待评价" in officer.inner_text("main")

    phone.goto(follow)
    assert fits(phone)
    phone.check('[name="is_solved"][value="yes"]')
    phone.check('[name="rating"][value="5"]')
    phone.fill('[name="words"]', "很及时")
    phone.click("text=提交评价")
    assert "已办结" in phone.inner_text("main")

    officer.goto(record)
    assert "很及时" in officer.inner_text("main")
    row.refresh_from_db()
    assert (row.state, row.rating, row.commitment.state) == ("closed", 5, "closed")
    assert complaints == []
