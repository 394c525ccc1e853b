"""Lockout, session ends and headers, through the whole stack of middleware."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings

from city import PASSWORD, City, city
from yipanqi.infra import clock

pytestmark = pytest.mark.django_db

LIMIT = 5


@pytest.fixture
def town() -> City:
    return city()


def said(page: str) -> str:
    """The page without its token, which is another one each time."""
    return re.sub(r'(value|data-csrf|hx-headers)=("[^"]*"|\'[^\']*\')', "", page)


def enter(client: Client, username: str, password: str):
    return client.post("/login/", {"username": username, "password": password})


@override_settings(AXES_ENABLED=True)
def test_five_failures_lock_the_account_and_say_no_more_than_an_unknown_one(town: City):
    name = town.user["office"].get_username()
    client = Client()
    answers = [enter(client, name, "wrong") for _ in range(LIMIT)]
    right = enter(Client(REMOTE_ADDR="10.0.0.9"), name, PASSWORD)
    unknown = enter(Client(), "nobody-here", PASSWORD)
    assert "_auth_user_id" not in client.session
    assert {answer.status_code for answer in answers} == {right.status_code, unknown.status_code}
    assert said(right.content.decode()).replace(name, "") == said(unknown.content.decode()).replace(
        "nobody-here", ""
    )


@override_settings(AXES_ENABLED=True)
def test_fewer_failures_do_not_lock(town: City):
    name = town.user["office"].get_username()
    for _ in range(LIMIT - 1):
        enter(Client(), name, "wrong")
    assert enter(Client(), name, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("key", "minutes", "ends"),
    [
        ("last_seen", 29, False),
        ("last_seen", 31, True),
        ("started", 719, False),
        ("started", 721, True),
    ],
)
def test_a_session_ends_when_idle_and_when_old(town: City, key: str, minutes: int, ends: bool):
    client = Client()
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    client.get("/")
    session = client.session
    session[key] = (clock.now() - timedelta(minutes=minutes)).isoformat()
    session.save()
    client.get("/")
    assert ("_auth_user_id" not in client.session) is ends


def test_every_page_forbids_what_pages_do_not_need():
    answer = Client().get("/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
