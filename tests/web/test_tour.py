"""The tour takes a visitor to each step as the one who does it."""

import pytest
from django.urls import reverse

from city import PASSWORD, city
from yipanqi.demo.accounts import SHOWCASE
from yipanqi.demo.tour import TOUR

pytestmark = pytest.mark.django_db


def test_every_account_of_the_tour_is_on_the_login_page():
    known = {account.username for account in SHOWCASE}
    assert {turn.username for step in TOUR for turn in step.turns} <= known


def test_changing_the_account_keeps_the_way(client):
    town = city()
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    assert reverse("logout") in client.get(reverse("tour")).content.decode()
    target = reverse("publishing:index")
    left = client.post(reverse("logout"), {"account": "leader", "next": target})
    assert left.url == f"{reverse('login')}?account=leader&next={target.replace('/', '%2F')}"
    page = client.get(left.url).content.decode()
    assert f'name="next" value="{target}"' in page
    entered = client.post(
        reverse("login"), {"username": "leader", "password": PASSWORD, "next": target}
    )
    assert entered.url == target
