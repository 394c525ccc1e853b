"""The administrator sets a first password again; it must be changed at the next login."""

import pytest
from django.urls import reverse

from city import city
from yipanqi.apps.ledger.units.models import User

pytestmark = pytest.mark.django_db


def test_a_forgotten_password_is_replaced_by_a_first_one(client):
    town = city()
    person = town.user["east_reporter"]
    client.force_login(town.user["admin"], "django.contrib.auth.backends.ModelBackend")
    address = reverse("person-password", args=[person.uid])
    weak = client.post(address, {"password": "short"}, follow=True)
    assert "新密码不符合要求" in weak.content.decode()
    done = client.post(address, {"password": "Qingshan-2024-xy"}, follow=True)
    assert "初始密码已重设" in done.content.decode()
    fresh = User.objects.get(pk=person.pk)
    assert fresh.check_password("Qingshan-2024-xy")
    assert fresh.must_change_password


def test_accounts_are_found_by_name_and_role(client, town):
    client.force_login(town.user["admin"])
    address = reverse("people")
    page = client.get(address, {"q": town.user["office"].username}).content.decode()
    assert f">{town.user['office'].name}</a>" in page
    assert f">{town.user['east_reviewer'].name}</a>" not in page
    reviewers = client.get(address, {"role": "reviewer"}).content.decode()
    assert f">{town.user['east_reviewer'].name}</a>" in reviewers
    assert f">{town.user['office'].name}</a>" not in reviewers
    assert "没有符合条件的账号" in client.get(address, {"q": "无此人"}).content.decode()
