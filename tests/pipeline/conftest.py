import pytest

from city import City, city

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def town(db: None) -> City:
    return city()


@pytest.fixture
def page(client, town):
    """``page("office", "/projects/…")`` → the answer."""

    def get(who: str, address: str, data=None, *, post: bool = False):
        client.force_login(town.user[who], backend=BACKEND)
        return client.post(address, data or {}) if post else client.get(address, data or {})

    return get
