import pytest

from city import City, city
from yipanqi.apps.ledger.projects.searching import keep_all_words

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def town(db: None) -> City:
    made = city()
    keep_all_words()
    return made


@pytest.fixture
def page(client, town):
    """``page("office", "/projects/…")`` → the answer."""

    def get(who: str, address: str, data=None, *, post: bool = False, **headers):
        client.force_login(town.user[who], backend=BACKEND)
        ask = client.post if post else client.get
        return ask(address, data or {}, **headers)

    return get


@pytest.fixture
def listed(page):
    """Names of the projects that the register shows for a query, in its order."""

    def names(who: str, query: str) -> list[str]:
        answer = page(who, f"/projects/?view=none&{query}")
        assert answer.status_code == 200
        return [line.row.name for line in answer.context["lines"] if line.row]

    return names
