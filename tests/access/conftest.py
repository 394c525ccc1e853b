"""One town for a whole module; every test's writes are taken back at its end."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client, override_settings

from access.place import VIEWERS, Place, build
from yipanqi.infra.models import AuditEntry

BACKEND = "django.contrib.auth.backends.ModelBackend"


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction like a test case's own: durable verbs may run inside; nothing stays."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("place")
    apart = override_settings(
        YIPANQI_SNAPSHOTS=folder / "snapshots", MEDIA_ROOT=folder / "evidence"
    )
    with apart, django_db_blocker.unblock(), taken_back():
        yield build()


@pytest.fixture(scope="module")
def entered(built: Place) -> dict[str, Client]:
    """A client for each viewer, logged in once."""
    found = {}
    for who, name in VIEWERS.items():
        found[who] = Client(raise_request_exception=False)
        if name:
            found[who].force_login(built.town.user[name], backend=BACKEND)
            found[who].get("/tour/")  # the first request writes when the session began
    return found


@pytest.fixture
def place(built: Place, db) -> Place:
    """``db`` opens a transaction of the test's own inside the module's."""
    return built


@pytest.fixture
def ask(place: Place, entered):
    """``ask(who, method, address, data)`` → the answer, with every write taken back.

    ``kept`` collects the verbs that left an audit row.
    """
    cookies = {who: {n: c.value for n, c in entered[who].cookies.items()} for who in entered}

    def asked(who: str, method: str, address: str, data=None, kept=None, **headers):
        client = entered[who]
        with taken_back():
            last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            answer = getattr(client, method.lower())(address, data or {}, **headers)
            if kept is not None:
                kept += AuditEntry.objects.filter(pk__gt=last).values_list("verb", flat=True)
            answer.read = b"".join(answer) if answer.streaming else answer.content
        client.cookies.load(cookies[who])  # whoever went out comes in again
        return answer

    return asked
