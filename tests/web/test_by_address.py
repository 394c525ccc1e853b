"""What only a button can do is told on the desk when its address is asked for by itself."""

import pytest
from django.urls import reverse

from city import city

pytestmark = pytest.mark.django_db


def test_a_reloaded_action_is_not_an_empty_page(client):
    town = city()
    client.force_login(town.user["auditor"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("verify"), follow=True)
    assert page.redirect_chain[0] == ("/", 302)
    assert "刚才没有执行" in page.content.decode()


def test_a_part_that_asks_after_the_session_has_ended_brings_the_page_to_the_login(client):
    city()
    answer = client.get(reverse("desk"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, reverse("login"))
    assert client.get(reverse("desk")).status_code == 302
