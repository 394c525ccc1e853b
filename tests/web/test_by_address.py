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
